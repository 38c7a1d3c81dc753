"""The one Morfeusz of the process: it never gives back its memory, 18 MB an instance (measured, morfeusz2 1.99.15)."""

import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

import morfeusz2

_LOCK = threading.Lock()


def analyse(word: str) -> Sequence[Any]:
    """Return Morfeusz's analyses of a word: (start, end, (form, lemma, tag, names, labels)) each."""
    with _LOCK:
        return list(_morfeusz().analyse(word))


def generate(lemma: str) -> Sequence[Any]:
    """Return the inflected forms of a lemma: (form, lemma, tag, names, labels) each."""
    with _LOCK:
        return list(_morfeusz().generate(lemma))


@cache
def _morfeusz() -> morfeusz2.Morfeusz:
    """Load the dictionary: about 10 ms, memory-mapped."""
    return morfeusz2.Morfeusz()
