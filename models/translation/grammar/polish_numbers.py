"""Polish numbers with what they count, and the third-person pronouns."""

from polish_forms import NounPhrase

_NUMERALS = {
    1: {"m": ("jeden", "jednego"), "f": ("jedna", "jednej"), "n": ("jedno", "jednego")},
    2: {"m": ("dwa", "dwóch"), "f": ("dwie", "dwóch"), "n": ("dwa", "dwóch"), "coll": ("dwoje", "dwojga")},
    3: {"m": ("trzy", "trzech"), "coll": ("troje", "trojga")},
    4: {"m": ("cztery", "czterech"), "coll": ("czworo", "czworga")},
    5: {"m": ("pięć", "pięciu"), "coll": ("pięcioro", "pięciorga")},
    6: {"m": ("sześć", "sześciu"), "coll": ("sześcioro", "sześciorga")},
    7: {"m": ("siedem", "siedmiu")},
    8: {"m": ("osiem", "ośmiu")},
    9: {"m": ("dziewięć", "dziewięciu")},
    10: {"m": ("dziesięć", "dziesięciu")},
}


def numeral(value: int, case: str, noun: NounPhrase, collective: bool, in_words: bool) -> str:
    """Return a number with its noun: 1 dzień, 2 dni, w ciągu 5 dni, dwoje dzieci.

    Args:
        value: at least 1.
        case: nom, acc, gen or loc.
        noun: what is counted; not of masculine personal gender.
        collective: whether it is counted with collective numerals (dzieci).
        in_words: whether the number is spelled, where it is 10 or less.
    """
    if value == 1:
        counted = noun.forms["sg", "acc" if case == "acc" else case]
    elif case in {"nom", "acc"}:
        few = value % 10 in {2, 3, 4} and value % 100 not in {12, 13, 14}
        counted = noun.forms["pl", "nom" if few and not collective else "gen"]
    else:
        counted = noun.forms["pl", "gen" if collective and case == "inst" else case]
    if not in_words or value not in _NUMERALS or case not in {"nom", "acc", "gen", "loc"}:
        return f"{value} {counted}"
    of_value = _NUMERALS[value]
    row = of_value.get("coll" if collective else noun.gender[0], of_value["m"])
    word = row[0 if case in {"nom", "acc"} else 1]
    if value == 1 and noun.gender == "f" and case == "acc":
        word = "jedną"
    if value == 1 and noun.gender in {"m1", "m2"} and case == "acc":
        word = "jednego"
    if value == 1 and case == "loc" and noun.gender[0] in "mn":
        word = "jednym"
    return f"{word} {counted}"


_PRONOUNS = {
    "acc": {"m": "go", "f": "ją", "n": "je", "pl": "je", "plm1": "ich"},
    "gen": {"m": "go", "f": "jej", "n": "go", "pl": "ich", "plm1": "ich"},
    "nom": {"m": "on", "f": "ona", "n": "ono", "pl": "one", "plm1": "oni"},
    "inst": {"m": "nim", "f": "nią", "n": "nim", "pl": "nimi", "plm1": "nimi"},
    "loc": {"m": "nim", "f": "niej", "n": "nim", "pl": "nich", "plm1": "nich"},
    "ngen": {"m": "niego", "f": "niej", "n": "niego", "pl": "nich", "plm1": "nich"},
    "nacc": {"m": "niego", "f": "nią", "n": "nie", "pl": "nie", "plm1": "nich"},
    "dat": {"m": "mu", "f": "jej", "n": "mu", "pl": "im", "plm1": "im"},
}


def pronoun(case: str, number: str, gender: str) -> str:
    """Return the third-person pronoun; `ngen` and `nacc` are the forms after prepositions."""
    row = _PRONOUNS[case]
    return row[gender[0]] if number == "sg" else row["plm1" if gender == "m1" else "pl"]
