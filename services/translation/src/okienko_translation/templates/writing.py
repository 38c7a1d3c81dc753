"""Saying what was recognised in the other language, with the small words that depend on their neighbours put right."""

import re

from okienko_translation.languages import Language
from okienko_translation.templates.grammar import ARTICLE, Slot, pieces
from okienko_translation.templates.parser import Reading

_SPACES = re.compile(r" {2,}")
_BEFORE_PUNCTUATION = re.compile(r" (?=[,.?!;:](?:\s|$))")
_BEFORE_W = re.compile(r"\b([Ww]) (?=[wfWF][bcćdfghjklłmnńprsśtwzźż])")
_BEFORE_Z = re.compile(r"\b([Zz]) (?=(?:[szśźżSZŚŻ][bcćdfghjklłmnńprsśtwzźż]|[Ww]s[zp]))")
_ARTICLE = re.compile(ARTICLE + r" ?(\S+)")
_WRITTEN_ARTICLE = re.compile(r"(?<![\w-])([Aa])n? (?=([^\W\d_]\S*))")
_ABBREVIATION = re.compile(r"\b(?:ul|al|pl|os|art|ust|pkt|poz|nr|godz|r|np|tel|pok|św|im|no)\. $")
_SENTENCE = re.compile(r"(?:^|(?<=[.?!] ))([\"„“(]?)([a-ząćęłńóśźż])")
_SMALL_NAMES = ("mObywatel", "ePUAP", "mDowód", "e-Doręcz")
_SOUNDS_LIKE_CONSONANT = re.compile(r"(?:eu|uni(?!n)|use|usu|uti|one|once|u-|ubi|ukr)", re.IGNORECASE)
_SILENT_H = re.compile(r"(?:hour|honest|honou?r|heir)", re.IGNORECASE)
_EIGHTY = re.compile(r"8|11(?!\d)|18(?!\d)")
_SPELLED_WITH_VOWEL = frozenset("AEFHILMNORSX")
_READ_AS_WORDS = frozenset({"MOPS", "NIP", "REGON", "SIM", "LED", "RODO", "SAD", "MOSIR", "NASK"})


def say(reading: Reading, language: Language) -> str | None:
    """Return a whole sentence in a language; None where the grammar has no wording for all its parts."""
    # Nobody's gender is known from English, so the commoner form is written.
    text = _say(reading, language, "~mm" if language == "pl" else "")
    return None if text is None else _finish(text, language)


def say_part(reading: Reading, language: Language) -> str | None:
    """Return what stands before or behind a sentence in a language; None where the grammar has no wording for all its parts."""
    text = _say(reading, language, "~mm" if language == "pl" else "")
    return None if text is None else _joined(text, language)


def _say(reading: Reading, language: Language, form: str) -> str | None:
    for wording in reading.production.wordings(language, form):
        parts = [
            piece if isinstance(piece, str) else _filled(reading.fillings.get(piece.name), piece, language)
            for piece in pieces(wording)
        ]
        written = [part for part in parts if part is not None]
        if len(written) == len(parts):
            return "".join(written)
    return None


def _filled(filling: "Reading | str | None", slot: Slot, language: Language) -> str | None:
    return filling if filling is None or isinstance(filling, str) else _say(filling, language, slot.form)


def _finish(text: str, language: Language) -> str:
    text = _joined(text, language)
    return text[1:] if text.startswith("^") else _SENTENCE.sub(lambda match: _raised(text, match), text)


def _joined(text: str, language: Language) -> str:
    text = _BEFORE_PUNCTUATION.sub("", _SPACES.sub(" ", text).strip())
    if language == "pl":
        text = _BEFORE_Z.sub(r"\1e ", _BEFORE_W.sub(r"\1e ", text))
    else:
        text = _ARTICLE.sub(lambda match: f"{_article(match[1])} {match[1]}", text)
        text = _WRITTEN_ARTICLE.sub(lambda match: f"{match[1]}{_article(match[2])[1:]} ", text)
    return text


def _raised(text: str, match: re.Match[str]) -> str:
    is_small = text[match.start(2) :].startswith(_SMALL_NAMES) or _ABBREVIATION.search(text[: match.start()])
    return match[0] if is_small else match[1] + match[2].upper()


def _article(following: str) -> str:
    """Return `a` or `an` before a word."""
    word = following.lstrip("\"'(“‘")
    if not word:
        return "a"
    if word[0].isdigit():
        return "an" if _EIGHTY.match(word) else "a"
    letters = re.sub(r"\W.*$", "", word)
    if len(letters) > 1 and letters.isupper() and letters not in _READ_AS_WORDS:
        return "an" if letters[0] in _SPELLED_WITH_VOWEL else "a"
    if _SILENT_H.match(word):
        return "an"
    if _SOUNDS_LIKE_CONSONANT.match(word):
        return "a"
    return "an" if word[0].lower() in "aeiou" else "a"
