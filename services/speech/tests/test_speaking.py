import asyncio
import math
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path

import pytest
from okienko_common.deadlines import deadline_in
from okienko_speech import speaking
from okienko_speech.cache import DiskCache, MemoryCache
from okienko_speech.engines.engine import Beginning, EngineError, Samples, Speech
from okienko_speech.engines.fake import FakeEngine
from okienko_speech.recording import Format, Mark, Piece, Sound
from okienko_speech.speaking import BusyError, Order, SilentTextError, Speaker
from okienko_speech.voices import NoVoiceError, UnknownVoiceError, VoiceBook
from okienko_speech.words import SpokenWord

TEXT = "Opłata wynosi 17 zł. Termin mija 31 marca."


@pytest.fixture
def slow() -> FakeEngine:
    return FakeEngine("pl-slow")


@pytest.fixture
def fast() -> FakeEngine:
    return FakeEngine("pl-fast", is_fast=True)


@pytest.fixture
async def speaker(slow: FakeEngine, fast: FakeEngine, tmp_path: Path) -> AsyncIterator[Speaker]:
    speaker = Speaker(DiskCache(tmp_path / "cache", 10**7), MemoryCache(10**7), streams_per_voice=2, busy_from=1)
    await speaker.open(VoiceBook((slow, fast, FakeEngine("en-fake", "en"))))
    slow.spoken.clear()
    fast.spoken.clear()
    yield speaker
    slow.gate.set()
    await speaker.close()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def all_of(speaker: Speaker, order: Order) -> list[Piece]:
    return [piece async for piece in speaker.speak(order)]


async def test_first_sentence_leaves_before_the_second_is_spoken(speaker: Speaker, slow: FakeEngine) -> None:
    async with aclosing(speaker.speak(Order(TEXT, "pl"))) as pieces:
        async for piece in pieces:
            if isinstance(piece, Sound):
                break
        assert slow.spoken == ["opłata wynosi siedemnaście złotych"]


class EarlyFake(FakeEngine):
    """Hands out two words of a phrase; the rest waits for `rest`."""

    def __init__(self) -> None:
        super().__init__("pl-early")
        self.rest = threading.Event()
        self.begun = 0

    def begin(self, words: Sequence[SpokenWord], rate: float) -> Beginning:
        self.begun += 1
        speech = self.speak(words, rate)
        seam = len(speech.samples) * 2 // len(words)

        def finish() -> Samples:
            self.rest.wait(60)
            return speech.samples[seam:]

        return Beginning(Speech(speech.samples[:seam], speech.word_starts), finish)


async def test_first_part_leaves_before_the_rest_of_its_phrase_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slowly this machine says the voice's trial.
    monkeypatch.setattr(speaking, "_HEARD_SECONDS_A_LETTER", math.inf)
    engine = EarlyFake()
    speaker = Speaker(DiskCache(tmp_path, 10**7), MemoryCache(10**7), streams_per_voice=2, busy_from=1)
    await speaker.open(VoiceBook((engine,)))
    early: list[Piece] = []
    async with aclosing(speaker.speak(Order(TEXT, "pl"))) as pieces:
        async for piece in pieces:
            early.append(piece)
            if isinstance(piece, Sound):
                engine.rest.set()
    sounds = [piece.pcm for piece in early if isinstance(piece, Sound)]
    assert len(sounds) == 3, "two parts of the first phrase, the second phrase whole"
    assert len(sounds[0]) == pytest.approx(len(sounds[1]), rel=0.7)
    assert engine.begun == 1
    marks = [piece for piece in early if isinstance(piece, Mark)]
    assert [TEXT[mark.start : mark.end] for mark in marks][:4] == ["Opłata", "wynosi", "17", "zł"]
    assert [mark.seconds for mark in marks] == sorted(mark.seconds for mark in marks)
    assert await all_of(speaker, Order(TEXT, "pl", rate=1.2, is_background=True))
    assert engine.begun == 1, "what nobody waits for is spoken whole"
    await speaker.close()


async def test_format_comes_first_and_marks_point_into_the_callers_text(speaker: Speaker) -> None:
    pieces = await all_of(speaker, Order(TEXT, "pl"))
    assert pieces[0] == Format(8_000, "pl-slow")
    marks = [piece for piece in pieces if isinstance(piece, Mark)]
    assert [TEXT[mark.start : mark.end] for mark in marks] == [
        "Opłata",
        "wynosi",
        "17",
        "zł",
        "Termin",
        "mija",
        "31",
        "marca",
    ]
    assert [mark.seconds for mark in marks] == sorted(mark.seconds for mark in marks)


async def test_marks_of_the_second_sentence_count_the_first_and_its_pause(speaker: Speaker) -> None:
    pieces = await all_of(speaker, Order(TEXT, "pl"))
    first = next(len(piece.pcm) / 2 / 8_000 for piece in pieces if isinstance(piece, Sound))
    assert next(piece.seconds for piece in pieces if isinstance(piece, Mark) and piece.start > 20) >= first


async def test_published_text_is_kept_on_disk_and_read_from_there(
    speaker: Speaker, slow: FakeEngine, tmp_path: Path
) -> None:
    order = Order(TEXT, "pl", is_published=True)
    fresh = await all_of(speaker, order)
    count = len(slow.spoken)
    again = await all_of(speaker, order)
    assert len(slow.spoken) == count
    assert [each for each in again if isinstance(each, Mark)] == [each for each in fresh if isinstance(each, Mark)]
    assert b"".join(each.pcm for each in again if isinstance(each, Sound)) == b"".join(
        each.pcm for each in fresh if isinstance(each, Sound)
    )
    assert len(files_in(tmp_path)) == 1


async def test_what_a_resident_wrote_never_reaches_the_disk(speaker: Speaker, slow: FakeEngine, tmp_path: Path) -> None:
    await all_of(speaker, Order(TEXT, "pl"))
    await all_of(speaker, Order(TEXT, "pl"))
    assert len(slow.spoken) == 2
    assert files_in(tmp_path) == []


async def test_abandoned_text_begins_no_further_phrase_and_is_not_kept(speaker: Speaker, slow: FakeEngine) -> None:
    async with aclosing(speaker.speak(Order(TEXT * 5, "pl"))) as pieces:
        async for piece in pieces:
            if isinstance(piece, Sound):
                break
    begun = len(slow.spoken)
    await asyncio.sleep(0.05)
    assert len(slow.spoken) == begun == 1
    assert len(await all_of(speaker, Order(TEXT, "pl"))) > 1


async def started(speaker: Speaker, order: Order) -> tuple[AsyncGenerator[Piece, None], asyncio.Task[Piece]]:
    pieces = speaker.speak(order)
    task = asyncio.create_task(anext(pieces))
    await asyncio.sleep(0.02)
    return pieces, task


async def test_fast_voice_speaks_at_once_when_the_slow_one_is_busy(speaker: Speaker, slow: FakeEngine) -> None:
    slow.gate.clear()
    pieces, task = await started(speaker, Order(TEXT, "pl"))
    hurried = await all_of(speaker, Order("Dzień dobry.", "pl"))
    assert hurried[0] == Format(8_000, "pl-fast")
    slow.gate.set()
    assert await task == Format(8_000, "pl-slow")
    await pieces.aclose()


async def test_named_voice_is_never_exchanged_but_refused_when_it_is_full(speaker: Speaker, slow: FakeEngine) -> None:
    slow.gate.clear()
    running = [await started(speaker, Order(f"{TEXT} {number}", "pl", "pl-slow")) for number in range(2)]
    with pytest.raises(BusyError):
        await all_of(speaker, Order(TEXT, "pl", "pl-slow"))
    slow.gate.set()
    for pieces, task in running:
        await task
        await pieces.aclose()
    assert await all_of(speaker, Order(TEXT, "pl", "pl-slow"))


async def test_room_is_free_again_after_a_voice_failed(speaker: Speaker, slow: FakeEngine) -> None:
    slow.fails = True
    for _ in range(5):
        with pytest.raises(EngineError):
            await all_of(speaker, Order(TEXT, "pl", "pl-slow"))
    slow.fails = False
    assert await all_of(speaker, Order(TEXT, "pl", "pl-slow"))


async def test_unknown_names_languages_and_silent_texts_are_refused(speaker: Speaker) -> None:
    with pytest.raises(UnknownVoiceError):
        await all_of(speaker, Order(TEXT, "pl", "en-fake"))
    with pytest.raises(NoVoiceError):
        await all_of(speaker, Order(TEXT, "de"))
    with pytest.raises(SilentTextError):
        await all_of(speaker, Order("😀 …", "pl"))


async def test_voice_that_fails_its_trial_is_left_out_and_named_in_the_advice(tmp_path: Path) -> None:
    broken, sound = FakeEngine("pl-broken"), FakeEngine("pl-sound")
    broken.fails = True
    speaker = Speaker(MemoryCache(0), MemoryCache(0), 2, 1)
    await speaker.open(VoiceBook((broken, sound)))
    assert [engine.voice.name for engine in speaker.book.engines] == ["pl-sound"]
    assert speaker.book.advice
    await speaker.close()


async def test_without_any_voice_it_does_not_open() -> None:
    broken = FakeEngine()
    broken.fails = True
    with pytest.raises(NoVoiceError, match="No voice works"):
        await Speaker(MemoryCache(0), MemoryCache(0), 2, 1).open(VoiceBook((broken,)))


async def test_one_rendering_serves_all_who_ask_for_the_same(speaker: Speaker, slow: FakeEngine) -> None:
    slow.gate.clear()
    listeners = [asyncio.create_task(all_of(speaker, Order(TEXT, "pl", is_published=True))) for _ in range(5)]
    await asyncio.sleep(0.05)
    slow.gate.set()
    heard = await asyncio.gather(*listeners)
    assert len(slow.spoken) == 2
    assert all(each == heard[0] for each in heard)
    assert len(heard[0]) > 4


async def test_listener_who_leaves_does_not_take_the_reading_from_the_others(
    speaker: Speaker, slow: FakeEngine
) -> None:
    slow.gate.clear()
    pieces, task = await started(speaker, Order(TEXT, "pl", is_published=True))
    other = asyncio.create_task(all_of(speaker, Order(TEXT, "pl", is_published=True)))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await pieces.aclose()
    slow.gate.set()
    assert isinstance((await other)[-1], Sound)
    assert len(slow.spoken) == 2


async def test_failure_is_told_to_every_listener_and_the_next_order_begins_anew(
    speaker: Speaker, slow: FakeEngine
) -> None:
    slow.gate.clear()
    listeners = [asyncio.create_task(all_of(speaker, Order(TEXT, "pl"))) for _ in range(2)]
    await asyncio.sleep(0.05)
    slow.fails = True
    slow.gate.set()
    assert [type(each) for each in await asyncio.gather(*listeners, return_exceptions=True)] == [EngineError] * 2
    slow.fails = False
    assert await all_of(speaker, Order(TEXT, "pl"))


async def test_background_stands_still_while_a_resident_is_read_to(speaker: Speaker, slow: FakeEngine) -> None:
    background = Order("Pierwsze zdanie. Drugie zdanie. Trzecie zdanie.", "pl", is_published=True, is_background=True)
    async with aclosing(speaker.speak(Order(TEXT, "pl", "pl-slow"))) as pieces:
        await anext(pieces)
        waiting = asyncio.create_task(all_of(speaker, background))
        await asyncio.sleep(0.1)
        assert "pierwsze zdanie" not in slow.spoken
        async for _ in pieces:
            continue
    assert isinstance((await waiting)[-1], Sound)
    assert slow.spoken[-3:] == ["pierwsze zdanie", "drugie zdanie", "trzecie zdanie"]


async def test_background_is_neither_hurried_nor_refused_and_takes_no_place(
    speaker: Speaker, slow: FakeEngine, fast: FakeEngine
) -> None:
    slow.gate.clear()
    orders = [Order(f"{TEXT} {number}", "pl", is_published=True, is_background=True) for number in range(4)]
    running = [asyncio.create_task(all_of(speaker, order)) for order in orders]
    await asyncio.sleep(0.05)
    resident = asyncio.create_task(all_of(speaker, Order("Dzień dobry.", "pl")))
    await asyncio.sleep(0.05)
    slow.gate.set()
    assert (await resident)[0] == Format(8_000, "pl-slow")
    assert {(await each)[0] for each in running} == {Format(8_000, "pl-slow")}
    assert fast.spoken == []


async def test_resident_who_asks_for_what_is_made_in_the_background_does_not_wait_for_quiet(
    speaker: Speaker, slow: FakeEngine
) -> None:
    text = "Pierwsze zdanie. Drugie zdanie."
    async with aclosing(speaker.speak(Order(TEXT, "pl", "pl-slow"))) as pieces:
        await anext(pieces)
        background = asyncio.create_task(
            all_of(speaker, Order(text, "pl", "pl-slow", is_published=True, is_background=True))
        )
        await asyncio.sleep(0.05)
        resident = await all_of(speaker, Order(text, "pl", "pl-slow", is_published=True))
        assert await background == resident
    assert slow.spoken.count("pierwsze zdanie") == 1


class PacedEngine(FakeEngine):
    """Takes a millisecond a character."""

    def speak(self, words: Sequence[SpokenWord], rate: float) -> Speech:
        time.sleep(sum(len(word.text) + 1 for word in words) / 1000)
        return super().speak(words, rate)


async def opened(engine: FakeEngine, streams: int, longest_wait: float, *others: FakeEngine) -> Speaker:
    speaker = Speaker(MemoryCache(0), MemoryCache(0), streams, 100, longest_wait_seconds=longest_wait)
    await speaker.open(VoiceBook((engine, *others)))
    return speaker


async def test_whoever_would_be_refused_by_a_voice_that_is_too_slow_gets_the_fast_one(fast: FakeEngine) -> None:
    speaker = await opened(PacedEngine("pl-slow"), 50, 0.001, fast)
    pieces, task = await started(speaker, Order("Zdanie o urzędzie miasta. " * 50, "pl"))
    hurried = await all_of(speaker, Order(TEXT, "pl"))
    assert hurried[0] == Format(8_000, "pl-fast")
    with pytest.raises(BusyError):
        await all_of(speaker, Order(TEXT, "pl", "pl-slow"))
    assert await task == Format(8_000, "pl-slow")
    await pieces.aclose()
    await speaker.close()


@pytest.mark.parametrize(("seconds_a_letter", "voice"), [(0.03, "pl-slow"), (0.04, "pl-fast")])
async def test_two_share_a_slow_voice_only_where_neither_waits_for_its_next_phrase(
    fast: FakeEngine, seconds_a_letter: float, voice: str
) -> None:
    slow = FakeEngine("pl-slow")
    speaker = await opened(slow, 50, 10.0, fast)
    meter = speaker._desks["pl-slow"].meter
    for _ in range(50):
        meter.note(seconds_a_letter)
    slow.gate.clear()
    (first, begun), (second, told) = [
        await started(speaker, Order(f"{TEXT} {number}", "pl")) for number in ("Raz.", "Dwa.")
    ]
    slow.gate.set()
    assert [await begun, await told] == [Format(8_000, "pl-slow"), Format(8_000, voice)]
    await first.aclose()
    await second.aclose()
    await speaker.close()


async def test_as_many_texts_take_turns_as_begin_in_time_by_what_phrases_have_cost() -> None:
    speaker = await opened(PacedEngine(), 50, 0.1)
    await all_of(speaker, Order("Dzień dobry, tu urząd miasta.", "pl"))
    orders = [Order(f"Dzień dobry, tu urząd miasta numer {number}.", "pl") for number in range(20)]
    heard = await asyncio.gather(*(all_of(speaker, order) for order in orders), return_exceptions=True)
    refused = [each for each in heard if isinstance(each, BusyError)]
    # A phrase takes some 30 ms, so the third or fourth would be heard after a tenth of a second.
    assert 1 <= len(heard) - len(refused) <= 4
    assert all(each.retry_after_seconds >= 1.0 for each in refused)
    await speaker.close()


async def test_the_time_to_come_back_grows_with_what_is_left_to_read(speaker: Speaker, slow: FakeEngine) -> None:
    paced = await opened(PacedEngine(), 1, 10.0)
    pieces, task = await started(paced, Order("Zdanie o urzędzie miasta. " * 150, "pl"))
    with pytest.raises(BusyError) as refused:
        await all_of(paced, Order(TEXT, "pl"))
    desk = paced._desks["pl-fake"]
    left = min(desk.left.values())
    # At a millisecond each, and what the machine is busy with beside.
    assert left > 3_800
    assert refused.value.retry_after_seconds == pytest.approx(left * desk.meter.seconds)
    assert refused.value.retry_after_seconds > 2.0
    await task
    await pieces.aclose()
    await paced.close()


async def test_an_order_whose_time_would_be_up_before_its_first_sound_is_refused_at_once() -> None:
    speaker = await opened(PacedEngine(), 50, 10.0)
    pieces, task = await started(speaker, Order("Zdanie o urzędzie miasta. " * 50, "pl"))
    with deadline_in(0.005), pytest.raises(BusyError):
        await all_of(speaker, Order(TEXT, "pl"))
    await task
    await pieces.aclose()
    await speaker.close()


async def test_a_flood_of_one_town_leaves_every_text_of_another_read() -> None:
    speaker = await opened(PacedEngine(), 4, 10.0)
    counts = {"heard": 0, "refused": 0}

    async def flood(caller: int) -> None:
        for number in range(10_000):
            try:
                await all_of(speaker, Order(f"Szum {caller} i {number}. Jeszcze raz. I jeszcze.", "pl", town="noisy"))
                counts["heard"] += 1
            except BusyError:
                counts["refused"] += 1
                await asyncio.sleep(0.005)

    callers = [asyncio.create_task(flood(number)) for number in range(16)]
    while not (counts["heard"] and counts["refused"]):
        await asyncio.sleep(0.01)
    for number in range(5):
        assert await all_of(speaker, Order(f"Cisza {number}.", "pl", town="quiet"))
    for caller in callers:
        caller.cancel()
    await asyncio.wait(callers)
    # Nothing is left behind by those who went away.
    assert await all_of(speaker, Order("Po wszystkim.", "pl", town="noisy"))
    assert not speaker._desks["pl-fake"].streams.taken
    await speaker.close()


async def test_who_leaves_before_the_first_phrase_is_begun_leaves_no_place_taken(speaker: Speaker) -> None:
    for _ in range(5):
        task = asyncio.create_task(all_of(speaker, Order(TEXT, "pl", "pl-slow")))
        # One step: the order has its place, and the maker has not begun.
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
    assert await all_of(speaker, Order(TEXT, "pl", "pl-slow"))
