"""Greetings, thanks, questions about the program itself, insults: what is no question to the office."""

import re
from collections.abc import Sequence

from okienko_faq.retrieval.words import key

# All patterns meet folded text without punctuation and have to match the whole of it.
_POLITE = r"(prosze|bardzo|wam|ci|panu|pani|panstwu|pan|serdecznie|slicznie|piekne|pieknie|jeszcze raz|za (pomoc|odpowiedz|informacje|wszystko)|ok|okej|okienko|you|so much|very much|a lot|for (your |the )?(help|answer)|there|everyone|everybody|all|sir|madam|again|no)"
_HELLO = r"(dzien dobry|dobry( dzien)?|dobry wieczor|czesc|hej|hejka|siema|siemka|witam|witaj|witajcie|halo|hello|hi|hey|good (morning|afternoon|evening|day)|greetings|moin|dziendobry|dzien-dobry)"
_THANKS = r"(dziekuje|dziekuj|dzieki|dziekowac|dziekujemy|dzienkuje|thanks|thank you|thank|thx|super|swietnie|extra|great|perfect|wspaniale|ok|okej|okay|rozumiem|jasne|dobrze)"
_BYE = r"(do widzenia|do zobaczenia|zegnam|pa|papa|pa pa|na razie|narazie|dobranoc|milego dnia|bye|bye bye|goodbye|good bye|see you( later)?|have a (nice|good) day)"
_WHO = (
    r"(a )?(kim|czym) (ty )?(jestes|pan jest|pani jest)|(a )?(kto|co) (ty )?(jestes|to jest|mi odpowiada|tu pisze|tu jest|odpowiada)|jak (masz|sie) (na imie|nazywasz)|"
    r"czy (ty )?jestes (prawdziwym |zywym )?(czlowiekiem|robotem|botem|programem|osoba|komputerem|sztuczna inteligencja|ai|maszyna)|jestes (czlowiekiem|robotem|botem|programem|prawdziwy|prawdziwa)|"
    r"czy (rozmawiam|pisze) z (czlowiekiem|robotem|botem|maszyna|osoba)|(ty )?(kto|co) (ty|byc)( byc)?|ty (kto|co)( byc)?|(ty )?(robot|czlowiek|komputer|bot)( (czy|albo|lub) (robot|czlowiek|komputer|bot))*|co to jest okienko|"
    r"(so )?(who|what) are you|what is your name|are you (a |an )?(real |living )?(human|robot|bot|person|machine|ai|computer|real)( being| person)?|am i (talking|speaking|writing) (to|with) (a |an )?(human|robot|bot|person|machine)|what is okienko|is this (a )?(bot|robot|human|real person)"
)
_HELP = (
    r"(w czym |jak |czy )?(mozesz|umiesz|potrafisz|moze pan|moze pani) (mi )?(pomoc|pomagac)( mi)?|co (umiesz|potrafisz|mozesz|wiesz)( robic| zrobic)?|w czym pomagasz|o co moge (cie |was )?(za)?pytac|jak to dziala|"
    r"jak (z ciebie |z tego |tego )?(korzystac|uzywac)|(co ty )?(umiec|moc) co|what can you do|(how )?can you help( me)?|what can i ask( you)?|how does (this|it) work|what do you know|help"
)
_WELL = r"(a )?(jak (sie masz|leci|tam|zdrowie|u ciebie|idzie)|co (u ciebie( slychac)?|slychac)|(i )?how are you( doing)?( today)?|how is it going|what s up|whats up|wszystko (ok|w porzadku|dobrze))"
_HUMAN = (
    r"(chce|chcialbym|chcialabym|prosze|wole|potrzebuje|moge|czy moge|polacz( mnie)?|polaczcie( mnie)?)?( (mi|mnie|o|sie|po))*( ?(roz)?(mowic|mawiac|mowa|mowe|polaczyc|polacz|polaczenie|kontakt))?( sie)?( (z|ze|do))?( (zywym|prawdziwym|kims))?( (z|ze))? "
    r"?(czlowiekiem|czlowieka|urzednikiem|urzednika|urzedniczka|konsultantem|konsultanta|pracownikiem|pracownika|tlumaczem|tlumacza)( (pjm|migowego|jezyka migowego|online|urzedu))*|(czlowiek|urzednik|tlumacz) (rozmawiac|rozmowa|mowic|chciec)|rozmawiac (czlowiek|urzednik|tlumacz)( chciec| prosze| prosic)?|(czlowiek|urzednik|tlumacz)( pjm)? (rozmawiac|rozmowa)( chciec| prosze| prosic)?|"
    r"(can i |i want to |i would like to |let me |please )?(talk|speak|chat|connect me)( me)? (to|with) (a |an |the )?(human|person|real person|someone|somebody|clerk|official|consultant|interpreter|agent|operator)( please)?"
)
_RUDE_WORD = (
    r"(kurwa|kurwy|kurwo|kurde|cholera|cholerny|cholerna|chuj\w*|huj\w*|pierdol\w*|spierdal\w*|wypierdal\w*|jeb\w*|zjeb\w*|pojeb\w*|dup[aeyk]\w*|gown\w*|idio[tc]\w*|debil\w*|kretyn\w*|glup\w*|tepy|tepa|tepak|matol\w*|palant\w*|"
    r"beznadziej\w*|zalosn\w*|smiec|smieciu|nieuk\w*|ciul\w*|durn\w*|bezuzyteczn\w*|do niczego|fuck\w*|shit\w*|stupid|idiots?|moron\w*|dumb|useless|asshole\w*|bitch\w*|bastard\w*|crap|rubbish|pathetic|bullshit)"
)
_AROUND_RUDE = (
    r"(ty|wy|ci|was|ciebie|jestes|jestescie|jestescie|ale|co za|to jest|to|jest|sa|ten|ta|te|caly|cala|urzad|urzednik|urzednicy|bot|robot|program|okienko|strona|mac|sie|z|w|na|do|i|a|you|are|is|a|an|the|off|this|bot|robot|thing|so|such|what|your|completely|totally|"
    r"jak|nic|nie|umiesz|wiesz|dzialasz|dziala|rozumiesz|jakis|jakas|jakies|taki|taka|kompletnie|totalnie|naprawde|system|page|site|office|hell|go|to)"
)
_RUDE_PHRASE = r"nienawidze (cie|was|tego|tego urzedu)|i hate (you|this)|zamknij sie|shut up|go to hell|idz do diabla|(jestes|jestescie) (do niczego|beznadziejn\w+)|nic nie (umiesz|wiesz)|nie umiesz nic"


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})")


_KINDS = (
    ("talk-insult", _whole(rf"({_AROUND_RUDE} )*{_RUDE_WORD}( ({_RUDE_WORD}|{_AROUND_RUDE}))*|{_RUDE_PHRASE}")),
    ("talk-human", _whole(_HUMAN)),
    ("talk-who", _whole(rf"({_HELLO} )?({_WHO})( {_POLITE})*")),
    ("talk-well", _whole(rf"({_HELLO} )?({_WELL})( {_POLITE})*")),
    ("talk-help", _whole(rf"({_HELLO} )?({_HELP})( {_POLITE})*")),
    ("talk-goodbye", _whole(rf"(({_THANKS}|{_POLITE}) )*{_BYE}( ({_BYE}|{_POLITE}))*")),
    ("talk-thanks", _whole(rf"(({_THANKS}|{_POLITE}) )*{_THANKS}( ({_THANKS}|{_POLITE}))*")),
    ("talk-greeting", _whole(rf"{_HELLO}( ({_HELLO}|{_POLITE}))*")),
)
_RUDE = re.compile(rf"\b{_RUDE_WORD}\b")
# Around a question these say nothing of it. "Dobry" and "super" alone are not among them: "dobry start" is a benefit.
_OPENING = re.compile(
    r"dzien dobry|dziendobry|dobry wieczor|czesc|hej|hejka|siema|siemka|witam|witajcie|halo|hello|hi|hey|good (morning|afternoon|evening)|(ok )?dziekuje( bardzo)?|dzieki|"
    r"(ok )?thanks|thank you( very much)?|przepraszam( bardzo)?|prosze (pana|pani|panstwa)|szanowni panstwo|sorry|excuse me|ok|okej|okay|kurwa|kurde|cholera|fuck|shit"
)
_CLOSING = re.compile(
    r"(z gory )?(dziekuje( bardzo)?|dzieki)|pozdrawiam|prosze|please|thanks( in advance)?|thank you( very much| in advance)?"
)
_LONGEST_COURTESY = 3
_LONGEST = 80


def reply_to(text: str) -> str | None:
    """Return the identifier of the phrase that answers small talk; None when the text is anything else."""
    folded = key(text).replace("'", " ").replace("’", " ")
    if len(folded) > _LONGEST:
        return None
    return next((phrase for phrase, pattern in _KINDS if pattern.fullmatch(folded)), None)


def without_courtesy(text: str) -> str:
    """Return a question without the greeting, thanks or curse before and after it; `text` where nothing else is said."""
    words = text.split()
    front, back = 0, len(words)
    while count := _matching(_OPENING, [words[front : front + size] for size in range(_LONGEST_COURTESY, 0, -1)]):
        front += count
    while count := _matching(
        _CLOSING, [words[max(back - size, front) : back] for size in range(_LONGEST_COURTESY, 0, -1)]
    ):
        back -= count
    left = " ".join(words[front:back]).strip(" ,.;:!–-")
    return left if (front or back < len(words)) and key(left) else text


def _matching(pattern: re.Pattern[str], runs: Sequence[Sequence[str]]) -> int:
    return next((len(run) for run in runs if run and pattern.fullmatch(key(" ".join(run)))), 0)


_EMPTY = re.compile(
    r"(ja )?(mam|miec|jest) (jakas |jakis |jakies |takie |taki |taka |pewna |pewien |krotkie |male )?(pytanie|pytanko|sprawe|sprawa|problem)( do (was|panstwa|urzedu))?|"
    r"(chce|chcialbym|chcialabym|musze|moge|czy moge)( (sie|o|cos|jakas|sprawe|jedna|rzecz))* (zapytac|spytac|zalatwic)( (sie|o|cos|jakas|sprawe|jedna|rzecz))*|"
    r"nie wiem( (co|jak|od czego)( (robic|zrobic|zaczac|napisac|wpisac))?)?|dlaczego|czemu|co|no|hmm+|"
    r"(i have|i ve got|i got) (a |one )?(question|problem)|(can|may) i ask( you)?( something| a question)?|i (do not|don t) know( what to do)?|why|what|hm+"
)


def is_empty(text: str) -> bool:
    """Say whether a text names no subject at all: no word, only marks or pictures, or only that there is a question."""
    folded = key(text).replace("'", " ").replace("’", " ")
    return not folded or _EMPTY.fullmatch(folded) is not None


def is_rude(text: str) -> bool:
    """Say whether a text holds an insult or a curse, whatever else it says."""
    return bool(_RUDE.search(key(text)))


_ENGLISH = re.compile(
    r"\b(hi|hey|hello|good|thanks?|you|thx|bye|goodbye|who|what|are|is|am|how|can|help|human|person|great|perfect|fuck\w*|shit\w*|stupid|useless|see)\b"
)


def language_of(text: str) -> str:
    """Return "en" for small talk in English, else "pl"."""
    return "en" if _ENGLISH.search(key(text)) else "pl"
