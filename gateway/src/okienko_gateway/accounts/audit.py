"""The audit log: who changed what and when, in files that only grow, a line of JSON each, one file a day and machine."""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from okienko_common.logs import get_logger

log = get_logger(__name__)
_SUFFIX = ".jsonl"


class AuditUnavailableError(OSError):
    """The log cannot be written, so that no change may be made."""


@dataclass(frozen=True)
class AuditEntry:
    """One thing that somebody did or tried. Holds identifiers, never content."""

    time: datetime
    subject: str
    action: str
    """Method and path below /api/v1 with names in place of identifiers, or "login"."""
    outcome: str
    """The HTTP status, or a reason."""
    ids: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    request_id: str = ""


class AuditTrail:
    """Writes and reads the log.

    Args:
        folder: where the files lie; made when the first entry is written.
        days: after which files are removed.
        now: the time.
    """

    def __init__(self, folder: Path, days: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._folder = folder
        self._days = days
        self._now = now
        # Copies of the gateway that share a folder write to files of their own: not every network file system appends whole lines.
        self._machine = "".join(letter for letter in socket.gethostname() if letter.isalnum() or letter == "-") or "x"
        self._expired_on: date | None = None
        self._turn = threading.Lock()

    def check(self) -> None:
        """Make sure that an entry could be written now.

        Raises:
            AuditUnavailableError: it could not.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(self._open(self._now().date()))
        except OSError as error:
            raise AuditUnavailableError(error.errno, error.strerror or "") from None

    def record(
        self,
        subject: str,
        action: str,
        outcome: str,
        ids: Mapping[str, str] | None = None,
        roles: tuple[str, ...] = (),
        request_id: str = "",
    ) -> None:
        """Append an entry; it is on the disk when this returns.

        Raises:
            AuditUnavailableError: it could not be written.
        """
        now = self._now()
        line = {
            "time": now.isoformat(timespec="milliseconds"),
            "subject": subject,
            "roles": list(roles),
            "action": action,
            "ids": dict(ids or {}),
            "outcome": outcome,
            "request_id": request_id,
        }
        content = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        self.check()
        try:
            with self._turn:
                descriptor = self._open(now.date())
                try:
                    size = os.fstat(descriptor).st_size
                    # A crash may have left half a line.
                    is_cut = size and os.pread(descriptor, 1, size - 1) != b"\n"
                    # One write of one line: another process's line never falls into the middle.
                    os.write(descriptor, b"\n" + content if is_cut else content)
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
                self._expire(now.date())
        except OSError as error:
            raise AuditUnavailableError(error.errno, error.strerror or "") from None

    def entries(self, first: date | None = None, last: date | None = None, subject: str = "") -> Iterator[AuditEntry]:
        """Yield entries, newest first; a line that was cut off by a crash is left out."""
        for day in sorted({_day(path) for path in self._files()}, reverse=True):
            if (first and day < first) or (last and day > last):
                continue
            found = [
                entry
                for path in self._files()
                if _day(path) == day
                for entry in map(_entry, path.read_bytes().splitlines())
                if entry and subject in {"", entry.subject}
            ]
            yield from sorted(found, key=lambda entry: entry.time, reverse=True)

    def _open(self, day: date) -> int:
        path = self._folder / f"{day.isoformat()}.{self._machine}{_SUFFIX}"
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def _files(self) -> list[Path]:
        return [path for path in self._folder.glob(f"*{_SUFFIX}") if _day(path) != date.min]

    def _expire(self, today: date) -> None:
        if self._expired_on == today:
            return
        self._expired_on = today
        for path in self._files():
            if _day(path) < today - timedelta(days=self._days):
                path.unlink(missing_ok=True)
                log.info("audit file removed", day=_day(path).isoformat())


def _day(path: Path) -> date:
    try:
        return date.fromisoformat(path.name[:10])
    except ValueError:
        return date.min


def _entry(line: bytes) -> AuditEntry | None:
    try:
        read: dict[str, Any] = json.loads(line)
        return AuditEntry(
            datetime.fromisoformat(read["time"]),
            read["subject"],
            read["action"],
            read["outcome"],
            read["ids"],
            tuple(read["roles"]),
            read["request_id"],
        )
    except (ValueError, KeyError, TypeError):
        return None
