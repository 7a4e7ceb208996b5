"""Revisions: each text that was ever saved, who wrote in it, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from app.domain.errors import NotFound
from app.domain.lifecycle import Status
from app.store.base import Base
from app.store.parsed import page_from_json
from app.store.pathways import EditionRow, PathwayRow, edition_with, editions, open_edition
from app.store.regions import RegionRow


class RevisionRow(Base):
    """The text at one save. Written once."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("pathway_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey("pathway.id"))
    number: Mapped[int]
    """Counts the saves of this pathway from 1."""
    edition_number: Mapped[int]
    """The edition it was written for."""
    source: Mapped[str]
    sha256: Mapped[str]
    page: Mapped[str]
    """The parsed page as JSON (`app.store.parsed`), so that what a reviewer saw is what is published."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    second_parent_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    """For a merge."""
    written_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]

    @property
    def token(self) -> str:
        """Its name in ETags and forms."""
        return revision_token(self.number, self.sha256)


def revision_token(number: int, sha256: str) -> str:
    """A revision's name in ETags and forms: its number and the beginning of its hash."""
    return f"r{number}-{sha256[:16]}"


def has_text(session: Session, pathway_id: int, sha256: str) -> bool:
    """Whether a pathway ever had the text of this hash."""
    query = select(RevisionRow.id).where(RevisionRow.pathway_id == pathway_id, RevisionRow.sha256 == sha256)
    return session.scalar(query.limit(1)) is not None


def texts(session: Session, region: str) -> Iterator[tuple[PathwayRow, str, str]]:
    """Each pathway of a region with its source and specialty: of the public edition, else the open one, else the last."""
    rows = session.scalars(
        select(PathwayRow)
        .join(RegionRow, RegionRow.id == PathwayRow.region_id)
        .where(RegionRow.slug == region)
        .order_by(PathwayRow.slug)
    )
    for row in rows.all():
        chosen = edition_with(session, row.id, Status.PUBLISHED) or open_edition(session, row.id) or editions(session, row.id)[0]
        text_ = revision(session, chosen.revision_id)
        yield row, text_.source, page_from_json(text_.page).front.specialty


def revision(session: Session, revision_id: int) -> RevisionRow:
    """A revision that is known to be there."""
    row = session.get(RevisionRow, revision_id)
    if row is None:
        raise NotFound("There is no such revision.")
    return row


def revision_numbered(session: Session, pathway_id: int, number: int) -> RevisionRow:
    """A save of a pathway by its number. Raises `NotFound`."""
    query = select(RevisionRow).where(RevisionRow.pathway_id == pathway_id, RevisionRow.number == number)
    row = session.scalar(query)
    if row is None:
        raise NotFound(f"There is no save {number} of this pathway.")
    return row


def revision_with(session: Session, pathway_id: int, sha256: str) -> RevisionRow:
    """The first save of a pathway with exactly these bytes, named by their hash. Raises `NotFound`."""
    query = select(RevisionRow).where(RevisionRow.pathway_id == pathway_id, RevisionRow.sha256 == sha256)
    row = session.scalar(query.order_by(RevisionRow.id).limit(1))
    if row is None:
        raise NotFound("There is no such text of this pathway.")
    return row


def revision_called(session: Session, pathway_id: int, token: str) -> RevisionRow | None:
    """The save of a pathway that a form names; None when there is no such one."""
    number = token.removeprefix("r").partition("-")[0]
    if not number.isdecimal() or len(number) > 9:
        return None
    query = select(RevisionRow).where(RevisionRow.pathway_id == pathway_id, RevisionRow.number == int(number))
    row = session.scalar(query)
    return row if row and row.token == token else None


def began_from(session: Session, row: EditionRow) -> int | None:
    """Id of the revision that an edition's first text was made from: the public one, or upstream's; None for a new page."""
    first = select(RevisionRow.parent_id).where(
        RevisionRow.pathway_id == row.pathway_id, RevisionRow.edition_number == row.number
    )
    return session.scalar(first.order_by(RevisionRow.number).limit(1))


def revision_numbers(session: Session, pathway_id: int) -> dict[int, int]:
    """The numbers of a pathway's revisions by id."""
    return dict(session.execute(_REVISION_NUMBERS, {"pathway": pathway_id}).all())


def next_revision_number(session: Session, pathway_id: int) -> int:
    """The number of the next save."""
    return (session.scalar(select(func.max(RevisionRow.number)).where(RevisionRow.pathway_id == pathway_id)) or 0) + 1


def authors_of(session: Session, row: EditionRow) -> frozenset[int]:
    """Everyone who wrote in any revision of an edition."""
    return frozenset(session.scalars(_AUTHORS, {"pathway": row.pathway_id, "edition": row.number}))


def wrote(row: type[RevisionRow]) -> ColumnElement[bool]:
    """Whether who saved a revision wrote in it: a draft saved again as it was is only checked anew."""
    same = aliased(RevisionRow)
    again = select(same.id).where(
        same.id == row.parent_id, same.pathway_id == row.pathway_id, same.edition_number == row.edition_number,
        same.sha256 == row.sha256,
    )  # fmt: skip
    return ~again.correlate(row).exists()


# Made once: every act on an edition asks them, and to make a statement costs more than to run it.
_REVISION_NUMBERS = select(RevisionRow.id, RevisionRow.number).where(RevisionRow.pathway_id == bindparam("pathway"))
_AUTHORS = select(RevisionRow.written_by).where(
    RevisionRow.pathway_id == bindparam("pathway"), RevisionRow.edition_number == bindparam("edition"), wrote(RevisionRow)
)
