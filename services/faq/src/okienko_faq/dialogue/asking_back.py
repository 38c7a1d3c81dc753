"""The question back: two to four choices, and what to ask."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from okienko_faq.dialogue import facets
from okienko_faq.retrieval.finding import Group

NONE = "none"
"""The choice that says that no other fits."""

MOST_CHOICES = 4
Facets = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class AskingBack:
    """What the resident is asked, and to choose from: answers, or groups of them."""

    phrase: str
    choices: tuple[str, ...]
    groups: tuple[Group, ...] = ()


def ask_back(entries: Sequence[str], facets_of: Facets, *, is_spread: bool, known: Sequence[str] = ()) -> AskingBack:
    """Return the question that parts `entries` best, the likeliest first.

    Args:
        entries: what may be meant; one at least.
        facets_of: who an entry is for, what is to be done, where.
        known: facets that the question has named itself, so that they are not asked for.
        is_spread: whether many are about as likely, so that groups serve better than the first four.
    """
    own = {entry: facets_of(entry) for entry in entries}
    if is_spread and len(entries) > MOST_CHOICES:
        parted = facets.parted(entries, own, known)
        if parted is not None and max(map(len, parted[1].values())) <= MOST_CHOICES:
            facet, groups = parted
            return AskingBack(f"ask-{facet}", (), tuple(Group(name, tuple(own)) for name, own in groups.items()))
    shown = tuple(entries[:MOST_CHOICES])
    facet_asked = facets.distinguishing(shown, own) if len(shown) > 1 else None
    return AskingBack(f"ask-{facet_asked or 'which'}", shown)


def offer(entries: Sequence[str], facet: str, value: str, facets_of: Facets) -> tuple[str, ...]:
    """Return those of `entries` that a group stood for."""
    if facet not in facets.FACETS:
        return ()
    groups = facets.grouped(entries, facet, {entry: facets_of(entry) for entry in entries})
    return tuple(groups.get(value, ()))
