"""A region's details go out beside its texts and come in again, whole or not at all; a second time nothing changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.actions import state
from app.domain.local_details import Stated
from app.jobs.detail_file import NAME, DetailsImported, details_file, import_details
from app.jobs.exporting import write_files
from app.jobs.transacting import Transact
from app.store import local_details
from tests.actions.stage import Stage

TODAY = date(2026, 3, 2)
STATED = [
    ("cardiology.clinic.phone", Stated("+64 9 555 0199", TODAY, note="Rang, and asked.")),
    ("cardiology.clinic.phone", Stated("09 555 0200", TODAY, starts=date(2026, 6, 1))),
    ("national.poison-line.phone", Stated("0800 555 000", TODAY, below=True)),
]


def as_admin(stage: Stage, region: str) -> Transact:
    def transact(piece):  # type: ignore[no-untyped-def]
        return stage.as_("Ada", piece, region=region)

    return transact


def written(stage: Stage, region: str, folder: Path) -> bytes:
    with stage.database.read() as session:
        write_files(folder, details_file(session, region, TODAY))
    return (folder / NAME).read_bytes()


def test_out_and_in_elsewhere_and_out_again(stage: Stage, tmp_path: Path) -> None:
    stage.as_("Ada", lambda a: state.take(a, STATED))
    first = written(stage, "base", tmp_path / "one")
    assert import_details(tmp_path / "one", as_admin(stage, "northvale"), 10_000) == DetailsImported(3, 0)
    assert import_details(tmp_path / "one", as_admin(stage, "northvale"), 10_000) == DetailsImported(0, 3)
    assert written(stage, "northvale", tmp_path / "two") == first
    with stage.database.read() as session:
        assert [len(changes) for changes in local_details.details_of(session, "northvale").values()] == [2, 1]


def test_nothing_is_written_or_taken_where_there_is_nothing(stage: Stage, tmp_path: Path) -> None:
    with stage.database.read() as session:
        assert write_files(tmp_path, details_file(session, "base", TODAY)) == 0
    assert import_details(tmp_path, as_admin(stage, "base"), 10_000) is None


def test_a_file_with_one_bad_row_changes_nothing_and_says_which(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("key,value,as_of\na.b,1,2026-03-02\na.c,2,March\n", encoding="utf-8")
    told = import_details(tmp_path, as_admin(stage, "base"), 10_000)
    assert told is not None
    assert "Line 3" in told.words
    with stage.database.read() as session:
        assert local_details.details_of(session, "base") == {}
