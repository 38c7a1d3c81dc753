"""What may be asked: checks that turn raw input into a question."""

import re
import unicodedata
from collections.abc import Sequence

from okienko_faq.dialogue.dialogue import Question
from okienko_faq.retrieval import glosses
from okienko_faq.retrieval.context import Context

LONGEST_TEXT = 500
MOST_GLOSSES = 40
LONGEST_GLOSS = 60
_LANGUAGES = ("pl", "en")
_CHOICE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_CHOICE = 60
_ALLOWED_CONTROLS = frozenset("\t\n\r")


class QuestionError(ValueError):
    """A question that cannot be searched: a reason for programs, a sentence in Polish and in English for people."""

    def __init__(self, reason: str, pl: str, en: str) -> None:
        super().__init__(en)
        self.reason = reason
        self.pl = pl
        self.en = en


_EMPTY = (
    "EMPTY_QUESTION",
    "Pytanie jest puste. Napisz, o co chcesz zapytać.",
    "The question is empty. Write what you want to ask.",
)


def from_text(text: str, language_code: str, context: Context) -> Question:
    """Return the question typed as `text`.

    Raises:
        QuestionError: the text is empty, longer than 500 characters, holds control characters or no word, or the
            language is not one of ours.
    """
    if len(text) > LONGEST_TEXT:
        raise QuestionError(
            "QUESTION_TOO_LONG",
            f"Pytanie jest za długie: może mieć najwyżej {LONGEST_TEXT} znaków. Zapytaj krócej.",
            f"The question is too long: at most {LONGEST_TEXT} characters are possible. Please ask more briefly.",
        )
    _refuse_controls(text)
    visible = _without_invisible(text)
    if not visible.strip():
        raise QuestionError(*_EMPTY)
    if not any(character.isalnum() for character in visible):
        raise QuestionError(
            "NO_WORDS",
            "W pytaniu nie ma żadnego słowa. Napisz pytanie słowami.",
            "There are no words in the question. Please write it in words.",
        )
    return Question(visible, _language(language_code), context)


def from_glosses(signed: Sequence[str], language_code: str, context: Context) -> Question:
    """Return the question signed as `signed`, spelled letters joined into words.

    Raises:
        QuestionError: there is no gloss, there are more than 40, or one is empty or longer than 60 characters; also as
            in `from_text`.
    """
    if not signed:
        raise QuestionError(*_EMPTY)
    if len(signed) > MOST_GLOSSES:
        raise QuestionError(
            "TOO_MANY_GLOSSES",
            f"Pytanie ma za dużo znaków migowych: może mieć najwyżej {MOST_GLOSSES}. Zapytaj krócej.",
            f"The question has too many signs: at most {MOST_GLOSSES} are possible. Please ask more briefly.",
        )
    if any(not 1 <= len(gloss) <= LONGEST_GLOSS or not gloss.strip() for gloss in signed):
        raise QuestionError(
            "BAD_GLOSS",
            f"Każdy znak migowy musi mieć nazwę od 1 do {LONGEST_GLOSS} znaków. Zamigaj pytanie jeszcze raz.",
            f"Every sign needs a name of 1 to {LONGEST_GLOSS} characters. Please sign the question again.",
        )
    for gloss in signed:
        _refuse_controls(gloss)
    # Joining adds a space between glosses at most, and the search takes any length.
    return from_text(glosses.join(signed)[:LONGEST_TEXT], language_code, context)


def from_choice(choice_id: str, language_code: str, context: Context) -> Question:
    """Return the choice that was taken of those offered before.

    Raises:
        QuestionError: no choice was offered under this identifier, or the language is not one of ours.
    """
    known = choice_id in {*context.offered, "none"} or choice_id.split("-", maxsplit=1)[0] in {"who", "what", "where"}
    if len(choice_id) > _LONGEST_CHOICE or not _CHOICE.fullmatch(choice_id) or not (known and context.offered):
        raise QuestionError(
            "NO_SUCH_CHOICE",
            "Tego wyboru nie ma już na liście. Zadaj pytanie jeszcze raz.",
            "This choice is no longer on the list. Please ask again.",
        )
    return Question("", _language(language_code), context, choice_id)


def _refuse_controls(text: str) -> None:
    if any(unicodedata.category(character) == "Cc" and character not in _ALLOWED_CONTROLS for character in text):
        raise QuestionError(
            "CONTROL_CHARACTERS",
            "Pytanie zawiera niewidoczne znaki sterujące. Wpisz je jeszcze raz z klawiatury.",
            "The question contains invisible control characters. Please type it again.",
        )


def _without_invisible(text: str) -> str:
    """Drop zero-width and direction marks, which pasted text brings along."""
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def _language(code: str) -> str | None:
    if not code:
        return None
    primary = code.lower().split("-")[0]
    if primary not in _LANGUAGES:
        raise QuestionError(
            "UNSUPPORTED_LANGUAGE",
            "Tego języka jeszcze nie znamy. Wybierz polski (pl) albo angielski (en).",
            "We do not know this language yet. Choose Polish (pl) or English (en).",
        )
    return primary
