"""A region's local details as one file beside its exported texts: `local-details.csv`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.actions import state
from app.domain.detail_table import read, written
from app.domain.errors import Refusal, Unavailable
from app.jobs.exporting import Exported
from app.jobs.folders import read_text
from app.jobs.transacting import Transact
from app.store import local_details
from app.store.database import Session

NAME = "local-details.csv"


@dataclass(frozen=True, slots=True)
class DetailsImported:
    """What became of the file."""

    changed: int = 0
    unchanged: int = 0
    reason: str = ""
    """Why nothing of it was taken; empty when it was."""

    @property
    def words(self) -> str:
        """What whoever imports is told, in a line."""
        if self.reason:
            return f"refused: {NAME}: {self.reason}"
        return f"local details: {self.changed} taken, {self.unchanged} unchanged"


def import_details(folder: Path, transact: Transact, limit_bytes: int) -> DetailsImported | None:
    """State what the file states, all of it or nothing; None when there is no such file. A second run changes nothing."""
    if not (folder / NAME).exists():
        return None
    try:
        rows = read(read_text(folder, NAME, limit_bytes))
        taken = transact(lambda acting: state.take(acting, rows))
    except Unavailable:
        raise
    except Refusal as refusal:
        return DetailsImported(reason=refusal.detail)
    except OSError as problem:
        return DetailsImported(reason=f"It can't be read: {problem.strerror or problem}.")
    return DetailsImported(len(taken.changed), taken.unchanged)


def details_file(session: Session, region: str, today: date) -> Iterator[Exported]:
    """The file, when the region states anything. What was stated before stays in the publication log, which a backup holds."""
    rows = local_details.stated_now(session, region, today)
    if rows:
        yield Exported(NAME, written(rows).encode("utf-8"))
