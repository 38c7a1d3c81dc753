"""The forms in which a term stands in sentences: "dowód osobisty", "dowodu osobistego"; "birth certificates"."""

import re
from dataclasses import dataclass
from functools import lru_cache

from okienko_translation.languages import Language
from okienko_translation.text.polish import CASES, Reading, generated, readings

_ADJECTIVAL = frozenset({"adj", "ppas", "pact"})
_NOUNS = frozenset({"subst", "ger"})
_RANKS = {"m3": 0, "f": 1, "n": 1, "m2": 2, "m1": 3}
_JOINED = re.compile(r"\b(?:i|oraz|lub|albo|and|or)\b")
_HEAD_END = re.compile(r" (?:of|for|to|in|on|from|at|by|with|about|without|against) ")
_IRREGULAR = {
    "child": "children",
    "person": "people",
    "man": "men",
    "woman": "women",
    "wife": "wives",
    "leaf": "leaves",
}
_SINGULARS = {plural: singular for singular, plural in _IRREGULAR.items()}


@dataclass(frozen=True)
class Form:
    """A term as it may stand in a sentence; `number` is "sg" or "pl", `case` and `gender` are empty in English."""

    text: str
    number: str
    case: str = ""
    gender: str = ""


@lru_cache(maxsize=20_000)
def forms(term: str, language: Language) -> tuple[Form, ...]:
    """Return every form of a term, the term itself first."""
    found = _polish(term) if language == "pl" else _english(term)
    return tuple(dict.fromkeys([found[0], *found])) if found else (Form(term, "sg"),)


def same_place(term: str, form: Form, language: Language) -> Form | None:
    """Return the form of `term` that may stand where `form`, of another term, stands; None where none is sure.

    In Polish the two need one gender, or the words around them would have to change.
    """
    fitting = [one for one in forms(term, language) if (one.number, one.case) == (form.number, form.case)]
    return next((one for one in fitting if one.gender == form.gender), None)


def _polish(term: str) -> list[Form]:
    words = term.split(" ")
    heads = [index for index, word in enumerate(words) if _nominatives(word, _NOUNS)]
    # "duża rodzina": an adjective that may be a noun too leads the noun after it.
    head = next((i for i in heads if not (i + 1 in heads and _agree(words[i], words[i + 1]))), None)
    if head is None or _JOINED.search(term):
        return [Form(term, "sg")]
    noun = min(_nominatives(words[head], _NOUNS), key=lambda one: (one.number == "pl", _RANKS.get(one.gender, 9)))
    modifiers: list[int] = []
    for index in [*range(head - 1, -1, -1), *range(head + 1, len(words))]:
        is_beside = index == head - 1 - sum(m < head for m in modifiers) or index == head + 1 + sum(
            m > head for m in modifiers
        )
        if is_beside and _agrees(words[index], noun):
            modifiers.append(index)
    numbers = ("sg", "pl") if noun.number == "sg" else ("pl",)
    made = [Form(term, noun.number, "nom", noun.gender)]
    for number in numbers:
        for case in CASES:
            inflected = list(words)
            for index in [head, *modifiers]:
                like = noun if index == head else _adjective(words[index], noun)
                written = _inflect(words[index], like, number, case, noun.gender) if like else None
                if written is None:
                    break
                inflected[index] = written
            else:
                made.append(Form(" ".join(inflected), number, case, noun.gender))
    return made


def _nominatives(word: str, kinds: frozenset[str]) -> list[Reading]:
    lower = word if word.isupper() else word[:1].lower() + word[1:]
    found = [*readings(word), *(readings(lower) if lower != word else ())]
    return [one for one in found if one.kind in kinds and one.case == "nom"]


def _agree(adjective: str, noun: str) -> bool:
    return any(_agrees(adjective, one) for one in _nominatives(noun, _NOUNS))


def _agrees(word: str, noun: Reading) -> bool:
    return _adjective(word, noun) is not None


def _adjective(word: str, noun: Reading) -> Reading | None:
    found = _nominatives(word, _ADJECTIVAL)
    return next((one for one in found if (one.number, one.gender) == (noun.number, noun.gender)), None)


def _inflect(word: str, like: Reading, number: str, case: str, gender: str) -> str | None:
    """Return a word in another number and case, with its capital."""
    fixed = like.tag.split(":")[-1]
    for form, one in generated(like.lemma):
        is_same = one.kind == like.kind and (one.number, one.case) == (number, case)
        same_gender = one.gender == (gender if like.kind in _ADJECTIVAL else like.gender)
        if is_same and same_gender and (like.kind == "subst" or one.tag.split(":")[-1] == fixed):
            return form[:1].upper() + form[1:] if word[:1].isupper() else form
    return None


def _english(term: str) -> list[Form]:
    match = _HEAD_END.search(term)
    start, rest = (term[: match.start()], term[match.start() :]) if match else (term, "")
    before, _, head = start.rpartition(" ")
    prefix = f"{before} " if before else ""
    lower = head.lower()
    if lower in _SINGULARS or (lower.endswith("s") and not lower.endswith(("ss", "us", "is"))):
        return [Form(term, "pl"), Form(f"{prefix}{_singular(head)}{rest}", "sg")]
    return [Form(term, "sg"), Form(f"{prefix}{_plural(head)}{rest}", "pl")]


def _plural(word: str) -> str:
    if word.lower() in _IRREGULAR:
        return _IRREGULAR[word.lower()]
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return word + "es"
    return word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + "s"


def _singular(word: str) -> str:
    if word.lower() in _SINGULARS:
        return _SINGULARS[word.lower()]
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if re.search(r"(?:ss|x|z|ch|sh)es$", word) else word[:-1]
