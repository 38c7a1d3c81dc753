"""Whether what a machine wrote may be shown: checks that need no reference translation."""

import itertools
import re
from collections.abc import Sequence
from enum import Enum

from okienko_common.language_detection import detect

from okienko_translation.languages import Pair
from okienko_translation.text import agents, english, facts, persons
from okienko_translation.text.agreement import disagrees
from okienko_translation.text.content import drops
from okienko_translation.text.polish import readings
from okienko_translation.text.sentences import sentences
from okienko_translation.text.spelled import same_codes, same_numbers
from okienko_translation.words import Training, has_other_names, is_unknown, loses_street


class Fault(Enum):
    """Why an output is not shown."""

    EMPTY = "empty"
    UNKNOWN_WORDS = "unknown words"
    REPETITION = "repetition"
    LENGTH = "length"
    UNTRANSLATED = "untranslated"
    NUMBERS = "numbers"
    FACTS = "facts"
    NAMES = "names"
    GRAMMAR = "grammar"
    DROPPED = "dropped"


_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_UNKNOWN = re.compile(r"⁇|<unk>|�")
_SHORT_WORD, _SHORT_SENTENCE = 3, 25
_SHORTEST_MADE_UP = 4
_CHARACTER_LOOP = re.compile(r"([^\W\d_])\1{4,}|([^\W\d]{2,4})\2{4,}")
# Targets outside this range of lengths were invented or cut; of 2,500 true office pairs 99 % lie between 0.5 and 2.0.
_SHORTEST, _LONGEST, _ALLOWANCE = 0.4, 2.2, 15


def find_fault(
    source: str, output: str, pair: Pair, kept: Sequence[str] = (), training: Training | None = None
) -> Fault | None:
    """Return the first reason not to show `output` as the translation of `source`, or None.

    Args:
        source: the sentence.
        output: what the machine wrote, protected parts restored.
        pair: from which language to which.
        kept: parts that are meant to be alike in both; they say nothing about the language of the rest.
        training: what the model has seen; None where it does not tell, and then words and names are not checked.
    """
    if not _WORD.search(output):
        return Fault.EMPTY
    # A letter alone says nothing, so whatever a model writes for it is invented.
    if _UNKNOWN.search(output) or not _LETTERS.search(source):
        return Fault.UNKNOWN_WORDS
    if _repeats(source, output):
        return Fault.REPETITION
    if not len(source) * _SHORTEST - _ALLOWANCE <= len(output) <= len(source) * _LONGEST + _ALLOWANCE:
        return Fault.LENGTH
    # "In 2024. The fee is 17 zł." for one sentence.
    if len(sentences(output, pair[1])) > len(sentences(source, pair[0])):
        return Fault.GRAMMAR
    return _find_other_content(source, output, pair, kept, training)


def _find_other_content(
    source: str, output: str, pair: Pair, kept: Sequence[str], training: Training | None
) -> Fault | None:
    if _is_untranslated(_without(source, kept), _without(output, kept), pair):
        return Fault.UNTRANSLATED
    if not (same_numbers(source, output) and same_codes(source, output)):
        return Fault.NUMBERS
    if facts.changed(source, output, *pair) or persons.changed(source, output, pair):
        return Fault.FACTS
    if training and is_unknown(source, training, kept):
        return Fault.UNKNOWN_WORDS
    if (training and has_other_names(source, output, training, kept)) or (
        pair[0] == "en" and loses_street(source, output)
    ):
        return Fault.NAMES
    return (
        _find_bad_polish(source, output, kept)
        if pair[1] == "pl"
        else _find_bad_english(_without(source, kept), _without(output, kept), training)
    )


def _find_bad_english(source: str, output: str, training: Training | None) -> Fault | None:
    if training and drops(source, output, training.dictionary):
        return Fault.DROPPED
    if training and agents.is_inverted_in_english(source, output, training.dictionary):
        return Fault.FACTS
    return Fault.GRAMMAR if english.is_broken(output) else None


def _find_bad_polish(source: str, output: str, kept: Sequence[str]) -> Fault | None:
    # A word that Morfeusz does not know was made up from pieces ("wyścigada"), unless the source has it too, or it is an abbreviation.
    invented = set(_WORD.findall(_without(output, kept))) - set(_WORD.findall(source))
    if any(
        len(word) > _SHORTEST_MADE_UP and word.islower() and word.isalpha() and not readings(word) for word in invented
    ):
        return Fault.UNKNOWN_WORDS
    if agents.is_inverted_in_polish(source, output):
        return Fault.FACTS
    return Fault.GRAMMAR if disagrees(output) else None


def _repeats(source: str, output: str) -> bool:
    """Return whether a group of one to four words, or of letters, runs in a loop, longer or shorter than in the source."""
    if _CHARACTER_LOOP.search(output) and not _CHARACTER_LOOP.search(source):
        return True
    words = _words(output)
    given, made = _longest_run(_words(source)), _longest_run(words)
    if made != given and max(made, given) > 2:
        return True
    # "for families with families with": a pair of words said twice where the source says none twice.
    if _doubled(words) and not _doubled(_words(source)):
        return True
    return len(words) >= 12 and len(set(words)) / len(words) < 0.4


def _doubled(words: list[str]) -> bool:
    """Return whether two words stand together twice, one of them of four or more letters, within one short sentence."""
    pairs = [pair for pair in itertools.pairwise(words) if max(map(len, pair)) > _SHORT_WORD]
    return len(words) <= _SHORT_SENTENCE and len(set(pairs)) < len(pairs)


def _longest_run(words: list[str]) -> int:
    """Return how often a group of up to four words stands at most in a row."""
    longest = 1
    for size in range(1, 5):
        matches = 0
        for start in range(size, len(words) - size + 1):
            same = words[start : start + size] == words[start - size : start]
            matches = matches + 1 if same else 0
            if matches:
                longest = max(longest, 2 + (matches - 1) // size)
    return longest


def _is_untranslated(source: str, output: str, pair: Pair) -> bool:
    # Capitalised words are names as often as not, so only lower-case ones count.
    before = [word for word in _WORD.findall(source) if len(word) > 3 and word.islower()]
    after = set(_WORD.findall(output))
    if len(before) >= 2 and sum(word in after for word in before) / len(before) > 0.5:
        return True
    if _words(source) and _words(source) == _words(output):
        return True
    return len(_words(output)) >= 4 and detect(output) == pair[0]


def _without(text: str, parts: Sequence[str]) -> str:
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, " ")
    return text


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
