"""Operators' calls: how far the films and readings are that are made ahead."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from okienko.faq.v1 import jobs_pb2

from okienko_gateway.admin import NOT_LOGGED_IN, Anybody, Operator
from okienko_gateway.context import ContextDep
from okienko_gateway.job_schemas import Job, JobCount, JobList, Repeated, RepeatRequest
from okienko_gateway.neighbours import answered
from okienko_gateway.requests import call_metadata
from okienko_gateway.routes.questions import encodable

router = APIRouter(prefix="/admin/jobs", tags=["jobs"], responses=NOT_LOGGED_IN)
CALL_SECONDS = 5.0
State = Literal["waiting", "running", "done", "failed"]


@router.get("", dependencies=[Anybody], summary="Films and readings that are made ahead")
async def list_jobs(
    context: ContextDep,
    state: Annotated[State | None, Query(description="Only those.")] = None,
    page: Annotated[str, Query(max_length=20, description="`next_page` of the page before.")] = "",
    page_size: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> JobList:
    """Return jobs, those under way first, and how many there are of each kind in each state."""
    request = jobs_pb2.ListJobsRequest(
        state=f"JOB_STATE_{state.upper()}" if state else "JOB_STATE_UNSPECIFIED",  # type: ignore[arg-type]
        page_size=page_size,
        page_token=encodable(page),
    )
    found = await answered(
        context.neighbours.jobs.ListJobs(request, timeout=CALL_SECONDS, metadata=call_metadata()), "faq"
    )
    return JobList(
        jobs=[Job.of(job) for job in found.jobs],
        next_page=found.next_page_token,
        counts=[JobCount.of(count) for count in found.counts],
    )


@router.post("/repeat", dependencies=[Operator], summary="Have films and readings made again")
async def repeat_jobs(body: RepeatRequest, context: ContextDep) -> Repeated:
    """Let failed ones, or finished ones too, wait again, e.g. after the store of films was lost."""
    request = jobs_pb2.RepeatJobsRequest(only_failed=body.only_failed)
    call = context.neighbours.jobs.RepeatJobs(request, timeout=CALL_SECONDS, metadata=call_metadata())
    return Repeated(repeated=(await answered(call, "faq")).repeated_count)
