"""What is kept, in the store's database."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from okienko_faq.store.connecting import Database, dialect_insert
from okienko_faq.store.tables import questions, ratings, topic_counts


@dataclass(frozen=True, slots=True)
class Asked:
    """A masked question of one day that lacks an answer."""

    day: str
    language: str
    reason: str
    """"unanswered" or "rated_down"."""
    text: str
    answer_id: str = ""


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """The same, as it is kept."""

    question_id: str
    asked: Asked
    count: int


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted since it was last written down; counts by what they count."""

    questions: Mapping[Asked, int]
    topics: Mapping[tuple[str, str, str, str], int]
    """By day, topic, outcome, language."""
    ratings: Mapping[tuple[str, str, str, bool], int]
    """By day, answer, language, whether it helped."""


class KeptTables:
    """The three tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, noted: Noted) -> None:
        """Write down what was noted; the same question of the same day is counted, not kept twice."""
        with self._database.write() as connection:
            for asked, count in noted.questions.items():
                row = {
                    "question_id": secrets.token_hex(16),
                    "day": asked.day,
                    "language": asked.language,
                    "reason": asked.reason,
                    "text": asked.text,
                    "answer_id": asked.answer_id,
                    "count": count,
                }
                _add(connection, questions, row, ("count",), ("day", "language", "reason", "text", "answer_id"))
            for (day, topic, outcome, language), count in noted.topics.items():
                row = {"day": day, "topic": topic, "outcome": outcome, "language": language, "count": count}
                _add(connection, topic_counts, row, ("count",), ("day", "topic", "outcome", "language"))
            for (day, answer, language, helped), count in noted.ratings.items():
                row = {"day": day, "answer_id": answer, "language": language}
                row |= {"helpful": count if helped else 0, "unhelpful": 0 if helped else count}
                _add(connection, ratings, row, ("helpful", "unhelpful"), ("day", "answer_id", "language"))

    def remove_old(self, today: date, question_days: int, count_days: int) -> None:
        """Remove for good what was kept for so many days."""
        with self._database.write() as connection:
            for table, days in ((questions, question_days), (topic_counts, count_days), (ratings, count_days)):
                first = (today - timedelta(days=days - 1)).isoformat()
                connection.execute(delete(table).where(table.c.day < first))

    def delete_questions(self, question_ids: Sequence[str]) -> int:
        """Remove questions for good; return how many there were."""
        with self._database.write() as connection:
            return connection.execute(delete(questions).where(questions.c.question_id.in_(question_ids))).rowcount

    def delete_all_questions(self) -> None:
        """Remove every question, because the town no longer keeps any."""
        with self._database.write() as connection:
            connection.execute(delete(questions))

    def questions(self) -> list[KeptQuestion]:
        """Return all questions, the most asked of a day first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(questions).order_by(questions.c.count.desc(), questions.c.day.desc(), questions.c.text)
            ).mappings()
            return [
                KeptQuestion(
                    row["question_id"],
                    Asked(row["day"], row["language"], row["reason"], row["text"], row["answer_id"]),
                    row["count"],
                )
                for row in rows
            ]

    def rows(self, table: Table, first_day: str = "", last_day: str = "9") -> list[Mapping[str, Any]]:
        """Return a table's rows of some days in a fixed order, without random identifiers."""
        columns = [column for column in table.columns if column.name != "question_id"]
        days = select(*columns).where(table.c.day >= first_day, table.c.day <= last_day).order_by(*columns)
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(days).mappings()]


def _add(
    connection: Connection, table: Table, row: Mapping[str, Any], sums: Sequence[str], same: Sequence[str]
) -> None:
    statement = dialect_insert(connection, table).values(row)
    added = {name: table.c[name] + statement.excluded[name] for name in sums}
    connection.execute(statement.on_conflict_do_update(index_elements=list(same), set_=added))
