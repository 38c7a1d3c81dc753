"""Content in versions, in place of the one pack that the store held before."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables; what the store held before is imported anew from the town's folder."""
    for former in ("answer_places", "answers", "topics", "places", "pack", "schema_migrations"):
        op.execute(f"DROP TABLE IF EXISTS {former}")
    op.create_table(
        "documents",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "versions",
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("content_hash", sa.String(80), nullable=False),
        sa.Column("published_at", sa.String(25), nullable=False),
        sa.Column("answers", sa.Integer, nullable=False),
    )
    op.create_table(
        "items",
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.version", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "kind",
            sa.String(8),
            sa.CheckConstraint("kind IN ('town', 'topic', 'place', 'answer')"),
            primary_key=True,
        ),
        sa.Column("item_id", sa.String(80), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), sa.ForeignKey("documents.digest"), nullable=False, index=True),
        sa.Column("revision", sa.String(16), nullable=False),
    )
    publication = op.create_table(
        "publication",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1"), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.version"), nullable=True),
        sa.Column("folder_hash", sa.String(80), nullable=False),
    )
    op.bulk_insert(publication, [{"id": 1, "version": None, "folder_hash": ""}])
    op.create_table(
        "vectors",
        sa.Column("digest", sa.String(32), primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
