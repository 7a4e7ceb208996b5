"""Bringing a database to the present schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import Unavailable
from app.store.database import Database, plain_words

ROOT = Path(__file__).resolve().parents[2]


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations that this database has not seen. Raises `Unavailable` when it can't be reached or written."""
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    database = Database(url)
    try:
        with database.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    except SQLAlchemyError as problem:
        raise Unavailable(plain_words(problem)) from problem
    finally:
        database.dispose()
