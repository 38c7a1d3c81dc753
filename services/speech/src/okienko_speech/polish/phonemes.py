"""From segments to sounds: voicing, nasal vowels, simplified clusters, stress; written in Kokoro's phoneme alphabet.

Kokoro's 114 symbols have no voiced retroflex and no voiced alveolo-palatal fricative: both become ʒ (engines measured
3.0 % character errors with that). The stress mark stands right before the vowel, as in the data Kokoro learned from.
"""

import re
from collections.abc import Sequence

from okienko_speech.polish.letters import VOWELS, segments
from okienko_speech.polish.stress import is_unstressed, stressed_vowel
from okienko_speech.words import SpokenWord

_DEVOICED = {
    "b": "p",
    "d": "t",
    "g": "k",
    "v": "f",
    "z": "s",
    "Z": "S",
    "Ř": "S",
    "ź": "ś",
    "3": "c",
    "Č": "č",
    "Ć": "ć",
}
_VOICED = {"p": "b", "t": "d", "k": "g", "f": "v", "s": "z", "S": "Z", "ś": "ź", "c": "3", "č": "Č", "ć": "Ć", "x": "x"}
_VOICELESS = frozenset("ptkfxsSścčć")
_OBSTRUENTS = frozenset(_DEVOICED) | _VOICELESS
_SOUNDS = {
    "a": "a", "e": "ɛ", "i": "i", "o": "ɔ", "u": "u", "y": "ɨ", "Ą": "ɔ̃", "Ę": "ɛ̃", "p": "p", "b": "b", "t": "t", "d": "d",
    "k": "k", "g": "ɡ", "f": "f", "v": "v", "x": "x", "s": "s", "z": "z", "S": "ʂ", "Z": "ʒ", "Ř": "ʒ", "ś": "ɕ", "ź": "ʒ",
    "c": "ʦ", "3": "ʣ", "č": "ʧ", "Č": "ʤ", "ć": "ʨ", "Ć": "ʥ", "m": "m", "n": "n", "ń": "ɲ", "l": "l", "ł": "w", "r": "r",
    "j": "j", "ŋ": "ŋ",
}  # fmt: skip
_PROCLITICS = frozenset({"w", "z"})


def phonemes(words: Sequence[SpokenWord]) -> list[str]:
    """Return the sounds of each word, with stress, as they follow one another in speech.

    A final consonant is devoiced unless the next word begins with a voiced one; "w" and "z" lean on the next word.
    """
    chains = [segments(word.text) for word in words]
    spoken = []
    for index, word in enumerate(words):
        separated = bool(word.mark) or index + 1 == len(words)
        following = "" if separated else chains[index + 1]
        chain = _influenced(chains[index], following)
        spoken.append(_written(chain, word, is_last_letter=_is_last_letter(words, index)))
    return spoken


def leans_on_next(word: SpokenWord) -> bool:
    """Tell whether the word is said in one breath with the next: "w domu", "z okna"."""
    return word.text in _PROCLITICS and not word.mark


def _influenced(chain: str, following: str) -> str:
    sounds = list(_nasals(_simplified(chain), following))
    for at, sound in enumerate(sounds):
        # "przy", "kwiat": rz and w lose their voice after a voiceless consonant.
        if at and sound in "Řv" and sounds[at - 1] in _VOICELESS:
            sounds[at] = _DEVOICED[sound]
    after = following[:1]
    # A word-final consonant is voiceless unless a voiced obstruent follows; w and rz at a word's start count as voiced.
    voiced_after = after in _DEVOICED and bool(after)
    if following and sounds and sounds[-1] in _OBSTRUENTS and (after not in _OBSTRUENTS) and len(sounds) == 1:
        return "".join(sounds)
    for at in range(len(sounds) - 1, -1, -1):
        sound = sounds[at]
        if sound not in _OBSTRUENTS:
            continue
        last = at == len(sounds) - 1
        if last:
            is_voiced = voiced_after
            changes = True
        else:
            changes = sounds[at + 1] in _OBSTRUENTS
            is_voiced = sounds[at + 1] in _DEVOICED and sounds[at + 1] not in "Řv"
            if changes and sounds[at + 1] in "Řv" and sound in _DEVOICED:
                continue
        if changes:
            sounds[at] = _VOICED.get(sound, sound) if is_voiced else _DEVOICED.get(sound, sound)
    return "".join(sounds)


def _simplified(chain: str) -> str:
    # "mógł", "poszedł": the glide after a final consonant is silent.
    chain = re.sub(r"([bdgpktzsZS])ł$", r"\1", chain)
    # Doubled softness: "pięć" + "ń" before soft sounds is written out by `_nasals`.
    return chain.replace("nk", "ŋk").replace("ng", "ŋg")


def _nasals(chain: str, following: str) -> str:
    """Split ą and ę by what follows: "ząb" as zomb, "ręka" as reŋka, "idę" as ide."""
    found = []
    for at, sound in enumerate(chain):
        if sound not in "ĄĘ":
            found.append(sound)
            continue
        vowel = "o" if sound == "Ą" else "e"
        after = chain[at + 1 : at + 2]
        if not after:
            found.append(sound if sound == "Ą" else "e")
        elif after in "pb":
            found.append(vowel + "m")
        elif after in "tdc3čČ":
            found.append(vowel + "n")
        elif after in "ćĆśź":
            found.append(vowel + "ń")
        elif after in "kg":
            found.append(vowel + "ŋ")
        elif after in "lł":
            found.append(vowel)
        else:
            found.append(sound)
    del following
    return "".join(found)


def _written(chain: str, word: SpokenWord, *, is_last_letter: bool) -> str:
    nuclei = [at for at, sound in enumerate(chain) if sound in VOWELS]
    stressed = -1
    if nuclei and not is_unstressed(word.text) and not (word.is_letter and not is_last_letter):
        stressed = nuclei[stressed_vowel(word.text, len(nuclei))]
    return "".join(("ˈ" if at == stressed else "") + _sound(chain, at) for at in range(len(chain)))


def _sound(chain: str, at: int) -> str:
    # Kokoro learned ʂ from Mandarin, where a vowel follows; before a consonant it is swallowed ("szkoła" heard as "koła")
    # and ʃ is heard better. Before vowels and at the end it is the other way round, there ʃ is heard as ś.
    if chain[at] == "S" and chain[at + 1 : at + 2] and chain[at + 1] not in VOWELS:
        return "ʃ"
    return _SOUNDS[chain[at]]


def _is_last_letter(words: Sequence[SpokenWord], index: int) -> bool:
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else None
    return not (following and following.is_letter and (following.start, following.end) == (word.start, word.end))
