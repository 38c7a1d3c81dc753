"""What is to be made ready: gRPC in, gRPC out."""

# ruff: noqa: ARG002, N802 - the contract fixes the names and arguments of its methods

from collections.abc import Mapping
from typing import Any

import grpc
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from okienko.faq.v1 import jobs_pb2, jobs_pb2_grpc
from okienko_common.errors import ServiceError
from okienko_common.paging import page

from okienko_faq.jobs.book import Job, JobBook, LeaseLostError, State
from okienko_faq.jobs.wanted import Kind
from okienko_faq.refusals import invalid, stored

_CallContext = grpc.aio.ServicerContext[Any, Any]
_PAGE_SIZE = 100
_KINDS: Mapping[jobs_pb2.JobKind.ValueType, Kind] = {
    jobs_pb2.JOB_KIND_FILM: "film",
    jobs_pb2.JOB_KIND_TITLE_FILM: "title",
    jobs_pb2.JOB_KIND_READING: "reading",
    jobs_pb2.JOB_KIND_FILM_SIZES: "sizes",
    jobs_pb2.JOB_KIND_TITLE_FILM_SIZES: "titlesizes",
}
_STATES: Mapping[jobs_pb2.JobState.ValueType, State] = {
    jobs_pb2.JOB_STATE_WAITING: "waiting",
    jobs_pb2.JOB_STATE_RUNNING: "running",
    jobs_pb2.JOB_STATE_DONE: "done",
    jobs_pb2.JOB_STATE_FAILED: "failed",
}
_KIND_NUMBERS = {name: number for number, name in _KINDS.items()}
_STATE_NUMBERS = {name: number for number, name in _STATES.items()}


class JobService(jobs_pb2_grpc.JobServiceServicer):
    """The four calls."""

    def __init__(self, book: JobBook) -> None:
        self._book = book

    async def LeaseJob(self, request: jobs_pb2.LeaseJobRequest, context: _CallContext) -> jobs_pb2.LeaseJobResponse:
        """Give the next job."""
        kinds = [_KINDS[kind] for kind in request.kinds if kind in _KINDS]
        job = await stored(self._book.lease, kinds)
        if job is None:
            return jobs_pb2.LeaseJobResponse()
        lasts = Duration(seconds=self._book.lease_seconds)
        return jobs_pb2.LeaseJobResponse(job=_message(job), lease=job.lease, lease_duration=lasts)

    async def ReportJob(self, request: jobs_pb2.ReportJobRequest, context: _CallContext) -> jobs_pb2.ReportJobResponse:
        """Note how far a job is, or what became of it."""
        named = request.job_id, request.lease
        try:
            match request.WhichOneof("report"):
                case "progress":
                    # What is no number counts as nothing done.
                    fraction = request.progress if 0 <= request.progress <= 1 else 0.0
                    await stored(self._book.progress, *named, fraction)
                case "problem":
                    await stored(self._book.not_done, *named, request.problem)
                case _ if request.is_done:
                    await stored(self._book.done, *named)
                case _:
                    raise invalid(
                        "EMPTY_REPORT",
                        "Podaj postęp, koniec albo problem.",
                        "Give the progress, the end or the problem.",
                    )
        except LeaseLostError:
            raise ServiceError(
                grpc.StatusCode.FAILED_PRECONDITION,
                "LEASE_LOST",
                "To zadanie wykonuje już kto inny albo nie jest już potrzebne. Weź następne.",
                "Another worker has this job by now, or it is no longer wanted. Take the next one.",
            ) from None
        return jobs_pb2.ReportJobResponse()

    async def ListJobs(self, request: jobs_pb2.ListJobsRequest, context: _CallContext) -> jobs_pb2.ListJobsResponse:
        """Return jobs and counts."""
        counts = await stored(self._book.counts)
        state = _STATES.get(request.state)
        total = sum(count for (_, counted), count in counts.items() if state in {None, counted})
        start, end, token = page(request.page_token, request.page_size, total, _PAGE_SIZE)
        listed = await stored(self._book.list, state, start, end - start)
        return jobs_pb2.ListJobsResponse(
            jobs=[_message(job) for job in listed],
            next_page_token=token,
            counts=[
                jobs_pb2.JobCount(kind=_KIND_NUMBERS[kind], state=_STATE_NUMBERS[counted], count=count)
                for (kind, counted), count in sorted(counts.items())
            ],
        )

    async def RepeatJobs(
        self, request: jobs_pb2.RepeatJobsRequest, context: _CallContext
    ) -> jobs_pb2.RepeatJobsResponse:
        """Have jobs done again."""

        def repeat() -> int:
            return self._book.repeat(only_failed=request.only_failed)

        return jobs_pb2.RepeatJobsResponse(repeated_count=await stored(repeat))


def _message(job: Job) -> jobs_pb2.Job:
    return jobs_pb2.Job(
        job_id=job.job_id,
        kind=_KIND_NUMBERS[job.kind],
        answer_id=job.answer_id,
        language_code=job.language,
        state=_STATE_NUMBERS[job.state],
        progress=job.progress,
        tries=job.tries,
        problem=job.problem,
        changed_time=Timestamp(seconds=job.changed_at),
    )
