"""What readers say, and what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.errors import NotFound
from app.store.base import Base
from app.store.regions import RegionRow


class FeedbackRow(Base):
    """One message from a reader. What was sent never changes; owner, reply and state do."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_region_state", "region_id", "state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    pathway_id: Mapped[int | None] = mapped_column(ForeignKey("pathway.id"), index=True)
    slug: Mapped[str]
    """Slug of the page as the reader saw it; empty for the site as a whole."""
    edition_number: Mapped[int | None]
    block: Mapped[str]
    """Section or block the message is about; empty for the page as a whole."""
    category: Mapped[str]
    message: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[str]
    """open, answered or closed."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reply: Mapped[str]
    replied_at: Mapped[datetime | None]
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    fixed_in: Mapped[int | None]
    """Number of the edition in which it was put right."""
    told: Mapped[str] = mapped_column(server_default="")
    """What readers of the page's history are told of it; empty when nothing is."""
    reference: Mapped[str | None] = mapped_column(unique=True, index=True)
    """What nobody guesses, in the address at which its sender sees what became of it; None from before there was one."""
    lock: Mapped[int] = mapped_column(default=1)


def feedback_in(session: Session, region: str, state: str | None = None) -> list[FeedbackRow]:
    """The messages to a region, clinical errors first, then the oldest."""
    query = select(FeedbackRow).join(RegionRow, RegionRow.id == FeedbackRow.region_id).where(RegionRow.slug == region)
    query = query.where(FeedbackRow.state == state) if state else query
    urgent = (FeedbackRow.category == "clinical_error").desc()
    return list(session.scalars(query.order_by(urgent, FeedbackRow.id)))


def feedback_item(session: Session, region: str, feedback_id: int, *, lock: bool = False) -> FeedbackRow:
    """One message to a region; with `lock`, nobody else changes it until the transaction ends. Raises `NotFound`."""
    query = select(FeedbackRow).join(RegionRow, RegionRow.id == FeedbackRow.region_id)
    query = query.where(RegionRow.slug == region, FeedbackRow.id == feedback_id)
    row = session.scalar(query.with_for_update(of=FeedbackRow) if lock else query)
    if row is None:
        raise NotFound("There is no such message.")
    return row


def feedback_by_reference(session: Session, region: str, reference: str) -> FeedbackRow:
    """The message that a sender's address names. Raises `NotFound`."""
    query = select(FeedbackRow).join(RegionRow, RegionRow.id == FeedbackRow.region_id)
    row = session.scalar(query.where(RegionRow.slug == region, FeedbackRow.reference == reference))
    if row is None:
        raise NotFound("There is no such message.")
    return row


def told_of(session: Session, region: str, slug: str) -> dict[int, list[str]]:
    """What readers are told of messages about a region's page, by the number of the version that put it right."""
    query = select(FeedbackRow).join(RegionRow, RegionRow.id == FeedbackRow.region_id).order_by(FeedbackRow.id)
    query = query.where(RegionRow.slug == region, FeedbackRow.slug == slug, FeedbackRow.told != "")
    found: dict[int, list[str]] = {}
    for row in session.scalars(query):
        found.setdefault(row.fixed_in or 0, []).append(row.told)
    return found


def forget_sender(session: Session, feedback_id: int) -> None:
    """Forget where a sender is reached: the address was left for the answer, and the answer is on its way."""
    session.execute(update(FeedbackRow).where(FeedbackRow.id == feedback_id).values(email=""))


def open_count(session: Session, region_id: int) -> int:
    """How many messages wait for an answer."""
    return session.scalar(select(func.count()).where(FeedbackRow.region_id == region_id, FeedbackRow.state == "open")) or 0


def recent_count(session: Session, region_id: int, since: datetime) -> int:
    """How many messages came in since a moment."""
    return session.scalar(select(func.count()).where(FeedbackRow.region_id == region_id, FeedbackRow.at >= since)) or 0
