"""Films and readings that are made ahead, as the operators' API gives them."""

from datetime import UTC, datetime
from typing import Literal, Self

from okienko.faq.v1 import jobs_pb2
from pydantic import BaseModel, Field

from okienko_gateway.recording_messages import enum_word

Kind = Literal["film", "title_film", "reading", "film_sizes", "title_film_sizes"]
State = Literal["waiting", "running", "done", "failed"]


class Job(BaseModel):
    """One film, reading, or film in further sizes."""

    kind: Kind
    answer_id: str
    language: str
    state: State
    progress: float = Field(ge=0, le=1, description="While it runs.")
    tries: int = Field(description="How often it was begun.")
    problem: str = Field(description="Why it did not succeed the last time; empty where it did.")
    changed: datetime = Field(description="When something was last heard of it.")

    @classmethod
    def of(cls, job: jobs_pb2.Job) -> Self:
        """Read a message."""
        return cls.model_validate(
            {
                "kind": kind_word(job.kind),
                "answer_id": job.answer_id,
                "language": job.language_code,
                "state": _state(job.state),
                "progress": job.progress,
                "tries": job.tries,
                "problem": job.problem,
                "changed": job.changed_time.ToDatetime(UTC),
            }
        )


class JobCount(BaseModel):
    """How many there are of a kind in a state."""

    kind: Kind
    state: State
    count: int

    @classmethod
    def of(cls, counted: jobs_pb2.JobCount) -> Self:
        """Read a message."""
        return cls.model_validate(
            {"kind": kind_word(counted.kind), "state": _state(counted.state), "count": counted.count}
        )


class JobList(BaseModel):
    """One page, and the counts of all."""

    jobs: list[Job]
    next_page: str = Field(description="Empty on the last page.")
    counts: list[JobCount]


class RepeatRequest(BaseModel):
    """What is to be made again."""

    only_failed: bool = Field(True, description="Or finished ones, too.")


class Repeated(BaseModel):
    """How many wait again."""

    repeated: int


def kind_word(kind: jobs_pb2.JobKind.ValueType) -> str:
    """Return the word of a kind, e.g. title_film."""
    return enum_word(jobs_pb2.JobKind.Name(kind), "JOB_KIND_")


def _state(state: jobs_pb2.JobState.ValueType) -> str:
    return enum_word(jobs_pb2.JobState.Name(state), "JOB_STATE_")
