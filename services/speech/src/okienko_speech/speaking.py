"""From an order to a stream of pieces: which voice speaks, from which cache, in which turn."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from okienko_common.capacity import ModelPool

from okienko_speech import memory, metrics
from okienko_speech.cache import Cache, cache_key
from okienko_speech.engines.engine import Engine
from okienko_speech.phrases import Phrase
from okienko_speech.reading import phrases_of, speak_phrase, trial_gain
from okienko_speech.recording import Format, Mark, Piece, Recording, Sound
from okienko_speech.voices import NoVoiceError, VoiceBook


class BusyError(Exception):
    """More texts are being spoken than the machine can carry."""


class SilentTextError(ValueError):
    """Nothing in the text can be spoken."""


@dataclass(frozen=True)
class Order:
    """What is to be spoken.

    Attributes:
        text: The caller's text.
        language: "pl" or "en".
        voice_name: A voice by name; empty for the language's default.
        rate: 0.5 to 2.
        is_published: Whether the sound may be kept on disk.
    """

    text: str
    language: str
    voice_name: str = ""
    rate: float = 1.0
    is_published: bool = False


@dataclass
class _Desk:
    """One voice at work."""

    pool: ModelPool
    gain_db: float
    streams: int = 0


class Speaker:
    """Speaks orders.

    Args:
        on_disk: Keeps published readings.
        in_memory: Keeps all others for a while.
        streams_per_voice: Texts that one voice reads at the same time, taking turns; one more is refused.
        busy_from: Texts in a slow voice from which an order that names no voice gets the fast one.
    """

    def __init__(self, on_disk: Cache, in_memory: Cache, streams_per_voice: int, busy_from: int) -> None:
        self._on_disk = on_disk
        self._in_memory = in_memory
        self._streams_per_voice = streams_per_voice
        self._busy_from = busy_from
        self._book = VoiceBook()
        self._desks: dict[str, _Desk] = {}

    @property
    def book(self) -> VoiceBook:
        """The voices that have passed their trial."""
        return self._book

    async def open(self, book: VoiceBook) -> None:
        """Let every voice say a sentence, and take those that can.

        Raises:
            NoVoiceError: None can; the reasons are in the message.
        """
        for engine in book.engines:
            pool = ModelPool(1, 4 * self._streams_per_voice)
            try:
                gain = await pool.run(trial_gain, engine)
            except Exception as error:  # noqa: BLE001 - a broken voice of any make must not stop the others
                pool.close()
                book = book.without(engine, str(error))
            else:
                self._desks[engine.voice.name] = _Desk(pool, gain)
        if not book.engines:
            raise NoVoiceError(" ".join(("No voice works.", *book.advice)))
        self._book = book
        memory.give_back()

    async def speak(self, order: Order) -> AsyncGenerator[Piece, None]:
        """Speak a text, phrase by phrase; the format comes first.

        Raises:
            UnknownVoiceError: The named voice is not there.
            NoVoiceError: Nothing speaks the language.
            SilentTextError: Nothing in the text can be spoken.
            BusyError: Too many texts are being spoken.
            EngineError: The voice has failed.
        """
        engine = (
            self._book.named(order.voice_name, order.language)
            if order.voice_name
            else self._book.default(order.language)
        )
        # 5,000 characters take a tenth of a second, too long for the event loop.
        phrases = await asyncio.to_thread(phrases_of, order.text, order.language)
        if not phrases:
            raise SilentTextError("The text holds nothing that can be spoken.")
        kept = self._kept(order, engine)
        if kept is None and not order.voice_name and self._desks[engine.voice.name].streams >= self._busy_from:
            hurried = self._book.fast(order.language)
            if hurried and hurried is not engine:
                engine = hurried
                metrics.HURRIED.inc()
                kept = self._kept(order, engine)
        if kept:
            for piece in kept.pieces():
                yield piece
            return
        desk = self._desks[engine.voice.name]
        if desk.streams >= self._streams_per_voice:
            raise BusyError("Too many texts are being spoken.")
        desk.streams += 1
        metrics.TEXTS.labels("voice").inc()
        try:
            async for piece in self._fresh(order, engine, desk, phrases):
                yield piece
        finally:
            desk.streams -= 1
            if not desk.streams and not engine.voice.is_fast:
                memory.give_back()

    async def _fresh(
        self, order: Order, engine: Engine, desk: _Desk, phrases: Sequence[Phrase]
    ) -> AsyncGenerator[Piece, None]:
        ordered = time.perf_counter()
        layout = Format(engine.voice.sample_rate, engine.voice.name)
        pcm = bytearray()
        marks: list[Mark] = []
        for index, phrase in enumerate(phrases):
            offset = len(pcm) / 2 / layout.sample_rate
            spoken = await desk.pool.run(speak_phrase, engine, phrase, order.rate, desk.gain_db, offset)
            if not index:
                metrics.FIRST_SOUND_SECONDS.labels(layout.voice_name).observe(time.perf_counter() - ordered)
                yield layout
            for mark in spoken.marks:
                yield mark
            yield Sound(spoken.pcm)
            pcm += spoken.pcm
            marks += spoken.marks
            metrics.SOUND_SECONDS.labels(layout.voice_name).inc(len(spoken.pcm) / 2 / layout.sample_rate)
        await asyncio.to_thread(self._keep, order, engine, Recording(layout, bytes(pcm), tuple(marks)))

    def _kept(self, order: Order, engine: Engine) -> Recording | None:
        key = cache_key(order.text, order.language, engine.fingerprint, order.rate)
        for source, cache in (("disk", self._on_disk), ("memory", self._in_memory)):
            kept = cache.get(key) if order.is_published or source == "memory" else None
            if kept:
                metrics.TEXTS.labels(source).inc()
                return kept
        return None

    def _keep(self, order: Order, engine: Engine, recording: Recording) -> None:
        key = cache_key(order.text, order.language, engine.fingerprint, order.rate)
        (self._on_disk if order.is_published else self._in_memory).put(key, recording)

    async def close(self) -> None:
        """Free every voice."""
        for desk in self._desks.values():
            desk.pool.close()
        for engine in self._book.engines:
            engine.close()
