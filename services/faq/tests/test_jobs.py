"""Films and readings that are made ahead: ordered by what is published, leased, tried again, never lost."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from okienko.faq.v1 import jobs_pb2, jobs_pb2_grpc
from okienko_common.errors import read_error
from okienko_common.server import start_server
from okienko_faq.content.loading import load
from okienko_faq.job_service import JobService
from okienko_faq.jobs.book import PAUSES, JobBook, LeaseLostError
from okienko_faq.jobs.wanted import Wanted, wanted
from okienko_faq.messages import Catalogue
from okienko_faq.settings import FaqSettings
from okienko_faq.store.connecting import Database
from okienko_faq.store.database import StoredPack
from okienko_faq.store.revision import revisions

WritePack = Callable[..., Path]
LEASE_SECONDS = 40


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(database: Database, clock: Clock) -> JobBook:
    return JobBook(database, clock, LEASE_SECONDS)


def film(answer_id: str, revision: str = "r1") -> Wanted:
    return Wanted("film", answer_id, "pl", revision)


def _catalogue(folder: Path) -> Catalogue:
    pack = load(folder)
    return Catalogue(StoredPack(pack, revisions(pack)))


def test_the_first_screen_comes_first_and_english_only_where_it_is_written(write_pack: WritePack) -> None:
    ordered = [(item.kind, item.answer_id, item.language) for item in wanted(_catalogue(write_pack()))]
    titles = [item for item in ordered if item[0] == "title"]
    assert titles == ordered[: len(titles)]
    first = titles[0][1]
    assert ordered[len(titles)] == ("reading", first, "pl")
    assert ("film", first, "pl") in ordered[len(titles) : len(titles) + 3]
    assert ("reading", "oplata-za-smieci", "en") not in ordered
    assert ("reading", "dowod-osobisty", "en") in ordered
    assert len(ordered) == len(set(ordered))
    # A film in one size serves everybody, so further sizes come when all else is made.
    kinds = [kind for kind, _, _ in ordered]
    sizes = [kind for kind in kinds if kind.endswith("sizes")]
    assert kinds[-len(sizes) :] == sizes
    assert sizes.count("titlesizes") == kinds.count("title")
    assert sizes.count("sizes") == kinds.count("film")


def test_a_new_revision_is_a_new_job_and_what_is_done_stays_done(book: JobBook) -> None:
    book.want([film("a"), film("b")])
    for _ in range(2):
        job = book.lease([])
        assert job
        book.done(job.job_id, job.lease)
    book.want([film("a"), film("b", "r2"), film("c")])
    assert {(job.answer_id, job.state) for job in book.list(None, 0, 9)} == {
        ("a", "done"),
        ("b", "waiting"),
        ("c", "waiting"),
    }


def test_no_job_is_given_twice_to_many_workers(book: JobBook) -> None:
    book.want([film(f"a{number}") for number in range(40)])

    def work(_: int) -> list[str]:
        taken = []
        while job := book.lease([]):
            taken.append(job.answer_id)
            book.done(job.job_id, job.lease)
        return taken

    with ThreadPoolExecutor(4) as workers:
        taken = [answer for some in workers.map(work, range(4)) for answer in some]
    assert sorted(taken) == sorted(f"a{number}" for number in range(40))


def test_the_job_of_a_dead_worker_is_taken_up_and_the_dead_can_report_nothing(book: JobBook, clock: Clock) -> None:
    book.want([film("a")])
    dead = book.lease([])
    assert dead
    clock.seconds += LEASE_SECONDS - 1
    book.progress(dead.job_id, dead.lease, 0.5)
    clock.seconds += LEASE_SECONDS - 1
    assert book.lease([]) is None, "a report keeps the lease"
    assert book.oldest_due() == 0
    clock.seconds += 1
    assert book.oldest_due() == clock.seconds, "whoever looks at the figures sees that nobody goes on with it"
    heir = book.lease([])
    assert heir
    assert (heir.job_id, heir.tries, heir.progress) == (dead.job_id, 2, 0)
    with pytest.raises(LeaseLostError):
        book.done(dead.job_id, dead.lease)
    book.done(heir.job_id, heir.lease)
    assert book.list("done", 0, 9)[0].progress == 1


def test_what_does_not_succeed_is_tried_again_and_then_has_failed_with_its_reason(book: JobBook, clock: Clock) -> None:
    book.want([film("a")])
    for pause in PAUSES:
        job = book.lease([])
        assert job
        book.not_done(job.job_id, job.lease, "Brak miejsca na dysku.")
        clock.seconds += pause - 1
        assert book.lease([]) is None
        clock.seconds += 1
    job = book.lease([])
    assert job
    book.not_done(job.job_id, job.lease, "Brak miejsca na dysku.")
    (failed,) = book.list("failed", 0, 9)
    assert (failed.problem, failed.tries) == ("Brak miejsca na dysku.", len(PAUSES) + 1)
    assert book.counts() == {("film", "failed"): 1}
    assert book.repeat(only_failed=True) == 1
    assert book.lease([])


def test_a_worker_takes_only_what_it_can_do(book: JobBook) -> None:
    book.want([film("a"), Wanted("reading", "a", "en", "r1")])
    job = book.lease(["reading"])
    assert job
    assert (job.kind, job.language) == ("reading", "en")
    assert book.lease(["reading"]) is None


@pytest.fixture
async def stub(book: JobBook) -> AsyncIterator[Any]:
    def register(server: grpc.aio.Server) -> None:
        jobs_pb2_grpc.add_JobServiceServicer_to_server(JobService(book), server)

    running = await start_server(FaqSettings(port=0), "okienko.faq.v1.JobService", register)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{running.port}") as channel:
        yield jobs_pb2_grpc.JobServiceStub(channel)
    await running.stop(0, 1)


async def test_the_calls_lead_a_job_from_its_lease_to_its_end(stub: Any, book: JobBook) -> None:
    book.want([film("a"), film("b"), Wanted("reading", "a", "pl", "r1")])
    leased = await stub.LeaseJob(jobs_pb2.LeaseJobRequest(kinds=[jobs_pb2.JOB_KIND_FILM]), timeout=10)
    assert leased.lease_duration.seconds == LEASE_SECONDS
    named = {"job_id": leased.job.job_id, "lease": leased.lease}
    await stub.ReportJob(jobs_pb2.ReportJobRequest(**named, progress=0.25), timeout=10)
    listed = await stub.ListJobs(jobs_pb2.ListJobsRequest(page_size=2), timeout=10)
    assert [(job.answer_id, job.state) for job in listed.jobs] == [
        ("a", jobs_pb2.JOB_STATE_RUNNING),
        ("b", jobs_pb2.JOB_STATE_WAITING),
    ]
    assert listed.jobs[0].progress == 0.25
    last = await stub.ListJobs(jobs_pb2.ListJobsRequest(page_size=2, page_token=listed.next_page_token), timeout=10)
    assert (len(last.jobs), last.next_page_token) == (1, "")
    await stub.ReportJob(jobs_pb2.ReportJobRequest(**named, is_done=True), timeout=10)
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await stub.ReportJob(jobs_pb2.ReportJobRequest(**named, is_done=True), timeout=10)
    assert read_error(raised.value).reason == "LEASE_LOST"
    assert (await stub.RepeatJobs(jobs_pb2.RepeatJobsRequest(), timeout=10)).repeated_count == 1
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await stub.ReportJob(jobs_pb2.ReportJobRequest(**named), timeout=10)
    assert read_error(raised.value).reason == "EMPTY_REPORT"
