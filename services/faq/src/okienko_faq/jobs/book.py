"""Jobs in the store's database: leased, so that any number of workers share them and none is lost with its worker."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import case, delete, func, select, update

from okienko_faq.jobs.wanted import Kind, Wanted
from okienko_faq.store.connecting import Database, dialect_insert
from okienko_faq.store.tables import jobs

State = Literal["waiting", "running", "done", "failed"]
PAUSES = (60, 600, 3600)
"""Seconds before a job that did not succeed is tried again; after one more try it has failed."""
LONGEST_PROBLEM = 500
_ADDED_AT_ONCE = 200


class LeaseLostError(LookupError):
    """The job is another worker's by now, or nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work and how far it is."""

    job_id: str
    kind: Kind
    answer_id: str
    language: str
    state: State
    progress: float
    tries: int
    problem: str
    changed_at: int
    lease: str = ""


class JobBook:
    """The jobs of one town."""

    def __init__(self, database: Database, now: Callable[[], float], lease_seconds: int) -> None:
        """Keep them in `database`; `now` gives seconds since 1970, and a worker of which nothing is heard loses its job."""
        self._database = database
        self._now = now
        self.lease_seconds = lease_seconds

    def want(self, wanted: Iterable[Wanted]) -> None:
        """Take up what is new in `wanted` and forget what is no longer in it; what is done stays done."""
        rows = [self._new(position, item) for position, item in enumerate(wanted)]
        ids = [row["job_id"] for row in rows]
        with self._database.write() as connection:
            known = set(connection.execute(select(jobs.c.job_id)).scalars())
            gone = list(known - set(ids))
            for start in range(0, len(gone), _ADDED_AT_ONCE):
                connection.execute(delete(jobs).where(jobs.c.job_id.in_(gone[start : start + _ADDED_AT_ONCE])))
            new = [row for row in rows if row["job_id"] not in known]
            for start in range(0, len(new), _ADDED_AT_ONCE):
                # Another replica may take the same version up at the same moment.
                added = dialect_insert(connection, jobs).values(new[start : start + _ADDED_AT_ONCE])
                connection.execute(added.on_conflict_do_nothing())

    def lease(self, kinds: Sequence[Kind]) -> Job | None:
        """Return the next job that is due, of these kinds or of any, and keep it from others; None where none is."""
        now = int(self._now())
        due = select(jobs).where(jobs.c.state.in_(("waiting", "running")), jobs.c.due_at <= now)
        if kinds:
            due = due.where(jobs.c.kind.in_(kinds))
        with self._database.write() as connection:
            found = connection.execute(due.order_by(jobs.c.position).limit(1).with_for_update(skip_locked=True))
            row = found.mappings().first()
            if row is None:
                return None
            values = {
                "state": "running",
                "lease": secrets.token_hex(16),
                "due_at": now + self.lease_seconds,
                "tries": row["tries"] + 1,
                "progress": 0.0,
                "changed_at": now,
            }
            connection.execute(update(jobs).where(jobs.c.job_id == row["job_id"]).values(**values))
        return _job({**row, **values})

    def progress(self, job_id: str, lease: str, fraction: float) -> None:
        """Note how far a job is and keep it for its worker.

        Raises:
            LeaseLostError: it is no longer that worker's.
        """
        self._report(job_id, lease, progress=fraction, due_at=int(self._now()) + self.lease_seconds)

    def done(self, job_id: str, lease: str) -> None:
        """Note that a job is done.

        Raises:
            LeaseLostError: it is no longer that worker's.
        """
        self._report(job_id, lease, state="done", progress=1.0, problem="", lease_after="")

    def not_done(self, job_id: str, lease: str, problem: str) -> None:
        """Note that a job did not succeed; it is tried again later, or has failed.

        Raises:
            LeaseLostError: it is no longer that worker's.
        """
        # The first try has tries 1 and is followed by the first pause.
        pause = case(*((jobs.c.tries == number, seconds) for number, seconds in enumerate(PAUSES, 1)), else_=0)
        self._report(
            job_id,
            lease,
            state=case((jobs.c.tries > len(PAUSES), "failed"), else_="waiting"),
            due_at=int(self._now()) + pause,
            problem=problem[:LONGEST_PROBLEM],
            lease_after="",
        )

    def list(self, state: State | None, start: int, size: int) -> Sequence[Job]:
        """Return jobs from the `start`-th on, those under way first, then in the order in which they are done."""
        order = case(
            (jobs.c.state == "running", 0), (jobs.c.state == "failed", 1), (jobs.c.state == "waiting", 2), else_=3
        )
        listed = select(jobs).order_by(order, jobs.c.position, jobs.c.job_id).offset(start).limit(size)
        if state:
            listed = listed.where(jobs.c.state == state)
        with self._database.read() as connection:
            return [_job(row) for row in connection.execute(listed).mappings()]

    def counts(self) -> dict[tuple[Kind, State], int]:
        """Return how many jobs there are by kind and state."""
        counted = select(jobs.c.kind, jobs.c.state, func.count()).group_by(jobs.c.kind, jobs.c.state)
        with self._database.read() as connection:
            return {(kind, state): count for kind, state, count in connection.execute(counted)}

    def oldest_due(self) -> int:
        """Return since when the job is due that waits longest, in seconds since 1970; 0 where none is."""
        # One that runs is due when its lease has ended: whoever held it has died.
        begun = jobs.c.state.in_(("waiting", "running"))
        due = select(func.min(jobs.c.due_at)).where(begun, jobs.c.due_at <= int(self._now()))
        with self._database.read() as connection:
            return connection.execute(due).scalar_one() or 0

    def repeat(self, *, only_failed: bool) -> int:
        """Let failed jobs, or finished ones too, wait again; return how many."""
        states = ("failed",) if only_failed else ("failed", "done")
        again = update(jobs).where(jobs.c.state.in_(states))
        with self._database.write() as connection:
            values = {"state": "waiting", "due_at": int(self._now()), "tries": 0, "progress": 0.0, "problem": ""}
            return connection.execute(again.values(**values)).rowcount

    def _new(self, position: int, item: Wanted) -> dict[str, Any]:
        now = int(self._now())
        return {
            "job_id": item.job_id,
            "kind": item.kind,
            "answer_id": item.answer_id,
            "language": item.language,
            "position": position,
            "state": "waiting",
            "lease": "",
            "due_at": now,
            "tries": 0,
            "progress": 0.0,
            "problem": "",
            "changed_at": now,
        }

    def _report(self, job_id: str, lease: str, lease_after: str | None = None, **values: Any) -> None:
        mine = (jobs.c.job_id == job_id, jobs.c.state == "running", jobs.c.lease == lease)
        values |= {"changed_at": int(self._now())} | ({} if lease_after is None else {"lease": lease_after})
        with self._database.write() as connection:
            if not connection.execute(update(jobs).where(*mine).values(**values)).rowcount:
                raise LeaseLostError(job_id)


def _job(row: Any) -> Job:
    return Job(
        row["job_id"],
        row["kind"],
        row["answer_id"],
        row["language"],
        row["state"],
        row["progress"],
        row["tries"],
        row["problem"],
        row["changed_at"],
        row["lease"],
    )
