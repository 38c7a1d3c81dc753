"""What nobody should send, and that the service speaks on afterwards."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from okienko.speech.v1 import speech_pb2, speech_pb2_grpc
from okienko_common.errors import read_error
from okienko_common.server import start_server
from okienko_speech.cache import MemoryCache, cache_key
from okienko_speech.engines.engine import EngineError
from okienko_speech.engines.fake import FakeEngine
from okienko_speech.engines.kokoro import MODEL_FILE, KokoroModel
from okienko_speech.engines.learnt_sounds import read_learnt
from okienko_speech.english.normaliser import normalise as english
from okienko_speech.installed import LEARNT, install
from okienko_speech.polish.normaliser import normalise as polish
from okienko_speech.reading import phrases_of
from okienko_speech.service import SERVICE_NAME, SpeechService
from okienko_speech.settings import SpeechSettings
from okienko_speech.speaking import Speaker
from okienko_speech.voices import VoiceBook
from okienko_speech.words import plain


@pytest.fixture
async def stub() -> AsyncIterator[Any]:
    speaker = Speaker(MemoryCache(10**6), MemoryCache(10**6), streams_per_voice=2, busy_from=2)
    await speaker.open(VoiceBook((FakeEngine(), FakeEngine("en-fake", "en"))))
    running = await start_server(
        SpeechSettings(port=0),
        SERVICE_NAME,
        lambda server: speech_pb2_grpc.add_SpeechServiceServicer_to_server(SpeechService(speaker), server),
    )
    async with grpc.aio.insecure_channel(f"127.0.0.1:{running.port}") as channel:
        yield speech_pb2_grpc.SpeechServiceStub(channel)
    await running.stop(0, 0)
    await speaker.close()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Nie wiem. " * 100_000, "TEXT_TOO_LONG"),
        ("?!… – — ( ) . , ;", "TEXT_SILENT"),
        ("...", "TEXT_SILENT"),
        ("<break time='10s'/>", "TEXT_SILENT"),
        ("\u200b\u200d\ufeff", "TEXT_SILENT"),
        ("Доброго дня, де можна отримати паспорт?", "TEXT_FOREIGN"),
        ("护照在哪里办理", "TEXT_FOREIGN"),
        ("Guten Tag, wo bekomme ich einen neuen Ausweis?", "TEXT_FOREIGN"),
        ("Bonjour, où est le bureau des passeports ?", "TEXT_FOREIGN"),
        ("أين أجدد بطاقتي", "TEXT_FOREIGN"),
    ],
    ids=lambda value: value[:12],
)
async def test_is_refused_in_a_sentence_and_the_next_order_is_spoken(stub: Any, text: str, reason: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        _ = [message async for message in stub.Synthesize(order(text))]
    told = read_error(caught.value)
    assert (told.code.name, told.reason) == ("INVALID_ARGUMENT", reason)
    assert told.pl.endswith(".")
    assert told.en.endswith(".")
    assert [message async for message in stub.Synthesize(order("Dzień dobry."))]


async def test_a_name_in_another_alphabet_does_not_stop_a_polish_text(stub: Any) -> None:
    assert [message async for message in stub.Synthesize(order("Zapytaj w urzędzie o Київ i Львів."))]


def order(text: str) -> speech_pb2.SynthesizeRequest:
    return speech_pb2.SynthesizeRequest(text=text, language_code="pl")


def test_unpaired_surrogates_are_silent_and_have_a_key() -> None:
    # No message can carry them (the gateway exchanges them), but nothing may trip over them.
    text = "Dzień \ud83d dobry \udc00"
    assert plain(polish(text)) == "dzień dobry"
    assert len(cache_key(text, "pl", "fake", 1.0)) == 64


@pytest.mark.parametrize("normalise", [polish, english])
def test_markup_is_neither_obeyed_nor_read(normalise: Any) -> None:
    text = (
        '<speak><prosody rate="x-fast">Dobry</prosody><break time="9999s"/><audio src="http://a.pl/b.wav"/> dom</speak>'
    )
    assert plain(normalise(text)).lower() == "dobry dom"
    assert plain(polish("5 < 7")) == "pięć mniejsze niż siedem"


@given(text=st.text(alphabet=st.sampled_from("¾½²ⅧⅣ①٣०ªºßﬁ…–—·%‰°§€$+-.,:;/()@#0129aAąŁz "), max_size=20))
@example(text="000 000")
@example(text="000,000")
@example(text="zł.०@².2026")
def test_digits_of_every_kind_can_be_read(text: str) -> None:
    for language in ("pl", "en"):
        for phrase in phrases_of(text, language):
            assert all(word.text == word.text.strip() != "" for word in phrase.words)


def test_model_file_cut_in_half_becomes_advice_and_the_other_voices_speak(tmp_path: Path, kokoro_folder: Path) -> None:
    cut = tmp_path / "kokoro"
    cut.mkdir()
    for path in kokoro_folder.iterdir():
        size = path.stat().st_size // 2 if path.name == MODEL_FILE else path.stat().st_size
        with path.open("rb") as whole:
            (cut / path.name).write_bytes(whole.read(size))
    with pytest.raises(EngineError, match="Fetch the file again"):
        KokoroModel(cut / MODEL_FILE, 1)
    book = install(tmp_path, 1)
    assert any(MODEL_FILE in sentence for sentence in book.advice)
    assert {engine.voice.name for engine in book.engines} >= {"pl-espeak", "en-heart", "en-espeak"}
    assert not any(engine.voice.name.startswith("pl-okienko") for engine in book.engines)


def test_learnt_sounds_cut_in_half_are_told(tmp_path: Path, kokoro_folder: Path) -> None:
    content = (kokoro_folder / LEARNT).read_bytes()
    (tmp_path / LEARNT).write_bytes(content[: len(content) // 2])
    with pytest.raises(EngineError, match="missing or damaged"):
        read_learnt(tmp_path / LEARNT)
