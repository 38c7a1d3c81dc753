"""Letters that wait, in the store's database, so that a restart loses none and every replica may send them.

A letter holds an address only until it is sent or given up; then its row is deleted. Addresses and callers are counted
under a keyed hash whose key is drawn at random for each day and deleted with the day.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, select, update

from okienko_faq.mail.addresses import counted_recipient, counted_sender
from okienko_faq.store.connecting import Database, dialect_insert
from okienko_faq.store.tables import daily_keys, letter_counts, letters

Kind = Literal["recipient", "sender"]
_LEASE_SECONDS = 120
_PAUSES = (30, 120, 600, 1800)
"""Seconds before a letter is tried again; the last one repeats."""
_MOST_WAITING = 1000


@dataclass(frozen=True, slots=True)
class Letter:
    """An answer on its way."""

    recipient: str
    answer_id: str
    language: str
    translated: bytes = b""
    """The translated text as a serialised `AnswerText`; empty for the town's own."""
    is_machine_translated: bool = False
    letter_id: str = ""
    tries: int = 0
    created_at: int = 0


class TooManyLettersError(Exception):
    """Enough was sent today to this recipient or by this sender."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind = kind


class QueueFullError(Exception):
    """More letters wait than the mail server takes."""


class Queue:
    """The letters of one database."""

    def __init__(
        self,
        database: Database,
        per_recipient: int,
        per_sender: int,
        now: Callable[[], float],
        today: Callable[[], date],
    ) -> None:
        """Let each recipient get, and each sender order, so many letters a day."""
        self._database = database
        self._limits: dict[Kind, int] = {"recipient": per_recipient, "sender": per_sender}
        self._now = now
        self._today = today

    def add(self, letter: Letter, sender: str) -> None:
        """Take a letter up.

        Args:
            letter: where to and what.
            sender: the caller's network address, or "".

        Raises:
            TooManyLettersError: enough was sent today.
            QueueFullError: too many letters wait.
        """
        now = int(self._now())
        with self._database.write() as connection:
            if connection.execute(select(func.count()).select_from(letters)).scalar_one() >= _MOST_WAITING:
                raise QueueFullError
            self._count(connection, "recipient", counted_recipient(letter.recipient))
            self._count(connection, "sender", counted_sender(sender))
            connection.execute(
                insert(letters).values(
                    letter_id=secrets.token_hex(16),
                    recipient=letter.recipient,
                    answer_id=letter.answer_id,
                    language=letter.language,
                    translated=letter.translated,
                    is_machine_translated=int(letter.is_machine_translated),
                    created_at=now,
                    due_at=now,
                    tries=0,
                )
            )

    def lease(self) -> Letter | None:
        """Return the letter that has waited longest and keep it from others for two minutes; None where none is due.

        Whoever dies with a lease loses it: the letter is due again when it ends.
        """
        now = int(self._now())
        with self._database.write() as connection:
            due = (
                select(letters).where(letters.c.due_at <= now).order_by(letters.c.due_at, letters.c.letter_id).limit(1)
            )
            row = connection.execute(due.with_for_update(skip_locked=True)).mappings().first()
            if row is None:
                return None
            mine = letters.c.letter_id == row["letter_id"]
            connection.execute(update(letters).where(mine).values(due_at=now + _LEASE_SECONDS, tries=row["tries"] + 1))
            return Letter(
                row["recipient"],
                row["answer_id"],
                row["language"],
                bytes(row["translated"]),
                bool(row["is_machine_translated"]),
                row["letter_id"],
                row["tries"] + 1,
                row["created_at"],
            )

    def remove(self, letter: Letter) -> None:
        """Forget a letter and its address: it is sent, or given up."""
        with self._database.write() as connection:
            connection.execute(delete(letters).where(letters.c.letter_id == letter.letter_id))

    def put_back(self, letter: Letter) -> None:
        """Try a letter again later."""
        pause = _PAUSES[min(letter.tries, len(_PAUSES)) - 1]
        with self._database.write() as connection:
            due = update(letters).where(letters.c.letter_id == letter.letter_id)
            connection.execute(due.values(due_at=int(self._now()) + pause))

    def remove_older_than(self, seconds: float) -> int:
        """Give up letters that wait for so long, and forget the counts of earlier days; return how many letters."""
        with self._database.write() as connection:
            self._forget_other_days(connection)
            late = letters.c.created_at < self._now() - seconds
            return connection.execute(delete(letters).where(late)).rowcount

    def waiting(self) -> tuple[int, int]:
        """Return how many letters wait, and when the one came that waits longest, in Unix seconds; 0 where none waits."""
        with self._database.read() as connection:
            counted = select(func.count(), func.coalesce(func.min(letters.c.created_at), 0))
            count, oldest = connection.execute(counted).one()
        return count, oldest

    def _count(self, connection: Connection, kind: Kind, name: str) -> None:
        if not name:
            return
        digest = hashlib.blake2b(f"{kind}\n{name}".encode(), key=self._key(connection), digest_size=16).hexdigest()
        counted = dialect_insert(connection, letter_counts).values(digest=digest, count=1)
        more = counted.on_conflict_do_update(index_elements=["digest"], set_={"count": letter_counts.c.count + 1})
        if connection.execute(more.returning(letter_counts.c.count)).scalar_one() > self._limits[kind]:
            # The transaction ends here, so what is refused is not counted.
            raise TooManyLettersError(kind)

    def _key(self, connection: Connection) -> bytes:
        day = self._today().isoformat()
        self._forget_other_days(connection)
        drawn = dialect_insert(connection, daily_keys).values(day=day, key=secrets.token_bytes(32))
        connection.execute(drawn.on_conflict_do_nothing())
        return bytes(connection.execute(select(daily_keys.c.key).where(daily_keys.c.day == day)).scalar_one())

    def _forget_other_days(self, connection: Connection) -> None:
        # The counts are of the one day whose key there is.
        if connection.execute(delete(daily_keys).where(daily_keys.c.day != self._today().isoformat())).rowcount:
            connection.execute(delete(letter_counts))
