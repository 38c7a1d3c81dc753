"""What a resident was offered or told before: entry identifiers and parts of an answer, never a question."""

from dataclasses import dataclass

from okienko_faq.retrieval.aspects import Field


@dataclass(frozen=True, slots=True)
class Context:
    """The response before this question."""

    answered: tuple[str, ...] = ()
    """Entries that were answered."""
    offered: tuple[str, ...] = ()
    """Entries that a question back was about, the likeliest first."""
    shown: int = 0
    """How many of the offered stood on the screen one by one; 0 when they stood in groups."""
    rounds: int = 0
    """How often in a row the resident was asked back."""
    fields: tuple[Field, ...] = ()
    """Parts of an answer that were asked for before the question back; the answer that is chosen shows them first."""
