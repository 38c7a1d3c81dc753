"""What Prometheus is told of a town's content and queues."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from okienko_faq import metrics
from okienko_faq.content.loading import load
from okienko_faq.figures import QueueWatch, forget, note_forms
from okienko_faq.jobs.book import JobBook
from okienko_faq.jobs.wanted import Wanted
from okienko_faq.mail.queue import Letter, Queue
from okienko_faq.messages import Catalogue
from okienko_faq.store.connecting import Database
from okienko_faq.store.database import StoredPack
from okienko_faq.store.revision import revisions
from prometheus_client import REGISTRY

TOWN = "Miasto Figur"
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
    town = catalogue.town_name
    note_forms(catalogue)
    assert figure("answers", town) == len(pack.entries)
    assert figure("forms", town, form="text") == len(pack.entries)
    assert figure("forms", town, form="english") == sum(entry.en is not None for entry in pack.entries)
    assert figure("forms", town, form="pjm") == sum(bool(entry.pjm) for entry in pack.entries)
    earliest = min(date.fromisoformat(entry.checked) for entry in pack.entries)
    expected = datetime(earliest.year, earliest.month, earliest.day, tzinfo=UTC).timestamp()
    assert figure("oldest_check_timestamp_seconds", town) == expected
    forget(town)
    assert figure("answers", town) is None
    assert figure("forms", town, form="text") is None


def test_every_figure_with_a_town_goes_with_it() -> None:
    with_town = {figure for figure in vars(metrics).values() if "town" in getattr(figure, "_labelnames", ())}
    assert with_town == set(metrics.OF_TOWNS)
