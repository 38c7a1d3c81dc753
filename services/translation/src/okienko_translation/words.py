"""Whether a model knew the words it translated, and whether every name it wrote is one of the source's."""

# ruff: noqa: SIM905 - a paragraph of words is read and edited more easily than a list of strings

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from okienko_translation.text.lexicon import WORD, Dictionary, Lexicon, Names, looks_alike, plain

# Written with a capital and no names: in English months and weekdays, which are compared as facts, and "ID", which Polish hardly says
# ("dowód"); in Polish whoever is spoken to.
_ALWAYS_CAPITAL = frozenset(
    """i id pan pana panu panem pani pania panie panstwo panstwa panstwu panstwem january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday""".split()
)

_SHORTEST_NAME = 3
_STREET = re.compile(r"([^\W\d_]{3,}) (?:Street|Avenue|Square|Road|Lane)\b")


@dataclass(frozen=True)
class Training:
    """What a model's package tells of the words it was trained on.

    Args:
        source: words of the language it translates from.
        target: words of the language it translates to.
        names: which of them are names of the same.
        dictionary: which stems go together.
        least_confidence: what its makers found its confidence has to reach for a translation to be shown, 0 to 1.
    """

    source: Lexicon
    target: Lexicon
    names: Names
    dictionary: Dictionary
    least_confidence: float = 0.0


def is_unknown(source: str, training: Training, kept: Sequence[str]) -> bool:
    """Return whether `source` has a word that is neither a name nor known to the model.

    Args:
        source: a sentence.
        training: what the model has seen.
        kept: parts that the model does not translate.
    """
    return any(not word[:1].isupper() and not training.source.knows(word) for word in _words(source, kept))


def has_other_names(source: str, output: str, training: Training, kept: Sequence[str]) -> bool:
    """Return whether a name of `source` is missing in `output`, or one stands there that the source has not.

    A name is a capitalised word that was never seen without its capital, and any word never seen at all.
    """
    given, written = _words(source, kept), _words(output, kept)
    for word in _names(given, training.source):
        if not any(looks_alike(word, other) or plain(other) in training.names.of(word) for other in written):
            return True
        if not training.source.knows(word) and plain(word) not in set(map(plain, written)):
            return True
    named = _names(written, training.target)
    for word in named:
        alike = [other for other in given if looks_alike(word, other) or plain(word) in training.names.of(other)]
        said = sum(plain(word) == plain(other) for other in named)
        # "Ms Kowalska sees Kowalska": a name said more often than in the source is invented. "w" begins like any name in w.
        if not alike or said > max(1, sum(len(other) >= _SHORTEST_NAME for other in alike)):
            return True
    return any(
        not training.target.knows(word) and not any(plain(word) == plain(other) for other in given) for word in written
    )


def loses_street(english: str, polish: str) -> bool:
    """Return whether a street of an English sentence has no name in its Polish translation: "Ulica będzie zamknięta"."""
    written = WORD.findall(polish)
    return any(not any(looks_alike(name, other) for other in written) for name in _STREET.findall(english))


def _names(words: Iterable[str], lexicon: Lexicon) -> list[str]:
    capital = [word for word in words if word[:1].isupper() and plain(word) not in _ALWAYS_CAPITAL]
    return [word for word in capital if lexicon.is_name(word)]


def _words(text: str, kept: Sequence[str]) -> list[str]:
    for part in sorted(kept, key=len, reverse=True):
        text = text.replace(part, " ")
    return WORD.findall(text)
