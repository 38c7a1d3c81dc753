"""Who speaks and when: "we" must not become "I", nor what is done every day what was done."""

import re

from okienko_translation.languages import Pair
from okienko_translation.text.polish import own_past, readings

_WORD = re.compile(r"[^\W\d_]+")
_ONE = re.compile(r"\b(?:I|me|my|mine|myself)\b")
_SEVERAL = re.compile(r"\b(?:we|us|our|ours|let's)\b", re.IGNORECASE)
_OWN = {
    "sg": re.compile(r"mnie|mi|mną|mój|moj\w+|moim\w*", re.IGNORECASE),
    "pl": re.compile(r"nas|nam|nami|nasz\w*", re.IGNORECASE),
}
_MINE = re.compile(r"\b(?:my|our)\b", re.IGNORECASE)
_OWN_OF_SUBJECT = re.compile(r"sw[oó]j\w*|swe\w{0,2}|swą|swym\w?", re.IGNORECASE)
# What may say in English that something is over: "has", "did", "-ed" and the forms of the commonest verbs.
_PAST = re.compile(
    r"\b(?:ha[sd]|have|did|was|were|been|\w+ed|\w+['’](?:ve|d)|lost|got|came|went|took|paid|sent|bought|found|made|said|told|left|"
    r"wrote|gave|met|saw|knew|became|began|brought|built|chose|fell|felt|forgot|held|kept|meant|read|put|set|hit|cut|sold|"
    r"stood|thought|won|broke|hurt|let|ran|slept|spoke|spent|stole|understood|would|should|could|ago|if)\b",
    re.IGNORECASE,
)


def changed(source: str, output: str, pair: Pair) -> bool:
    """Return whether one side surely speaks for one and the other for several, or the Polish alone of what somebody did."""
    polish, english = (source, output) if pair[0] == "pl" else (output, source)
    words = _WORD.findall(polish)
    numbers = {number for word in words for number in _speaking(word)}
    has_one, has_several = _ONE.search(english) is not None, _SEVERAL.search(english) is not None
    if (numbers == {"sg"} and has_several and not has_one) or (numbers == {"pl"} and has_one and not has_several):
        return True
    # "Somebody has dumped rubbish on my plot" became "na swojej działce", his own.
    if pair[0] == "en" and _MINE.search(english) and not numbers and any(map(_OWN_OF_SUBJECT.fullmatch, words)):
        return True
    return any(map(own_past, map(str.lower, words))) and not _PAST.search(english)


def _speaking(word: str) -> set[str]:
    """Return for how many ("sg", "pl") whoever says the word speaks; both where it may be either, none where it tells nothing."""
    past = own_past(word.lower())
    if past:
        return {past[1]} if past[0] == "pri" else set()
    found = {number for number, pattern in _OWN.items() if pattern.fullmatch(word)}
    verbs = [one for one in readings(word.lower()) if one.kind == "fin"]
    return found | {one.number for one in verbs if ":pri:" in one.tag}
