"""From Polish spelling to segments: digraphs, softening by i, glides, foreign letters.

Rules after B. Wierzchowska, "Wymowa polska", and the chapter on spelling and sound of "Gramatyka współczesnego języka
polskiego. Fonologia" (IJP PAN). A segment is one character of the alphabet below; `phonemes` turns segments into sounds.

Segments: a e i o u y, Ą Ę (nasal), p b t d k g f v x s z, S Z (sz, ż), Ř (rz), ś ź, c 3 (c, dz), č Č (cz, dż), ć Ć
(ć, dź), m n ń l ł r j.
"""

import re

VOWELS = frozenset("aeiouyĄĘ")
_VOWEL_LETTERS = frozenset("aąeęioóuy")
_TRIPLE = {"dzi": "Ć"}
_DOUBLE = {"ch": "x", "cz": "č", "sz": "S", "rz": "Ř", "dz": "3", "dź": "Ć", "dż": "Č", "ci": "ć", "si": "ś", "zi": "ź",
           "ni": "ń"}  # fmt: skip
_SINGLE = {"ą": "Ą", "ę": "Ę", "ó": "u", "w": "v", "h": "x", "ż": "Z", "q": "k", "v": "v", "x": "ks", "é": "e", "ü": "u",
           "ö": "e", "ä": "e", "š": "S", "č": "č", "ž": "Z", "ř": "Ř", "ç": "s", "á": "a", "í": "i", "ñ": "ń", "è": "e",
           "ß": "s", "à": "a", "ô": "o", "ú": "u", "ý": "y", "ě": "e", "ї": "ji"}  # fmt: skip
# A prefix in d before z or ż keeps its own sound: nad-zór, od-znaka. "podział", "odzież" have the digraph.
_PREFIX_IN_D = re.compile(
    r"(?:od(?=zysk|znak|zwyc|zwier|zew|zyw|żyw|żegn)|nad(?=z[óo]r|zwycz|ziem|żer|zoruj)|pod(?=zesp|ziem|zwrot|żeg|żyr|zbi[óo]r)"
    r"|przed(?=zaw|zim|złoż|zgon)|śród(?=ziem))"
)
_R_AND_Z = re.compile(r"(?:z|wy|od|prze)?mar(?=zn|zł)|mier(?=zi)")
# au and eu are one syllable in loanwords only: "auto", "euro", but "za-ufany", "na-uka".
_DIPHTHONG = re.compile(
    r"^(?:aut|aukc|augu|audi|aula|aul|auk|eur|eu)|klauz|pauz|restaur|laur|saun|terapeut|neur|nautyk|astronaut|faun|zeus"
)
# Spelt in a foreign way, said in a Polish one; matched at the start of a word so that endings stay.
_RESPELT = (
    ("facebook", "fejsbuk"), ("online", "onlajn"), ("email", "imejl"), ("weekend", "łikend"), ("youtube", "jutub"),
    ("google", "gugl"), ("whatsapp", "łotsap"), ("internet", "internet"), ("smartfon", "smartfon"), ("leasing", "lizing"),
    ("marketing", "marketing"), ("skype", "skajp"), ("wifi", "łifi"), ("newsletter", "niusleter"), ("desktop", "desktop"),
    ("windows", "łindows"), ("android", "android"), ("iphone", "ajfon"), ("messenger", "mesendżer"), ("chat", "czat"),
    ("login", "login"), ("link", "link"), ("sms", "esemes"), ("covid", "kowid"), ("deweloper", "deweloper"),
    ("bill", "bil"), ("recycling", "recykling"), ("mail", "mejl"), ("jabłk", "japk"), ("sinus", "synus"),
    ("pięćdziesiąt", "pieńdziesiont"), ("pięćdziesięci", "pieńdziesieńci"), ("dziewięćdziesiąt", "dziewieńdziesiont"),
    ("dziewięćdziesięci", "dziewieńdziesieńci"), ("sześćdziesiąt", "szeździesiont"), ("sześćdziesięci", "szeździesieńci"),
    ("sześćset", "szejset"), ("pięćset", "pieńcset"), ("dziewięćset", "dziewieńcset"),
)  # fmt: skip


def segments(word: str) -> str:
    """Return the segments of a word in lower case, before sounds influence one another.

    Letters that no rule knows, such as those of other scripts, are silent.
    """
    for written, said in _RESPELT:
        if word.startswith(written):
            word = said + word[len(written) :]
            break
    protected = _PREFIX_IN_D.match(word)
    apart = {protected.end()} if protected else set()
    for match in _R_AND_Z.finditer(word):
        apart.add(match.end())
    glides = {match.end() - 1 for match in re.finditer(r"[ae]u", word) if _in_diphthong(word, match.start())}
    found: list[str] = []
    at = 0
    while at < len(word):
        size = _take(word, at, apart, found, glides)
        at += size
    return "".join(found)


def _in_diphthong(word: str, at: int) -> bool:
    return any(match.start() <= at < match.end() for match in _DIPHTHONG.finditer(word))


def _take(word: str, at: int, apart: set[int], found: list[str], glides: set[int]) -> int:
    """Append the segment that begins at `at` and return how many letters it takes."""
    for size, table in ((3, _TRIPLE), (2, _DOUBLE)):
        letters = word[at : at + size]
        if letters not in table or any(at < cut < at + size for cut in apart):
            continue
        found.append(table[letters])
        if letters.endswith("i"):
            following = word[at + size : at + size + 1]
            if following == "i":
                # "Hiszpanii", "Słowenii".
                found.append("j")
            elif following not in _VOWEL_LETTERS or not following:
                found.append("i")
        return size
    letter = word[at]
    if letter == "i":
        _take_i(word, at, found)
    elif at in glides:
        found.append("ł")
    else:
        found.append(_SINGLE.get(letter, letter if letter in "abcdefgijklłmnńoprsśtuyzźć" else ""))
    return 1


def _take_i(word: str, at: int, found: list[str]) -> None:
    before, after = word[at - 1 : at] if at else "", word[at + 1 : at + 2]
    if after in _VOWEL_LETTERS and after and before not in _VOWEL_LETTERS:
        # "pies", "dieta", "historii".
        found.append("j")
    elif before in _VOWEL_LETTERS and before and after in _VOWEL_LETTERS and after:
        found.append("j")
    else:
        found.append("i")
