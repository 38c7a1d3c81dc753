import asyncio
import math
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from okienko.speech.v1 import speech_pb2, speech_pb2_grpc
from okienko_common.errors import read_error
from okienko_common.server import start_server
from okienko_common.towns import METADATA
from okienko_speech.cache import DiskCache, MemoryCache
from okienko_speech.engines.fake import FakeEngine
from okienko_speech.service import SERVICE_NAME, SpeechService
from okienko_speech.settings import SpeechSettings
from okienko_speech.speaking import Speaker
from okienko_speech.voices import VoiceBook

Stub = Any
TEXT = "Opłata wynosi 17 zł. Termin mija 31 marca."


@pytest.fixture
def voice() -> FakeEngine:
    return FakeEngine("pl-slow")


@pytest.fixture
async def speaker(voice: FakeEngine, tmp_path: Path) -> AsyncIterator[Speaker]:
    speaker = Speaker(DiskCache(tmp_path, 10**7), MemoryCache(10**7), streams_per_voice=1, busy_from=1)
    await speaker.open(VoiceBook((voice,), ("The English voice is missing. Install it.",)))
    voice.spoken.clear()
    yield speaker
    voice.gate.set()
    await speaker.close()


@pytest.fixture
async def stub(speaker: Speaker) -> AsyncIterator[Stub]:
    running = await start_server(
        SpeechSettings(port=0),
        SERVICE_NAME,
        lambda server: speech_pb2_grpc.add_SpeechServiceServicer_to_server(SpeechService(speaker), server),
    )
    async with grpc.aio.insecure_channel(f"127.0.0.1:{running.port}") as channel:
        yield speech_pb2_grpc.SpeechServiceStub(channel)
    await running.stop(0, 0)


def order(**fields: Any) -> speech_pb2.SynthesizeRequest:
    return speech_pb2.SynthesizeRequest(**{"text": TEXT, "language_code": "pl", **fields})


async def test_streams_format_marks_and_sound(stub: Stub) -> None:
    kinds = [message.WhichOneof("payload") async for message in stub.Synthesize(order(word_marks=True))]
    assert kinds[0] == "format"
    assert kinds.count("word_mark") == 8
    assert kinds.count("audio") == 2


async def test_sends_no_marks_unless_asked(stub: Stub) -> None:
    assert "word_mark" not in [message.WhichOneof("payload") async for message in stub.Synthesize(order())]


async def test_lists_voices_with_licence_and_advice(stub: Stub) -> None:
    found = await stub.ListVoices(speech_pb2.ListVoicesRequest(language_code="pl-PL"))
    assert [(each.name, each.is_default, list(each.language_codes)) for each in found.voices] == [
        ("pl-slow", True, ["pl"])
    ]
    assert "EUPL" in found.voices[0].attribution
    assert list(found.advice) == ["The English voice is missing. Install it."]


@pytest.mark.parametrize(
    ("fields", "code", "reason"),
    [
        ({"text": ""}, "INVALID_ARGUMENT", "TEXT_EMPTY"),
        ({"text": " \n\t"}, "INVALID_ARGUMENT", "TEXT_EMPTY"),
        ({"text": "a" * 5001}, "INVALID_ARGUMENT", "TEXT_TOO_LONG"),
        ({"text": "\x00\x01😀"}, "INVALID_ARGUMENT", "TEXT_SILENT"),
        ({"language_code": ""}, "INVALID_ARGUMENT", "LANGUAGE_MISSING"),
        ({"language_code": "de"}, "UNIMPLEMENTED", "LANGUAGE_UNKNOWN"),
        ({"language_code": "en"}, "FAILED_PRECONDITION", "VOICE_MISSING"),
        ({"voice_name": "nobody"}, "NOT_FOUND", "VOICE_UNKNOWN"),
        ({"encoding": 9}, "INVALID_ARGUMENT", "ENCODING_UNKNOWN"),
        ({"speaking_rate": 3}, "INVALID_ARGUMENT", "RATE_OUT_OF_RANGE"),
        ({"speaking_rate": -1}, "INVALID_ARGUMENT", "RATE_OUT_OF_RANGE"),
        ({"speaking_rate": math.nan}, "INVALID_ARGUMENT", "RATE_OUT_OF_RANGE"),
    ],
)
async def test_refuses_bad_orders_with_a_sentence_in_both_languages(
    stub: Stub, fields: dict[str, Any], code: str, reason: str
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        _ = [message async for message in stub.Synthesize(order(**fields))]
    told = read_error(caught.value)
    assert (told.code.name, told.reason) == (code, reason)
    assert told.pl.endswith(".")
    assert told.en.endswith(".")


async def taken(speaker: Speaker, count: int) -> None:
    """Wait until so many texts are being read."""
    while speaker._desks["pl-slow"].streams.taken != count:
        await asyncio.sleep(0.01)


async def test_refuses_at_once_when_full_and_says_when_to_come_back(
    stub: Stub, voice: FakeEngine, speaker: Speaker
) -> None:
    voice.gate.clear()
    first = stub.Synthesize(order())
    reading = asyncio.create_task(first.read())
    await taken(speaker, 1)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        _ = [message async for message in stub.Synthesize(order(text="Inny tekst."))]
    told = read_error(caught.value)
    assert told.code.name == "RESOURCE_EXHAUSTED"
    # A second at least, and more only where a busy machine was slow at the trial.
    assert told.retry_after_seconds == pytest.approx(max(1.0, speaker._desks["pl-slow"].free_in_seconds))
    voice.gate.set()
    assert (await reading).WhichOneof("payload") == "format"


async def test_a_town_finds_a_place_beside_one_that_has_taken_all(
    stub: Stub, voice: FakeEngine, speaker: Speaker
) -> None:
    voice.gate.clear()
    calls = [stub.Synthesize(order(), metadata=((METADATA, "noisy"),))]
    readings = [asyncio.create_task(calls[0].read())]
    await taken(speaker, 1)
    with pytest.raises(grpc.aio.AioRpcError):
        await stub.Synthesize(order(text="Inny tekst."), metadata=((METADATA, "noisy"),)).read()
    calls.append(stub.Synthesize(order(text="Cichy tekst."), metadata=((METADATA, "quiet"),)))
    readings.append(asyncio.create_task(calls[1].read()))
    await taken(speaker, 2)
    voice.gate.set()
    assert [(await reading).WhichOneof("payload") for reading in readings] == ["format", "format"]
    for call in calls:
        call.cancel()


async def test_client_that_vanishes_leaves_nothing_running(stub: Stub, voice: FakeEngine, speaker: Speaker) -> None:
    voice.gate.clear()
    call = stub.Synthesize(order(text=TEXT * 20))
    reading = asyncio.create_task(call.read())
    await taken(speaker, 1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    while speaker._desks["pl-slow"].streams.taken:
        await asyncio.sleep(0.01)
    voice.gate.set()
    assert [message async for message in stub.Synthesize(order(text="Dzień dobry."))]
    assert len(voice.spoken) <= 2


async def test_voice_that_fails_is_told_and_the_next_call_works(stub: Stub, voice: FakeEngine) -> None:
    voice.fails = True
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        _ = [message async for message in stub.Synthesize(order())]
    assert read_error(caught.value).reason == "VOICE_FAILED"
    voice.fails = False
    assert [message async for message in stub.Synthesize(order())]


async def test_before_the_voices_are_loaded_callers_hear_that_they_are(tmp_path: Path) -> None:
    running = await start_server(
        SpeechSettings(port=0),
        SERVICE_NAME,
        lambda server: speech_pb2_grpc.add_SpeechServiceServicer_to_server(
            SpeechService(Speaker(MemoryCache(0), MemoryCache(0), 1, 1)), server
        ),
    )
    async with grpc.aio.insecure_channel(f"127.0.0.1:{running.port}") as channel:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            _ = [message async for message in speech_pb2_grpc.SpeechServiceStub(channel).Synthesize(order())]
    assert read_error(caught.value).reason == "STARTING"
    await running.stop(0, 0)


@pytest.mark.parametrize(("encoding", "begin"), [("OGG_OPUS", b"OggS"), ("WEBM_OPUS", b"\x1a\x45\xdf\xa3")])
async def test_opus_is_streamed_phrase_by_phrase(stub: Stub, encoding: str, begin: bytes) -> None:
    wanted = order(encoding=f"AUDIO_ENCODING_{encoding}", word_marks=True)
    messages = [message async for message in stub.Synthesize(wanted)]
    assert speech_pb2.AudioEncoding.Name(messages[0].format.encoding) == f"AUDIO_ENCODING_{encoding}"
    kinds = [message.WhichOneof("payload") for message in messages]
    second = kinds.index("word_mark", kinds.index("audio"))
    assert "audio" in kinds[:second]
    assert b"".join(message.audio for message in messages).startswith(begin)
