"""The index follows what readers are shown: never ahead of their pages, and the same when it is done again."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import Unavailable
from app.domain.local_details import filled
from app.domain.publication import GENESIS, Edition, EntryKind
from app.domain.regions import Standing
from app.search.folder import Doubt, SearchBusy, State, ask, current
from app.search.index import Reached, Writer
from app.search.lines import plain
from app.search.schema import Card, card
from app.search.snapshot import Snapshot, load
from app.store.database import Database, Session
from app.store.projections import ShownRow, all_shown, filled_after, progress, shown_under
from app.store.publication_log import entry_at, hash_at, headlines_after

BATCH = 200
"""Entries of one commit, at most; a page is never divided."""
STRIDE = 100
"""Entries of the publication log that are followed at a time."""
READ = 50
"""Editions that are read at a time: no session stays open while the index is written."""

WAIT = 0.2
"""Seconds between two looks at an index that another process makes anew."""

Told = Callable[[int, int], None]
"""Is told how many pages are done, and of how many."""


def nobody(done: int, of: int) -> None:
    """Nobody is told."""


@dataclass(frozen=True, slots=True, order=True)
class Wanted:
    """A text that is shown, and where."""

    origin: str
    slug: str
    sequence: int
    regions: tuple[str, ...]
    details: str
    """What readers there are told of its local details."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit does."""

    slugs: int = 0
    """How many of the slugs it deals with."""
    gone: tuple[int, ...] = ()
    """Entries that are deleted."""
    pages: tuple[tuple[Card, Edition], ...] = ()
    """Texts that are added."""

    @property
    def entries(self) -> int:
        """How many entries of the index it touches."""
        return len(self.gone) + sum(page.entries for page, _ in self.pages)


def open_writer(folder: Path) -> Writer:
    """Hold a search folder for writing until it is closed.

    Raises `SearchBusy` when another process holds it, and `Unavailable` when it can't be used.
    """
    return Writer(folder)


def follow(database: Database, writer: Writer, told: Told = nobody) -> int:
    """Bring the index to where pages are; returns the sequence that it has reached.

    What has been withdrawn or superseded is gone from it. An index that is missing, damaged, of another making, of another log
    or of another tree of regions is made anew. Raises `Unavailable` when it can't be written; then it stays as it is.
    """
    writer.keep()
    if writer.is_asked():
        return rebuild(database, writer, told)
    try:
        state = writer.state()
        with database.read() as session:
            aim = progress(session)
            same = state.basis == aim.basis and _entry_hash(session, state.sequence) == state.entry_hash
        if not same:
            return rebuild(database, writer, told)
        while state.sequence != aim.sequence:
            _stride(database, writer, state, aim.sequence)
            state = writer.state()
        _refill(database, writer, state, aim.makings)
    except Doubt:
        return rebuild(database, writer, told)
    return state.sequence


def rebuild(database: Database, writer: Writer, told: Told = nobody) -> int:
    """Make the index anew beside the present one, and switch to it when it holds what it should; returns its sequence.

    Raises `Unavailable` when it can't be written or holds something else; then the present one stays.
    """
    with database.read() as session:
        at = progress(session)
        wanted = _wanted(all_shown(session))
        reached = Reached(at.sequence, _entry_hash(session, at.sequence) or "", at.basis)
    generation = writer.build(_pages(database, wanted, told), reached)
    try:
        snapshot = Snapshot(generation, State.read(generation), {})
        snapshot.close()
        if {_shown_as(page) for page, _ in snapshot.pages()} != set(wanted):
            raise Unavailable(f"The search index in {writer.folder} does not hold what it should. Try again.")
    except BaseException:
        writer.discard(generation)
        raise
    writer.switch(generation)
    return at.sequence


def remake(database: Database, folder: Path, told: Told = nobody) -> int:
    """Make the index anew, whoever holds it: when another process does, it is asked to, and waited for. Returns its sequence.

    Raises `Unavailable` as `rebuild` does.
    """
    before, asked = _generation(folder), False
    while True:
        try:
            with open_writer(folder) as writer:
                return rebuild(database, writer, told)
        except SearchBusy:
            if asked and _generation(folder) != before:
                return how_far(folder) or 0
            if not asked:
                ask(folder)
                asked = True
        time.sleep(WAIT)


def how_far(folder: Path) -> int | None:
    """The sequence that the index has reached; None when there is no index."""
    try:
        return State.read(current(folder.resolve())).sequence
    except Doubt:
        return None


def _generation(folder: Path) -> str | None:
    try:
        return current(folder.resolve()).name
    except Doubt:
        return None


def compare(database: Database, folder: Path) -> list[str]:
    """Every difference between the index and what regions show, a sentence each; empty when there is none."""
    try:
        snapshot = load(folder.resolve(), {})
    except Doubt as doubt:
        return [f"search index: {doubt}"]
    try:
        with database.read() as session:
            rows = {(row.region, row.slug): row for row in all_shown(session) if row.standing == Standing.PUBLISHED}
        found = {(region, page.slug): page for page, _ in snapshot.pages() for region in page.regions}
        differences = [_difference(place, rows.get(place), found.get(place)) for place in sorted({*rows, *found})]
        return [line for line in differences if line] + list(_damage(database, snapshot))
    finally:
        snapshot.close()


def _stride(database: Database, writer: Writer, state: State, aim: int) -> None:
    """Follow some entries of the log towards `aim`, or step back to it: then pages are being made anew."""
    with database.read() as session:
        entries = [entry for entry in headlines_after(session, state.sequence, STRIDE) if entry.sequence <= aim]
        slugs = list(dict.fromkeys(entry.slug for entry in entries if entry.kind is not EntryKind.DETAIL_CHANGED))
        end = entries[-1].sequence if entries else aim
        there = Reached(end, _entry_hash(session, end) or "", state.basis)
    here = Reached(state.sequence, state.entry_hash, state.basis)
    while True:
        change = _change(database, writer.snapshot(), slugs)
        slugs = slugs[change.slugs :]
        writer.commit(change.gone, change.pages, here if slugs else there)
        if not slugs:
            return


def _refill(database: Database, writer: Writer, state: State, makings: int) -> None:
    """Follow the local details of what is shown. The calendar changes them, too; a writer that begins looks at all of them."""
    if writer.filled == makings:
        return
    with database.read() as session:
        slugs = filled_after(session, writer.filled if writer.filled < makings else 0)
    here = Reached(state.sequence, state.entry_hash, state.basis)
    while slugs:
        change = _change(database, writer.snapshot(), slugs)
        slugs = slugs[change.slugs :]
        if change.gone or change.pages:
            writer.commit(change.gone, change.pages, here)
    writer.filled = makings


def _change(database: Database, snapshot: Snapshot, slugs: Sequence[str]) -> Change:
    """What to do for as many of the slugs as one commit takes."""
    change = Change()
    with database.read() as session:
        wanted = _wanted(shown_under(session, slugs))
        for slug in slugs:
            texts = {text for text in wanted if text.slug == slug}
            have = {_shown_as(page): entries for page, entries in snapshot.under(slug)}
            gone = tuple(entry for text in have.keys() - texts for entry in have[text])
            pages = tuple(_page(session, text) for text in sorted(texts - have.keys()))
            larger = Change(change.slugs + 1, change.gone + gone, change.pages + pages)
            if change.slugs and larger.entries > BATCH:
                break
            change = larger
    return change


def _wanted(rows: Iterable[ShownRow]) -> list[Wanted]:
    """The texts that are shown, each once."""
    regions: dict[tuple[str, str, int, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.standing == Standing.PUBLISHED:
            regions[row.origin, row.slug, row.sequence, row.details].append(row.region)
    return sorted(
        Wanted(origin, slug, sequence, tuple(sorted(shown)), details)
        for (origin, slug, sequence, details), shown in regions.items()
    )


def _shown_as(page: Card) -> Wanted:
    return Wanted(page.origin, page.slug, page.sequence, page.regions, page.details)


def _page(session: Session, text: Wanted) -> tuple[Card, Edition]:
    edition = entry_at(session, text.sequence).edition
    if edition is None:
        raise ValueError(f"Entry {text.sequence} of the publication log holds no text, and it is shown.")
    said = filled(edition, json.loads(text.details) if text.details else {})
    return card(said, text.sequence, text.regions, text.details), said


def _pages(database: Database, wanted: Sequence[Wanted], told: Told) -> Iterator[tuple[Card, Edition]]:
    """The texts, some at a time, so that no session stays open while the index is written."""
    for start in range(0, len(wanted), READ):
        with database.read() as session:
            pages = [_page(session, text) for text in wanted[start : start + READ]]
        for done, page in enumerate(pages, start + 1):
            yield page
            told(done, len(wanted))


def _entry_hash(session: Session, sequence: int) -> str | None:
    """Hash of one entry of the log; None when it isn't there."""
    return hash_at(session, sequence) if sequence else GENESIS


def _difference(place: tuple[str, str], row: ShownRow | None, page: Card | None) -> str:
    """What is wrong under one slug of one region; empty when nothing is."""
    name = f"search index: {place[0]}/{place[1]}"
    if row is None:
        return f"{name} can be found and is not shown"
    if page is None:
        return f"{name} is shown and can't be found"
    if (row.origin, row.sequence) == (page.origin, page.sequence):
        return "" if row.details == page.details else f"{name}: other local details are shown than can be found"
    return f"{name}: version {row.number} of {row.origin} is shown, and version {page.number} of {page.origin} can be found"


def _damage(database: Database, snapshot: Snapshot) -> Iterator[str]:
    """Pages whose text in the index is not the text that was published."""
    for page, entries in snapshot.pages():
        with database.read() as session:
            card_now, edition = _page(session, _shown_as(page))
        texts = [snapshot.text(entry) for entry in entries[1:]]
        if card_now != page or texts != [plain(section.text) for section in edition.sections]:
            yield f"search index: {page.origin}/{page.slug} version {page.number} holds another text than was published"
