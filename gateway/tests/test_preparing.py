"""The worker that makes films and readings ahead, and what operators see of it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import grpc
import pytest
from gateway_town import Faq, Signing, Town, refuse, serving
from google.protobuf.duration_pb2 import Duration
from okienko.faq.v1 import faq_pb2_grpc, jobs_pb2, jobs_pb2_grpc, towns_pb2, towns_pb2_grpc
from okienko.signing.v1 import signing_pb2, signing_pb2_grpc
from okienko_gateway import orders
from okienko_gateway.neighbours import open_neighbours
from okienko_gateway.preparing import command
from okienko_gateway.preparing import worker as worker_module
from okienko_gateway.preparing.worker import Outcome, Worker
from okienko_gateway.problems import CRASH, Problem
from okienko_gateway.settings import GatewaySettings
from starlette.testclient import TestClient

OpenClient = Callable[[GatewaySettings], TestClient]
SECRET = "a-secret-of-the-office-that-is-long"


class Towns(towns_pb2_grpc.TownServiceServicer):
    def ListTowns(self, request: Any, context: grpc.ServicerContext) -> towns_pb2.ListTownsResponse:  # noqa: N802
        towns = [towns_pb2.Town(town_id="stare", is_default=True)]
        towns += [towns_pb2.Town(town_id=town_id) for town_id in ("zmienne", "nowe")]
        return towns_pb2.ListTownsResponse(towns=towns)


class Jobs(jobs_pb2_grpc.JobServiceServicer):
    """Jobs by town; remembers what was reported of each."""

    def __init__(self) -> None:
        self.waiting: dict[str, list[jobs_pb2.Job]] = {"": [], "zmienne": [], "nowe": []}
        self.changing: set[str] = set()
        """Towns that are refused."""
        self.reports: list[tuple[str, str]] = []
        self.lost = False
        self.lease_duration = Duration(seconds=120)
        self.on_report: Callable[[grpc.ServicerContext], None] = lambda _: None

    def LeaseJob(self, request: Any, context: grpc.ServicerContext) -> jobs_pb2.LeaseJobResponse:  # noqa: N802
        metadata = {key: str(value) for key, value in context.invocation_metadata()}
        town = metadata.get("x-okienko-town", "")
        if town in self.changing:
            refuse(context, grpc.StatusCode.NOT_FOUND, "TOWN_NOT_FOUND", "Nie ma takiego miasta.", "No such town.")
        waiting = self.waiting[town]
        if not waiting:
            return jobs_pb2.LeaseJobResponse()
        return jobs_pb2.LeaseJobResponse(job=waiting.pop(0), lease="l", lease_duration=self.lease_duration)

    def ReportJob(  # noqa: N802
        self, request: jobs_pb2.ReportJobRequest, context: grpc.ServicerContext
    ) -> jobs_pb2.ReportJobResponse:
        if self.lost:
            refuse(context, grpc.StatusCode.FAILED_PRECONDITION, "LEASE_LOST", "Kto inny.", "Somebody else.")
        self.reports.append((request.job_id, request.problem or request.WhichOneof("report") or ""))
        self.on_report(context)
        return jobs_pb2.ReportJobResponse()

    def ListJobs(self, request: jobs_pb2.ListJobsRequest, context: grpc.ServicerContext) -> jobs_pb2.ListJobsResponse:  # noqa: N802
        job = make("f", jobs_pb2.JOB_KIND_TITLE_FILM)
        job.state, job.problem = request.state or jobs_pb2.JOB_STATE_RUNNING, "Brak miejsca."
        counted = jobs_pb2.JobCount(kind=jobs_pb2.JOB_KIND_READING, state=jobs_pb2.JOB_STATE_DONE, count=7)
        return jobs_pb2.ListJobsResponse(jobs=[job], next_page_token="1", counts=[counted])

    def RepeatJobs(self, request: jobs_pb2.RepeatJobsRequest, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return jobs_pb2.RepeatJobsResponse(repeated_count=1 if request.only_failed else 8)


def make(job_id: str, kind: jobs_pb2.JobKind.ValueType, answer_id: str = "dowod-osobisty") -> jobs_pb2.Job:
    return jobs_pb2.Job(job_id=job_id, kind=kind, answer_id=answer_id, language_code="pl")


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
def served(town: Town, settings: GatewaySettings, jobs: Jobs) -> Iterator[GatewaySettings]:
    def register(server: grpc.Server) -> None:
        faq_pb2_grpc.add_FaqServiceServicer_to_server(Faq(), server)
        towns_pb2_grpc.add_TownServiceServicer_to_server(Towns(), server)
        jobs_pb2_grpc.add_JobServiceServicer_to_server(jobs, server)

    with serving("faq", register) as target:
        yield settings.model_copy(update={"faq_target": target})


def work(settings: GatewaySettings) -> Outcome:
    async def until_done() -> Outcome:
        async with open_neighbours(settings) as neighbours:
            return await Worker(neighbours, lambda: 0.0).until_done()

    return asyncio.run(until_done())


def test_every_towns_films_and_readings_are_made_in_the_background(
    served: GatewaySettings, jobs: Jobs, town: Town
) -> None:
    jobs.waiting[""] = [make("t", jobs_pb2.JOB_KIND_TITLE_FILM), make("r", jobs_pb2.JOB_KIND_READING)]
    jobs.waiting["nowe"] = [make("f", jobs_pb2.JOB_KIND_FILM)]
    assert work(served) == Outcome(done=3)
    assert sorted(jobs.reports) == [("f", "is_done"), ("r", "is_done"), ("t", "is_done")]
    ordered = {request.recording_id: request for request in town.signing.requests}
    assert set(ordered) == {"dowod-osobisty-title", "nowe--dowod-osobisty"}
    assert {request.priority for request in ordered.values()} == {signing_pb2.PRIORITY_BACKGROUND}
    assert all(request.is_published for request in ordered.values())


def test_further_sizes_are_jobs_of_their_own(served: GatewaySettings, jobs: Jobs, town: Town) -> None:
    kinds = (jobs_pb2.JOB_KIND_FILM, jobs_pb2.JOB_KIND_FILM_SIZES, jobs_pb2.JOB_KIND_TITLE_FILM_SIZES)
    jobs.waiting[""] = [make(str(kind), kind) for kind in kinds]
    assert work(served) == Outcome(done=3)
    ordered = [(request.recording_id, request.wants_further_sizes) for request in town.signing.requests]
    assert ordered == [("dowod-osobisty", False), ("dowod-osobisty", True), ("dowod-osobisty-title", True)]
    assert {request.priority for request in town.signing.requests} == {signing_pb2.PRIORITY_BACKGROUND}


def test_what_cannot_be_made_is_reported_with_its_reason_and_the_next_is_made(
    served: GatewaySettings, jobs: Jobs
) -> None:
    jobs.waiting[""] = [make("x", jobs_pb2.JOB_KIND_FILM, "nie-ma"), make("f", jobs_pb2.JOB_KIND_FILM)]
    assert work(served) == Outcome(done=1, not_done=1)
    assert jobs.reports == [("x", "Nie ma takiej odpowiedzi."), ("f", "is_done")]


def test_a_job_that_another_has_taken_up_is_left_to_it(served: GatewaySettings, jobs: Jobs) -> None:
    jobs.waiting[""] = [make("f", jobs_pb2.JOB_KIND_FILM)]
    jobs.lost = True
    assert work(served) == Outcome(not_done=1)


def test_a_town_that_cannot_be_asked_keeps_no_other_s_from_being_made_and_is_told_at_the_end(
    served: GatewaySettings, jobs: Jobs
) -> None:
    jobs.waiting[""] = [make("r", jobs_pb2.JOB_KIND_READING)]
    jobs.waiting["nowe"] = [make(job_id, jobs_pb2.JOB_KIND_FILM) for job_id in ("f", "g")]
    jobs.changing = {"zmienne"}
    outcome = work(served)
    assert (outcome.done, outcome.not_done) == (3, 0)
    assert {town: problem.reason for town, problem in outcome.unasked.items()} == {"zmienne": "TOWN_CHANGING"}
    assert sorted(jobs.reports) == [("f", "is_done"), ("g", "is_done"), ("r", "is_done")]


def test_a_town_that_could_be_asked_in_the_end_is_no_failure(served: GatewaySettings, jobs: Jobs) -> None:
    jobs.waiting["nowe"] = [make("r", jobs_pb2.JOB_KIND_READING)]
    jobs.waiting["zmienne"] = [make("f", jobs_pb2.JOB_KIND_FILM)]
    jobs.changing = {"zmienne"}
    jobs.on_report = lambda _: jobs.changing.clear()
    assert work(served) == Outcome(done=2)


def test_a_town_that_cannot_be_asked_is_named_by_the_command(
    served: GatewaySettings, jobs: Jobs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Of the whole process, and those of other tests, too.
    for name in ("configure_logs", "configure_telemetry"):
        monkeypatch.setattr(command, name, lambda *_: None)
    jobs.changing = {"zmienne"}
    assert command.prepare(served, until_done=True) == 1
    printed = capsys.readouterr()
    assert printed.out.endswith("0 films and readings made, 0 times without success.\n")
    assert printed.err.startswith("The town zmienne could not be asked for what it needs: This town is just being")


def test_a_job_that_breaks_the_worker_is_reported_and_the_others_are_done(
    served: GatewaySettings, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[dict[str, Any]] = []
    quiet = SimpleNamespace(error=lambda _, **facts: logged.append(facts), info=lambda _, **__: None)
    monkeypatch.setattr(worker_module, "log", quiet)

    def breaks(*_: Any, **__: Any) -> Any:
        raise ValueError("secret words of an answer")

    monkeypatch.setattr(orders, "reading", breaks)
    jobs.waiting[""] = [make("r", jobs_pb2.JOB_KIND_READING), make("f", jobs_pb2.JOB_KIND_FILM)]
    assert work(served) == Outcome(done=1, not_done=1)
    assert jobs.reports == [("r", CRASH.pl), ("f", "is_done")]
    assert [facts["error"] for facts in logged] == ["ValueError"]
    assert "secret" not in str(logged)


class Still(Signing):
    """Makes films that stand still until `go_on` is set; knows whose caller has gone."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on, self.left = threading.Event(), threading.Event()

    def GetSigning(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:  # noqa: N802
        context.add_callback(self.left.set)
        first, last = super().GetSigning(request, context)
        yield first
        self.go_on.wait(10)
        yield last


@pytest.fixture
def still(jobs: Jobs, served: GatewaySettings) -> Iterator[tuple[Still, GatewaySettings]]:
    signing = Still()
    jobs.lease_duration = Duration(nanos=300_000_000)
    jobs.waiting[""] = [make("f", jobs_pb2.JOB_KIND_FILM)]
    with serving(
        "signing", lambda server: signing_pb2_grpc.add_SigningServiceServicer_to_server(signing, server)
    ) as at:
        yield signing, served.model_copy(update={"signing_target": at})
        signing.go_on.set()


def test_a_film_that_stands_still_for_longer_than_the_lease_stays_with_its_worker(
    still: tuple[Still, GatewaySettings], jobs: Jobs
) -> None:
    signing, settings = still

    def after_five(context: grpc.ServicerContext) -> None:
        if len(jobs.reports) >= 5:
            signing.go_on.set()
        elif len(jobs.reports) == 2:
            # One that does not arrive costs nothing.
            refuse(context, grpc.StatusCode.INTERNAL, "BROKEN", "Zepsute.", "Broken.")

    jobs.on_report = after_five
    assert work(settings) == Outcome(done=1)
    assert [report for _, report in jobs.reports[:5]] == ["progress"] * 5
    assert jobs.reports[-1] == ("f", "is_done")


def test_a_film_whose_lease_was_lost_meanwhile_is_no_longer_waited_for(
    still: tuple[Still, GatewaySettings], jobs: Jobs
) -> None:
    signing, settings = still
    jobs.lost = True
    assert work(settings) == Outcome(not_done=1)
    assert signing.left.wait(5)
    assert not signing.go_on.is_set()


def test_a_worker_without_the_answers_service_says_so(served: GatewaySettings) -> None:
    with pytest.raises(Problem) as raised:
        work(served.model_copy(update={"faq_target": "127.0.0.1:1"}))
    assert "Finding answers: this help is not working at the moment." in raised.value.en


def test_operators_see_the_jobs_and_have_them_done_again(served: GatewaySettings, open_client: OpenClient) -> None:
    client = open_client(GatewaySettings.model_validate({**served.model_dump(), "admin_token": SECRET}))
    login = {"Authorization": f"Bearer {SECRET}"}
    assert client.get("/api/v1/admin/jobs").status_code == 401
    listed = client.get("/api/v1/admin/jobs", params={"state": "failed"}, headers=login).json()
    assert listed["jobs"][0] | {"changed": ""} == {
        "kind": "title_film",
        "answer_id": "dowod-osobisty",
        "language": "pl",
        "state": "failed",
        "progress": 0,
        "tries": 0,
        "problem": "Brak miejsca.",
        "changed": "",
    }
    assert listed["counts"] == [{"kind": "reading", "state": "done", "count": 7}]
    for only_failed, repeated in ((True, 1), (False, 8)):
        body = {"only_failed": only_failed}
        assert client.post("/api/v1/admin/jobs/repeat", json=body, headers=login).json() == {"repeated": repeated}
