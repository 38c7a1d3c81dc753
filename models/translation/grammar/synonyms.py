"""Other wordings of whole sentences, so that not every sentence is said in one way only."""

import random
import re
from pathlib import Path

from finishing import with_articles

_SHARE = 0.1  # of the pairs; the first wording stays by far the commonest, so that a model has one to give


class Synonyms:
    """The replacements of `synonyms.txt`."""

    def __init__(self, path: Path) -> None:
        self._replacements: dict[str, list[tuple[re.Pattern[str], str]]] = {"pl": [], "en": []}
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                language, standing, instead = line.split("\t")
                pattern = re.compile(rf"(?<![\w-]){re.escape(standing)}(?![\w-])")
                self._replacements[language].append((pattern, instead))

    def vary(self, pair: tuple[str, str], rng: random.Random) -> tuple[str, str]:
        """Return the pair, now and then with other words on either side."""
        polish, english = pair
        if rng.random() < _SHARE:
            polish = self._reworded(polish, "pl", rng)
        if rng.random() < _SHARE:
            english = with_articles(self._reworded(english, "en", rng))
        return polish, english

    def _reworded(self, text: str, language: str, rng: random.Random) -> str:
        for pattern, instead in self._replacements[language]:
            if rng.random() < 0.6:
                text = pattern.sub(instead, text)
        return text
