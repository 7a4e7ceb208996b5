"""Import: a folder of Markdown becomes pathways of a region, file by file; what can't go in is named, the rest goes in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf
from pathlib import Path

from app.actions import publish, write
from app.actions.acting import Acting, Opened
from app.actions.upstream import Upstream, shown_from_upstream
from app.domain.checks import Profile
from app.domain.errors import NotAllowed, NotReady, Refusal, Taken, Unavailable, Unreadable, WrongState
from app.domain.lifecycle import Status
from app.domain.publication import Mark
from app.domain.roles import Act
from app.domain.routes import ChangeKind
from app.domain.text import Block, Finding, Page, source_hash
from app.jobs.folders import Name, files_in, read_text, shown
from app.jobs.transacting import Transact
from app.markup.lint import NEW_ZEALAND
from app.markup.worker import Renderer
from app.store import pathways, revisions
from app.store.checks import profile_in
from app.store.pathways import PathwayRow

MOST_FINDINGS = 5
"""How many findings of a file are told; the linter tells all."""


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
    upstream: Upstream | None = None
    """The page from upstream whose place it takes, or for which it was refused."""

    @property
    def words(self) -> str:
        """What whoever imports must know of this file, in a line; empty when there is nothing."""
        findings = [f"line {found.line}: {found.message}" if found.line else found.message for found in self.findings]
        more = [f"and {len(findings) - MOST_FINDINGS} more: waymark lint names them all"] if len(findings) > MOST_FINDINGS else []
        said = " ".join([self.reason, "; ".join(findings[:MOST_FINDINGS] + more)]).strip()
        if self.outcome is Outcome.PUBLISHED and said:
            said = f"with findings that the reason overrides: {said}"
        if self.upstream and self.outcome is not Outcome.REFUSED:
            said = f"in place of {self.upstream.words}. {said}".strip()
        return f"{self.outcome.value}: {self.path}: {said}" if said else ""


@dataclass(frozen=True, slots=True)
class File:
    """A file to import, read and parsed."""

    path: str
    """Relative to the folder, with forward slashes."""
    source: str
    page: Page


class Replacing(Taken):
    """A file that would take the place of a page which readers are shown from upstream."""

    def __init__(self, region: str, upstream: Upstream) -> None:
        super().__init__(
            f"{region}’s readers have {upstream.words} at the address “{upstream.slug}”, and would lose it. Adapt that page at"
            " the desk, give this file another slug in its front matter, or import with --instead-of-upstream."
        )
        self.upstream = upstream


@dataclass(frozen=True, slots=True)
class How:
    """How files are taken in."""

    reason: str | None
    """Why they may be published as agreed elsewhere; None leaves them drafts."""
    limit_bytes: int
    instead_of_upstream: bool = False
    """Whether they may take the place of pages that readers are shown from upstream."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the region has of a file before it is parsed."""

    unchanged: str | None = None
    """The slug of the page that the file's text has nothing new for."""
    blocks: tuple[Block, ...] = ()
    """The blocks of the text that the file's will replace: what is still alike keeps its ids."""
    profile: Profile = NEW_ZEALAND
    """How the region is checked."""


def import_files(folder: Path, transact: Transact, renderer: Renderer, how: How) -> Iterator[Imported]:
    """Import every file, each in a transaction of its own; yields what became of each.

    With a reason the files are published as imported, agreed elsewhere; without one they stay drafts. Raises the refusal that
    every file would meet: `NotAllowed` for who may not import here, `Unavailable` for a database that takes no writes.
    """
    for path in files_in(folder):
        try:
            yield _import(folder, path, transact, renderer, how)
        except (NotAllowed, Unavailable):
            raise
        except Replacing as refusal:
            yield Imported(path, Outcome.REFUSED, reason=refusal.detail, upstream=refusal.upstream)
        except Refusal as refusal:
            yield Imported(shown(path), Outcome.REFUSED, reason=refusal.detail)
        except OSError as problem:
            yield Imported(shown(path), Outcome.REFUSED, reason=f"It can't be read: {problem.strerror or problem}.")


def _import(folder: Path, path: str, transact: Transact, renderer: Renderer, how: How) -> Imported:
    source = read_text(folder, path, how.limit_bytes)
    known = transact(lambda acting: _known(acting, path, source, how.reason))
    if known.unchanged is not None:
        return Imported(path, Outcome.UNCHANGED, known.unchanged)
    page = renderer.read(source, known.blocks, known.profile)
    file = File(path, source, page if page.title else replace(page, title=Name(path).title))
    try:
        return transact(lambda acting: _take_in(acting, file, how))
    except NotReady as refusal:
        taken = transact(lambda acting: _take_in(acting, file, replace(how, reason=None)))
        return replace(taken, reason=refusal.detail, findings=refusal.findings)


def _known(acting: Acting, path: str, source: str, reason: str | None) -> Known:
    """What the region has of a file. A text that was saved here before brings nothing new, unless it is to be published now."""
    act = Act.PUBLISH_IMPORTED if reason else Act.BEGIN
    if not acting.may(act):
        raise NotAllowed(
            f"The roles of {acting.person.name} in {acting.region.name} do not include this: {act.value.replace('_', ' ')}."
        )
    row = pathways.by_origin(acting.session, acting.region.id, path)
    if row is None:
        return Known(profile=profile_in(acting.session, acting.region))
    latest, digest = _latest(acting, row), source_hash(source)
    waits = reason is not None and latest.status is Status.DRAFT and latest.revision.sha256 == digest
    if not waits and revisions.has_text(acting.session, row.id, digest):
        return Known(unchanged=row.slug)
    return Known(blocks=latest.page.blocks, profile=profile_in(acting.session, acting.region))


def _take_in(acting: Acting, file: File, how: How) -> Imported:
    """One file into one transaction."""
    opened = _written(acting, file)
    slug = opened.pathway.slug
    upstream = None if pathways.was_public(acting.session, opened.pathway.id) else shown_from_upstream(acting, slug)
    if upstream and not how.instead_of_upstream:
        raise Replacing(acting.region.name, upstream)
    if how.reason is None:
        return Imported(file.path, Outcome.DRAFT, slug, findings=file.page.errors, upstream=upstream)
    publish.publish_imported(acting, slug, opened.edition.number, opened.token, how.reason, _popularity(file.page))
    return Imported(file.path, Outcome.PUBLISHED, slug, findings=file.page.errors, upstream=upstream)


def _written(acting: Acting, file: File) -> Opened:
    """The file's text as a draft: of a new pathway, or of the one that was imported from it."""
    row = pathways.by_origin(acting.session, acting.region.id, file.path)
    if row is None:
        slug = _free_slug(acting, file)
        return write.begin(acting, slug, file.page.front.kind, file.source, file.page, origin=file.path, instead_of_upstream=True)
    latest = _latest(acting, row)
    if _another_page(latest.page, file.page):
        raise Taken(
            f"“{row.slug}” came from a file of this path in another folder. Import the folder above it, or rename the file."
        )
    if latest.revision.sha256 != source_hash(file.source) and not _stands_as_imported(acting, latest):
        raise WrongState(
            f"“{row.slug}” was worked on here after it was imported, and stays as it is. Take over what is new at the desk."
        )
    return write.save(acting, row.slug, latest.token, file.source, file.page)


def _free_slug(acting: Acting, file: File) -> str:
    """The address of a new pathway, with folders put before it while it is taken."""
    slugs = Name(file.path).slugs(file.page.front.slug, file.page.title)
    if not slugs:
        raise Unreadable("Its name can't be an address. Give it one in the front matter: slug: some-words")
    for slug in slugs:
        if pathways.find_pathway(acting.session, acting.region.slug, slug) is None:
            return slug
    raise Taken(
        f"{acting.region.name} has a pathway “{slugs[-1]}” from elsewhere. Give this file another slug in its front matter."
    )


def _latest(acting: Acting, row: PathwayRow) -> Opened:
    edition = (
        pathways.open_edition(acting.session, row.id)
        or pathways.edition_with(acting.session, row.id, Status.PUBLISHED)
        or pathways.editions(acting.session, row.id)[0]
    )
    return Opened(row, edition, revisions.revision(acting.session, edition.revision_id))


def _another_page(old: Page, new: Page) -> bool:
    """Whether two texts have neither title nor a single block in common."""
    same_title = old.title.casefold() == new.title.casefold()
    return not same_title and {block.text for block in old.blocks}.isdisjoint(block.text for block in new.blocks)


def _stands_as_imported(acting: Acting, latest: Opened) -> bool:
    """Whether nobody here has written, agreed to or withdrawn anything since the import: nothing of theirs is passed over."""
    if latest.status is Status.PUBLISHED:
        return latest.edition.mark == Mark.IMPORTED.value and latest.edition.change != ChangeKind.CORRECTION
    return latest.status is Status.DRAFT and latest.revision.written_by == acting.person.id


def _popularity(page: Page) -> float:
    """What the file says of how much it is read; 0 when it says nothing that is a number."""
    stated = dict(page.front.other).get("popularity", "0")
    try:
        number = float(stated)
    except ValueError:
        return 0.0
    return number if 0 < number < inf else 0.0
