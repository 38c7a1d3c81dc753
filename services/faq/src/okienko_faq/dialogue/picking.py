"""A choice that was typed or signed instead of tapped: "drugie", "dla dziecka", "żadne"."""

import re

from okienko_faq.dialogue import facets
from okienko_faq.dialogue.asking_back import NONE, Facets
from okienko_faq.retrieval.context import Context
from okienko_faq.retrieval.words import key

# Folded forms; the whole text has to be one of them.
_ORDER = tuple(
    re.compile(rf"(?:nr |numer |the |to |ta |ten |opcja |option |number )?(?:{forms})(?: one| z nich| opcja| option)?")
    for forms in (
        r"1|pierwsz\w+|jeden|first|one",
        r"2|drug\w+|dwa|second|two",
        r"3|trzeci\w*|trzy|third|three",
        r"4|czwart\w+|cztery|fourth|four|ostatni\w*|last",
    )
)
_NONE = re.compile(
    r"(?:nie |ani )?(?:zadn[aey]\w*|nic)(?: z (?:tych|nich|tego))?|inn[aey]|inny|cos innego|co innego|none(?: of (?:these|them|those))?|neither|something else|other"
)


def picked(text: str, context: Context, facets_of: Facets) -> str:
    """Return the identifier of the choice that a text takes; empty when it takes none."""
    folded = key(text)
    if _NONE.fullmatch(folded):
        return NONE
    shown = context.offered[: context.shown]
    for number, pattern in enumerate(_ORDER):
        if pattern.fullmatch(folded) and number < len(shown):
            return shown[number]
    those = fitting(text, context, facets_of)
    return those[0] if len(those) == 1 else ""


def fitting(text: str, context: Context, facets_of: Facets) -> tuple[str, ...]:
    """Return what was offered of the kind that a text names, where it names nothing else: "zgubiony"."""
    named = facets.read(text)
    if not named or not facets.is_only(text, named):
        return ()
    return tuple(
        entry
        for entry in context.offered
        if any(facets_of(entry).get(facet) == value for facet, value in named.items())
    )
