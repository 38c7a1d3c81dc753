"""Who did it: Polish may put what was done first and who did it last, which a machine at times turns round."""

import re

from okienko_translation.text.content import forms
from okienko_translation.text.lexicon import STEM, WORD, Dictionary, plain
from okienko_translation.text.polish import Reading, readings

_NOUNS = frozenset({"subst", "ger"})
_BEING = re.compile(r"\b(?:is|are|was|were|be|been|being|get|gets|got)\b|'s\b", re.IGNORECASE)
_FIRST_WORDS = 4
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been) (?:\w+ )?(?:\w+ed|\w+en|made|built|sold|bought|paid|sent|run|put|set|held) by (?!\d|\w+ing\b)(?:the|an?|my|your|our|[A-Z])"
)


def is_inverted_in_english(polish: str, english: str, dictionary: Dictionary) -> bool:
    """Return whether what the Polish sentence begins with, and is done to, does it in the English: "Decyzję wydał burmistrz", "The decision issued the mayor".

    Args:
        polish: the sentence.
        english: its translation.
        dictionary: which Polish stems go with which English ones.
    """
    words = WORD.findall(polish)
    if len(words) < 3 or not _begins_with_object(words) or _BEING.search(english):
        return False
    stems, _, _ = forms(words[0])
    counterparts = {target for stem in stems for target in dictionary.targets(stem)}
    first = [plain(word)[:STEM] for word in WORD.findall(english)[:_FIRST_WORDS]]
    return not counterparts.isdisjoint(first[:3])


def is_inverted_in_polish(english: str, polish: str) -> bool:
    """Return whether what is done by somebody in the English does it in the Polish: "was issued by the mayor", "decyzja wydała burmistrza"."""
    if not _PASSIVE.search(english):
        return False
    words = [word.lower() for word in WORD.findall(polish)]
    if len(words) < 3 or "przez" in words:
        return False
    first = readings(words[0])
    if not first or any(one.kind not in _NOUNS for one in first) or any(one.case == "acc" for one in first):
        return False
    return any(one.case == "nom" for one in first) and any(
        found and all(one.kind in {"praet", "fin"} and one.lemma not in {"być", "zostać"} for one in found)
        for found in map(readings, words[1:4])
    )


def _begins_with_object(words: list[str]) -> bool:
    first = readings(words[0].lower())
    if not first or any(one.kind not in _NOUNS for one in first) or not any(one.case == "acc" for one in first):
        return False
    for word in words[1:4]:
        verbs = [one for one in readings(word) if one.kind == "praet" or (one.kind == "fin" and ":ter:" in one.tag)]
        if verbs:
            return not any(_may_be_subject(noun, verb) for noun in first for verb in verbs)
    return False


def _may_be_subject(noun: Reading, verb: Reading) -> bool:
    is_alike = noun.number == verb.number and (verb.kind == "fin" or not verb.gender or noun.gender == verb.gender)
    return noun.case == "nom" and is_alike
