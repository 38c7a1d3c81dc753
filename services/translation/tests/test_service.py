"""The two calls over a real gRPC connection on loopback."""

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import grpc
import pytest
from okienko.translation.v1 import translation_pb2 as pb
from okienko.translation.v1 import translation_pb2_grpc
from okienko_common.capacity import ModelPool
from okienko_common.errors import ErrorDetails, read_error
from okienko_common.server import start_server
from okienko_common.towns import METADATA
from okienko_translation.batching import Batcher
from okienko_translation.engines.installed import InstalledEngine
from okienko_translation.machine import Machine
from okienko_translation.memory.folder import MemoryFolder
from okienko_translation.outcomes import Outcome, Sentence
from okienko_translation.published import PublishedCache
from okienko_translation.service import SERVICE_NAME, TranslationService
from okienko_translation.settings import TranslationSettings

WORDS = {"Gdzie": "Where", "jest": "is", "kasa?": "it?"}


@pytest.fixture
def models() -> ModelPool:
    return ModelPool(1, 4)


@pytest.fixture
async def stub(tmp_path: Path, write_tmx: Callable[..., Path], models: ModelPool) -> AsyncIterator[Any]:
    memory = MemoryFolder(
        write_tmx([("Złóż wniosek.", "Submit the application."), ("Opłata to 17 zł.", "The fee is PLN 17.")])
    )
    engine = InstalledEngine(tmp_path / "packages")
    lookups = ModelPool(1, 16)

    def register(server: grpc.aio.Server) -> None:
        machine = Machine(engine, published=PublishedCache(tmp_path / "published", 100))
        service = TranslationService(memory, engine, machine, lookups, Batcher(machine.translate, models, 1, 8))
        translation_pb2_grpc.add_TranslationServiceServicer_to_server(service, server)

    running = await start_server(TranslationSettings(port=0), SERVICE_NAME, register)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{running.port}") as channel:
        yield translation_pb2_grpc.TranslationServiceStub(channel)
    await running.stop(0, 1)
    lookups.close()
    models.close()


async def refused(call: Any) -> ErrorDetails:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await call
    return read_error(raised.value)


async def translate(
    stub: Any, *texts: str, source: str = "pl", target: str = "en", is_published: bool = False
) -> list[pb.Translation]:
    request = pb.TranslateTextRequest(
        texts=texts, source_language_code=source, target_language_code=target, is_published=is_published
    )
    return list((await stub.TranslateText(request, timeout=60)).translations)


async def test_sentences_wait_in_the_line_of_the_town_that_the_call_is_for(
    stub: Any, tmp_path: Path, build_package: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_package(tmp_path / "packages", "pl", "en", WORDS)
    towns: list[str] = []
    translated = Batcher.translate

    async def noted(self: Batcher, sentences: Sequence[Sentence], town: str = "") -> dict[Sentence, Outcome]:
        towns.append(town)
        return await translated(self, sentences, town)

    monkeypatch.setattr(Batcher, "translate", noted)
    for text, metadata in (("Gdzie jest kasa?", ((METADATA, "nowe-miasto"),)), ("Gdzie kasa?", None)):
        request = pb.TranslateTextRequest(texts=[text], source_language_code="pl", target_language_code="en")
        await stub.TranslateText(request, metadata=metadata)
    assert towns == ["nowe-miasto", ""]


async def test_translates_by_memory_and_withholds_the_rest_without_a_model(stub: Any) -> None:
    known, numbers, unknown, same = await translate(
        stub, "Złóż wniosek.", "Opłata to 22 zł.", "Gdzie jest kasa?", "PIT-37", source="pl-PL"
    )
    assert (known.text, known.origin, known.source_language_code) == (
        *("Submit the application.", pb.TRANSLATION_ORIGIN_MEMORY, "pl"),
    )
    assert numbers.text == "The fee is PLN 22."
    assert numbers.quality == pytest.approx(0.95)
    assert (unknown.text, unknown.origin) == ("", pb.TRANSLATION_ORIGIN_WITHHELD)
    assert unknown.withheld_reason.endswith("no machine translation model is installed.")
    assert not unknown.HasField("quality")
    assert (same.text, same.origin) == ("PIT-37", pb.TRANSLATION_ORIGIN_UNCHANGED)


async def test_a_package_dropped_in_translates_without_a_restart(
    stub: Any, tmp_path: Path, build_package: Callable[..., Path]
) -> None:
    before = (await stub.ListLanguagePairs(pb.ListLanguagePairsRequest(), timeout=60)).pairs
    assert [(pair.has_model, pair.memory_segments) for pair in before] == [(False, 2), (False, 2)]
    for pair in before:
        name = f"translate-{pair.source_language_code}_{pair.target_language_code}.argosmodel"
        assert pair.advice.endswith(f"with: python -m okienko_translation install-package {name}")
    build_package(tmp_path / "packages", "pl", "en", WORDS)
    (machine,) = await translate(stub, "Gdzie jest kasa?", source="")
    assert (machine.text, machine.origin, machine.is_cached) == ("Where is it?", pb.TRANSLATION_ORIGIN_MACHINE, False)
    (cached,) = await translate(stub, "Gdzie jest kasa?")
    assert (cached.text, cached.is_cached) == ("Where is it?", True)
    after = (await stub.ListLanguagePairs(pb.ListLanguagePairsRequest(), timeout=60)).pairs
    assert [(pair.has_model, bool(pair.advice)) for pair in after] == [(True, False), (False, True)]


async def test_a_broken_package_is_named_in_the_advice(stub: Any, tmp_path: Path) -> None:
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages" / "translate-pl_en.argosmodel").write_bytes(b"cut")
    pairs = (await stub.ListLanguagePairs(pb.ListLanguagePairsRequest(), timeout=60)).pairs
    assert "translate-pl_en.argosmodel is damaged" in pairs[0].advice
    assert "damaged" not in pairs[1].advice


async def test_a_broken_package_is_named_while_another_serves(
    stub: Any, tmp_path: Path, build_package: Callable[..., Path]
) -> None:
    whole = build_package(tmp_path / "packages", "pl", "en", WORDS)
    cut = whole.read_bytes()[: whole.stat().st_size // 2]
    (tmp_path / "packages" / "translate-pl_en-1_9.argosmodel").write_bytes(cut)
    (machine,) = await translate(stub, "Gdzie jest kasa?", source="")
    assert machine.text == "Where is it?"
    pair = (await stub.ListLanguagePairs(pb.ListLanguagePairsRequest(), timeout=60)).pairs[0]
    assert pair.has_model
    assert pair.advice.startswith("translate-pl_en-1_9.argosmodel is damaged")
    assert pair.advice.endswith("Until then another model of the pair serves.")


@pytest.mark.parametrize(
    ("request_", "code", "reason"),
    [
        ({"texts": [], "target_language_code": "en"}, "INVALID_ARGUMENT", "NO_TEXTS"),
        ({"texts": ["a"] * 65, "target_language_code": "en"}, "INVALID_ARGUMENT", "TOO_MANY_TEXTS"),
        ({"texts": ["a" * 5001], "target_language_code": "en"}, "INVALID_ARGUMENT", "TEXT_TOO_LONG"),
        ({"texts": ["a\0b"], "target_language_code": "en"}, "INVALID_ARGUMENT", "CONTROL_CHARACTERS"),
        ({"texts": ["a"], "target_language_code": ""}, "INVALID_ARGUMENT", "BAD_LANGUAGE_CODE"),
        ({"texts": ["a"], "target_language_code": "<b>"}, "INVALID_ARGUMENT", "BAD_LANGUAGE_CODE"),
        ({"texts": ["a"], "target_language_code": "de"}, "UNIMPLEMENTED", "UNSUPPORTED_LANGUAGE"),
        (
            {"texts": ["a"], "target_language_code": "en", "source_language_code": "uk"},
            *("UNIMPLEMENTED", "UNSUPPORTED_LANGUAGE"),
        ),
        (
            {"texts": ["a"], "target_language_code": "en", "untranslatable_phrases": ["x"] * 101},
            *("INVALID_ARGUMENT", "BAD_PHRASES"),
        ),
        (
            {"texts": ["a"], "target_language_code": "en", "untranslatable_phrases": ["x" * 201]},
            *("INVALID_ARGUMENT", "BAD_PHRASES"),
        ),
        (
            {"texts": ["a"], "target_language_code": "en", "untranslatable_phrases": [" "]},
            *("INVALID_ARGUMENT", "BAD_PHRASES"),
        ),
    ],
)
async def test_refuses_with_a_sentence_in_both_languages(
    stub: Any, request_: dict[str, Any], code: str, reason: str
) -> None:
    error = await refused(stub.TranslateText(pb.TranslateTextRequest(**request_), timeout=60))
    assert (error.code.name, error.reason) == (code, reason)
    assert error.pl.endswith(".")
    assert error.en.endswith(".")
    assert error.pl != error.en


async def test_accepts_the_largest_request(stub: Any) -> None:
    text = ("Złóż wniosek. " * 400)[:5000]
    results = await translate(stub, *[text] * 64)
    assert len(results) == 64


async def test_a_busy_model_refuses_new_work_but_not_what_the_memory_knows(
    stub: Any, models: ModelPool, tmp_path: Path, build_package: Callable[..., Path]
) -> None:
    import asyncio
    import threading

    build_package(tmp_path / "packages", "pl", "en", WORDS)
    release = threading.Event()
    busy = [asyncio.create_task(models.run(release.wait)) for _ in range(5)]
    await asyncio.sleep(0)
    try:
        error = await refused(translate(stub, "Gdzie jest kasa?"))
        assert (error.code.name, error.reason) == ("RESOURCE_EXHAUSTED", "BUSY")
        assert error.retry_after_seconds is not None
        (known,) = await translate(stub, "Złóż wniosek.")
        assert known.text == "Submit the application."
    finally:
        release.set()
        await asyncio.gather(*busy)


async def test_nothing_a_resident_wrote_reaches_the_disk(
    stub: Any, tmp_path: Path, build_package: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    build_package(tmp_path / "packages", "pl", "en", WORDS)
    before = _files(tmp_path)
    await translate(stub, "Gdzie jest kasa?", "Złóż wniosek.", "Tajne zdanie mieszkańca.")
    assert _files(tmp_path) == before


async def test_a_published_text_is_kept_and_what_residents_wrote_before_and_after_is_not(
    stub: Any, tmp_path: Path, build_package: Callable[..., Path]
) -> None:
    build_package(tmp_path / "packages", "pl", "en", {**WORDS, "Tajne": "Secret", "zdanie.": "sentence."})
    before = _files(tmp_path)
    await translate(stub, "Tajne zdanie.")
    (published,) = await translate(stub, "Gdzie jest kasa?", is_published=True)
    assert published.text == "Where is it?"
    await translate(stub, "Tajne zdanie.", "Gdzie jest zdanie.")
    new = [path for path in _files(tmp_path) if path not in before and path.is_file()]
    assert len(new) == 1
    content = new[0].read_text(encoding="utf-8")
    assert "Where is it?" in content
    assert not any(word in content + new[0].name for word in ("Gdzie", "kasa", "Tajne", "Secret", "sentence"))


def _files(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


async def test_lives_on_after_a_megabyte_punctuation_and_a_third_language(stub: Any) -> None:
    assert (await refused(translate(stub, "Złóż wniosek. " * 30_000))).reason == "TEXT_TOO_LONG"
    # Beyond what a message may hold it is refused before it is read.
    assert (await refused(translate(stub, "Złóż wniosek. " * 75_000))).code.name == "RESOURCE_EXHAUSTED"
    punctuation, cyrillic = await translate(stub, "?!… – ,", "Где находится касса?", source="")
    assert (punctuation.text, punctuation.origin) == ("?!… – ,", pb.TRANSLATION_ORIGIN_UNCHANGED)
    assert (cyrillic.text, cyrillic.source_language_code) == ("", "und")
    assert cyrillic.withheld_reason.startswith("This text is in neither Polish nor English.")
    with pytest.raises(UnicodeEncodeError):
        await translate(stub, "\ud800")
    (known,) = await translate(stub, "Złóż wniosek.")
    assert known.text == "Submit the application."
