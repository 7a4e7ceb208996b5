"""Bringing a database to the present schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import Unavailable
from app.store.database import Database, plain_words

ROOT = Path(__file__).resolve().parents[2]


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations that this database has not seen; an SQLite file that is not there is made.

    Raises `Unavailable` when it can't be reached or written, or belongs to a newer Waymark.
    """
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    database = Database(url)
    if database.is_sqlite:
        _make_file(Path(database.url.database or ""))
    try:
        with database.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    except SQLAlchemyError as problem:
        raise Unavailable(plain_words(problem)) from problem
    except CommandError as problem:
        raise Unavailable(f"The database belongs to a newer version of Waymark ({problem}). Use that version.") from problem
    finally:
        database.dispose()


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as problem:
        raise Unavailable(f"The database {path} can't be made: {problem.strerror}.") from problem
