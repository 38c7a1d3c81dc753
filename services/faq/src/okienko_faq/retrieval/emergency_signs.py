"""Danger told by two or three words that belong together, in any order: "leży" and "nie oddycha", "gaz" and "śmierdzi".

Frightened people, children and glosses keep to no order, so what a rule asks for is that each of its classes of words occurs.
All patterns meet folded text.
"""

import re
from dataclasses import dataclass

from okienko_faq.retrieval.emergency_words import Danger

_BUILDING = (
    r"dom(u|em|ow\w*)?\b|mieszkan|blok|klat(k|c)|piwnic|strych|dach|kuchni|balkon|okn|okien|garaz|scian|schod|lazienk|pietr|"
    r"stodol|szop|auto|samochod|house|home\b|flat|apartment|building|kitchen|stair|basement|attic|roof|garage|window|neighbou?r"
)
_FLAMMABLE = r"choink|firan|zaslon|dach|stodol|szop|las\b|las(em|u)\b|traw|auto|samochod|elewac|lozk|kanap|kuchni|garaz|dom\b|poddasz"
_PEOPLE = (
    r"ludzi|ludzie|dzieck|dziecia|dzieci\b|ktos\b|kogos\b|syn|cork|mama\b|mame\b|tata\b|babci|dziad|sasiad|srodku|inside|people|child|kids?\b|"
    r"baby|trapped|stuck|nie (moge|mozemy|da sie|ma jak)|nie widze|uciec|can t get out|cannot get out"
)
_CHILD = (
    r"dzieck|dziecko|syn(a|ek|ka|em|kiem|owi|u)?\b|cor(ka|ke|ki|eczk\w+|ce)\b|wnu(k|ka|czk\w+|cze\w*)\b|chlopiec|chlopc\w+|dziewczynk|maluch|malej\b|"
    r"brat\b|braciszk|siostr|babci|dziad(ek|ka|zi\w+)\b|child|son\b|daughter|kid\b|kids\b|toddler|year old|grandma|grandpa"
)
_RELATIVE = (
    r"maz\b|meza|chlop\b|stary\b|partner|konkubent|chlopak|ojciec|tata\b|ojczym|mama\b|matka|brat\b|ziec|syn\b|wujek|dziadek|"
    r"husband|boyfriend|partner|dad\b|father|mum\b|mom\b|mother|brother|uncle|he\b|she\b|they\b"
)
_STRANGER = (
    r"typ(y|a|ek)?\b|facet|gosc(iu)?\b|obc(y|a|ego)\b|ktos\b|mezczyzn|kolesi?\b|koles|band[ay]\b|(dwoch|trzech|czterech|kilku)\b|pijak|napastnik|zlodziej|"
    r"stranger|someone|somebody|men\b|man\b|guys?\b|gang|they\b"
)
_WATER = r"wod[aye]\b|woda\b|rzek|jezior|staw(u|ie|em)?\b|zalew(u|ie|em)?\b|basen|morz|lod(u|em)?\b|kanal|kajak|lodk|water|lake|river|pond|pool|sea\b|ice\b|boat"
_GAS = r"gaz(u|em|ow\w*)?\b|gas\b"
_MISLAID = (
    r"legitym|paszport|dow(o|)d|kart|dokument|telefon|plecak|kurtk|rower|klucz|bilet|lek(i|ow)?\b|okular|czapk|swiadectw|zaswiadcz|akt\b|list[aeyo]\b|system|podrecz|ksiazk|rejestr|pesel|spis|"
    r"rekrut|lalk|zabaw|hulajn|portfel|torb|pilk|passport|card|\bid\b|ticket|bag\b|phone|bike|bicycle|certificate|document|cat\b|dog\b|toy|jacket|"
    r"keys?\b|wallet|kot(a|ek|ka)?\b|pies\b|psa\b|glow[ey]\b|aliment|nie placi"
)


@dataclass(frozen=True, slots=True)
class Signs:
    """Words that mean danger together."""

    danger: Danger
    classes: tuple[re.Pattern[str], ...]
    """Each occurs somewhere."""
    unless: re.Pattern[str] | None = None
    always: bool = False
    """Words of paperwork and of the past do not switch it off."""

    def occur(self, folded: str) -> bool:
        """Say whether folded text has a word of each class."""
        return all(own.search(folded) for own in self.classes) and not (self.unless and self.unless.search(folded))


def _signs(danger: Danger, *classes: str, unless: str = "", always: bool = False) -> Signs:
    compiled = tuple(re.compile(rf"\b({own})") for own in classes)
    return Signs(danger, compiled, re.compile(rf"\b({unless})") if unless else None, always)


_NOT_AWAKE = (
    r"nie (\w+ ){0,2}(obudz|budzi|dobudz|ockn)\w*(?! (watpliw|zaufan|zastrzez|emocj|zainteres))|(obudzic|budzic)( sie)? nie\b|"
    r"nie (daje znaku|ma (pulsu|tetna|oddechu)|czuje? (\w+ )?(pulsu|tetna|oddechu)|wyczuwam)|(oddech|oddychac|puls) (nie|brak)\b|"
    r"(przestal\w*|nie moze|nie moge|nie daje rady) (\w+ )?(lapac|zlapac|oddych\w*|reagowac)|brak\w* (mu|jej|mi) (tchu|powietrza|oddechu)|"
    r"(not|won t|can t|isn t|doesn t|don t|never) (wak\w*|breath\w*|respond\w*)|stop(s|ped)? breath\w*|no (pulse|breath\w*)|can t wake"
)
SIGNS = (
    # Fire, smoke, gas.
    _signs(Danger.FIRE, r"(zajel\w+|zajal|zapalil\w*) sie|sie (zajel\w+|zajal|zapalil\w*)", _FLAMMABLE),
    _signs(
        Danger.FIRE,
        r"hajcuj|fajczy|plomien|w ogniu\b|bucha\w* (\w+ )?(dym|ogien|zar)|(dym|ogien) bucha|luna nad|thick smoke|black smoke|flames",
        _BUILDING + r"|las\b|smietnik|samochod",
    ),
    _signs(
        Danger.FIRE, r"pali(c)?\b|plon\w+|ogien|ognia|dym(u|em|i)?\b|burn(s|ing)?\b|fire\b|smoke", _BUILDING, _PEOPLE
    ),
    _signs(
        Danger.FIRE,
        r"(flat|house|building|kitchen|car|roof|shed)s?( is| are)? burn(s|ing)?\b|smoke (on|in|from|under|fills)",
    ),
    _signs(
        Danger.FIRE,
        _GAS,
        r"cuchn|smierdz|zapach|won\b|swiszcz|sycz|ulatn|uciek|wyciek|escap|leak|smell|hiss|stink",
        unless=r"rachun|faktur|piorun",
    ),
    _signs(
        Danger.FIRE,
        r"czad(u|em|zie)?\b|tlenk\w* wegla|piecyk|co (detector|alarm|sensor)|carbon monoxide|junkers",
        r"piszcz|wyje|dzwon|alarmuj|slabo\b|mdl|wymiot|glow|lezy|spi\b|spac\b|nie budz|goes off|going off|ring|beep|sick|dizzy|faint|headache",
    ),
    _signs(Danger.FIRE, r"zaczadz\w+|zatrul\w* sie (gazem|spalinami|czadem)"),
    # Somebody's life.
    _signs(Danger.MEDICAL, _NOT_AWAKE),
    _signs(
        Danger.MEDICAL,
        r"lezy|lezec|lezal|osun\w+ sie|lying|lies\b|on the (floor|ground)|na (ziemi|podlodze|chodniku)",
        r"nic nie mowi|nie (mowi|odzywa|rusza|oddycha|reag|wsta|odpow)|(mowic|ruszac|wstac|reagowac) nie|patrzy w|krew|krwi|zimn|sin[aeyi]|blad[aey]|nie zyje|"
        r"z bolu|drgaw|not (talk|mov|speak|respond)|doesn t (move|talk|speak)|won t (move|talk|wake)|cold\b|blue\b|blood|shak",
    ),
    _signs(
        Danger.MEDICAL,
        r"spad[lc]\w*|spasc|zlecia\w+|zleciec|upad[lc]\w*|upasc|przewroc\w+|wypad[lc]\w* z|fell\b|fallen",
        r"krew|krwi|kosc|zlam|nie (moze|moge) (\w+ )?(wstac|ruszyc|ruszac)|nie rusza|nie wsta|z bolu|kregoslup|nieprzytom|leg\b|head\b|broken|"
        r"badly|blood|can t (get up|move)|spine|nie czuje",
        unless=r"z listy|z cen|list\b",
    ),
    _signs(
        Danger.MEDICAL,
        r"kacik\w* ust|bezwladn|polow\w+ (ciala|twarzy)|belkocz|placze\w* (\w+ ){0,2}jezyk|jezyk (\w+ )?placze|(mowi|gada) niewyrazn|niewyrazn\w+ mow|"
        r"twarz (\w+ )?krzyw|krzyw\w+ (\w+ )?twarz|twarz (\w+ )?(wykrzyw|opad)|rek[ae] (\w+ ){0,2}(zwisa|opada|bezwlad)|rek[ae] podniesc nie|(mouth|face)( is| s)? droop|"
        r"slurr|can t (lift|raise|move|feel) (her|his|my|one|an) (\w+ )?(arm|leg|hand|side)|half (of )?(his|her|my) (face|body)",
    ),
    _signs(
        Danger.MEDICAL,
        r"trzas|trzes|wygina|rzuca (nim|nia)|drga\w+|drzec|shak|convuls|jerk|toczy|seizure",
        r"pian|oczy (\w+ )?(uciek|wywr)|oczami|na ziemi|podlo[dg]|goraczk|foam|floor|ground|eyes roll",
    ),
    _signs(
        Danger.MEDICAL,
        r"odeszl\w* (\w+ ){0,2}wody|wody (\w+ ){0,2}odeszl|skurcz\w* (\w+ ){0,3}(co|coraz|minut)|widac (\w+ )?glowk|glowk\w* (\w+ )?widac|"
        r"(rodzi|rodze|rodza) (\w+ )?(teraz|juz|szybko|w (domu|aucie|samochodzie|windzie|taksowce|autobusie|pociagu|tramwaju))|"
        r"(zona|siostra|ja|kobieta|sasiadka|corka|mama) rodzic (teraz|juz|szybko|dom)|waters? broke|contractions|baby is (coming|being born)|crowning",
    ),
    _signs(
        Danger.MEDICAL,
        _WATER,
        r"nie wyply|znikn\w* pod|pod wod|ton(ie|ac|a)\b|wpadl|wpasc|zalam\w+|wywroc|krzycz|ratun|went under|go under|can t swim|fell (in|through)|drown|overturn|capsiz",
        _PEOPLE
        + r"|chlop|dziewczyn|mezczyzn|kobiet|kolega|pod (nim|nia|kims)|boy|girl|man\b|woman|someone|krzycz|kajak|lodk|boat",
    ),
    _signs(Danger.MEDICAL, _CHILD + r"|chlop\w+|czlowiek", _WATER, r"nie (widac|ma)|pod\b|can t see"),
    _signs(
        Danger.MEDICAL,
        r"wypi[lj]\w*|wypic|napi[lj]\w*|pic\b|polkn\w*|lykn\w*|zjad\w*|zjed\w*|zjesc|najad\w*|drank|drunk\b|drink\w*|swallow\w*|ate\b|eaten",
        r"plyn\w* do|wybielacz|domestos|kret(a|em)?\b|truci|trut|rozpuszcz|denatur|benzyn|detergent|kapsulk|bleach|poison|detergent|antifreeze|cleaner|"
        r"grzyb\w* (\w+ ){0,3}(nie wsta|wymiot|boli|slab|mdl)|(wild )?mushroom\w*",
    ),
    _signs(
        Danger.MEDICAL,
        r"garsc|hand ?ful|cale opakowan|cal[ae] (paczk|butel|blister)\w*|whole (pack|bottle)",
        r"prosz|tablet|lek|pigul|pill|tablet|medic",
    ),
    _signs(
        Danger.MEDICAL,
        r"prad(em|u)?\b|przewod|kabel|kabla|live wire|power line|electric\w*",
        r"kopn|porazi|(dosta\w+|lup\w+) (\w+ )?prad|prad\w* dosta|dotkn|iskrz|zerwan|touch\w*|shock\w*|sparking|lez[ya] na",
        unless=r"rachun|cen[ay]|podwyz|bill|price|taryf",
    ),
    _signs(
        Danger.MEDICAL,
        r"(piecze|boli|gniec\w+|sciska|kluje|pali) (\w+ ){0,2}w (mostku|klatce|piersi\w*)|(chwyc|zlap|lap)\w+ sie za (piers|serce|klatk)|(clutch|hold|grab)\w+ (his|her) chest|"
        r"(gardlo|jezyk|twarz|krtan)\w* (\w+ )?(puchn|spuch)|(puchn|spuch)\w+ (\w+ )?(gardl|jezyk|twarz|krtan)|(throat|tongue|face) (is )?swell|"
        r"leje sie (\w+ )?(jak z kranu|strumien|krew)|krew (tryska|chlusta|sika)|zatamowac|tetnic|blood (everywhere|spurt|gush)",
    ),
    # Life that somebody wants to end.
    _signs(
        Danger.SUICIDE,
        r"bez(e)? mnie|without me",
        r"lzej|lepiej|spokoj|better|happier|(wszystkim|im|rodzinie|everyone|them) .*(latwiej|easier)|(latwiej|easier) .*(wszystkim|im|rodzinie|everyone|them)\b",
        always=True,
    ),
    _signs(
        Danger.SUICIDE,
        r"chc\w+ (\w+ ){0,2}(zasnac|usnac) (\w+ ){0,4}(nie (\w+ )?obudz|na zawsze|na wieki)|(fall asleep|sleep) and (not|never) wake|"
        r"jutro juz mnie nie bedzie(?! (w|na))|(to|bedzie) (\w+ )?(jego|jej|moja|moj) ostatni\w* (noc|wiadomosc|list)\b|"
        r"list\w* pozegnaln|pozegnaln\w+ (list|wiadomosc)|(goodbye|suicide|farewell) (letter|note)|"
        r"(stoje|stoi|siedze|siedzi) na (\w+ )?(wiadukcie|moscie|dachu|krawedzi|parapecie|barierce|balustradzie|torach)(?!.*(czekam|pracuj|przystan))|"
        r"(tnie|tne|ciac|pociel\w*|pocial\w*|potnie|nacina\w*|kalecz\w*) (sie|sobie (rece|reke|nogi|uda|zyly))|sie (pociel\w*|pocial\w*|tnie|tne|potne|kalecz\w*)|"
        r"cut(s|ting)? (myself|himself|herself|themselves)|self ?harm|nie wytrzymam (\w+ ){0,2}na tym swiecie|(dosc|zmeczon\w+) (\w+ )?(tego )?zyci(a|em)|"
        r"zyc (dosc|koniec)|smierc (\w+ )?(myslec|chciec)|myslec (o )?smierc|(want|wish) (it|this|everything) (all )?to (stop|end)|(just )?want it all to|"
        r"don t see (a|any) way out|can t go on( living)?\b|tired of (living|life)|disappear forever|nie chc\w+ (\w+ )?(dluzej )?istniec",
        always=True,
    ),
    _signs(
        Danger.SUICIDE,
        r"tablet|sznur|zyletk|lin[aey]\b|pills|rope|razor",
        r"pozegn|przygotow\w+ (\w+ )?(tablet|sznur|zyletk)|skoncz|goodbye|end it|to stop|nie chce",
        always=True,
    ),
    _signs(
        Danger.SUICIDE,
        r"pozegnal\w* sie z|said (my )?goodbye",
        r"dzieci|wszystki|rodzin|everyone|family|kids|tablet|swiat",
        always=True,
    ),
    # Violence.
    _signs(
        Danger.DOMESTIC,
        _RELATIVE + r"|sasia",
        r"(zbil\w*|bij\w+|leje|tlucz\w+|tluk\w+|oklada\w*|spral\w*|katuj\w+|dusi\w*|kopi\w+|szarpi\w+) (mnie|nas|go|ja|ich|mala|malego|dziec\w+|mame|corke|brata|siostre|zone|moja|moje)\b|"
        r"\b(mnie|nas|go|ja|mala|malego|dziec\w+|mame|corke|brata|siostre) (\w+ )?(zbil\w*|bij\w+|leje|tlucz\w+|tluk\w+|oklada\w*|katuj\w+|dusi\w*|kopi\w+)\b|"
        r"(lata|rzuca sie|chodzi) z (piesc|noz|pas)\w+|wali w drzwi|pic bic|bic (ja|brat|mama|dziecko|siostra|zona|mnie)|"
        r"(hurt|hitt?|beat|slapp?|punch|kick|chok|strangl|whipp?)(s|ing|ed|en)? (me|us|him|her|my|the|mum|mom|mother|kids?|baby)\b",
        always=True,
    ),
    _signs(
        Danger.DOMESTIC,
        r"(boj\w+|strach|afraid|scared) (\w+ ){0,2}(wraca\w*|wroc\w*|go back|going|come|go) (\w+ )?(do )?(domu|home)",
        always=True,
    ),
    _signs(
        Danger.DOMESTIC,
        r"(schowal|ukry|zamkn|zamyka)\w* (sie|mnie|nas)|sie (schowal|ukryl)\w*|hiding|hid\b|locked (me|us|in)",
        r"wali\b|dobija|wrzeszcz|krzycz|grozi|zalatwi|bije|zabije|bang|shout|scream|yell|threat|kill|drunk",
        always=True,
    ),
    _signs(
        Danger.DOMESTIC,
        _RELATIVE,
        r"(zabral|zabiera|took|takes)\w* (\w+ ){0,3}(klucz|telefon|dowod|keys|phone|passport)",
        r"nie (moge|moze|pozwala|daje|wypuszcza)|wyjsc|can t|won t|hit|slap|bije|boje|uderz",
        always=True,
    ),
    _signs(
        Danger.CRIME,
        _STRANGER,
        r"dopad\w*|oklada\w*|kopi(e|a) (\w+ )?(mnie|jednego|kogos|leza|chlop|dziewcz|go\b|ja\b)|przylozyl\w* (mi|jej|mu)|bic (ja|mnie)|"
        r"(grzebie|majstruje|szarpie) (przy|za) (\w+ ){0,2}(zamk|drzwi|klamk)|wywaza|wybija (szyb|okn)|wchodzi (do|przez)|dom wejsc|wejsc dom|"
        r"chodzi po (moim \w+|parterze|domu|mieszkaniu|strychu|ogrodzie|piwnicy)\b|(walking|moving) around|(in|inside) (my|the|our) (house|flat|home|kitchen|garden)|"
        r"(beat|kick|punch|attack)ing|(try|trying) (to )?(open|break|force)",
        unless=r"beating heart|recep|schodami",
    ),
    _signs(
        Danger.CRIME,
        r"noz(em|a)?\b|kos[aey]\b|maczet|siekier|pistolet|bron(ia|i)?\b|knife|gun\b|machete|axe\b",
        r"szyi|szyje|przyloz|wyciagn|grozi|macha|celuj|biega|wymachuj|pulled|pointed|threat|at me|on me|waving",
        always=True,
    ),
    _signs(
        Danger.CRIME,
        r"zlodziej|wlamywacz|burglar|thief|intruder",
        r"teraz|w domu|dom\b|now\b|inside|w srodku",
        unless=r"ukrad|stol|dowod|kart",
    ),
    _signs(
        Danger.CRIME,
        _CHILD,
        r"znikn\w*|zagin\w*|zgubi(l\w*|c)( sie)?\b|nie (moge|mozemy|umiem|potrafie) (\w+ )?(\w+ )?znalezc|nie wiadomo gdzie|nie wroc\w*|nigdzie (go |jej )?nie ma|"
        r"nie ma (go|jej) nigdzie|uciekl\w* z (domu|przedszkol|szkol)\w*|lost\b|missing|disappear\w*|can t find|cannot find|ran away|didn t come (home|back)",
        unless=_MISLAID,
    ),
    # Water and falling walls.
    _signs(
        Danger.ANY,
        r"wod[aye]\b|rzek|wal(u|y)?\b|powodz|water|flood|river|tam[ay]\b",
        r"(stoimy|siedzimy|jestesmy) na (dachu|stole|pietrze|strychu|drzewie|aucie)|uciec nie|nie (moge|mozemy) (\w+ )?(wyjsc|uciec|sie wydostac)|idzie (na nas|szybko)|"
        r"wal (\w+ )?(puscil|przerw|pekl)|puscil wal|(wlal|wdarl|wdziera|wlewa)\w* sie do (dom|miesz)|rising (fast|quickly)|stuck|trapped|odcieci\b|odciela nas",
    ),
    _signs(
        Danger.ANY,
        r"strop|dach|scian|blok\b|bloku|budyn|kamienic|balkon|sufit|rusztow|tunel|ceiling|building|wall|roof|balcony|scaffold",
        r"runal|runel|runa\b|zawal(il|i)\w*|wali sie|sie wali|pekl\w* i|osun\w*|collaps|came down|fell down|caved in",
        r"ludzi|ludzie|ktos|kogos|gruz|przysyp|przygni|pekl\w*|people|someone|somebody|under\b|dzieck|teraz|now\b|uwiezi|trapped",
    ),
)
FIGURES = re.compile(
    r"\bpali (\w+ )?sie do (roboty|pracy|nauki)|\bumier\w+ z (\w+ )?(ciekawosci|nudow|nudy|glodu|smiechu|wstydu|goraca|niecierpliwosci)|\bumiera\w* (mi )?(telefon|bateri|laptop|komputer|tablet|kwiat)\w*|\bdying (to|of (curiosity|boredom|hunger|laughter))\b|"
    r"\bdrown\w* in (\w+ )?(paper\w*|work|debts?|forms|bills|emails)|\bton(e|ie|iemy|a|ac) w (\w+ )?(papier|dlug|formularz|dokument|robo|prac|wniosk)\w+|"
    r"\bbij\w* (mnie )?(po (oczach|kieszeni)|rekord\w*|dzwon\w*|piane|brawo|(\w+ ){0,2}na glowe)|\bpo (oczach|kieszeni) bij\w*|\bdzwony bij\w*|\b(fajerwerk|petard|korki|gol)\w*( \w+){0,4} strzel\w*|\bstrzel\w*( \w+){0,2} (fajerwerk|petard|gol|kark)\w*|"
    r"\b(zagin|znikn)\w+ w (systemie|aktach|papierach|urzedzie|kolejce|poczcie)|\bbreath of fresh air|\bheart ?beat|\bkilling me\b(?=.*\b(form|queue|prices?|paper\w*))"
)
"""Figures of speech: what is left out before danger is looked for."""
