"""Signed questions as text: glosses in signing order and words spelled letter by letter."""

import re
from collections.abc import Iterable, Sequence

# Letters of the Polish finger alphabet that are written with two characters.
_DIGRAPHS = frozenset({"ch", "cz", "dz", "dź", "dż", "rz", "sz"})
_MARKS = re.compile(r"[#|]|(?<=[^\W\d_])\++")
_HYPHENED = re.compile(r"\b\w(?:-\w){2,}\b")
_SHORTEST_SPELLED_IN_TEXT = 3


def join(glosses: Sequence[str]) -> str:
    """Return glosses as one lower-case line: hyphens parted, spelled letters joined, marks ('#', '|', '++') dropped."""
    words = [word for gloss in glosses for word in _MARKS.sub(" ", gloss.lower()).split()]
    parts = [part for word in words for part in _parted(word)]
    return " ".join(_join_letters(parts, shortest=2))


def join_spelled(text: str) -> str:
    """Join words spelled out in typed text, "D O W Ó D" or "d-o-w-ó-d"; other text stays as it is.

    Three letters at least: "i", "o", "w", "z" are words.
    """
    parts = re.sub(r"(?<=\b\w)-(?=\w\b)", " ", _HYPHENED.sub(lambda found: found[0].replace("-", ""), text)).split()
    joined = _join_letters(parts, shortest=_SHORTEST_SPELLED_IN_TEXT)
    return " ".join(joined) if len(joined) < len(parts) or _HYPHENED.search(text) else text


def _parted(word: str) -> list[str]:
    """Part a gloss at its hyphens; a word spelled with them stays one, so that two in a row are two ("Z-A-B-I-Ć S-I-Ę")."""
    parts = word.split("-")
    return ["".join(parts)] if len(parts) > 1 and all(map(_is_letter, parts)) else [part for part in parts if part]


def _join_letters(parts: Iterable[str], shortest: int) -> list[str]:
    joined: list[str] = []
    run: list[str] = []
    for part in [*parts, ""]:
        if _is_letter(part):
            run.append(part)
            continue
        joined += ["".join(run)] if len(run) >= shortest else run
        run = []
        joined += [part] if part else []
    return joined


def _is_letter(part: str) -> bool:
    return (len(part) == 1 and part.isalnum()) or part.lower() in _DIGRAPHS
