"""Runs migrations on the connection that `store/migrating.py` hands over, inside its transaction."""

from alembic import context
from okienko_faq.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
