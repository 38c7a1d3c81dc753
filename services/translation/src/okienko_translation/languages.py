"""The languages this service knows, and how callers may name them."""

import re
from typing import Literal, get_args

Language = Literal["pl", "en"]
Pair = tuple[Language, Language]
"""Source, target."""

LANGUAGES: tuple[Language, ...] = get_args(Language)
PAIRS: tuple[Pair, ...] = (("pl", "en"), ("en", "pl"))
NAMES = {"pl": "Polish", "en": "English"}

# The shape of a tag: a primary subtag of two to eight letters, then subtags (RFC 5646, section 2.1).
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class MalformedTagError(ValueError):
    """What was given is not a BCP 47 tag."""


class UnknownLanguageError(ValueError):
    """A well-formed tag of a language that this service does not translate."""


def parse(tag: str) -> Language:
    """Return the language of a BCP 47 tag; region and script are ignored ("en-GB" is "en").

    Raises:
        MalformedTagError: `tag` is not a language tag.
        UnknownLanguageError: `tag` names neither Polish nor English.
    """
    if len(tag) > 40 or not _TAG.fullmatch(tag):
        raise MalformedTagError('A language code is missing or has a wrong form; use "pl" or "en".')
    primary = tag.partition("-")[0].lower()
    for language in LANGUAGES:
        if primary == language:
            return language
    raise UnknownLanguageError(f'Only Polish ("pl") and English ("en") are translated, not "{primary}".')


def other(language: Language) -> Language:
    """Return the language on the other side of the pair."""
    return "en" if language == "pl" else "pl"
