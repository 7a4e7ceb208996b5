"""The parts of a running Waymark, put together once by `app.main` and handed to every request."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.regions import Region
from app.edge.tally import Tally
from app.markup.worker import Renderer
from app.pictures.maker import PictureMaker
from app.reading.offline import SearchFiles
from app.reading.shelf import Shelf
from app.search.query import Searcher
from app.store.database import Database, Session
from app.store.regions import all_regions

log = logging.getLogger("waymark")


@dataclass(frozen=True, slots=True)
class Platform:
    """Everything that a request may need, as values."""

    database: Database
    renderer: Renderer
    pictures: PictureMaker
    searcher: Searcher
    shelf: Shelf
    tally: Tally
    base_url: str
    clock: Callable[[], datetime]
    max_source_bytes: int
    sample: bool
    """Whether this is the sample installation, whose people and passwords are known."""
    offline: bool = True
    """Whether devices may keep pages."""
    search_files: SearchFiles = field(default_factory=SearchFiles)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction. When it has published or withdrawn something, readers are shown it before this returns."""
        with self.database.write() as session:
            yield session
        if session.info.get("published"):
            self.show()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A look at the database."""
        with self.database.read() as session:
            yield session

    def show(self) -> None:
        """Bring the stored pages up to the log. What fails here is done by the next process that looks; the log stands."""
        try:
            self.shelf.follow(self.clock())
        except Exception:
            log.exception("stored pages could not follow the publication log; they will be tried again")

    def close(self) -> None:
        """Let go of everything: child processes, files, connections."""
        self.tally.close()
        self.renderer.close()
        self.pictures.close()
        self.searcher.close()
        self.shelf.close()
        self.database.dispose()

    def regions(self) -> dict[str, Region]:
        """Every region by slug."""
        with self.read() as session:
            return all_regions(session)
