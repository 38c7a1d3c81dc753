"""One phrase, from words to level sound with marks: what a worker thread does."""

from collections.abc import Callable
from dataclasses import dataclass

from okienko_speech import levels
from okienko_speech.engines.engine import EarlyEngine, Engine, EngineError, Speech
from okienko_speech.english import normaliser as english
from okienko_speech.phrases import Phrase, split
from okienko_speech.polish import normaliser as polish
from okienko_speech.recording import Mark, marks_of

# Spoken once at the start: shows that a voice works, and how loud it is.
TRIALS = {"pl": "Dzień dobry, tu urząd miasta.", "en": "Good morning, this is the town hall."}


@dataclass(frozen=True)
class SpokenPhrase:
    """A phrase, or a part of one, as it is sent.

    Attributes:
        pcm: Signed 16-bit little-endian samples, the pause behind the phrase included.
        marks: Word marks from the beginning of the whole sound.
    """

    pcm: bytes
    marks: tuple[Mark, ...]


def phrases_of(text: str, language: str) -> list[Phrase]:
    """Return the phrases of a text; empty when nothing in it can be spoken.

    Args:
        text: What the caller sent.
        language: "pl" or "en".
    """
    normalise = english.normalise if language == "en" else polish.normalise
    return split(normalise(text))


def speak_phrase(
    engine: Engine,
    phrase: Phrase,
    rate: float,
    gain_db: float,
    offset: float,
    tell: Callable[[SpokenPhrase], None] | None = None,
) -> SpokenPhrase:
    """Speak one phrase.

    Args:
        engine: Who speaks.
        phrase: What is spoken.
        rate: 0.5 to 2.
        gain_db: Brings the voice to the common level.
        offset: Seconds of sound that came before.
        tell: Called with the first part and all marks as soon as they are there, where the engine can do that; then the
            rest is returned.

    Raises:
        EngineError: The engine has failed.
    """
    sample_rate = engine.voice.sample_rate
    pause = levels.silence(phrase.ending, rate, sample_rate)
    begun = engine.begin(phrase.words, rate) if tell and isinstance(engine, EarlyEngine) else None
    if tell and begun and begun.finish:
        first = levels.trimmed(begun.speech, sample_rate, is_end=False)
        tell(SpokenPhrase(_pcm(first, gain_db), tuple(marks_of(phrase.words, first.word_starts, offset))))
        rest = levels.trimmed(Speech(begun.finish(), ()), sample_rate, is_begin=False)
        return SpokenPhrase(_pcm(rest, gain_db) + pause, ())
    speech = levels.trimmed(begun.speech if begun else engine.speak(phrase.words, rate), sample_rate)
    return SpokenPhrase(_pcm(speech, gain_db) + pause, tuple(marks_of(phrase.words, speech.word_starts, offset)))


def trial_gain(engine: Engine) -> float:
    """Let a voice say one sentence and return the gain in dB that brings it to the common level.

    Raises:
        EngineError: The voice does not work, or says nothing.
    """
    phrases = phrases_of(TRIALS[engine.voice.language], engine.voice.language)
    spoken = [engine.speak(phrase.words, 1.0).samples for phrase in phrases]
    if not any(samples.size and abs(samples).max() > 1e-4 for samples in spoken):
        raise EngineError(f"The voice {engine.voice.name} stays silent. Remove it or fetch it again.")
    return levels.gain_for(spoken, engine.voice.sample_rate)


def _pcm(speech: Speech, gain_db: float) -> bytes:
    return levels.to_pcm(levels.levelled(speech.samples, gain_db))
