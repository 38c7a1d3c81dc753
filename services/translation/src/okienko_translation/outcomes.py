"""What the machine is given and what comes of it."""

from dataclasses import dataclass

from okienko_translation.languages import Pair
from okienko_translation.reasons import Reason


@dataclass(frozen=True)
class Sentence:
    """What is to be translated, with the caller's phrases that stand in it."""

    text: str
    pair: Pair
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """A sentence's translation; with a reason, the text is empty. `confidence` from 0 to 1, None where unknown."""

    text: str
    confidence: float | None = None
    reason: Reason | None = None
