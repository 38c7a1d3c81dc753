"""What may be asked: checks that turn raw input into a job."""

import unicodedata
from collections.abc import Sequence

from okienko_translation.languages import Language, MalformedTagError, UnknownLanguageError, parse
from okienko_translation.translator import Job

MOST_TEXTS = 64
LONGEST_TEXT = 5000
MOST_PHRASES = 100
LONGEST_PHRASE = 200
_ALLOWED_CONTROLS = frozenset("\t\n\r")


class RequestError(ValueError):
    """A request that cannot be served: a reason for programs, a sentence in Polish and in English for people."""

    def __init__(self, reason: str, pl: str, en: str) -> None:
        super().__init__(en)
        self.reason = reason
        self.pl = pl
        self.en = en


class UnsupportedLanguageError(RequestError):
    """A well-formed request for a language that is not translated."""


def to_job(
    texts: Sequence[str], source: str, target: str, phrases: Sequence[str], *, is_published: bool = False
) -> Job:
    """Check a request.

    Raises:
        UnsupportedLanguageError: a language is neither Polish nor English.
        RequestError: there are too many or too long texts or phrases, control characters, or malformed language codes.
    """
    if not texts:
        raise RequestError(
            "NO_TEXTS",
            "Nie podano tekstu do tłumaczenia. Wpisz tekst.",
            "There is no text to translate. Enter a text.",
        )
    if len(texts) > MOST_TEXTS:
        raise RequestError(
            "TOO_MANY_TEXTS",
            f"Naraz można przetłumaczyć najwyżej {MOST_TEXTS} teksty. Podziel je na kilka zapytań.",
            f"At most {MOST_TEXTS} texts can be translated at once. Split them into several requests.",
        )
    if any(len(text) > LONGEST_TEXT for text in texts):
        raise RequestError(
            "TEXT_TOO_LONG",
            f"Tekst jest za długi: może mieć najwyżej {LONGEST_TEXT} znaków. Podziel go na części.",
            f"A text is too long: at most {LONGEST_TEXT} characters are possible. Split it into parts.",
        )
    if len(phrases) > MOST_PHRASES or any(not 1 <= len(phrase.strip()) <= LONGEST_PHRASE for phrase in phrases):
        raise RequestError(
            "BAD_PHRASES",
            f"Wyrażeń bez tłumaczenia może być najwyżej {MOST_PHRASES}, każde od 1 do {LONGEST_PHRASE} znaków. Popraw listę.",
            f"At most {MOST_PHRASES} untranslatable phrases of 1 to {LONGEST_PHRASE} characters are possible. Correct the list.",
        )
    if any(_is_control(character) for text in (*texts, *phrases) for character in text):
        raise RequestError(
            "CONTROL_CHARACTERS",
            "Tekst zawiera niewidoczne znaki sterujące. Usuń je i spróbuj ponownie.",
            "A text holds invisible control characters. Remove them and try again.",
        )
    wanted = tuple(dict.fromkeys(phrase.strip() for phrase in phrases))
    return Job(tuple(texts), _language(source) if source else None, _language(target), wanted, is_published)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character not in _ALLOWED_CONTROLS


def _language(tag: str) -> Language:
    try:
        return parse(tag)
    except MalformedTagError as error:
        raise RequestError(
            "BAD_LANGUAGE_CODE", 'Brakuje kodu języka albo jest on błędny. Podaj "pl" albo "en".', str(error)
        ) from error
    except UnknownLanguageError as error:
        raise UnsupportedLanguageError(
            "UNSUPPORTED_LANGUAGE", 'Tłumaczymy tylko między polskim ("pl") i angielskim ("en").', str(error)
        ) from error
