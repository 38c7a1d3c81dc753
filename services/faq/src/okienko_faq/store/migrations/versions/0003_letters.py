"""Answers by e-mail: letters that wait, and how many were sent today."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "letters",
        sa.Column("letter_id", sa.String(32), primary_key=True),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("answer_id", sa.String(80), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("translated", sa.LargeBinary, nullable=False),
        sa.Column("is_machine_translated", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    op.create_table(
        "letter_counts",
        sa.Column("digest", sa.String(32), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "daily_keys",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("key", sa.LargeBinary, nullable=False),
    )
