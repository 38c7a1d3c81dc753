"""What the voice practises on: sentences of the content packs, none of them near one that it is judged by."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from okienko_speech.engines.kokoro import numbers_of
from okienko_speech.measures import canonical
from okienko_speech.polish.normaliser import normalise
from okienko_speech.reading import phrases_of
from okienko_speech.words import plain

# A digit, a name in capitals, an address or a mark that is not read: the listener may write these in many ways.
_UNSURE = re.compile(r"[0-9@/_#*\[\](){}<>|=:;„”\"]|[A-ZĄĆĘŁŃÓŚŹŻ]{2}")
_POLISH = re.compile(r"[ąćęłńóśźż]|\b(?:i|w|na|do|z|nie|się|jest|o|po|od)\b")
_ENGLISH = re.compile(r"\b(?:the|you|your|and|of|is|to|we|for)\b")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _words(text: str) -> str:
    return canonical(plain(normalise(text)))


def _is_near(one: str, others: list[set[str]]) -> bool:
    words = set(one.split())
    return any(len(words & other) > 0.7 * len(words | other) for other in others)


def practice(content: Path, judged: Path) -> list[tuple[str, list[int]]]:
    """Return sentences of one phrase with the numbers of their symbols, in an order that does not depend on the files.

    Args:
        content: Folder with content packs.
        judged: Folder of the evaluation's `sentences*.tsv`; a sentence that shares 70 % of its words with one is left out.
    """
    rows = [row for path in judged.glob("sentences*.tsv") for row in path.read_text("utf-8").splitlines()]
    known = [set(_words(row.split("\t")[1]).split()) for row in rows if row.startswith("pl\t")]
    found: dict[str, str] = {}
    for path in content.rglob("*.yaml"):
        for text in _texts(yaml.safe_load(path.read_text("utf-8"))):
            for part in re.split(r"(?<=[.!?])\s+|\n+", text):
                sentence = part.strip(" -•*")
                if not 25 <= len(sentence) <= 110 or sentence[-1] not in ".?!" or _UNSURE.search(sentence):
                    continue
                if _POLISH.search(sentence) and not _ENGLISH.search(sentence):
                    found.setdefault(_words(sentence), sentence)
    chosen = []
    for words in sorted(found):
        phrases = phrases_of(found[words], "pl")
        if len(phrases) == 1 and not _is_near(words, known):
            symbols, _ = numbers_of(phrases[0].words)
            if 15 <= len(symbols) <= 80:
                chosen.append((found[words], symbols))
    return chosen
