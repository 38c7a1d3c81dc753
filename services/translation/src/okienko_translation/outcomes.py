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
    """A sentence's translation; with a reason, the text is empty.

    Args:
        text: the translation.
        confidence: from 0 to 1, None where unknown.
        reason: why it is withheld.
        is_template: whether no model was asked: the sentence is an instance of a template.
    """

    text: str
    confidence: float | None = None
    reason: Reason | None = None
    is_template: bool = False
