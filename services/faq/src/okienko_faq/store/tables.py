"""The store's tables; `migrations/` brings a database to this shape."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

documents = Table(
    "documents",
    METADATA,
    # SHA-256 of the body, hexadecimal. A version that changes one answer adds one document.
    Column("digest", String(64), primary_key=True),
    Column("body", Text, nullable=False),
)

versions = Table(
    "versions",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content_hash", String(80), nullable=False),
    # UTC, ISO 8601, to the second.
    Column("published_at", String(25), nullable=False),
    Column("answers", Integer, nullable=False),
)

items = Table(
    "items",
    METADATA,
    Column("version", ForeignKey("versions.version", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(8), CheckConstraint("kind IN ('town', 'topic', 'place', 'answer')"), primary_key=True),
    Column("item_id", String(80), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("digest", ForeignKey("documents.digest"), nullable=False, index=True),
    # Of an answer; empty for everything else.
    Column("revision", String(16), nullable=False),
)

publication = Table(
    "publication",
    METADATA,
    # One row. Replicas look at its version; a change of it is what publishes.
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True, autoincrement=False),
    Column("version", ForeignKey("versions.version"), nullable=True),
    # Of the folder that was imported last, which a restored version is not.
    Column("folder_hash", String(80), nullable=False),
)

vectors = Table(
    "vectors",
    METADATA,
    # Hash of an embedding engine's name and a text of the published answers.
    Column("digest", String(32), primary_key=True),
    # float16, little-endian.
    Column("vector", LargeBinary, nullable=False),
)

questions = Table(
    "questions",
    METADATA,
    # Random, so that it tells nothing of the order in which questions came.
    Column("question_id", String(32), primary_key=True),
    # ISO 8601, in the town's time zone; nothing finer is kept.
    Column("day", String(10), nullable=False),
    Column("language", String(8), nullable=False),
    Column("reason", String(10), CheckConstraint("reason IN ('unanswered', 'rated_down')"), nullable=False),
    # Masked.
    Column("text", Text, nullable=False),
    # The answer that did not help; empty for an unanswered question.
    Column("answer_id", String(80), nullable=False),
    Column("count", Integer, nullable=False),
    UniqueConstraint("day", "language", "reason", "text", "answer_id"),
)

topic_counts = Table(
    "topic_counts",
    METADATA,
    Column("day", String(10), primary_key=True),
    Column("topic", String(80), primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("count", Integer, nullable=False),
)

ratings = Table(
    "ratings",
    METADATA,
    Column("day", String(10), primary_key=True),
    Column("answer_id", String(80), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("helpful", Integer, nullable=False),
    Column("unhelpful", Integer, nullable=False),
)

letters = Table(
    "letters",
    METADATA,
    # Random; becomes the message's identifier, so that one that is sent twice is recognised.
    Column("letter_id", String(32), primary_key=True),
    # Deleted with the row, as soon as the letter is sent or given up.
    Column("recipient", String(254), nullable=False),
    Column("answer_id", String(80), nullable=False),
    Column("language", String(8), nullable=False),
    Column("translated", LargeBinary, nullable=False),
    Column("is_machine_translated", Integer, nullable=False),
    # Seconds since 1970.
    Column("created_at", BigInteger, nullable=False),
    # When it is tried next; while somebody sends it, the end of the lease.
    Column("due_at", BigInteger, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
)

letter_counts = Table(
    "letter_counts",
    METADATA,
    # Keyed hash of a recipient or a caller; the key is that of the day.
    Column("digest", String(32), primary_key=True),
    Column("count", Integer, nullable=False),
)

daily_keys = Table(
    "daily_keys",
    METADATA,
    Column("day", String(10), primary_key=True),
    Column("key", LargeBinary, nullable=False),
)

jobs = Table(
    "jobs",
    METADATA,
    # Digest of kind, answer, language and revision: what is published again as it was is not done again.
    Column("job_id", String(32), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("answer_id", String(80), nullable=False),
    Column("language", String(8), nullable=False),
    # What residents meet first is made first.
    Column("position", Integer, nullable=False),
    Column("state", String(8), CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')"), nullable=False),
    # Random for each lease; a worker that was given up for dead can report nothing any more.
    Column("lease", String(32), nullable=False),
    # Seconds since 1970: when it may be begun; while it runs, the end of the lease.
    Column("due_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("progress", Float, nullable=False),
    Column("problem", String(500), nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index("ix_jobs_due", "state", "due_at", "position"),
)
