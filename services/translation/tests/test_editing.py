"""Editing the memory and the glossary: by the domain, by processes that are killed, and over gRPC."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import grpc
import pytest
from okienko.translation.v1 import editing_pb2 as pb
from okienko.translation.v1 import editing_pb2_grpc
from okienko_common.capacity import ModelPool
from okienko_common.errors import read_error
from okienko_common.server import start_server
from okienko_translation.editing import GLOSSARY, MEMORY, EditingError, Editor, NotFoundError
from okienko_translation.editing_service import TranslationEditingService
from okienko_translation.glossary.entry import Entry
from okienko_translation.glossary.folder import GlossaryFolder
from okienko_translation.memory import tmx
from okienko_translation.memory.folder import MemoryFolder
from okienko_translation.memory.tmx import Unit
from okienko_translation.settings import TranslationSettings

FEE = Unit("Opłata", "Fee")
TAX = Unit("Podatek", "Tax")


def write_without_end(folder: Path) -> None:
    editor = Editor(MEMORY, folder, [])
    for number in range(1_000_000):
        editor.put(Unit(f"Zdanie {number}", f"Sentence {number}"))


class TestEditor:
    def test_what_is_added_serves_at_once_and_comes_first(self, tmp_path: Path, write_tmx: Callable[..., Path]) -> None:
        others = write_tmx([("Opłata", "Charge")])
        edited = tmp_path / "edited"
        memory = MemoryFolder(edited, others)
        assert (found := memory.current().find("Opłata", "pl")) is not None
        assert found.text == "Charge"
        Editor(MEMORY, edited, [others]).put(FEE)
        assert (found := memory.current().find("Opłata", "pl")) is not None
        assert found.text == "Fee"

    def test_what_is_not_reviewed_is_listed_and_not_used(self, tmp_path: Path) -> None:
        editor = Editor(MEMORY, tmp_path, [])
        editor.put(Unit("Opłata", "Fee", reviewed=False))
        assert [one.item.reviewed for one in editor.find("fee")] == [False]
        assert MemoryFolder(tmp_path).current().find("Opłata", "pl") is None
        editor.put(FEE)
        assert MemoryFolder(tmp_path).current().find("Opłata", "pl") is not None

    def test_a_unit_of_another_file_is_taken_out_of_use_here(
        self, tmp_path: Path, write_tmx: Callable[..., Path]
    ) -> None:
        others = write_tmx([("Opłata", "Charge"), ("Podatek", "Tax")])
        editor = Editor(MEMORY, tmp_path / "edited", [others])
        editor.delete(Unit("Opłata", "Charge").identity)
        memory = MemoryFolder(tmp_path / "edited", others).current()
        assert memory.find("Opłata", "pl") is None
        assert memory.find("Podatek", "pl") is not None

    def test_a_unit_takes_the_place_of_another(self, tmp_path: Path) -> None:
        editor = Editor(MEMORY, tmp_path, [])
        editor.put(FEE)
        editor.put(Unit("Opłata", "Charge"), replaces=FEE.identity)
        assert [one.item.en for one in editor.find("")] == ["Charge"]
        editor.delete(Unit("Opłata", "Charge").identity)
        assert editor.find("") == []
        with pytest.raises(NotFoundError, match="There is no such entry"):
            editor.delete(FEE.identity)

    def test_a_file_is_taken_in_whole_or_not_at_all(self, tmp_path: Path) -> None:
        editor = Editor(GLOSSARY, tmp_path, [])
        assert editor.take_in(b"pl,en\nzasi\xc5\x82ek,allowance\npodatek,tax\n", "import.csv") == 2
        with pytest.raises(EditingError, match="line 3"):
            editor.take_in(b"pl,en\nop\xc5\x82ata,fee\nbez,\n", "import.csv")
        assert [entry.pl[0] for entry in GlossaryFolder(tmp_path).current().entries] == ["zasiłek", "podatek"]

    def test_changes_at_the_same_time_are_all_kept(self, tmp_path: Path) -> None:
        editors = [Editor(MEMORY, tmp_path, []) for _ in range(4)]
        threads = [
            threading.Thread(
                target=lambda editor=editor, number=number: editor.put(Unit(f"Tekst {number}", f"Text {number}"))
            )
            for number, editor in enumerate(editors)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(editors[0].find("")) == 4

    def test_a_killed_process_leaves_a_whole_file_and_no_lock(self, tmp_path: Path) -> None:
        writer = multiprocessing.get_context("fork").Process(target=write_without_end, args=(tmp_path,))
        writer.start()
        deadline = time.monotonic() + 120
        while not (tmp_path / "memory.tmx").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.1)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        before = len(tmx.read(tmp_path / "memory.tmx"))
        assert before > 0
        Editor(MEMORY, tmp_path, []).put(FEE)
        assert len(tmx.read(tmp_path / "memory.tmx")) == before + 1

    def test_says_what_to_do_where_the_folder_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(EditingError, match="OKIENKO_TRANSLATION_EDITED_FOLDER"):
            Editor(MEMORY, tmp_path / "file", []).put(FEE)


@pytest.fixture
async def stub(tmp_path: Path, write_tmx: Callable[..., Path]) -> AsyncIterator[Any]:
    others = write_tmx([("Wniosek złóż w urzędzie.", "Apply at the office.")])
    pool = ModelPool(1, 8)
    editors = Editor(MEMORY, tmp_path / "edited", [others]), Editor(GLOSSARY, tmp_path / "edited", [])

    def register(server: grpc.aio.Server) -> None:
        editing_pb2_grpc.add_TranslationEditingServiceServicer_to_server(
            TranslationEditingService(*editors, pool), server
        )

    running = await start_server(TranslationSettings(port=0), "okienko.translation.v1.TranslationService", register)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{running.port}") as channel:
        yield editing_pb2_grpc.TranslationEditingServiceStub(channel)
    await running.stop(0, 1)
    pool.close()


async def test_units_are_listed_searched_added_changed_and_removed(stub: Any) -> None:
    put = await stub.PutUnit(
        pb.PutUnitRequest(unit=pb.TranslationUnit(polish="Opłata", english="Fee", is_reviewed=True)), timeout=10
    )
    everything = await stub.ListUnits(pb.ListUnitsRequest(page_size=1), timeout=10)
    assert (everything.total_size, everything.units[0].english, everything.units[0].is_edited) == (2, "Fee", True)
    second = await stub.ListUnits(pb.ListUnitsRequest(page_size=1, page_token=everything.next_page_token), timeout=10)
    assert (second.units[0].english, second.units[0].is_edited, second.next_page_token) == (
        "Apply at the office.",
        False,
        "",
    )
    found = await stub.ListUnits(pb.ListUnitsRequest(query="OFFICE wniosek"), timeout=10)
    assert [unit.polish for unit in found.units] == ["Wniosek złóż w urzędzie."]
    await stub.DeleteUnit(pb.DeleteUnitRequest(unit_id=put.unit.unit_id), timeout=10)
    assert (await stub.ListUnits(pb.ListUnitsRequest(), timeout=10)).total_size == 1


async def test_terms_are_added_and_exported_in_both_formats(stub: Any, tmp_path: Path) -> None:
    term = pb.GlossaryTerm(polish=["zasiłek"], english=["allowance", "benefit"], domain="help", is_reviewed=True)
    put = await stub.PutTerm(pb.PutTermRequest(term=term), timeout=10)
    assert put.term.term_id == Entry(("zasiłek",), ("allowance",)).identity
    for kind, name in ((pb.EDITED_FORMAT_TBX, "a.tbx"), (pb.EDITED_FORMAT_CSV, "a.csv")):
        pieces = [piece.chunk async for piece in stub.ExportFile(pb.ExportFileRequest(format=kind), timeout=10)]
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).write_bytes(b"".join(pieces))
        assert GlossaryFolder(folder).current().entries == (Entry(("zasiłek",), ("allowance", "benefit"), "help"),)
        imported = await stub.ImportFile(pb.ImportFileRequest(format=kind, content=b"".join(pieces)), timeout=10)
        assert imported.imported_count == 1
    assert (await stub.ListTerms(pb.ListTermsRequest(), timeout=10)).total_size == 1


@pytest.mark.parametrize(
    ("method", "request_", "code", "reason"),
    [
        ("PutUnit", pb.PutUnitRequest(), "INVALID_ARGUMENT", "BAD_ENTRY"),
        (
            "PutUnit",
            pb.PutUnitRequest(unit=pb.TranslationUnit(polish="a\0", english="b")),
            "INVALID_ARGUMENT",
            "BAD_ENTRY",
        ),
        ("PutTerm", pb.PutTermRequest(term=pb.GlossaryTerm(polish=["a"])), "INVALID_ARGUMENT", "BAD_ENTRY"),
        ("DeleteUnit", pb.DeleteUnitRequest(unit_id="none"), "NOT_FOUND", "ENTRY_NOT_FOUND"),
        ("DeleteTerm", pb.DeleteTermRequest(term_id="none"), "NOT_FOUND", "ENTRY_NOT_FOUND"),
        ("ListUnits", pb.ListUnitsRequest(page_token="x"), "INVALID_ARGUMENT", "BAD_ENTRY"),
        ("ListTerms", pb.ListTermsRequest(page_size=1001), "INVALID_ARGUMENT", "BAD_ENTRY"),
        ("ImportFile", pb.ImportFileRequest(), "INVALID_ARGUMENT", "BAD_ENTRY"),
        (
            "ImportFile",
            pb.ImportFileRequest(format=pb.EDITED_FORMAT_TMX, content=b" " * 1_000_001),
            *("INVALID_ARGUMENT", "BAD_ENTRY"),
        ),
        (
            "ImportFile",
            pb.ImportFileRequest(format=pb.EDITED_FORMAT_TMX, content=b"<tmx>"),
            *("INVALID_ARGUMENT", "FILE_UNREADABLE"),
        ),
    ],
)
async def test_refuses_with_a_sentence_in_both_languages(
    stub: Any, method: str, request_: Any, code: str, reason: str
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await getattr(stub, method)(request_, timeout=10)
    error = read_error(raised.value)
    assert (error.code.name, error.reason) == (code, reason)
    assert error.pl != error.en
    assert error.pl.endswith(".")
