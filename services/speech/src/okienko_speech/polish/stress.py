"""Which vowel of a Polish word is stressed: the last but one, with the exceptions that the standard keeps.

After "Zasady akcentowania" in Wielki słownik poprawnej polszczyzny PWN.
"""

# ruff: noqa: SIM905 - lists of words read better as text

import re

from okienko_speech.polish.dictionary import nouns

_UNSTRESSED = frozenset(
    "w we z ze o u a i na do od po za nad pod przy bez dla przez przed się mi ci go mu ją je że by lub czy to ten ta te"
    " oraz ale co jak nie im ich".split()
)
_NUMERALS = re.compile(r"(?:czterysta|siedemset|osiemset|dziewięćset|siedmiuset|ośmiuset)$")
_CONDITIONAL = re.compile(r"(?:ł|ła|ło|li|ły)(by(?:m|ś|śmy|ście)?)$")
_PAST_PLURAL = re.compile(r"(?:li|ły)(?:śmy|ście)$")
_IRREGULAR = {"uniwersytet": -3, "uniwersytetu": -2, "rzeczpospolita": -3, "ogóle": -3, "szczególe": -3, "okolica": -2}
_LEARNED = re.compile(r"[iy](?:ka|ki|ce|kę|ką|ko|k|kom|kach|kami)$")


def is_unstressed(word: str) -> bool:
    """Tell whether the word leans on its neighbour: prepositions, particles, short pronouns."""
    return word in _UNSTRESSED


def stressed_vowel(word: str, vowels: int) -> int:
    """Return the index of the stressed vowel among the word's `vowels`, counted from the front.

    Args:
        word: In lower case.
        vowels: How many vowels are heard, at least one.
    """
    from_end = _IRREGULAR.get(word, -2)
    conditional = _CONDITIONAL.search(word)
    if conditional:
        from_end = -2 - len(re.findall(r"[yi]e?", conditional[1]))
    elif _PAST_PLURAL.search(word) or _NUMERALS.search(word):
        from_end = -3
    elif vowels >= 3 and _LEARNED.search(word) and _is_learned(word):
        # "polityka", "w technice": antepenultimate in nouns of this kind.
        from_end = -3
    return max(0, vowels + from_end)


def _is_learned(word: str) -> bool:
    return any(form.lemma.endswith(("yka", "ika")) and "f" in form.genders for form in nouns(word))
