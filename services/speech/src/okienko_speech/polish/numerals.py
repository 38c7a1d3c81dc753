"""Polish numerals in every case and gender.

Declension after the tables of Wielki słownik ortograficzny PWN, "Zasady pisowni i interpunkcji", and
Słownik poprawnej polszczyzny: cardinals, collective numerals for children, ordinals of which the last two parts inflect.
"""

from typing import Literal, TypeAlias

Case: TypeAlias = Literal["nom", "gen", "dat", "acc", "inst", "loc"]
Gender: TypeAlias = Literal["m1", "m2", "m3", "f", "n"]

CASES: tuple[Case, ...] = ("nom", "gen", "dat", "acc", "inst", "loc")
LARGEST = 10**12 - 1

_ONE = {
    "m": ("jeden", "jednego", "jednemu", "jeden", "jednym", "jednym"),
    "f": ("jedna", "jednej", "jednej", "jedną", "jedną", "jednej"),
    "n": ("jedno", "jednego", "jednemu", "jedno", "jednym", "jednym"),
}
_TWO = ("dwa", "dwóch", "dwóm", "dwa", "dwoma", "dwóch")
_TWO_FEMININE = ("dwie", "dwóch", "dwóm", "dwie", "dwiema", "dwóch")
_THREE = ("trzy", "trzech", "trzem", "trzy", "trzema", "trzech")
_FOUR = ("cztery", "czterech", "czterem", "cztery", "czterema", "czterech")
# Nominative, genitive; the instrumental is the genitive's stem with -oma, all other cases are the genitive.
_TO_TWENTY = (
    ("pięć", "pięciu"),
    ("sześć", "sześciu"),
    ("siedem", "siedmiu"),
    ("osiem", "ośmiu"),
    ("dziewięć", "dziewięciu"),
    ("dziesięć", "dziesięciu"),
    ("jedenaście", "jedenastu"),
    ("dwanaście", "dwunastu"),
    ("trzynaście", "trzynastu"),
    ("czternaście", "czternastu"),
    ("piętnaście", "piętnastu"),
    ("szesnaście", "szesnastu"),
    ("siedemnaście", "siedemnastu"),
    ("osiemnaście", "osiemnastu"),
    ("dziewiętnaście", "dziewiętnastu"),
)
_TENS = (
    ("dwadzieścia", "dwudziestu"),
    ("trzydzieści", "trzydziestu"),
    ("czterdzieści", "czterdziestu"),
    ("pięćdziesiąt", "pięćdziesięciu"),
    ("sześćdziesiąt", "sześćdziesięciu"),
    ("siedemdziesiąt", "siedemdziesięciu"),
    ("osiemdziesiąt", "osiemdziesięciu"),
    ("dziewięćdziesiąt", "dziewięćdziesięciu"),
)
_HUNDREDS = (
    ("sto", "stu"),
    ("dwieście", "dwustu"),
    ("trzysta", "trzystu"),
    ("czterysta", "czterystu"),
    ("pięćset", "pięciuset"),
    ("sześćset", "sześciuset"),
    ("siedemset", "siedmiuset"),
    ("osiemset", "ośmiuset"),
    ("dziewięćset", "dziewięciuset"),
)
_ZERO = ("zero", "zera", "zeru", "zero", "zerem", "zerze")
_POWERS = (
    (10**9, ("miliard", "miliarda", "miliardowi", "miliard", "miliardem", "miliardzie"),
     ("miliardy", "miliardów", "miliardom", "miliardy", "miliardami", "miliardach")),
    (10**6, ("milion", "miliona", "milionowi", "milion", "milionem", "milionie"),
     ("miliony", "milionów", "milionom", "miliony", "milionami", "milionach")),
    (10**3, ("tysiąc", "tysiąca", "tysiącowi", "tysiąc", "tysiącem", "tysiącu"),
     ("tysiące", "tysięcy", "tysiącom", "tysiące", "tysiącami", "tysiącach")),
)  # fmt: skip
_COLLECTIVE = {2: "dwo", 3: "tro", 4: "czwor", 5: "pięcior", 6: "sześcior", 7: "siedmior", 8: "ośmior", 9: "dziewięcior",
               10: "dziesięcior"}  # fmt: skip
_ORDINAL_UNITS = (
    "zerowy", "pierwszy", "drugi", "trzeci", "czwarty", "piąty", "szósty", "siódmy", "ósmy", "dziewiąty", "dziesiąty",
    "jedenasty", "dwunasty", "trzynasty", "czternasty", "piętnasty", "szesnasty", "siedemnasty", "osiemnasty",
    "dziewiętnasty",
)  # fmt: skip
_ORDINAL_TENS = (
    "dwudziesty", "trzydziesty", "czterdziesty", "pięćdziesiąty", "sześćdziesiąty", "siedemdziesiąty",
    "osiemdziesiąty", "dziewięćdziesiąty",
)  # fmt: skip
_ORDINAL_HUNDREDS = (
    "setny", "dwusetny", "trzechsetny", "czterechsetny", "pięćsetny", "sześćsetny", "siedemsetny", "osiemsetny",
    "dziewięćsetny",
)  # fmt: skip
_THOUSANDTH_PREFIXES = ("", "", "dwu", "trzy", "cztero", "pięcio", "sześcio", "siedmio", "ośmio", "dziewięcio")
_ENDINGS = {
    "m": ("y", "ego", "emu", "y", "ym", "ym"),
    "f": ("a", "ej", "ej", "ą", "ą", "ej"),
    "n": ("e", "ego", "emu", "e", "ym", "ym"),
    "pl": ("e", "ych", "ym", "e", "ymi", "ych"),
}


# Endings of adjectives in the plural of persons.
_PERSONAL = (("ony", "eni"), ("sty", "ści"), ("szy", "si"), ("ty", "ci"), ("dy", "dzi"), ("ły", "li"), ("ry", "rzy"), ("ki", "cy"),
             ("gi", "dzy"), ("chy", "si"), ("cy", "cy"), ("y", "i"))  # fmt: skip


def plural_case(number: int, case: Case) -> tuple[Literal["sg", "pl"], Case]:
    """Return number and case of a noun after a cardinal: 1 złoty, 2 złote, 5 złotych, z 5 złotymi."""
    if number == 1:
        return "sg", case
    if number % 1000 == 0:
        # zero, tysiąc, milion, miliard are nouns: "z tysiącem złotych".
        return "pl", "gen"
    if case in {"nom", "acc"} and not _is_two_to_four(number):
        return "pl", "gen"
    return "pl", case


def cardinal(number: int, case: Case = "nom", gender: Gender = "m3") -> str:
    """Return a cardinal numeral.

    Args:
        number: 0 to 999,999,999,999.
        case: Case of the whole phrase.
        gender: Gender of what is counted; matters for 1, 2 and for persons of masculine gender.

    Raises:
        ValueError: The number is out of range.
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"Cardinals are known from 0 to {LARGEST}, not {number}.")
    index = CASES.index(case)
    if number == 0:
        return _ZERO[index]
    if number == 1:
        forms = _ONE["m" if gender.startswith("m") else gender]
        return forms[1] if gender in {"m1", "m2"} and case == "acc" else forms[index]
    parts: list[str] = []
    rest = number
    for power, singular, plural in _POWERS:
        count, rest = divmod(rest, power)
        if count == 1:
            parts.append(singular[index])
        elif count:
            form, noun_case = plural_case(count, case)
            parts += [cardinal(count, case), (plural if form == "pl" else singular)[CASES.index(noun_case)]]
    parts += _below_thousand(rest, case, gender)
    return " ".join(parts)


def _below_thousand(number: int, case: Case, gender: Gender) -> list[str]:
    parts = []
    hundreds, rest = divmod(number, 100)
    if gender == "m1" and case in {"nom", "acc"}:
        # Persons: "dwóch świadków", "pięciu mężczyzn" in the nominative as in the accusative.
        case = "gen"
    if hundreds:
        parts.append(_HUNDREDS[hundreds - 1][case not in {"nom", "acc"}])
    if rest >= 20:
        parts.append(_regular(_TENS[rest // 10 - 2], case))
        rest %= 10
    if rest >= 5:
        parts.append(_regular(_TO_TWENTY[rest - 5], case))
    elif rest == 1:
        # Invariable in compounds: "dwudziestu jeden osób".
        parts.append("jeden")
    elif rest:
        forms = (_TWO_FEMININE if gender == "f" else _TWO, _THREE, _FOUR)[rest - 2]
        parts.append(forms[CASES.index(case)])
    return parts


def _regular(forms: tuple[str, str], case: Case) -> str:
    nominative, genitive = forms
    if case in {"nom", "acc"}:
        return nominative
    return genitive[:-1] + "oma" if case == "inst" else genitive


def collective(number: int, case: Case = "nom") -> str:
    """Return the collective numeral that counts children, "troje", or the cardinal where none is in use.

    Args:
        number: 2 to 10 have one; others give the cardinal.
        case: Case of the phrase.
    """
    if number not in _COLLECTIVE:
        return cardinal(number, case)
    stem = _COLLECTIVE[number]
    is_soft = number <= 3
    if case in {"nom", "acc"}:
        return stem + ("je" if is_soft else "o")
    ending = {"gen": "ga", "dat": "gu", "loc": "gu", "inst": "giem"}[case]
    return stem + ("j" if is_soft else "") + ending


def ordinal(number: int, case: Case = "nom", gender: Gender = "m3", *, plural: bool = False) -> str:
    """Return an ordinal numeral: "trzydziestego pierwszego", "dwa tysiące dwudziesty czwarty".

    Args:
        number: 0 to 999,999; larger numbers are read as cardinals.
        case: Case of the noun it stands with.
        gender: Its gender.
        plural: Whether the noun is plural.
    """
    if not 0 <= number < 10**6:
        return cardinal(number, case)
    thousands, rest = divmod(number, 1000)
    if thousands and not rest:
        return decline(_thousandth(thousands), case, gender, plural=plural)
    parts = [cardinal(thousands * 1000)] if thousands else []
    hundreds, rest = divmod(rest, 100)
    if hundreds and not rest:
        parts.append(decline(_ORDINAL_HUNDREDS[hundreds - 1], case, gender, plural=plural))
        return " ".join(parts)
    if hundreds:
        parts.append(_HUNDREDS[hundreds - 1][0])
    stems = [_ORDINAL_TENS[rest // 10 - 2]] if rest >= 20 else []
    if rest < 20 or rest % 10:
        stems.append(_ORDINAL_UNITS[rest if rest < 20 else rest % 10])
    parts += [decline(stem, case, gender, plural=plural) for stem in stems]
    return " ".join(parts)


def _thousandth(thousands: int) -> str:
    if thousands < len(_THOUSANDTH_PREFIXES):
        return _THOUSANDTH_PREFIXES[thousands] + "tysięczny"
    return cardinal(thousands, "gen").replace(" ", "") + "tysięczny"


def decline(lemma: str, case: Case, gender: Gender, *, plural: bool) -> str:
    """Return a form of an adjective, participle or ordinal: "świętej", "drugiego", "procentową".

    Args:
        lemma: Masculine nominative, in -y or -i.
        case: Case of the noun it stands with.
        gender: Its gender.
        plural: Whether the noun is plural.
    """
    if plural and gender == "m1" and case == "nom":
        # "tak zwani opiekunowie", "wymienieni mieszkańcy"
        return next((lemma[: -len(end)] + new for end, new in _PERSONAL if lemma.endswith(end)), lemma)
    kind = "pl" if plural else "m" if gender.startswith("m") else gender
    ending = _ENDINGS[kind][CASES.index(case)]
    if kind == "m" and case == "acc" and gender in {"m1", "m2"}:
        ending = "ego"
    if lemma.endswith("y"):
        return lemma[:-1] + ending
    # drugi, trzeci, śląski: the i of the stem swallows y and, behind g and k, vanishes before a and ą.
    stem = lemma[:-1]
    if ending.startswith("y"):
        return stem + "i" + ending[1:]
    return stem + ("" if stem.endswith(("g", "k")) and ending[0] in "aą" else "i") + ending


def _is_two_to_four(number: int) -> bool:
    return number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14}
