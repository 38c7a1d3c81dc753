"""Questions that ask two things: where to cut them.

Searching the parts instead of the whole hurt (recall@1 .85 → .80, engines.md), so the whole decides the first answer
and the parts may only add further ones.
"""

import re

from okienko_faq.retrieval.words import tokens

_JOINTS = re.compile(
    r"\?\s+|[.;]\s+|\s+(?:i|oraz|a także|a jeszcze|i jeszcze|a potem|and|and also|plus|as well as)\s+|,\s+(?:a\s+)?",
    re.IGNORECASE,
)
_SHORTEST = 2
_MOST_PARTS = 3


def parts(text: str) -> list[str]:
    """Return the parts of a question with several, each of at least two words; empty when it is one."""
    found = [part.strip() for part in _JOINTS.split(text) if part and len(tokens(part)) >= _SHORTEST]
    return found[:_MOST_PARTS] if len(found) > 1 else []
