"""Builds the lexicon of spelled words (`make spelling-lexicon`).

Three sources: the words of the content packs, the street names beside this file, and the commonest Polish words and names of wordfreq
(data under CC BY-SA 4.0) that the dictionary SGJP inside Morfeusz knows. Needs wordfreq, morfeusz2, numpy and PyYAML, which the
service does not.
"""

import argparse
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml
from morfeusz2 import Morfeusz
from wordfreq import iter_wordlist, word_frequency

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "services/recognition/src"))

from okienko_recognition.decoding.lexicon import ALPHABET, Lexicon  # noqa: E402  (found through the line above)

WORD = re.compile(r"[^\W\d_]+")
LETTERS = set(ALPHABET)
# Beside the town's words and the streets, as many names; the rest are the commonest words. A name alone, without its forms.
NAMES = 3000
NAME_KINDS = {"imię", "nazwisko", "nazwa_geograficzna"}
# A word of the town's own pages is asked for far more often here than elsewhere.
TOWN_SHARE = 0.6
LEAST_FREQUENCY = 1e-7
ALONE = {"a", "i", "o", "u", "w", "z"}


def content_words(content: Path) -> Counter[str]:
    """Count the Polish words of all content packs in a folder."""
    counted: Counter[str] = Counter()
    for path in sorted(content.rglob("*.yaml")):
        for text in _polish(yaml.safe_load(path.read_text(encoding="utf-8"))):
            counted.update(word for word in WORD.findall(text.lower()) if _can_be_spelled(word))
    return counted


def _polish(value: object, is_polish: bool = False) -> Iterator[str]:
    match value:
        case str() if is_polish:
            yield value
        case dict():
            for key, item in value.items():
                yield from _polish(item, is_polish or key in {"pl", "name", "glosses"})
        case list():
            for item in value:
                yield from _polish(item, is_polish)


def _can_be_spelled(word: str) -> bool:
    return set(word) <= LETTERS and (len(word) > 1 or word in ALONE)


class Dictionary:
    """What SGJP says about a word."""

    def __init__(self) -> None:
        self._morfeusz = Morfeusz(generate=False)

    def knows(self, word: str) -> bool:
        """Whether it is a Polish word, in lower case or as a name."""
        return any(not reading[2][2].startswith("ign") for reading in self._morfeusz.analyse(word))

    def lemmas(self, word: str) -> set[str]:
        """Return the base forms, in lower case."""
        found = (reading[2] for reading in self._morfeusz.analyse(word) if not reading[2][2].startswith("ign"))
        return {lemma.split(":")[0].lower() for _, lemma, *_ in found}

    def is_name(self, word: str) -> bool:
        """Whether it is the base form of a given name, a surname or a place."""
        readings = self._morfeusz.analyse(word.capitalize())
        return any(
            NAME_KINDS & set(reading[2][3]) and reading[2][1].split(":")[0].lower() == word for reading in readings
        )


UNMARKED = str.maketrans("ąćęłńóśźż", "acelnoszz")


def _without_unmarked(town: Counter[str], dictionary: Dictionary) -> Counter[str]:
    """Leave out what the town accepts for want of Polish letters on a keyboard, such as "urzad" for "urząd"."""
    marked = {word.translate(UNMARKED) for word in town if word.translate(UNMARKED) != word}
    return Counter({word: n for word, n in town.items() if word not in marked or dictionary.knows(word)})


def choose(content: Path, size: int) -> dict[str, float]:
    """Return `size` words with their log-probabilities."""
    dictionary = Dictionary()
    town = _without_unmarked(content_words(content), dictionary)
    lines = (HERE / "streets.txt").read_text(encoding="utf-8").splitlines()
    streets = {word for line in lines if not line.startswith("#") for word in line.split() if _can_be_spelled(word)}
    base = {lemma for word in town for lemma in dictionary.lemmas(word) if _can_be_spelled(lemma)}
    chosen = dict.fromkeys([*sorted(town), *sorted(base), *sorted(streets)])
    names, common = 0, []
    for word in iter_wordlist("pl", "best"):
        if not _can_be_spelled(word) or word in chosen:
            continue
        if names < NAMES and dictionary.is_name(word):
            names += 1
            chosen[word] = None
        elif len(common) < size and dictionary.knows(word):
            common.append(word)
        if names >= NAMES and len(common) >= size:
            break
    for word in common:
        if len(chosen) >= size:
            break
        chosen[word] = None
    total = sum(town.values()) + len(chosen)
    everyday = {word: max(word_frequency(word, "pl"), LEAST_FREQUENCY) for word in chosen}
    known = sum(everyday.values())
    return {
        word: math.log(TOWN_SHARE * (town[word] + 1) / total + (1 - TOWN_SHARE) * everyday[word] / known)
        for word in sorted(chosen)
    }


def main() -> None:
    """Choose, build, save, say what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--content", type=Path, required=True, help="folder with the content packs whose words come first"
    )
    parser.add_argument("--size", type=int, default=20_000, help="number of words")
    parser.add_argument("--output", type=Path, required=True, help="where to write the .npz file")
    chosen = parser.parse_args()
    words = choose(chosen.content, chosen.size)
    lexicon = Lexicon.build(words)
    lexicon.save(chosen.output)
    print(f"{len(words)} words, {len(lexicon.labels)} nodes, {chosen.output.stat().st_size} bytes: {chosen.output}")


if __name__ == "__main__":
    main()
