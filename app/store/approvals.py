"""Approvals: what people signed, on which exact bytes, in the order given."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.pathways import EditionRow


class ApprovalRow(Base):
    """A person's signature in a role on exact section hashes. Written once; whether it still stands is derived."""

    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("edition_id", "revision_id", "person_id", "role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    services: Mapped[list[str]]
    source_hash: Mapped[str]
    hashes: Mapped[dict[str, str]]
    confirms: Mapped[list[str]] = mapped_column(server_default="[]")
    """Of a sign-off: hashes of the texts that others agreed to, from which this one was confirmed to differ harmlessly."""
    note: Mapped[str]
    at: Mapped[datetime]


def approvals_of(session: Session, edition_id: int) -> list[ApprovalRow]:
    """The approvals given to an edition, in the order given."""
    return list(session.scalars(_APPROVALS, {"edition": edition_id}))


def approvals_of_pathway(session: Session, pathway_id: int) -> list[tuple[ApprovalRow, int]]:
    """The approvals given to all editions of a pathway, in the order given, each with its edition's number."""
    return [(row, number) for row, number in session.execute(_APPROVALS_OF_PATHWAY, {"pathway": pathway_id})]


# Made once: every act on an edition asks them, and to make a statement costs more than to run it.
_APPROVALS = select(ApprovalRow).where(ApprovalRow.edition_id == bindparam("edition")).order_by(ApprovalRow.id)
_APPROVALS_OF_PATHWAY = (
    select(ApprovalRow, EditionRow.number)
    .join(EditionRow, EditionRow.id == ApprovalRow.edition_id)
    .where(EditionRow.pathway_id == bindparam("pathway"))
    .order_by(ApprovalRow.id)
)
