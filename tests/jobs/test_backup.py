"""A backup holds everything that can't be made again, moves between databases, and is refused when it is not whole."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from app.actions import localise, publish
from app.domain.errors import Invalid, Taken, Unavailable
from app.jobs.backup import back_up, restore
from app.store import copying
from app.store.database import Database
from app.store.invariants import broken
from app.store.migrate import upgrade
from tests.actions.stage import NOW, Stage
from tests.logged import entries_after


def lived_in(stage: Stage) -> None:
    """A site where things have happened."""
    opened = stage.published()
    stage.publish(stage.agree_all(stage.submit(stage.save(opened, opened.revision.source.replace("47.5", "23.75")))))
    stage.as_("Ana", lambda a: localise.localise(a, "af"), region="northvale")
    other = stage.published("copd")
    stage.as_("Lea", lambda a: publish.withdraw(a, "copd", 1, other.token, "Superseded.", "af"))


def rows(database: Database) -> dict[str, list[str]]:
    with database.read() as session:
        return {table.name: list(copying.lines_of(session, table)) for table in copying.kept_tables()}


@pytest.fixture
def saved(stage: Stage, tmp_path: Path) -> Path:
    lived_in(stage)
    back_up(stage.database, tmp_path / "backup.zip", NOW)
    return tmp_path / "backup.zip"


@pytest.mark.parametrize("target", ["empty_sqlite_url", "empty_postgresql_url"])
def test_what_is_restored_is_what_was_backed_up_on_either_database(
    stage: Stage, saved: Path, target: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(target)
    upgrade(url)
    fresh = Database(url)
    restore(fresh, saved)
    assert rows(fresh) == rows(stage.database)
    with fresh.read() as session:
        assert list(broken(session)) == []
        assert len(entries_after(session, 0)) == 5
    Stage(fresh).begin("asthma")
    fresh.dispose()


def test_nothing_is_restored_over_something(stage: Stage, saved: Path) -> None:
    before = rows(stage.database)
    with pytest.raises(Taken):
        restore(stage.database, saved)
    assert rows(stage.database) == before


@pytest.mark.parametrize("damage", ["flip", "cut", "other", "missing"])
def test_a_damaged_backup_is_refused_by_name_and_changes_nothing(
    saved: Path, damage: str, empty_sqlite_url: str, tmp_path: Path
) -> None:
    upgrade(empty_sqlite_url)
    fresh = Database(empty_sqlite_url)
    before = rows(fresh)
    with pytest.raises(Invalid):
        restore(fresh, _damaged(saved, damage, tmp_path / "damaged.zip"))
    assert rows(fresh) == before
    fresh.dispose()


def _damaged(saved: Path, damage: str, target: Path) -> Path:
    if damage == "missing":
        return target
    if damage == "cut":
        target.write_bytes(saved.read_bytes()[:-200])
    elif damage == "other":
        target.write_text("not a backup", encoding="utf-8")
    else:
        with zipfile.ZipFile(saved) as good, zipfile.ZipFile(target, "w") as bad:
            for name in good.namelist():
                data = good.read(name)
                bad.writestr(name, data.replace(b"47.5 mg", b"475. mg") if name == "revision.jsonl" else data)
    return target


def test_a_backup_that_cannot_be_written_says_so(stage: Stage, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="can't be written"):
        back_up(stage.database, tmp_path / "no" / "backup.zip", NOW + timedelta())
