"""The voices that are installed: which one speaks, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from okienko_speech.engines.engine import Engine

LANGUAGES = ("pl", "en")


class UnknownVoiceError(LookupError):
    """A caller named a voice that is not installed or does not speak the language."""


class NoVoiceError(LookupError):
    """No voice speaks the language."""


@dataclass(frozen=True)
class VoiceBook:
    """Loaded engines.

    Attributes:
        engines: All of them; the first of a language that is not fast is its default.
        advice: What is missing and what to do about it, a sentence each.
    """

    engines: tuple[Engine, ...] = ()
    advice: tuple[str, ...] = ()

    def default(self, language: str) -> Engine:
        """Return the voice that speaks when none is named.

        Raises:
            NoVoiceError: Nothing speaks the language.
        """
        speaking = self.speaking(language)
        if not speaking:
            raise NoVoiceError(f"No voice speaks “{language}”.")
        return speaking[0]

    def named(self, name: str, language: str) -> Engine:
        """Return a voice by its name.

        Raises:
            UnknownVoiceError: There is none of this name in this language.
        """
        for engine in self.speaking(language):
            if engine.voice.name == name:
                return engine
        raise UnknownVoiceError(f"There is no voice “{name}” for “{language}”.")

    def fast(self, language: str) -> Engine | None:
        """Return the voice that speaks at once, if there is one."""
        return next((engine for engine in self.speaking(language) if engine.voice.is_fast), None)

    def speaking(self, language: str) -> list[Engine]:
        """Return the voices of a language, its default first, fast ones last."""
        found = [engine for engine in self.engines if engine.voice.language == language]
        return sorted(found, key=lambda engine: engine.voice.is_fast)

    def without(self, broken: Engine, reason: str) -> "VoiceBook":
        """Return the book without a voice that failed, with the reason among the advice."""
        return replace(
            self, engines=tuple(each for each in self.engines if each is not broken), advice=(*self.advice, reason)
        )


def preferred(engines: Sequence[Engine], names: Sequence[str]) -> tuple[Engine, ...]:
    """Return the engines with the named ones first, in the order of the names."""
    order = {name: index for index, name in enumerate(names)}
    return tuple(sorted(engines, key=lambda engine: order.get(engine.voice.name, len(order))))


def primary_language(tag: str) -> str:
    """Return the language of a BCP 47 tag: "pl" of "pl-PL"."""
    return tag.replace("_", "-").split("-", maxsplit=1)[0].lower()
