"""What Prometheus is told of a town's content and queues."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from okienko_common import troubles as troubles_module
from okienko_common.capacity import ModelPool
from okienko_faq import figures as figures_module
from okienko_faq import metrics
from okienko_faq.content.loading import load
from okienko_faq.desk import Desk, place_of
from okienko_faq.figures import QueueWatch, forget, note_forms
from okienko_faq.jobs.book import JobBook
from okienko_faq.jobs.wanted import Wanted
from okienko_faq.mail.queue import Letter, Queue
from okienko_faq.messages import Catalogue
from okienko_faq.settings import FaqSettings
from okienko_faq.store.connecting import Database
from okienko_faq.store.database import StoredPack
from okienko_faq.store.revision import revisions
from prometheus_client import REGISTRY

TOWN = "miasto-figur"
SHIPPED = Path(__file__).resolve().parents[1] / "content/miasto-przykladowo"


def figure(name: str, town: str = TOWN, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(f"okienko_faq_{name}", {"town": town, **labels})


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    yield
    forget(TOWN)


def test_the_age_of_letters_and_jobs_is_told_and_ends_with_them(database: Database) -> None:
    now = 1_000_000
    queue = Queue(database, 10, 10, lambda: now, lambda: date(2026, 11, 27))
    book = JobBook(database, lambda: now, 120)
    watch = QueueWatch(queue, book)
    watch.look(TOWN)
    assert figure("letters_waiting") == figure("oldest_letter_timestamp_seconds") == 0
    assert figure("jobs", state="waiting") == figure("oldest_job_timestamp_seconds") == 0

    queue.add(Letter("resident@example.org", "dowod-osobisty", "pl"), "")
    now += 60
    queue.add(Letter("other@example.org", "dowod-osobisty", "pl"), "")
    book.want([Wanted("film", "dowod-osobisty", "pl", "r1"), Wanted("film", "zameldowanie", "pl", "r1")])
    watch.look(TOWN)
    assert figure("letters_waiting") == 2
    assert figure("oldest_letter_timestamp_seconds") == 1_000_000
    assert figure("jobs", state="waiting") == 2
    assert figure("oldest_job_timestamp_seconds") == 1_000_060

    letter = queue.lease()
    assert letter is not None
    queue.remove(letter)
    for _ in range(2):
        job = book.lease([])
        assert job is not None
        book.done(job.job_id, job.lease)
    watch.look(TOWN)
    assert figure("oldest_letter_timestamp_seconds") == 1_000_060
    assert (figure("jobs", state="waiting"), figure("jobs", state="done")) == (0, 2)
    assert figure("oldest_job_timestamp_seconds") == 0


def test_a_job_that_waits_for_its_next_try_is_not_late(database: Database) -> None:
    now = 1_000_000
    book = JobBook(database, lambda: now, 120)
    book.want([Wanted("film", "dowod-osobisty", "pl", "r1")])
    job = book.lease([])
    assert job is not None
    book.not_done(job.job_id, job.lease, "no room")
    assert book.oldest_due() == 0
    now += 61
    assert book.oldest_due() == 1_000_060


def test_forms_of_the_shipped_answers_are_counted() -> None:
    pack = load(SHIPPED)
    catalogue = Catalogue(StoredPack(pack, revisions(pack)))
    note_forms(TOWN, catalogue)
    assert figure("answers") == len(pack.entries)
    assert figure("forms", form="text") == len(pack.entries)
    assert figure("forms", form="english") == sum(entry.en is not None for entry in pack.entries)
    assert figure("forms", form="pjm") == sum(bool(entry.pjm) for entry in pack.entries)
    earliest = min(date.fromisoformat(entry.checked) for entry in pack.entries)
    expected = datetime(earliest.year, earliest.month, earliest.day, tzinfo=UTC).timestamp()
    assert figure("oldest_check_timestamp_seconds") == expected
    forget(TOWN)
    assert figure("answers") is None
    assert figure("forms", form="text") is None


async def test_queues_are_watched_on_after_any_error_and_its_kind_is_logged_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue(database, 10, 10, lambda: 1_000_000, lambda: date(2026, 11, 27))
    failures = iter([RuntimeError("anna.nowak@poczta.example"), RuntimeError("again"), OSError("stale handle")])
    waiting = queue.waiting
    logged: list[dict[str, str]] = []

    def failing() -> tuple[int, int]:
        for error in failures:
            raise error
        return waiting()

    monkeypatch.setattr(queue, "waiting", failing)
    monkeypatch.setattr(figures_module, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(troubles_module, "log", SimpleNamespace(error=lambda _, **facts: logged.append(facts)))
    watching = asyncio.create_task(QueueWatch(queue, JobBook(database, lambda: 1_000_000, 120)).run(TOWN))
    async with asyncio.timeout(60):
        while figure("letters_waiting") is None:
            await asyncio.sleep(0.01)
    watching.cancel()
    assert logged == [{"error": "RuntimeError", "town": TOWN}, {"error": "OSError", "town": TOWN}]


def _named(town: str, name: str) -> Callable[..., None]:
    def change(described: dict[str, str], *_: object) -> None:
        described |= {"id": town, "name": name}

    return change


async def test_two_towns_of_one_name_have_figures_of_their_own(
    database: Database, write_pack: Callable[..., Path], tmp_path: Path
) -> None:
    settings = FaqSettings(towns=tmp_path / "towns", vectors=tmp_path / "vectors.npz", retrieval="lexical-only")
    (tmp_path / "towns").mkdir()
    pool = ModelPool(1, 8)
    desks = []
    for town in ("olszyny-1", "olszyny-2"):
        folder = tmp_path / "towns" / town
        shutil.move(write_pack(_named(town, "Olszyny")), folder)
        desks.append(Desk(settings, place_of(settings, folder, database), pool, None))
        await desks[-1].open()
    await desks[0].close()
    assert figure("answers", "olszyny-1") is None
    assert figure("answers", "olszyny-2")
    async with asyncio.timeout(60):
        while figure("oldest_job_timestamp_seconds", "olszyny-2") is None:
            await asyncio.sleep(0.02)
    await desks[1].close()
    assert figure("answers", "olszyny-2") is figure("oldest_job_timestamp_seconds", "olszyny-2") is None
    pool.close()


def test_every_figure_with_a_town_goes_with_it() -> None:
    with_town = {figure for figure in vars(metrics).values() if "town" in getattr(figure, "_labelnames", ())}
    assert with_town == set(metrics.OF_TOWNS)
