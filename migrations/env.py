"""How migrations run: on the connection that setup gives, or on WAYMARK_DATABASE_URL from the command line."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection

from app.store import rows
from app.store.database import Database


def run(connection: Connection) -> None:
    """Run what is missing, in one transaction, waiting at most a few seconds for locks."""
    context.configure(
        connection=connection, target_metadata=rows.METADATA, render_as_batch=True, transactional_ddl=True, compare_type=True
    )
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("set local lock_timeout = '5s'")
        connection.exec_driver_sql("set local statement_timeout = '60s'")
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with Database(os.environ["WAYMARK_DATABASE_URL"]).engine.begin() as own:
        run(own)
