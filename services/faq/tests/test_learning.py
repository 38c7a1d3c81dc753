"""What the answers lack: kept without anything that identifies a person, grouped, exported, removed again."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path
from typing import Any

import grpc
import pytest
import yaml
from arro3.io import read_parquet
from faq_people import TRACES, Trace
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from okienko.faq.v1 import faq_pb2, faq_pb2_grpc, learning_pb2, learning_pb2_grpc
from okienko_common.capacity import ModelPool
from okienko_common.errors import ErrorDetails, read_error
from okienko_common.server import start_server
from okienko_faq.content.model import Pack
from okienko_faq.dialogue.token import new_seal
from okienko_faq.engines.hashing import HashingEmbedder
from okienko_faq.learning import journal as journal_module
from okienko_faq.learning.exporting import export
from okienko_faq.learning.grouping import group
from okienko_faq.learning.journal import Journal, Mode
from okienko_faq.learning.kept import Asked, KeptQuestion, KeptTables, Noted
from okienko_faq.learning.masking import Masker
from okienko_faq.learning.todo import Found, Suggestion, todo
from okienko_faq.learning_service import LearningService
from okienko_faq.messages import Catalogue
from okienko_faq.publishing import Published
from okienko_faq.retrieval.decision import Outcome
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.service import SERVICE_NAME, FaqService
from okienko_faq.settings import FaqSettings
from okienko_faq.store.connecting import Database
from okienko_faq.store.database import StoredPack
from okienko_faq.store.revision import revisions
from okienko_faq.store.tables import questions, ratings, topic_counts
from sqlalchemy.exc import OperationalError

TODAY = date(2026, 11, 27)
LOST = "gdzie zgłosić zgubionego krokodyla"


def _noted(text: str, day: str = "2026-11-27", count: int = 1) -> Noted:
    return Noted({Asked(day, "pl", "unanswered", text): count}, {(day, "pomoc", "decline", "pl"): count}, {})


def _journal(database: Database, mode: Mode) -> Journal:
    journal = Journal(KeptTables(database), mode, 90, 730, lambda: TODAY)
    journal.use(Masker({"dowód", "śmieci"}.__contains__))
    return journal


def test_the_same_question_of_a_day_is_counted(database: Database) -> None:
    tables = KeptTables(database)
    tables.add(_noted(LOST))
    tables.add(_noted(LOST, count=2))
    tables.add(_noted(LOST, day="2026-11-26"))
    assert [(item.asked.day, item.count) for item in tables.questions()] == [("2026-11-27", 3), ("2026-11-26", 1)]
    assert [row["count"] for row in tables.rows(topic_counts, "2026-11-27")] == [3]


def test_what_is_old_is_removed_for_good(database: Database) -> None:
    tables = KeptTables(database)
    for day in ("2024-11-27", "2026-08-29", "2026-08-30", "2026-11-27"):
        tables.add(_noted(f"{LOST} {day[:4]}", day=day))
    tables.remove_old(TODAY, question_days=90, count_days=730)
    assert sorted(item.asked.day for item in tables.questions()) == ["2026-08-30", "2026-11-27"]
    assert [row["day"] for row in tables.rows(topic_counts)] == ["2026-08-29", "2026-08-30", "2026-11-27"]
    first, second = (item.question_id for item in tables.questions())
    assert tables.delete_questions([first, "nie-ma"]) == 1
    assert [item.question_id for item in tables.questions()] == [second]


@pytest.mark.parametrize(("mode", "kept", "counted"), [("off", 0, 0), ("counts", 0, 2), ("questions", 2, 2)])
def test_keeps_what_the_town_allows(database: Database, mode: Mode, kept: int, counted: int) -> None:
    journal = _journal(database, mode)
    journal.asked(f"nazywam się Anna Nowak, {LOST}", "pl", "decline", "")
    journal.asked("gdzie dowód", "pl", "answer", "dokumenty")
    journal.rated("dowod-osobisty", "pl", "ile kosztuje dowód, 600 700 800", helped=False)
    journal.rated("dowod-osobisty", "pl", "ile kosztuje dowód", helped=True)
    journal.write()
    found = {item.asked.reason: item.asked.text for item in journal.tables.questions()}
    assert len(found) == kept
    if kept:
        assert found == {
            "unanswered": f"nazywam się [nazwisko] [nazwisko], {LOST}",
            "rated_down": "ile kosztuje dowód, [numer]",
        }
    assert len(journal.tables.rows(topic_counts)) == counted
    rated = journal.tables.rows(ratings)
    assert [(row["helpful"], row["unhelpful"]) for row in rated] == ([(1, 1)] if counted else [])


def test_questions_are_removed_when_the_town_stops_keeping_them(database: Database) -> None:
    KeptTables(database).add(_noted(LOST))
    _journal(database, "counts").remove_old()
    assert KeptTables(database).questions() == []
    assert KeptTables(database).rows(topic_counts)


@pytest.mark.parametrize("error", [OperationalError("connect", {}, Exception("away")), RuntimeError("whatever it was")])
def test_what_cannot_be_written_or_removed_now_is_later(
    database: Database, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    journal = _journal(database, "questions")
    journal.asked(LOST, "pl", "decline", "")
    with monkeypatch.context() as patched:
        patched.setattr(database, "_engine", _Away(error))
        journal.write()
        journal.remove_old()
    journal.write()
    assert [item.asked.text for item in journal.tables.questions()] == [LOST]


class _Away:
    """An engine that cannot connect."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def connect(self) -> Any:
        raise self._error


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(traces=st.lists(TRACES, min_size=1, max_size=3))
def test_no_file_holds_a_trace_of_a_person(tmp_path_factory: pytest.TempPathFactory, traces: list[Trace]) -> None:
    folder = tmp_path_factory.mktemp("kept")
    database = Database(folder / "faq.sqlite")
    journal = _journal(database, "questions")
    journal.asked("dzień dobry, " + ", ".join(trace.written for trace in traces) + f", {LOST}", "pl", "decline", "")
    journal.rated("dowod-osobisty", "pl", " ".join(trace.written for trace in traces), helped=False)
    journal.write()
    assert LOST in journal.tables.questions()[0].asked.text + journal.tables.questions()[-1].asked.text
    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()).decode(errors="replace")
    for trace in traces:
        # Short codes and names such as "Jan" may stand in a file's own words by chance; the names of months do.
        for secret in (secret for secret in trace.secrets if len(secret) > 4 or not secret.isalpha()):
            assert secret not in written
    database.close()


def test_nothing_kept_tells_the_time_the_order_or_the_person(database: Database) -> None:
    names = {column.name for table in (questions, topic_counts, ratings) for column in table.columns}
    assert names == {
        *("question_id", "day", "language", "reason", "text", "answer_id", "count"),
        *("topic", "outcome", "helpful", "unhelpful"),
    }


def _kept(text: str, count: int = 1, reason: str = "unanswered", answer: str = "") -> KeptQuestion:
    return KeptQuestion(f"id-{text}", Asked("2026-11-27", "pl", reason, text, answer), count)


def test_groups_what_is_after_the_same_thing() -> None:
    asked = [
        "gdzie zgłosić krokodyla",
        "gdzie mogę zgłosić krokodyla",
        "wynajem łodzi na jeziorze",
        "zgłosić krokodyla gdzie",
    ]
    assert group(asked, None) == [[0, 1, 3], [2]]
    assert group(asked, HashingEmbedder()) == [[0, 1, 3], [2]]
    assert group([], None) == []


def test_suggests_what_an_editor_could_do() -> None:
    outcomes = {"krokodyl": Outcome.DECLINE, "śmieci": Outcome.CLARIFY, "dowód": Outcome.ANSWER}

    def find(text: str, language: str) -> Found:
        outcome = next(outcome for word, outcome in outcomes.items() if word in text)
        return Found(outcome, "oplata-za-smieci", "dokumenty", 0.4)

    kept = [
        _kept("gdzie oddać krokodyla [nazwisko]", 4),
        _kept("wywóz śmieci z działki", 3),
        _kept("gdzie oddać krokodyla", 2),
        _kept("nowy dowód", 2),
        _kept("stary dowód", 1, "rated_down", "dowod-osobisty"),
    ]
    items = todo(kept, find, None)
    assert [(item.suggestion, item.count) for item in items] == [
        (Suggestion.NEW_ANSWER, 6),
        (Suggestion.ADD_ALIASES, 3),
        (Suggestion.ANSWERED, 2),
        (Suggestion.REVISE, 1),
    ]
    assert yaml.safe_load(items[0].draft) == {
        "id": "gdzie-oddac-krokodyla",
        "topic": "dokumenty",
        "pl": {"question": "gdzie oddać krokodyla", "aliases": []},
    }
    assert yaml.safe_load(items[1].draft) == {"pl": {"aliases+": ["wywóz śmieci z działki"]}}
    assert items[3].nearest == "dowod-osobisty"


def test_exports_csv_and_parquet(database: Database) -> None:
    tables = KeptTables(database)
    tables.add(_noted("=1+2 śmieci", count=2))
    rows = tables.rows(questions)
    (line,) = csv.DictReader(io.StringIO(export(questions, rows, "csv").decode()))
    assert (line["text"], line["count"], "question_id" in line) == ("'=1+2 śmieci", "2", False)
    table = read_parquet(io.BytesIO(export(questions, rows, "parquet"))).read_all()
    assert table.column("text").to_pylist() == ["=1+2 śmieci"]
    assert table.column("count").to_pylist() == [2]
    empty = read_parquet(io.BytesIO(export(ratings, [], "parquet"))).read_all()
    assert (empty.num_rows, empty.column_names) == (0, ["day", "answer_id", "language", "helpful", "unhelpful"])


# --- over gRPC ---


@pytest.fixture
async def stubs(pack: Pack, retriever: Retriever, tmp_path: Path) -> AsyncIterator[Callable[[Mode], Any]]:
    """Serve both services in a mode, and return their stubs."""
    pool = ModelPool(2, 8)
    opened: list[Any] = []

    async def serve(mode: Mode) -> tuple[Any, Any]:
        database = Database(tmp_path / "data" / "faq.sqlite")
        learning = LearningService(Journal(KeptTables(database), mode, 90, 730, lambda: TODAY), pool)
        service = FaqService("miasteczko", pool, new_seal("", 60), learning.note)
        published = Published(1, Catalogue(StoredPack(pack, revisions(pack))), retriever)
        service.open(published.catalogue, retriever)
        learning.open(published)

        def register(server: grpc.aio.Server) -> None:
            faq_pb2_grpc.add_FaqServiceServicer_to_server(service, server)
            learning_pb2_grpc.add_LearningServiceServicer_to_server(learning, server)

        running = await start_server(FaqSettings(port=0), SERVICE_NAME, register)
        channel = grpc.aio.insecure_channel(f"127.0.0.1:{running.port}")
        opened.extend((channel, running, learning, database))
        return faq_pb2_grpc.FaqServiceStub(channel), learning_pb2_grpc.LearningServiceStub(channel)

    yield serve
    channel, running, learning, database = opened
    await channel.close()
    await running.stop(0, 1)
    await learning.settle()
    pool.close()
    database.close()


async def _refused(call: Any) -> ErrorDetails:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await call
    return read_error(raised.value)


def _on_disk(folder: Path, *words: str) -> bool:
    contents = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert contents
    return any(word.encode() in content for content in contents for word in words)


async def test_an_unanswered_question_becomes_a_todo_item_and_is_removed_for_good(stubs: Any, tmp_path: Path) -> None:
    faq, learning = await stubs("questions")
    for _ in range(2):
        asked = faq_pb2.AskRequest(text="nazywam się Anna Nowak, kto naprawi mój akordeon turkusowy?")
        assert (await faq.Ask(asked)).outcome == faq_pb2.OUTCOME_DECLINE
    await faq.Ask(faq_pb2.AskRequest(text="jak wyrobić dowód osobisty"))
    await learning.RateAnswer(
        learning_pb2.RateAnswerRequest(
            answer_id="dowod-osobisty", language_code="pl", question="jak wyrobić dowód osobisty dla akordeonu"
        )
    )
    found = await learning.ListTodoItems(learning_pb2.ListTodoItemsRequest())
    first, second = found.items
    assert (first.count, first.suggestion) == (2, learning_pb2.SUGGESTION_NEW_ANSWER)
    assert first.questions[0].text == "nazywam się [nazwisko] [nazwisko], kto naprawi mój akordeon turkusowy?"
    assert first.questions[0].day == "2026-11-27"
    assert (second.suggestion, second.nearest_title) == (learning_pb2.SUGGESTION_REVISE, "Dowód osobisty")
    assert _on_disk(tmp_path, "turkusowy")
    assert not _on_disk(tmp_path, "Nowak", "nowak", "Anna N", "anna n")
    ids = [question.question_id for item in found.items for question in item.questions]
    assert (await learning.DeleteQuestions(learning_pb2.DeleteQuestionsRequest(question_ids=ids))).deleted_count == 2
    assert not (await learning.ListTodoItems(learning_pb2.ListTodoItemsRequest())).items
    assert not _on_disk(tmp_path, "turkusowy", "akordeonu")
    counts = await learning.ListCounts(learning_pb2.ListCountsRequest(first_day="2026-11-27"))
    assert {(row.outcome, row.count) for row in counts.topics} == {("decline", 2), ("answer", 1)}
    assert [(row.answer_id, row.unhelpful_count) for row in counts.ratings] == [("dowod-osobisty", 1)]


async def test_by_default_no_word_of_a_question_reaches_the_disk(stubs: Any, tmp_path: Path) -> None:
    assert FaqSettings().learning == "counts"
    faq, learning = await stubs("counts")
    await faq.Ask(faq_pb2.AskRequest(text="kto naprawi mój akordeon turkusowy"))
    await learning.RateAnswer(
        learning_pb2.RateAnswerRequest(answer_id="dowod-osobisty", language_code="pl", question="turkusowy dowód")
    )
    counts = await learning.ListCounts(learning_pb2.ListCountsRequest())
    assert len(counts.topics) == len(counts.ratings) == 1
    assert not _on_disk(tmp_path, "akordeon", "turkusowy")
    kept = await learning.GetLearning(learning_pb2.GetLearningRequest())
    assert (kept.mode, kept.question_days) == (learning_pb2.LEARNING_MODE_COUNTS, 90)


async def test_exports_in_pieces(stubs: Any) -> None:
    faq, learning = await stubs("questions")
    await faq.Ask(faq_pb2.AskRequest(text="kto naprawi akordeon"))
    request = learning_pb2.ExportTableRequest(
        table=learning_pb2.LEARNED_TABLE_TOPICS, format=learning_pb2.TABLE_FORMAT_CSV
    )
    file = b"".join([piece.chunk async for piece in learning.ExportTable(request)])
    assert file.decode().splitlines()[0] == "day,topic,outcome,language,count"
    assert len(file.decode().splitlines()) == 2


async def test_what_cannot_be_done_is_refused_with_a_sentence(stubs: Any) -> None:
    _, learning = await stubs("off")
    rating = learning_pb2.RateAnswerRequest(answer_id="dowod-osobisty", language_code="pl")
    assert (await _refused(learning.RateAnswer(rating))).reason == "RATINGS_OFF"
    for call, reason in (
        (learning.ListCounts(learning_pb2.ListCountsRequest(first_day="wczoraj")), "BAD_DAY"),
        (learning.ListCounts(learning_pb2.ListCountsRequest(last_day="2026-13-01")), "BAD_DAY"),
        (learning.DeleteQuestions(learning_pb2.DeleteQuestionsRequest()), "BAD_QUESTION_IDS"),
        (learning.ListTodoItems(learning_pb2.ListTodoItemsRequest(page_size=-1)), "BAD_PAGE_SIZE"),
        (learning.ExportTable(learning_pb2.ExportTableRequest()).read(), "BAD_EXPORT"),
    ):
        error = await _refused(call)
        assert error.reason == reason
        assert error.pl.endswith(".")
        assert error.en.endswith(".")


async def test_ratings_of_answers_that_are_gone_are_refused(stubs: Any) -> None:
    _, learning = await stubs("counts")
    for answer, language, reason in (
        ("nie-ma", "pl", "ANSWER_NOT_FOUND"),
        ("dowod-osobisty", "de", "UNSUPPORTED_LANGUAGE"),
    ):
        rating = learning_pb2.RateAnswerRequest(answer_id=answer, language_code=language)
        assert (await _refused(learning.RateAnswer(rating))).reason == reason


async def test_the_journal_writes_by_itself_and_tidies_up(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "_WRITE_SECONDS", 0.05)
    journal = _journal(database, "questions")
    KeptTables(database).add(_noted("alt", day="2020-01-01"))
    running = asyncio.create_task(journal.run())
    journal.asked(LOST, "pl", "decline", "")
    async with asyncio.timeout(120):
        while [item.asked.text for item in journal.tables.questions()] != [LOST]:
            await asyncio.sleep(0.05)
    running.cancel()
