"""Questions asked in danger: rules, tried before any search.

The rules look for something that happens now; words of paperwork ("zaświadczenie po pożarze") and of the past ("wczoraj był
pożar") switch most of them off. A missed emergency still finds the emergency numbers by search; a false one costs the
resident one extra card. All patterns meet folded text: lower-case, no diacritics, no punctuation.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from okienko_faq.retrieval.emergency_signs import FIGURES, SIGNS, Signs
from okienko_faq.retrieval.emergency_words import KEYWORDS, Danger
from okienko_faq.retrieval.words import fold, key, tokens

_SHORTEST_MISSPELT = 5
_TWO_SLIPS_FROM = 9


@dataclass(frozen=True, slots=True)
class Emergency:
    """Somebody may be in danger."""

    dangers: frozenset[Danger]

    @property
    def domestic(self) -> bool:
        """Violence at home: help for victims belongs beside the emergency numbers."""
        return Danger.DOMESTIC in self.dangers


_PAPERWORK = re.compile(
    r"\b(zaswiadcz|odpis|odszkodow|ubezpiecz|zasil|zapomog|swiadczen|rent[aeyo]|emerytur|urlop|wnios|dokument|formularz|"
    r"swiadectw|orzeczen|szkolen|kurs|przeglad|przepis|drog[aei] pozarow|ochron|prac[aey] w|przy pracy|histori|film|"
    r"muzeum|po (pozarze|zawale|udarze|wypadku|powodzi|wybuchu|samobojstw)|spali[lo]|grill|ognisk|papieros|smieci|pie(c(?!z|yk)|k)|komin|upowazn|odbior|legaln|otwarci|kto (\w+ )?(sprawdz|napraw|wydaje|placi)|who (repairs|fixes|pays|checks)|"
    r"swiatl|latarni|lamp[aey]|pozwolen|zezwolen|statyst|kampani|zapobiega|profilakty|opini[aeio]|numer telefonu|jaki (jest )?numer|"
    r"certificate|insurance|benefit|compensation|after (a|the|my)|document|form|pension|permit|fire ?works|fireplace|"
    r"extinguisher|alarm system|hydrant|smoking|grant|course|museum|movie|adres|godziny|address|opening|prevention|"
    r"wczoraj|przedwczoraj|w zeszlym|w ubieglym|(rok|lat|miesiac|miesiecy|tydzien|tygodni) temu|kiedys|byl pozar|"
    r"yesterday|last (week|month|year)|(days|weeks|months|years) ago)"
)
_WHO_PL = (
    r"(maz|zona|partner|chlopak|ojciec|tata|matka|mama|syn|brat|ojczym|konkubent|rodzic|tesc|szwagier|dziadek|wujek)\w*"
)
_WHO_EN = r"(husband|wife|partner|boyfriend|girlfriend|father|dad|mother|mum|mom|son|brother|stepfather|parents?|uncle)"
_SOMEBODY = r"(dziecko|dziecka|czlowiek|ktos|syn|corka|mama|tata|maz|zona|babcia|dziadek|sasiad|sasiadka|kolega|kobieta|mezczyzna|pan|pani|on|ona|brat|siostra|osoba)"


def _rule(danger: Danger, pattern: str, *, always: bool = False) -> Signs:
    return Signs(danger, (re.compile(pattern),), always=always)


_RULES = (
    # Fire, gas, explosion.
    _rule(
        Danger.FIRE,
        r"\b(pozar|(?<!nie )pali(c)? sie|(?<!nie )sie pali\b|plonie|plonac|jara sie|sie jara|wybuch(l\w*|nie|nal)?\b|(jest|podloz\w+|znalaz\w+|widz\w+) (\w+ )?bomb[aey]|bomb[aey] (w|pod)|alarm bombowy|podpal\w+ (mi|nas|dom|mieszkanie|auto|samochod)|"
        r"(dym|ogien) (z|w|na) (mieszkani\w+|domu|klat\w+|blok\w*|piwnic\w*|okn\w+|dachu|kuchni)|(dom|mieszkanie|blok|auto|samochod|kuchnia|dach) (ogien|dym|pozar)|ogien dom|czad (w|ulatnia)\w*|zatru\w+ (sie )?czadem)\b",
    ),
    _rule(
        Danger.FIRE,
        r"\b(ulatnia\w* sie gaz|gaz\w* (sie )?ulatnia\w*|czuc gaz\w*|gaz (czuc|smierdzi)|czuje gaz|wyciek gazu|gaz\w* wycieka|smierdzi gazem|gaz smierdziec)\b",
    ),
    _rule(
        Danger.FIRE,
        r"\b(on fire|house fire|there is a fire|fire in (my|the|our|a)|burning (house|building|flat|car)|(house|flat|kitchen|building|car|roof) is burning|is burning|"
        r"gas leak|(smell|smells|smelling) (of )?gas|gas is leaking|smoke (in|from|coming)|explosion|a bomb|carbon monoxide)\b|^fire( fire)*( help)?$",
    ),
    # Somebody's life.
    _rule(
        Danger.MEDICAL,
        r"\b(zawal(u|em)?|udar mozgu|ma udar|dostal\w* udaru|nie oddycha\w*|oddychac nie|przesta\w+ oddychac|nieprzytomn\w+|(s)?traci\w* przytomnosc|przytomny nie|"
        r"zemdlal\w*|zaslabl\w*|nie rusza sie|sie nie rusza|nie reaguje|ruszac nie|krwotok\w*|mocno krwawi\w*|krwawi|krew duzo|duzo krwi|krew (leci|cieknie|sika)|dusi sie|sie dusi|dusze sie|nie moze oddychac|nie moge oddychac|zadlawi\w+|dlawi sie|"
        rf"(dziecko|czlowiek|ktos|syn|corka|kolega)\w* (sie )?(topi|tonie|tonac|utopil\w*)|topi sie {_SOMEBODY}|tonie (dziecko|czlowiek|ktos)|przedawkowa\w+|umiera|umierac teraz|serce bolec|serce stanelo|"
        r"bol\w* w klatce|(boli|kluje|bol|sciska)( mnie| go| ja| ojca| mame| meza)? (w )?(serce|sercu|klatka|klatce)|serce( \w+)? boli|zaczela rodzic|rodzi w domu|odeszly (mi )?wody|atak padaczki|padaczka atak|porazil\w* (go|ja|mnie)? ?prad|wstrzas anafilaktyczny|"
        r"polkn\w+ (\w+ )?(tablet\w+|lek\w*|domestos|kret\w*|plyn\w*|bateri\w+)|(lek|tabletka) duzo (wziac|polknac|zjesc))\b",
    ),
    _rule(
        Danger.MEDICAL,
        r"\b(heart attack|having a stroke|has had a stroke|not breathing|stopped breathing|can t breathe|cannot breathe|unconscious|collapsed|not (responding|moving)|won t wake up|"
        r"passed out|fainted|bleeding|choking|drowning|overdos\w+|is dying|chest pain|seizure|electrocuted|(is )?giving birth|in labour|swallowed (pills|bleach|poison|a battery))\b",
    ),
    _rule(
        Danger.MEDICAL,
        r"\b(wezw\w+|potrzeb\w+|przyslijcie|wyslijcie|szybko|pilnie|trzeba|natychmiast|prosze|prosic) (\w+ )?(karetk\w+|pogotowi\w+|ambulans\w*|straz\w* pozarn\w+)"
        r"|\b(call|need|send) (me )?(an? |the )?(ambulance|fire brigade|fire department|firefighters|police)\b|\b(karetka|pogotowie|ambulans) (szybko|natychmiast|potrzebowac|potrzebn[ay]|pilnie|prosze|wezwac)\b|^ambulance( please| now)*$|^karetk[aei]$",
    ),
    _rule(
        Danger.MEDICAL,
        r"\bwypad(ek|ku)\b.*\b(rann\w+|krew|krwi\w*|potrac\w+|nie zyje|ciezko)|\bpotracil\w* (mnie|czlowieka|dziecko|pieszego|kogos)|\b(sa|jest) ranni|(samochod|auto|tramwaj|autobus) potracil\w*|"
        r"\b(car )?(accident|crash)\b.*\b(injured|hurt|wounded|bleeding)\b|\b(hit|run over) by a (car|bus|tram)\b",
    ),
    _rule(
        Danger.SUICIDE,
        r"\b(zabic sie|sie zabic|zabije sie|sie zabije|odebrac sobie zycie|odbiore sobie zycie|nie (chce|chcem|chcial\w*) (mi sie |juz )?(dalej )?zyc|zabic (ja|sam|siebie) chc\w+|okalecza(m)? sie|sie okalecza(m)?|zyc (juz )?nie (chce|chciec)|nie chciec zyc|"
        r"chciec (ja )?(umrzec|smierc)|chce (juz )?umrzec|umrzec chc\w+|ja zabic (ja|sam|siebie)|(mam|mysle|mysli|mysl\w*) (\w+ )?samobojcz\w+|mysle o samobojstwie|chce popelnic samobojstwo|popelni\w* samobojstwo|"
        r"(mam|ma) dosc zycia|po co (mam )?zyc|nie ma po co zyc|nie mam (juz )?sily zyc|skoncz\w+ (ze soba|z soba|swoje zycie|z zyciem)|(ze soba|z soba|z zyciem) (\w+ )?skoncz\w+|targn\w+ sie na (swoje )?zycie|(rzuc\w+ sie|sie rzuc\w+) (pod|z)|skocz\w+ (z|pod) (mostu|okna|dachu|bloku|balkonu|pociag)|(z|pod) (mostu|okna|dachu|bloku|balkonu|pociag) skocz\w+|"
        r"powies(ic|ze|il|ila) sie|sie powies(ic|ze|il|ila)|podci\w+ (sobie )?zyly|tne sie|sie tne|wezme wszystkie tabletki|chce zniknac na zawsze)\b",
        always=True,
    ),
    _rule(Danger.SUICIDE, r"\bsamoboj\w+"),
    _rule(
        Danger.SUICIDE,
        r"\b(suicidal|commit suicide|killing myself|kill (myself|himself|herself)|want(s)? to die|end (my|his|her) life|don t want to live|do not want to live|no reason to live|"
        r"cut(ting)? my wrists|hang myself|jump off (the|a) (bridge|roof|building)|hurt myself|harm myself)\b",
        always=True,
    ),
    _rule(Danger.SUICIDE, r"\bsuicid\w+"),
    # Violence.
    _rule(
        Danger.DOMESTIC,
        rf"\b{_WHO_PL}( \w+)? (bije(?! rekord)|bil|pobil|katuje|grozi(?! (rozwod|sad|mandat|pozw|alimen))|bic(?! rekord)|szarpie|dusi|uderzyl|kopie|gwalci|molestuje|zneca sie|maltretuje|krzywdzic|krzywdzi)\b|\bbi(je|c) (mnie|ja|nas) (\w+ )?{_WHO_PL}|"
        rf"\b(bije|katuje|maltretuje|leje|tlucze|oklada) (mnie|nas|dzieci|dziecko|zone|mame|matke|siostre|brata)\b|\b(mnie|nas) (bije|katuje|maltretuje)\b|\b(bije|bil) (go|ja) {_WHO_PL}|(boje|balam) sie (swojego |mojego )?(meza|ojca|partnera|ojczyma|konkubenta|chlopaka)|"
        r"(zneca|zneca\w*) sie nad (mna|nami|dzieckiem|zona|matka)|zostalam pobita|(dziecko|zona|matka|siostra) (bic|bity|bite)\b",
        always=True,
    ),
    _rule(
        Danger.DOMESTIC,
        rf"\b{_WHO_EN}( is| just| has)? (hit(s|ting)?|beat(s|ing|en)?|hurt(s|ing)?|choking|threaten(s|ing)?|attack(s|ing)?|abus(es|ing)|kick(s|ing|ed)?)\b|"
        r"\b(hits|hitting|beats|beating|abuses|abusing) (me|us|my (kids?|child|children|mother|mum|mom))\b|\b(afraid|scared) of my (husband|partner|boyfriend|father|dad|stepfather)\b",
        always=True,
    ),
    _rule(
        Danger.CRIME,
        r"\b((za)?atakuje (mnie|nas)|(mnie|nas) atakuje|napadl\w* (mnie|na mnie|nas)|(mnie|nas) napadl\w*|napadnieto mnie|(probuj\w+|chc\w+) (sie )?(\w+ ){0,3}wlamac|wlamac sie prob\w+|napad na|ktos mnie goni|goni mnie|sledzi mnie|mnie sledzi|bija sie|bojka|"
        r"grozi(l)? (mi |nam )?(nozem|bronia|smiercia|pobiciem|ze (mnie|nas|sie|mi) (zabije|pobije|spali))|(z|ma) (noz\w*|bron\w*|pistolet\w*)|noz (miec|w rece)|strzela\w*|gwalc\w+|zgwalc\w+|wlamuje sie|wlamuja sie|sie (\w+ ){0,3}wlamuj\w|wlamywacz\w*|zlodziej w (domu|mieszkaniu)|"
        r"zabije mnie|chce mnie zabic|porwa\w+ (dziecko|mnie|mi)|pobili (mnie|go|ja)|pobil mnie|molestuje)\b",
    ),
    _rule(
        Danger.CRIME,
        r"\b(attacking me|being attacked|attacked me|(he|she|they|somebody|someone) (hit|hits|beat|beats|punched|kicked) (me|us)|has a (knife|gun)|shooting|raped?|breaking in(to)?|burglar|intruder|"
        r"(will|going to|threatening to|threatens to|wants to) kill (me|us)|been (robbed|stabbed|shot)|stabbed|kidnapped|following me)\b",
    ),
    _rule(
        Danger.CRIME,
        r"\b(zaginelo|zaginal|zaginela|zginelo) (mi |moje |moj |moja )?(dziecko|syn|corka|osoba|maz|zona|babcia|dziadek)|(dziecko|syn|corka|babcia|dziadek) (mi )?(zaginelo|zaginal|zaginela|zginelo|zginal)|"
        r"\b(child|son|daughter) (is |has gone |went )?missing\b",
    ),
    # The same dangers as they are told in other words.
    _rule(
        Danger.FIRE,
        r"\b(ogien|plomienie|(pelno|duzo|mnostwo|gesty) dymu|dym (wszedzie|leci|wydobywa|(duzo )?dom)|(leci|wydobywa sie) dym|(gaz|gazem|butla|butli)( \w+){0,2} (syczy|wycieka|ucieka)|"
        r"full of smoke|smoke everywhere|lots of smoke|in flames|caught fire|gas (bottle|cylinder|pipe)( \w+){0,2} (hissing|leaking))\b",
    ),
    _rule(
        Danger.MEDICAL,
        r"\b(spad\w+|upad\w+|przewroci\w+|zlecial\w*)\b.*\b(nie (odpowiada|reaguje|wstaje|rusza)|krew|krwi|nieprzytomn\w+|glow\w+)\b|"
        r"\b(ledwo|ciezko|trudno) (\w+ )?oddych\w+|\bsine usta\b|\bsinieje\b|\bwylew\w*\b|\bkrzyw\w+ .*(twarz|usta|ust|usmiech)|"
        r"\b(zazy\w+|wzi\w+|polkn\w+|lykn\w+|najad\w+) .*\b(tablet\w+|prosz\w+|lek\w*|pigul\w+)\b.*\b(zasypia|spi|duzo|wszystk\w+|nie budzi)|"
        r"\b(duzo|wszystkie|za duzo) (tabletek|lekow|pigulek)\b|\bdrgawk\w+|\b(upasc|spasc|lezec)\b.*\b(nie ruszac|ruszac nie|nie oddychac|nie budzic)|\bwoda (tonac|topic)\b|\bwpad\w+ do (rzeki|wody|jeziora|studni|stawu)\b|\bkrew\b.*\b(pomoc|duzo|leci|glowa|szybko)\b|\bporazil\w* prad|\bbardzo krwawi|"
        r"\b(fell|fallen)\b.*\b(not moving|unconscious|not responding|bleeding)|\b(took|taken|swallowed) (\w+ )?(a lot of|too many|all (the|her|his|my)) (\w+ )?(pills|tablets|medicine)|"
        r"\b(lips|face) (are |is )?(turning )?blue\b|\bcan barely breathe\b|\bface is drooping\b",
    ),
    _rule(
        Danger.SUICIDE,
        r"\b(nie widze (juz )?sensu|(nie ma|zaden|bez) sens\w* zy\w+|lepiej (by |zeby |jakby )?mnie nie bylo|nie chce (mi sie )?(juz )?istniec|niechce (mi sie |juz )?zyc|nie daje (juz )?rady.*skoncz\w+|sie powiesi|powiesi sie|pozegnac sie ze swiatem|"
        r"(chce|chcial\w*|mysli|myslec|zamierza|probowal\w*) (\w+ )?(sobie )?(odebrac (sobie )?zycie|podciac zyly)|"
        r"not want to be alive|don t want to be alive|better off dead|no (point|reason) (in |to )?liv\w+|don t want to (be here|exist) anymore|thinking (about|of) (ending|killing))\b",
        always=True,
    ),
    _rule(
        Danger.DOMESTIC,
        rf"\b{_WHO_PL}( \w+){{0,4}} (grozi(?! (rozwod|sad|mandat|pozw|alimen))|grozil|zamknal mnie|rzucil sie na|nie wypuszcza|przetrzymuje|popchnal|kopnal|uderzyl|rzuca|niszczy)\b|"
        rf"\b{_WHO_EN}( \w+){{0,4}} (locked me|won t let me (out|leave)|pushed me|punched me|threw)\b|\b(bic|bije) (mama|matka|dziecko|zona)\b|"
        rf"\bbic {_WHO_PL} (\w+ )?(ja|mnie|dziecko|mama)\b|\b(ja|dziecko) {_WHO_PL} (\w+ )?bic\b",
        always=True,
    ),
    _rule(
        Danger.CRIME,
        r"\b(wylamuj\w+ drzwi|(on|ona|oni|ktos) (mnie|nas) (zabije|zabija|zabil)|zlodziej (jest )?w (srodku|domu|mieszkaniu)|wlamanie (teraz|trwa)|(maz|ojciec|tata|partner|brat|syn|czlowiek|pan) (noz|bron)|noz grozic|wywaza\w* drzwi|dobija sie do (drzwi|mnie)|uprowadz\w+|(bije|bija|kopia|kopie) (chlopaka|czlowieka|kogos|kolege|dziewczyne|kobiete|mezczyzne)|"
        r"(ktos|obcy|mezczyzna|facet)( \w+){0,3} (mnie )?(goni|sledzi|napastuje|zaatakowal)|(try|trying|tries) to (get|break|come) (in|into)( my (flat|house|home|apartment))?|with a (gun|knife)|"
        r"beating (up )?(a|someone|somebody)|took my (child|son|daughter)|being followed)\b",
    ),
    _rule(
        Danger.ANY,
        r"^(prosze )?(pomozcie|pomoz|pomozesz|ratujcie|ratuj|pomocy)( mi| nam| mnie)?( szybko| prosze| blagam| natychmiast| pilnie)+$",
    ),
    # A cry for help and nothing else.
    _rule(
        Danger.ANY,
        r"^((prosze )?(ratunku|na pomoc|pomocy|sos|s o s|pomoc pomoc|ratowac|pomoc (natychmiast|szybko|pilnie))( (ratunku|na pomoc|pomocy|sos|prosze|szybko|pomoc|112|natychmiast|pilnie))*|"
        r"help( me| help)+( please| now)*|help please|emergency|this is an emergency|alarm|niebezpieczenstwo|112 (pomoc|pomocy|ratunku|szybko|natychmiast|dzwonic)( \w+)?)$|\bratunku\b",
    ),
)


def detect(text: str, known: Callable[[str], bool] | None = None) -> Emergency | None:
    """Return what kind of emergency `text` (Polish, English or joined glosses) speaks of, or None.

    Args:
        text: the question.
        known: says whether a lower-case word is spelled right; words that are not are also read as the nearest word of
            danger ("porzar"). None takes every word as it stands.
    """
    folded = _plain(key(text))
    paperwork = bool(_PAPERWORK.search(folded))
    dangers = _dangers(folded, paperwork=paperwork)
    if not dangers and known is not None:
        corrected = _corrected(text, known)
        dangers = _dangers(_plain(corrected), paperwork=paperwork)
    return Emergency(dangers) if dangers else None


def _dangers(folded: str, *, paperwork: bool) -> frozenset[Danger]:
    return frozenset(own.danger for own in (*_RULES, *SIGNS) if (own.always or not paperwork) and own.occur(folded))


def _plain(folded: str) -> str:
    return FIGURES.sub(" ", folded.replace("'", " ").replace("’", " "))


def _corrected(text: str, known: Callable[[str], bool]) -> str:
    return " ".join(fold(word) if known(word) else _nearest(fold(word)) for word in tokens(text))


def _nearest(folded: str) -> str:
    if len(folded) < _SHORTEST_MISSPELT or folded in KEYWORDS:
        return folded
    slips = 2 if len(folded) >= _TWO_SLIPS_FROM else 1
    found = process.extractOne(folded, KEYWORDS, scorer=OSA.distance, score_cutoff=slips)
    return str(found[0]) if found else folded
