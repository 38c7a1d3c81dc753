"""Acronyms: which are read as words, which letter by letter, and words written in capitals that are neither."""

import re

from okienko_speech.polish.dictionary import forms, is_word
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

LETTERS = {
    "a": "a", "ą": "ą", "b": "be", "c": "ce", "ć": "cie", "d": "de", "e": "e", "ę": "ę", "f": "ef", "g": "gie",
    "h": "ha", "i": "i", "j": "jot", "k": "ka", "l": "el", "ł": "eł", "m": "em", "n": "en", "ń": "eń", "o": "o",
    "ó": "o kreskowane", "p": "pe", "q": "ku", "r": "er", "s": "es", "ś": "eś", "t": "te", "u": "u", "v": "fał",
    "w": "wu", "x": "iks", "y": "igrek", "z": "zet", "ź": "ziet", "ż": "żet",
}  # fmt: skip
# Read as a word in offices, with the spelling that the sound follows.
AS_WORD = {
    "zus": "zus", "pesel": "pesel", "nip": "nip", "regon": "regon", "pit": "pit", "vat": "wat", "cit": "cit",
    "mops": "mops", "mopr": "mopr", "cus": "cus", "mgops": "em gops", "ewuś": "ewuś", "gops": "gops", "pup": "pup", "pszok": "pszok", "rodo": "rodo", "epuap": "epuap", "bip": "bip",
    "sor": "sor", "gus": "gus", "gis": "gis", "pin": "pin", "puk": "puk", "cepik": "cepik", "uokik": "uokik",
    "nato": "nato", "pinb": "pinb", "kas": "kas", "nik": "nik", "krus": "krus", "ops": "ops", "gopr": "gopr",
    "wopr": "wopr", "wos": "wos", "zoz": "zoz", "spzoz": "es pe zoz", "unicef": "unicef", "imgw": "i em gie wu",
    "etoll": "i tol", "ikp": "i ka pe", "blik": "blik", "zaz": "zaz", "dps": "de pe es", "mswia": "em es wu i a",
    "pfron": "pefron", "gddkia": "gie de de ka i a", "lgbt": "el gie be te", "pkobp": "pe ka o be pe",
    "ceidg": "ce e i de gie", "sms": "es em es", "ok": "okej", "it": "aj ti", "usb": "u es be", "tsue": "te es u e", "word": "word", "bio": "bio", "prow": "prow", "tak": "tak", "nie": "nie", "lub": "lub", "dla": "dla", "bez": "bez", "rops": "rops", "men": "men", "mon": "mon", "wioś": "wioś", "gioś": "gioś", "kul": "kul", "eko": "eko", "lot": "lot", "sim": "sim", "pis": "pis", "isbn": "i es be en", "wośp": "wośp", "html": "ha te em el",
}  # fmt: skip
_UPPER = "A-ZĄĆĘŁŃÓŚŹŻ"
_LOWER = "a-ząćęłńóśźż"
_VOWELS = frozenset("aeiouyąęó")
_PRONOUNCEABLE = re.compile(r"(?:[bcdfghjklłmnpqrstvwxz]{0,2}[aeiouyóąę]){2,}[bcdfghjklłmnprstwz]{0,2}")


def spell(letters: str, start: int, end: int) -> tuple[SpokenWord, ...]:
    """Return the names of letters, all of them reading the same characters of the caller's text."""
    names = " ".join(LETTERS.get(letter, "") for letter in letters.lower())
    return tuple(SpokenWord(name, start, end, is_letter=True) for name in names.split())


def read_acronym(written: str, start: int, end: int, ending: str = "") -> tuple[SpokenWord, ...]:
    """Return how an acronym is read, with an inflectional ending ("ZUS-u") joined to its last word."""
    lower = written.lower()
    known = AS_WORD.get(lower)
    if known or (len(written) >= 4 and _PRONOUNCEABLE.fullmatch(lower)):
        parts = (known or lower).split()
        words = tuple(SpokenWord(part, start, end, is_letter=len(parts) > 1) for part in parts)
    else:
        words = spell(written, start, end)
    if not ending or not words:
        return words
    last = words[-1]
    # "NFZ-etu" is "en ef zetu", "NFZ-em" is "en ef zetem": an ending may begin inside the letter's name.
    if ending.endswith("cie") and last.text.endswith("t"):
        # "w NFZ-ecie", "o PIT-cie": the t before the ending becomes a c.
        return (*words[:-1], SpokenWord(last.text[:-1] + "cie", start, end))
    is_inside = last.is_letter and len(last.text) > 2 and ending.startswith(last.text[1:])
    return (*words[:-1], SpokenWord(last.text[0] + ending if is_inside else last.text + ending, start, end))


@rule("word with a small first letter", rf"(?P<prefix>[em])-?(?P<word>[{_UPPER}][{_LOWER}]{{2,}})")
def _prefixed(match: re.Match[str], _place: Place) -> Reading:
    word = SpokenWord(match["word"].lower(), *match.span("word"))
    return (*spell(match["prefix"], *match.span("prefix")), word)


@rule(
    "acronym with a small first letter and an ending",
    rf"(?P<prefix>[emi])-?(?P<word>[{_UPPER}]{{2,}})-(?P<ending>[{_LOWER}]{{1,4}})(?!\w)",
)
def _prefixed_inflected(match: re.Match[str], _place: Place) -> Reading | None:
    """Read "ePIT-y"."""
    if (match["prefix"] + match["word"]).lower() in AS_WORD:
        return None
    return (
        *spell(match["prefix"], *match.span("prefix")),
        *read_acronym(match["word"], match.start("word"), match.end(), match["ending"]),
    )


@rule(
    "acronym with a small first letter", rf"(?P<prefix>[{_LOWER}])(?P<word>[{_UPPER}]{{2,}})(?!\w|-[a-z]{{1,4}}(?!\w))"
)
def _prefixed_acronym(match: re.Match[str], _place: Place) -> Reading:
    if match[0].lower() in AS_WORD:
        return read_acronym(match[0], *match.span())
    return (*spell(match["prefix"], *match.span("prefix")), *read_acronym(match["word"], *match.span("word")))


@rule("acronym with a number", rf"(?P<word>[{_UPPER}]{{1,5}})-(?P<number>\d{{1,3}})(?P<letter>[{_UPPER}])?(?![\w-])")
def _numbered(match: re.Match[str], _place: Place) -> Reading:
    from okienko_speech.polish.rules.counts import read_digits

    words = [*read_acronym(match["word"], *match.span("word"))]
    words += [SpokenWord(part, *match.span("number")) for part in read_digits(match["number"]).split()]
    return [*words, *(spell(match["letter"], *match.span("letter")) if match["letter"] else ())]


@rule("acronym with an ending", rf"(?P<word>[{_UPPER}]{{2,}}|ePUAP)-(?P<ending>[{_LOWER}]{{1,4}})(?!\w)")
def _inflected(match: re.Match[str], _place: Place) -> Reading:
    ending = match["ending"]
    if match["word"].lower() == "vat" and ending.startswith("c"):
        return (SpokenWord("wa" + ending, *match.span()),)
    return read_acronym(match["word"], *match.span(), ending)


@rule(
    "acronyms joined by a hyphen",
    rf"(?P<first>[{_UPPER}]{{2,5}})-(?P<last>[{_UPPER}]{{1,5}})(?P<digits>\d{{0,3}})(?!\w)",
)
def _joined(match: re.Match[str], place: Place) -> Reading | None:
    last = match["last"]
    if _in_capitals(place) and is_word(match["first"].lower()) and is_word(last.lower()):
        return None
    tail = spell(last, *match.span("last")) if len(last) == 1 else read_acronym(last, *match.span("last"))
    from okienko_speech.polish.rules.counts import read_digits

    number = [SpokenWord(part, *match.span("digits")) for part in read_digits(match["digits"]).split()]
    return (*read_acronym(match["first"], *match.span("first")), *tail, *number)


@rule("acronym of a long name", rf"[{_UPPER}]{{1,4}}[a-z][{_UPPER}]{{1,4}}(?!\w)")
def _with_conjunction(match: re.Match[str], _place: Place) -> Reading | None:
    if match[0].lower() in AS_WORD and match[0].lower() != "gddkia":
        return read_acronym(match[0], *match.span())
    # "MRPiPS", "GDDKiA": the small letter is "i".
    return spell(match[0], *match.span()) if re.search(rf"[{_UPPER}]i[{_UPPER}]", match[0]) else None


@rule("mixed", r"ePUAP\w{0,3}(?!-)")
def _epuap(match: re.Match[str], _place: Place) -> Reading:
    return (SpokenWord(match[0].lower(), *match.span()),)


@rule("acronym", rf"(?P<word>[{_UPPER}]{{2,}})(?:(?P<digits>\d{{1,2}})(?:,(?P<part>\d)(?!\d))?)?(?!\w)")
def _acronym(match: re.Match[str], place: Place) -> Reading | None:
    word = match["word"]
    lower = word.lower()
    if lower not in AS_WORD and _is_common(lower) and _has_vowel(lower) and (len(word) > 3 or _in_capitals(place)):
        # A heading in capitals, not an acronym.
        return None
    words = [*read_acronym(word, *match.span("word"))]
    if match["digits"]:
        from okienko_speech.polish.rules.counts import read_digits

        words += [SpokenWord(part, *match.span("digits")) for part in read_digits(match["digits"]).split()]
    if match["part"]:
        # "PM2,5"
        words += spread(f"przecinek {read_digits(match['part'])}", *match.span("part"))
    return words


def _is_common(lower: str) -> bool:
    """Tell whether the letters are a word of the language, not only somebody's or something's name."""
    return is_word(lower) and any(form.lemma.islower() for form in forms(lower))


def _has_vowel(lower: str) -> bool:
    return any(letter in _VOWELS for letter in lower)


def _in_capitals(place: Place) -> bool:
    """Tell whether the words around are written in capitals too, as in a heading; acronyms and numerals do not count."""
    around = re.findall(rf"[{_UPPER}{_LOWER}]{{4,}}", place.text[max(0, place.start - 30) : place.end + 30])
    others = [word for word in around if word != place.text[place.start : place.end]]
    return bool(others) and all(word.isupper() for word in others)


@rule("initial", rf"(?P<letter>[WZ])\.(?=\s?[{_UPPER}][{_LOWER}])", closes=False)
def _initial(match: re.Match[str], _place: Place) -> Reading:
    """Read "Z. Lis": with a full stop behind it the letter is no preposition."""
    return spell(match["letter"], *match.span())


@rule("single letter", rf"(?P<letter>[{_UPPER}])(?![\w.])")
def _letter(match: re.Match[str], place: Place) -> Reading | None:
    letter = match["letter"].lower()
    if letter in "wzioau":
        left = place.left()
        announced = left[-1:] and left[-1] in {"kategorii", "kategoria", "kategorię", "litera", "literą", "druk", "typ",
                                               "klasa", "klasy", "grupa", "grupy", "część", "sektor", "strefa", "strefie"}  # fmt: skip
        if not announced:
            return None
    return spell(letter, *match.span())


@rule("acronyms joined by a line", rf"(?P<first>[{_UPPER}]{{2,6}})_(?P<last>[{_UPPER}\d]{{1,6}})(?!\w)")
def _underscored(match: re.Match[str], _place: Place) -> Reading:
    """Read "JPK_V7M"."""
    from okienko_speech.polish.rules.counts import read_digits

    words = [*read_acronym(match["first"], *match.span("first"))]
    for part in re.finditer(r"\d+|\D", match["last"]):
        at = match.start("last") + part.start(), match.start("last") + part.end()
        if part[0].isdecimal():
            words += [SpokenWord(each, *at) for each in read_digits(part[0]).split()]
        else:
            words += spell(part[0], *at)
    return words


@rule("letter and a number", rf"(?P<letter>[{_UPPER}])(?P<number>\d{{1,3}})(?![\w,]|\.\d)")
def _letter_number(match: re.Match[str], _place: Place) -> Reading:
    """Read "trasa A4", "zespół U2": the number is a name."""
    from okienko_speech.polish.rules.counts import read_digits

    number = [SpokenWord(part, *match.span("number")) for part in read_digits(match["number"]).split()]
    return (*spell(match["letter"], *match.span("letter")), *number)


RULES = (
    _epuap,
    _underscored,
    _letter_number,
    _prefixed,
    _prefixed_inflected,
    _prefixed_acronym,
    _with_conjunction,
    _numbered,
    _inflected,
    _joined,
    _acronym,
    _initial,
    _letter,
)
