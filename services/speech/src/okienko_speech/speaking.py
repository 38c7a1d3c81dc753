"""From an order to a stream of pieces: which voice speaks, from which cache, in which turn."""

import asyncio
import math
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial

from okienko_common import allocator, deadlines
from okienko_common.capacity import SHORTEST_RETRY_SECONDS, Meter, ModelPool
from okienko_common.even_parts import Places
from okienko_common.sharing import SharedRoom

from okienko_speech import metrics
from okienko_speech.cache import Cache, cache_key
from okienko_speech.engines.engine import Engine
from okienko_speech.flights import Flight
from okienko_speech.reading import TRIALS, SpokenPhrase, phrases_of, speak_phrase, trial_gain
from okienko_speech.recording import Format, Mark, Piece, Recording, Sound
from okienko_speech.voices import NoVoiceError, VoiceBook

# A letter of Polish sounds for 0.075 s; what is made no faster comes too late: the second half of a phrase, and the phrases of two texts.
_HEARD_SECONDS_A_LETTER = 0.07


class BusyError(Exception):
    """More texts are being spoken than the machine can carry.

    Attributes:
        retry_after_seconds: Until the first of them ends, by what a character has cost of late.
    """

    def __init__(self, retry_after_seconds: float) -> None:
        super().__init__("Too many texts are being spoken.")
        self.retry_after_seconds = max(SHORTEST_RETRY_SECONDS, retry_after_seconds)


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
        is_background: Whether nobody waits for it: it stands still while somebody does.
        town: For whose residents; towns take turns.
    """

    text: str
    language: str
    voice_name: str = ""
    rate: float = 1.0
    is_published: bool = False
    is_background: bool = False
    town: str = ""


@dataclass
class _Desk:
    """One voice at work: `streams` are the texts that it reads to residents, `left` the characters that each still has."""

    pool: ModelPool
    gain_db: float
    meter: Meter
    streams: Places
    phrases: SharedRoom
    left: dict[Flight, int] = field(default_factory=dict)

    def limit(self, longest_wait: float) -> float:
        """Return how many texts may take turns so that the next begins in time, by what phrases have cost of late."""
        cost = self.pool.cost_seconds
        return max(1.0, longest_wait / cost) if cost else self.streams.limit

    @property
    def wait_seconds(self) -> float:
        """How long one more text would wait for its first phrase: one of each of the others comes first."""
        return self.streams.taken * self.pool.cost_seconds

    @property
    def free_in_seconds(self) -> float:
        """When the first text is over, by what a character has cost of late."""
        return self.streams.taken * min(self.left.values(), default=0) * self.meter.seconds


async def _spoken(
    desk: _Desk, town: str, speaking: Callable[..., SpokenPhrase], size: int, *, is_awaited: bool
) -> AsyncGenerator[SpokenPhrase, None]:
    """Yield a phrase, in one turn of its town; one that somebody waits for in two parts, where its voice can do that."""
    if not is_awaited:
        yield await desk.phrases.run_for(town, speaking, size)
        return
    loop = asyncio.get_running_loop()
    begun: asyncio.Future[SpokenPhrase] = loop.create_future()

    def told(part: SpokenPhrase) -> None:
        if not begun.done():
            begun.set_result(part)

    def tell(part: SpokenPhrase) -> None:
        loop.call_soon_threadsafe(told, part)

    whole = asyncio.create_task(desk.phrases.run_for(town, partial(speaking, tell=tell), size))
    try:
        await asyncio.wait({whole, begun}, return_when=asyncio.FIRST_COMPLETED)
        if begun.done():
            yield begun.result()
        yield await whole
    finally:
        begun.cancel()
        whole.cancel()


class Speaker:
    """Speaks orders.

    Args:
        on_disk: Keeps published readings.
        in_memory: Keeps all others for a while.
        streams_per_voice: Texts that one voice reads at the same time, taking turns, whatever they cost.
        streams_per_fast_voice: The same for a voice that speaks at once.
        busy_from: Texts in a slow voice from which an order that names no voice gets the fast one; fewer where the next would
            come too late, or all be heard with gaps.
        longest_wait_seconds: An order whose first sound would come later, by what phrases have cost of late, is refused.
    """

    def __init__(
        self,
        on_disk: Cache,
        in_memory: Cache,
        streams_per_voice: int,
        busy_from: int,
        streams_per_fast_voice: int | None = None,
        longest_wait_seconds: float = math.inf,
    ) -> None:
        self._on_disk = on_disk
        self._in_memory = in_memory
        self._streams_per_voice = streams_per_voice
        self._streams_per_fast_voice = streams_per_fast_voice or streams_per_voice
        self._busy_from = busy_from
        self._longest_wait = longest_wait_seconds
        self._book = VoiceBook()
        self._desks: dict[str, _Desk] = {}
        self._flights: dict[tuple[str, bool], Flight] = {}
        self._residents = 0
        self._waiting: set[asyncio.Future[None]] = set()

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
            # What waits does so in the towns' turns, not in the pool.
            pool, meter = ModelPool(1, 1), Meter()
            started = time.monotonic()
            try:
                gain = await pool.run(trial_gain, engine)
            except Exception as error:  # noqa: BLE001 - a broken voice of any make must not stop the others
                pool.close()
                book = book.without(engine, str(error))
            else:
                meter.note(time.monotonic() - started, len(TRIALS[engine.voice.language]))
                phrases = SharedRoom(pool, 1, sys.maxsize, meter=meter)
                self._desks[engine.voice.name] = _Desk(pool, gain, meter, Places(self._room(engine)), phrases)
        if not book.engines:
            raise NoVoiceError(" ".join(("No voice works.", *book.advice)))
        self._book = book
        allocator.give_back()

    async def speak(self, order: Order) -> AsyncGenerator[Piece, None]:
        """Speak a text, phrase by phrase; the format comes first.

        Orders for the same reading at the same time share one rendering.

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
        kept = self._kept(order, engine)
        flight = None if kept else self._joined(order, engine)
        if kept is None and flight is None and self._is_hurried(order, engine):
            engine = self._book.fast(order.language) or engine
            metrics.HURRIED.inc()
            kept = self._kept(order, engine)
            flight = None if kept else self._joined(order, engine)
        if kept:
            for piece in kept.pieces():
                yield piece
            return
        # Nothing is awaited between the look at what is under way and the listening: two at a time would miss each other.
        async with aclosing((flight or self._begun(order, engine)).listen()) as pieces:
            async for piece in pieces:
                yield piece

    def _room(self, engine: Engine) -> int:
        return self._streams_per_fast_voice if engine.voice.is_fast else self._streams_per_voice

    def _is_hurried(self, order: Order, engine: Engine) -> bool:
        """Tell whether the order goes to the voice that speaks at once."""
        if order.voice_name or order.is_background or engine.voice.is_fast:
            return False
        desk = self._desks[engine.voice.name]
        others = desk.streams.taken
        texts = others + 1
        # On a slow machine the second text already would begin too late, or both would be heard with gaps.
        is_slow = texts > desk.limit(self._longest_wait) or texts * desk.meter.seconds > _HEARD_SECONDS_A_LETTER
        return others >= self._busy_from or (others > 0 and is_slow)

    def _joined(self, order: Order, engine: Engine) -> Flight | None:
        """Return the rendering of the same reading that is under way; nobody's becomes a resident's."""
        flight = self._flights.get(self._flight_key(order, engine))
        if flight:
            metrics.TEXTS.labels("shared").inc()
            if flight.is_background and not order.is_background:
                flight.is_background, flight.town = False, order.town
                self._desks[engine.voice.name].streams.enter(order.town)
                self._residents += 1
                self._wake()
        return flight

    def _begun(self, order: Order, engine: Engine) -> Flight:
        desk = self._desks[engine.voice.name]
        if not order.is_background:
            left = deadlines.remaining()
            is_late = left is not None and desk.wait_seconds > left
            # Before a place is taken, which nobody would give back.
            if is_late or not desk.streams.take(order.town, desk.limit(self._longest_wait)):
                raise BusyError(desk.free_in_seconds)
            self._residents += 1
        metrics.TEXTS.labels("voice").inc()
        flight = Flight(is_background=order.is_background, town=order.town)
        desk.left[flight] = len(order.text)
        flight.begin(self._fresh(order, engine, desk, flight), partial(self._cleared, order, engine, desk, flight))
        self._flights[self._flight_key(order, engine)] = flight
        return flight

    @staticmethod
    def _flight_key(order: Order, engine: Engine) -> tuple[str, bool]:
        # A resident's text and a published one that is the same are kept in different places.
        return cache_key(order.text, order.language, engine.fingerprint, order.rate), order.is_published

    def _cleared(self, order: Order, engine: Engine, desk: _Desk, flight: Flight) -> None:
        """Clear the place of a rendering that is over, or to which nobody listens any more."""
        del self._flights[self._flight_key(order, engine)]
        del desk.left[flight]
        if not flight.is_background:
            desk.streams.leave(flight.town)
            self._residents -= 1
            self._wake()
        if not desk.streams.taken and not engine.voice.is_fast:
            allocator.give_back()

    async def _quiet(self, flight: Flight) -> None:
        """Wait until no resident is being read to, or until one waits for this reading."""
        while flight.is_background and self._residents:
            waiting = asyncio.get_running_loop().create_future()
            self._waiting.add(waiting)
            try:
                await waiting
            finally:
                self._waiting.discard(waiting)

    def _wake(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def _fresh(self, order: Order, engine: Engine, desk: _Desk, flight: Flight) -> AsyncGenerator[Piece, None]:
        ordered = time.perf_counter()
        # 5,000 characters take a fifth of a second, too long for the event loop.
        phrases = await asyncio.to_thread(phrases_of, order.text, order.language)
        if not phrases:
            raise SilentTextError("The text holds nothing that can be spoken.")
        layout = Format(engine.voice.sample_rate, engine.voice.name)
        pcm = bytearray()
        marks: list[Mark] = []
        for phrase in phrases:
            await self._quiet(flight)
            offset = len(pcm) / 2 / layout.sample_rate
            speaking = partial(speak_phrase, engine, phrase, order.rate, desk.gain_db, offset)
            size = sum(len(word.text) + 1 for word in phrase.words)
            # What nobody waits for is made whole, and what would be interrupted: by others' turns, or by a slow machine.
            is_alone = desk.streams.taken == 1 and desk.meter.seconds < _HEARD_SECONDS_A_LETTER
            is_awaited = not pcm and not flight.is_background and is_alone
            async with aclosing(_spoken(desk, flight.town, speaking, size, is_awaited=is_awaited)) as parts:
                async for spoken in parts:
                    if not pcm:
                        metrics.FIRST_SOUND_SECONDS.labels(layout.voice_name).observe(time.perf_counter() - ordered)
                        yield layout
                    for mark in spoken.marks:
                        yield mark
                    yield Sound(spoken.pcm)
                    pcm += spoken.pcm
                    marks += spoken.marks
                    metrics.SOUND_SECONDS.labels(layout.voice_name).inc(len(spoken.pcm) / 2 / layout.sample_rate)
            desk.left[flight] = max(0, desk.left[flight] - size)
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
