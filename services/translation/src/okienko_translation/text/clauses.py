"""Cutting a sentence in two where one main clause ends and the next begins, and putting two translations together again."""

import re
from dataclasses import dataclass

from okienko_translation.languages import Language
from okienko_translation.text.polish import readings

# Polish has a comma before a subordinate clause, wherever English does without.
WITH_COMMA = frozenset({"jeśli", "gdy", "bo", "ponieważ", "żeby", "aby"})
# Conjunctions that join clauses alike in both languages, with the mark before them.
_JOINTS: dict[Language, dict[str, str]] = {
    "pl": {
        ", ale": ", but",
        ", więc": ", so",
        ", dlatego": ", so",
        ", bo": ", because",
        ", ponieważ": ", because",
        ", choć": ", although",
        ", chociaż": ", although",
        ", mimo że": ", although",
        " i": " and",
        ";": ";",
    },
    "en": {
        ", but": ", ale",
        " but": ", ale",
        ", so": ", więc",
        " so": ", więc",
        " because": ", ponieważ",
        " although": ", choć",
        " even though": ", choć",
        " and": " i",
        ";": ";",
    },
}
_LEAST_WORDS = 3
_VERBS = frozenset({"fin", "praet", "bedzie", "impt"})
# English clauses begin with their subject.
_SUBJECTS = frozenset("i we you he she it they there this my our your the".split())  # noqa: SIM905 - read as a line


@dataclass(frozen=True)
class Cut:
    """Two sentences of one; `joint` is what stood between them, in the other language."""

    first: str
    joint: str
    second: str


def cut(sentence: str, language: Language) -> Cut | None:
    """Cut a statement in two clauses that can stand alone; None where no place is sure."""
    if not sentence.endswith(".") or sentence.endswith(".."):
        return None
    for source, target in _JOINTS[language].items():
        places = [match.start() for match in re.finditer(re.escape(f"{source} "), sentence)]
        if len(places) != 1:
            continue
        first, second = sentence[: places[0]], sentence[places[0] + len(source) + 1 :]
        if _stands_alone(first, language, begins=True) and _stands_alone(second, language, begins=False):
            return Cut(f"{first}.", target, second[:1].upper() + second[1:])
    return None


def join(first: str, joint: str, second: str) -> str:
    """Put two translated clauses together."""
    return f"{first.rstrip('.')}{joint} {_lowered(second)}"


def begin_with(opening: str, sentence: str) -> str:
    """Put what is translated already before a translated sentence."""
    return f"{opening[:1].upper()}{opening[1:]} {_lowered(sentence)}"


def end_with(sentence: str, ending: str) -> str:
    """Put what is translated already behind a translated sentence, before its mark."""
    body = sentence.rstrip(".?!")
    comma = "," if ending.split(" ", maxsplit=1)[0] in WITH_COMMA else ""
    return f"{body}{comma} {ending}{sentence[len(body) :]}"


def _lowered(sentence: str) -> str:
    word = sentence.split(" ", maxsplit=1)[0]
    keeps_capital = word in {"I", "I'm", "I've"} or (len(word) > 1 and word.isupper())
    return sentence if keeps_capital else sentence[:1].lower() + sentence[1:]


def _stands_alone(clause: str, language: Language, *, begins: bool) -> bool:
    words = re.findall(r"[^\W\d_]+", clause)
    if len(words) < _LEAST_WORDS:
        return False
    if language == "pl":
        return any(reading.kind in _VERBS for word in words for reading in readings(word.lower()))
    return begins or words[0].lower() in _SUBJECTS
