"""`python -m okienko_gateway prepare`: makes what the published answers need, job by job, for every town in turn.

Any number may run. A worker that lives keeps its job; one that a dead worker leaves unfinished is another's when its lease ends.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace

from okienko.faq.v1 import faq_pb2, jobs_pb2, towns_pb2
from okienko.signing.v1 import signing_pb2
from okienko.speech.v1 import speech_pb2
from okienko_common.interceptors import place_of
from okienko_common.logs import get_logger
from okienko_common.tasks import end

from okienko_gateway import orders
from okienko_gateway.job_schemas import kind_word
from okienko_gateway.languages import Language
from okienko_gateway.localisation import Localiser
from okienko_gateway.lookups import fetch_answer, fetch_topics
from okienko_gateway.neighbours import Neighbours, answered, streamed
from okienko_gateway.problems import CRASH, Problem
from okienko_gateway.requests import call_metadata, choose_town, start_request

log = get_logger(__name__)

CALL_SECONDS = 10.0
MAKE_SECONDS = 900.0
"""For one film or reading on a machine that is busy with residents."""
REPORT_EVERY_SECONDS = 5.0
REPORTS_A_LEASE = 3
"""Two may be lost on their way before the job is taken for a dead worker's."""
DONE_PAUSES_SECONDS = (1.0, 3.0)
IDLE_SECONDS = 10.0
"""Until it is looked again whether something was published."""
_Job = jobs_pb2.Job
_Progress = AsyncIterator[float]


@dataclass(frozen=True)
class Outcome:
    """What a round came to."""

    done: int = 0
    not_done: int = 0
    unasked: Mapping[str, Problem] = field(default_factory=dict)
    """By identifier the towns that could not be asked for their jobs, and why; of the last round, since the next may succeed."""

    def __add__(self, later: "Outcome") -> "Outcome":
        return Outcome(self.done + later.done, self.not_done + later.not_done, later.unasked)


class Worker:
    """Leases a job, makes what it asks for, and says how far it is."""

    def __init__(self, neighbours: Neighbours, clock: Callable[[], float] = time.monotonic) -> None:
        self._neighbours = neighbours
        self._localiser = Localiser(neighbours)
        self._clock = clock
        self._makers: Mapping[jobs_pb2.JobKind.ValueType, Callable[[_Job], _Progress]] = {
            jobs_pb2.JOB_KIND_FILM: self._film,
            jobs_pb2.JOB_KIND_TITLE_FILM: self._title_film,
            jobs_pb2.JOB_KIND_READING: self._reading,
            # With every size the film itself, where that is missing.
            jobs_pb2.JOB_KIND_FILM_SIZES: self._film,
            jobs_pb2.JOB_KIND_TITLE_FILM_SIZES: self._title_film,
        }

    async def run(self) -> None:
        """Work for ever; a service that is away is waited for."""
        while True:
            try:
                outcome = await self.round()
            except Problem as problem:
                log.warning("waiting for the services", reason=problem.reason)
                outcome = Outcome()
            if not outcome.done:
                await asyncio.sleep(IDLE_SECONDS)

    async def until_done(self) -> Outcome:
        """Work until no town that can be asked has anything due any more, and return what was made.

        Raises:
            Problem: the answers service is away.
        """
        total = Outcome()
        while True:
            outcome = await self.round()
            total += outcome
            if not outcome.done and not outcome.not_done:
                return total

    async def round(self) -> Outcome:
        """Do one job of every town that has one due; a town that cannot be asked keeps nobody else's from being done.

        Raises:
            Problem: the answers service is away.
        """
        start_request(None)
        towns = await answered(
            self._neighbours.towns.ListTowns(towns_pb2.ListTownsRequest(), timeout=CALL_SECONDS), "faq"
        )
        total = Outcome()
        unasked: dict[str, Problem] = {}
        for town in towns.towns:
            choose_town("" if town.is_default else town.town_id)
            try:
                total += await self._one()
            except Problem as problem:
                log.warning("town skipped", town=town.town_id, reason=problem.reason)
                unasked[town.town_id] = problem
        return replace(total, unasked=unasked)

    async def _one(self) -> Outcome:
        jobs = self._neighbours.jobs
        leased = await answered(
            jobs.LeaseJob(jobs_pb2.LeaseJobRequest(), timeout=CALL_SECONDS, metadata=call_metadata()), "faq"
        )
        if not leased.HasField("job"):
            return Outcome()
        job = leased.job
        facts = {"answer": job.answer_id, "kind": kind_word(job.kind)}
        started = self._clock()
        try:
            await self._make(leased)
            await self._report_done(leased)
        except Problem as problem:
            if problem.reason == "LEASE_LOST":
                # Published anew meanwhile, or so slow that another has taken it up.
                return Outcome(not_done=1)
            log.warning("not made", **facts, tries=job.tries, reason=problem.reason)
            why = problem.pl
        except Exception as error:  # noqa: BLE001  (whatever it was, the other jobs must be done)
            # A traceback ends with the message, which may quote what was to be made.
            log.error("not made", **facts, tries=job.tries, error=type(error).__name__, place=place_of(error))  # noqa: TRY400
            why = CRASH.pl
        else:
            log.info("made", **facts, language=job.language_code, seconds=round(self._clock() - started, 1))
            return Outcome(done=1)
        await self._report(leased, problem=why)
        return Outcome(not_done=1)

    async def _make(self, leased: jobs_pb2.LeaseJobResponse) -> None:
        """Make what a job asks for and keep its lease meanwhile, also while nothing is heard of it: it may wait for its turn.

        Raises:
            Problem: it was not made, or the lease was lost.
        """
        reached = 0.0

        async def make() -> None:
            nonlocal reached
            async for fraction in self._makers[leased.job.kind](leased.job):
                reached = fraction

        lasts = leased.lease_duration.ToTimedelta().total_seconds()
        pause = min(REPORT_EVERY_SECONDS, lasts / REPORTS_A_LEASE) if lasts else REPORT_EVERY_SECONDS
        making = asyncio.create_task(make())
        try:
            while not (await asyncio.wait({making}, timeout=pause))[0]:
                try:
                    await self._report(leased, min(CALL_SECONDS, pause), progress=reached)
                except Problem as problem:
                    if problem.reason == "LEASE_LOST":
                        raise
                    # What is made is worth more than one report: the next may arrive.
                    log.warning("not reported", answer=leased.job.answer_id, reason=problem.reason)
            await making
        finally:
            await end(making)

    async def _report_done(self, leased: jobs_pb2.LeaseJobResponse) -> None:
        """Say that a job is done, several times if need be: what was made would be made once more.

        Raises:
            Problem: the lease was lost, or nobody has heard it.
        """
        for pause in DONE_PAUSES_SECONDS:
            try:
                await self._report(leased, is_done=True)
            except Problem as problem:
                if problem.reason == "LEASE_LOST":
                    raise
                log.warning("not reported", answer=leased.job.answer_id, reason=problem.reason)
                await asyncio.sleep(pause)
            else:
                return
        await self._report(leased, is_done=True)

    async def _report(
        self, leased: jobs_pb2.LeaseJobResponse, within: float = CALL_SECONDS, **report: float | bool | str
    ) -> None:
        request = jobs_pb2.ReportJobRequest(job_id=leased.job.job_id, lease=leased.lease, **report)  # type: ignore[arg-type]
        call = self._neighbours.jobs.ReportJob(request, timeout=within, metadata=call_metadata())
        try:
            await answered(call, "faq")
        except Problem as problem:
            if problem.reason == "LEASE_LOST" and "problem" in report:
                return
            raise

    async def _film(self, job: _Job) -> _Progress:
        source = await self._answer(job)
        answer = await self._localiser.localise(source, "pl")
        order = orders.film(
            source,
            answer,
            signing_pb2.PRIORITY_BACKGROUND,
            wants_further_sizes=job.kind == jobs_pb2.JOB_KIND_FILM_SIZES,
        )
        async for fraction in self._rendered(order):
            yield fraction

    async def _title_film(self, job: _Job) -> _Progress:
        source = await self._answer(job)
        topics = await fetch_topics(self._neighbours, "pl", CALL_SECONDS)
        order = orders.title_film(
            source,
            topics,
            "pl",
            signing_pb2.PRIORITY_BACKGROUND,
            wants_further_sizes=job.kind == jobs_pb2.JOB_KIND_TITLE_FILM_SIZES,
        )
        async for fraction in self._rendered(order):
            yield fraction

    async def _rendered(self, order: signing_pb2.GetSigningRequest) -> _Progress:
        call = self._neighbours.signing.GetSigning(order, timeout=MAKE_SECONDS, metadata=call_metadata())
        async for message in streamed(call, "signing"):
            yield message.progress.fraction if message.WhichOneof("payload") == "progress" else 1.0

    async def _reading(self, job: _Job) -> _Progress:
        answer = await self._localiser.localise(await self._answer(job), _language(job))
        order = orders.reading(answer, priority=speech_pb2.PRIORITY_BACKGROUND)
        call = self._neighbours.speech.Synthesize(order, timeout=MAKE_SECONDS, metadata=call_metadata())
        async for message in streamed(call, "speech"):
            if message.WhichOneof("payload") == "word_mark":
                yield min(1.0, message.word_mark.text_end / len(order.text))

    async def _answer(self, job: _Job) -> faq_pb2.Answer:
        return await fetch_answer(self._neighbours, job.answer_id, _language(job), CALL_SECONDS)


def _language(job: _Job) -> Language:
    return "en" if job.language_code == "en" else "pl"
