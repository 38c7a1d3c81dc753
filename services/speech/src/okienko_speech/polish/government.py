"""Which case a phrase stands in, told by the words before it.

Prepositions and their cases after Słownik poprawnej polszczyzny; the nouns and verbs are those of office Polish after
which an amount, a date or a period follows in the genitive: "w wysokości 300 zł", "nie przekracza 5 osób".
"""

# ruff: noqa: SIM905 - lists of words read better as text

from collections.abc import Sequence

from okienko_speech.polish.numerals import Case

# The likelier case of an amount, hour or period comes first.
PREPOSITIONS: dict[str, tuple[Case, ...]] = {
    "bez": ("gen",), "dla": ("gen",), "do": ("gen",), "od": ("gen",), "ode": ("gen",), "u": ("gen",), "obok": ("gen",),
    "około": ("gen",), "ok.": ("gen",), "powyżej": ("gen",), "poniżej": ("gen",), "oprócz": ("gen",),
    "spośród": ("gen",), "według": ("gen",), "wg": ("gen",), "wobec": ("gen",), "podczas": ("gen",), "mimo": ("gen",),
    "zamiast": ("gen",), "wzdłuż": ("gen",), "niedaleko": ("gen",), "blisko": ("gen",), "koło": ("gen",),
    "dotyczy": ("gen",), "wśród": ("gen",), "naprzeciwko": ("gen",), "sprzed": ("gen",), "w ciągu": ("gen",),
    "ku": ("dat",), "dzięki": ("dat",), "przeciw": ("dat",), "wbrew": ("dat",), "przeciwko": ("dat",),
    "przez": ("acc",), "ponad": ("acc", "inst"), "poprzez": ("acc",),
    "przed": ("inst", "acc"), "nad": ("inst", "acc"), "pod": ("inst", "acc"), "między": ("inst", "acc"),
    "pomiędzy": ("inst", "acc"), "za": ("acc", "inst"),
    "w": ("loc", "acc"), "we": ("loc", "acc"), "na": ("loc", "acc"), "o": ("loc", "acc"), "po": ("loc", "acc"),
    "przy": ("loc",),
    "z": ("gen", "inst"), "ze": ("gen", "inst"),
}  # fmt: skip

# A noun or verb that takes the genitive of an amount or a period right behind it.
_GENITIVE_HEADS = frozenset(
    "wysokości ciągu terminie terminu upływie upływem upływu ukończeniu ukończenia ukończył ukończyła ukończyli"
    " okres okresie okresu wartości wymiarze liczbie odległości długości szerokości powierzchni przekracza"
    " przekroczy przekraczać przekroczył przekroczenia przekroczeniu wymaga osiągnął osiągnie równowartość limitu"
    " limit sumy wieku przebiegu udziale rzędu granicach stawce".split()
)
# Words that may stand between the governing word and the numeral without a case of their own.
_TRANSPARENT = frozenset(
    "co najmniej nawet tylko aż jeszcze łącznie średnio minimum maksymalnie tych wszystkich wyłącznie razem kwoty"
    " kwocie najpóźniej każdych tego już prawie".split()
)
_COORDINATORS = frozenset({"i", "oraz", "lub", "albo", "a", "bądź"})


def cases_after(left: Sequence[str]) -> tuple[Case, ...]:
    """Return the cases that the words before a phrase ask for, likeliest first; empty when they ask for none.

    Args:
        left: Lower-case words and punctuation of the same sentence before the phrase, in the order of the text.
    """
    for word in reversed(left):
        if word in PREPOSITIONS:
            return PREPOSITIONS[word]
        if word in _GENITIVE_HEADS:
            return ("gen",)
        if word not in _TRANSPARENT:
            return ()
    return ()


def is_coordinated(left: Sequence[str]) -> bool:
    """Tell whether the phrase is joined to the one before it by "i", "oraz", "lub"."""
    return bool(left) and left[-1] in _COORDINATORS
