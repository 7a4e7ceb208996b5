"""Import: a folder of Markdown becomes pathways of a region, file by file; what can't go in is named, the rest goes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from app.actions import publish, write
from app.actions.acting import Acting, Opened, revision_token
from app.domain.errors import NotReady, Refusal, Unreadable
from app.domain.lifecycle import Status
from app.domain.roles import Act
from app.domain.text import Finding, Page, source_hash
from app.markup.ids import slug_from
from app.markup.source import read_bytes
from app.markup.worker import Renderer
from app.store import pathways

SUFFIXES = frozenset({".md", ".markdown", ".qmd"})
FOLDER_PAGES = frozenset({"index", "readme"})
"""Files that speak for their folder and take its name."""


class Outcome(StrEnum):
    """What became of a file."""

    PUBLISHED = "published"
    DRAFT = "draft"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file, and why."""

    path: str
    outcome: Outcome
    slug: str = ""
    reason: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file to import, read and parsed."""

    path: str
    """Relative to the folder, with forward slashes."""
    source: str
    page: Page


def files_in(folder: Path) -> list[str]:
    """The Markdown files of a folder, relative, in order. Hidden files and folders are left alone.

    Raises `Unreadable` when the folder is not there.
    """
    if not folder.is_dir():
        raise Unreadable(f"{folder} is not a folder.")
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    return sorted(path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts))


def import_files(
    folder: Path,
    transact: Callable[[Callable[[Acting], Imported]], Imported],
    renderer: Renderer,
    *,
    reason: str | None,
    limit_bytes: int,
) -> Iterator[Imported]:
    """Import every file, each in a transaction of its own (`transact`); yields what became of each.

    With a `reason` the files are published as imported, agreed elsewhere; without one they stay drafts.
    """
    for path in files_in(folder):
        try:
            file = read_file(folder, path, renderer, limit_bytes)
        except (Refusal, OSError) as problem:
            yield Imported(path, Outcome.REFUSED, reason=_words(problem))
            continue
        try:
            yield transact(lambda acting, file=file: _take_in(acting, file, reason))  # type: ignore[misc]
        except NotReady as refusal:
            yield _as_draft(transact, file, refusal)
        except Refusal as refusal:
            yield Imported(path, Outcome.REFUSED, reason=refusal.detail)


def read_file(folder: Path, path: str, renderer: Renderer, limit_bytes: int) -> File:
    """Read and parse one file; a missing title is the file's name. Raises the refusals of the parser, and `OSError`."""
    full = folder / path
    if full.stat().st_size > limit_bytes:
        raise Unreadable(f"It has {full.stat().st_size:,} bytes; at most {limit_bytes:,} are taken. Split it.")
    source = read_bytes(full.read_bytes())
    page = renderer.read(source)
    return File(path, source, page if page.title else replace(page, title=title_from(path)))


def title_from(path: str) -> str:
    """A title made from a file's name, or from its folder's for an index."""
    words = stem_of(path).replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def stem_of(path: str) -> str:
    """The file's name without ending; the folder's for `index` and `README`."""
    place = Path(path)
    return place.parent.name if place.stem.lower() in FOLDER_PAGES and place.parent.name else place.stem


def slug_for(acting: Acting, file: File) -> str:
    """The address of a new pathway: stated, else from the file's name; when taken, with the folder before it."""
    parts = [part for part in Path(file.path).parent.parts if part not in (".", "")]
    slug = slug_from(file.page.front.slug or stem_of(file.path))
    if Path(file.path).stem.lower() in FOLDER_PAGES:
        parts = parts[:-1]
    while pathways.find_pathway(acting.session, acting.region.slug, slug) is not None:
        if not parts:
            raise Unreadable(f"{acting.region.name} already has a pathway “{slug}” from elsewhere. Give the file another slug.")
        slug = slug_from(f"{parts.pop()}-{slug}")
    return slug


def _take_in(acting: Acting, file: File, reason: str | None) -> Imported:
    """One file into one transaction."""
    known = pathways.by_origin(acting.session, acting.region.id, file.path)
    if known is None:
        acting.require(Act.PUBLISH_IMPORTED if reason else Act.BEGIN)
        opened = write.begin(acting, slug_for(acting, file), file.page.front.kind, file.source, file.page, origin=file.path)
    else:
        latest = _latest(acting, known)
        if _nothing_to_do(latest, file, reason):
            return Imported(file.path, Outcome.UNCHANGED, known.slug)
        opened = write.save(acting, known.slug, latest.token, file.source, file.page)
    if reason is None or opened.status is not Status.DRAFT:
        return Imported(file.path, Outcome.DRAFT, opened.pathway.slug, findings=file.page.errors)
    slug, token = opened.pathway.slug, revision_token(opened.revision)
    publish.publish_imported(acting, slug, opened.edition.number, token, reason, _popularity(file.page))
    return Imported(file.path, Outcome.PUBLISHED, slug, findings=file.page.errors)


def _as_draft(transact: Callable[[Callable[[Acting], Imported]], Imported], file: File, refusal: NotReady) -> Imported:
    """What may not be published goes in as a draft, with its findings."""
    try:
        taken = transact(lambda acting: _take_in(acting, file, None))
    except Refusal as problem:
        return Imported(file.path, Outcome.REFUSED, reason=problem.detail)
    return Imported(file.path, Outcome.DRAFT, taken.slug, refusal.detail, refusal.findings)


def _latest(acting: Acting, row: pathways.PathwayRow) -> Opened:
    edition = (
        pathways.open_edition(acting.session, row.id)
        or pathways.edition_with(acting.session, row.id, Status.PUBLISHED)
        or pathways.editions(acting.session, row.id)[0]
    )
    return Opened(row, edition, pathways.revision(acting.session, edition.revision_id))


def _nothing_to_do(latest: Opened, file: File, reason: str | None) -> bool:
    same = latest.revision.sha256 == source_hash(file.source)
    return same and (reason is None or latest.status is not Status.DRAFT)


def _popularity(page: Page) -> float:
    """What the file says of how much it is read; 0 when it says nothing that is a number."""
    stated = dict(page.front.other).get("popularity", "0")
    try:
        return max(0.0, float(stated))
    except ValueError:
        return 0.0


def _words(problem: Refusal | OSError) -> str:
    return problem.detail if isinstance(problem, Refusal) else f"It can't be read: {problem.strerror or problem}."
