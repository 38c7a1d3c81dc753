"""Counts, ratings and masked questions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "questions",
        sa.Column("question_id", sa.String(32), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column(
            "reason", sa.String(10), sa.CheckConstraint("reason IN ('unanswered', 'rated_down')"), nullable=False
        ),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("answer_id", sa.String(80), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.UniqueConstraint("day", "language", "reason", "text", "answer_id"),
    )
    op.create_table(
        "topic_counts",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("topic", sa.String(80), primary_key=True),
        sa.Column("outcome", sa.String(16), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "ratings",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("answer_id", sa.String(80), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("helpful", sa.Integer, nullable=False),
        sa.Column("unhelpful", sa.Integer, nullable=False),
    )
