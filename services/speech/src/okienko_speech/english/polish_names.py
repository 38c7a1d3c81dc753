"""Polish words in English sentences: recognised, and said with English sounds."""

from okienko_speech.polish.dictionary import is_word
from okienko_speech.polish.phonemes import phonemes
from okienko_speech.words import SpokenWord

_POLISH_LETTERS = frozenset("ąćęłńóśźż")
_POLISH_CLUSTERS = ("sz", "cz", "rz", "dz", "ski", "cki", "owo", "ska", "cka")
# Nearest sounds that the English voice has learned.
_ENGLISH = {
    "ɨ": "ɪ", "a": "ɑ", "ɔ": "ɔ", "x": "h", "ɕ": "ʃ", "ʂ": "ʃ", "ʨ": "ʧ", "ʥ": "ʤ", "ʦ": "ts", "ʣ": "dz", "ɲ": "nj", "r": "ɹ",
    "\u0303": "n",
}  # fmt: skip


def is_polish(word: str, *, is_marked: bool) -> bool:
    """Tell whether an unknown word of an English text is Polish."""
    lower = word.lower()
    if is_marked or any(letter in _POLISH_LETTERS for letter in lower):
        return True
    return is_word(lower) or is_word(lower.capitalize()) or any(cluster in lower for cluster in _POLISH_CLUSTERS)


def english_sounds(word: SpokenWord) -> str:
    """Return the Polish pronunciation of a word in the sounds of the English voice."""
    sounds = phonemes([SpokenWord(word.text.lower(), word.start, word.end)])[0]
    spoken = "".join(_ENGLISH.get(sound, sound) for sound in sounds)
    return spoken.replace("njj", "nj").rstrip("j") if spoken.endswith("nj") else spoken
