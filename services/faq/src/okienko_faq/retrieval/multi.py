"""Questions that ask two things: where to cut them.

Searching the parts instead of the whole hurt (recall@1 .85 → .80, engines.md), so the whole decides the first answer
and the parts may only add further ones.
"""

import re

from okienko_faq.retrieval.words import tokens

_PUNCTUATION = r"\?\s+|[.;]\s+|,\s+(?:a\s+)?"
_JOINTS = {
    "pl": re.compile(rf"{_PUNCTUATION}|\s+(?:i|oraz|a także|a jeszcze|a potem|a przy okazji)\s+", re.IGNORECASE),
    "en": re.compile(rf"{_PUNCTUATION}|\s+(?:and also|and|plus|as well as)\s+", re.IGNORECASE),
}
_SHORTEST = 2
_MOST_PARTS = 3


def parts(text: str, language: str) -> list[str]:
    """Return the parts of a question with several, each of at least two words; empty when it is one."""
    found = [part.strip() for part in _JOINTS[language].split(text) if part and len(tokens(part)) >= _SHORTEST]
    return found[:_MOST_PARTS] if len(found) > 1 else []
