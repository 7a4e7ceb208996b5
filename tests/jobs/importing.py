"""Importing on the stage: by whom, into which region, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from app.actions.acting import Acting
from app.jobs.exporting import texts_of, write_files
from app.jobs.importing import How, Imported, Outcome, import_files
from app.markup.worker import Renderer
from app.store import copying, pathways, revisions
from tests.actions.stage import Stage

HABITS = Path(__file__).parent / "habits"
"""Pages as four kinds of site write them: with front matter, without, for Quarto, with admonitions."""
REASON = "Agreed in another region."
LIMIT = 200_000

Result = TypeVar("Result")


@dataclass(frozen=True)
class Taker:
    """Someone who imports into a region."""

    stage: Stage
    renderer: Renderer
    name: str = "Ada"
    region: str = "base"

    def __call__(self, piece: Callable[[Acting], Result], /) -> Result:
        return self.stage.as_(self.name, piece, region=self.region)

    def take(self, folder: Path, reason: str | None = REASON, *, instead_of_upstream: bool = False) -> dict[str, Imported]:
        """Import a folder; what became of each file, by path."""
        found = list(import_files(folder, self, self.renderer, How(reason, LIMIT, instead_of_upstream)))
        assert len({file.path for file in found}) == len(found), "each file is told of once"
        return {file.path: file for file in found}

    def export(self, folder: Path) -> dict[str, bytes]:
        """Export the region into a new folder; the bytes of each file by relative path."""
        with self.stage.database.read() as session:
            count = write_files(folder, texts_of(session, self.region))
        written = contents(folder)
        assert count == len(written)
        return written

    def text(self, slug: str) -> str:
        """The latest text of a pathway."""
        with self.stage.database.read() as session:
            row = pathways.pathway(session, self.region, slug)
            return revisions.revision(session, pathways.editions(session, row.id)[0].revision_id).source

    def rows(self) -> dict[str, list[str]]:
        """Everything that the database keeps."""
        with self.stage.database.read() as session:
            return {table.name: list(copying.lines_of(session, table)) for table in copying.kept_tables()}


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file beneath a folder, by relative path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def outcomes(found: dict[str, Imported]) -> dict[str, Outcome]:
    """What became of each file, in a word."""
    return {path: file.outcome for path, file in found.items()}
