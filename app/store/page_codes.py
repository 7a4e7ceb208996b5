"""Which codes the pages of each region carry, derived from the publication log. Withdrawn pages carry none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.codes import Code
from app.store.base import Base
from app.store.projections import ShownRow
from app.store.publication_log import LogRow


class PageCodeRow(Base):
    """A code that a page carries which a region shows. Derived."""

    __tablename__ = "page_code"
    region: Mapped[str] = mapped_column(primary_key=True)
    system: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True, index=True)


def put_codes(session: Session, codes: Mapping[tuple[str, str], Collection[Code]]) -> None:
    """The codes of what regions show under some slugs (region, slug) from now on."""
    for slug in {slug for _, slug in codes}:
        regions = [region for region, other in codes if other == slug]
        session.execute(delete(PageCodeRow).where(PageCodeRow.slug == slug, PageCodeRow.region.in_(regions)))
    session.add_all(
        PageCodeRow(region=region, system=code.system, value=code.value, slug=slug)
        for (region, slug), carried in codes.items()
        for code in sorted(carried)
    )
    session.flush()


def pages_with(session: Session, codes: Iterable[Code], regions: Collection[str]) -> list[tuple[ShownRow, Code]]:
    """What some regions show under some codes: each page once for each of them that it carries."""
    asked = [(PageCodeRow.system == code.system) & (PageCodeRow.value == code.value) for code in codes]
    if not asked:
        return []
    here = (ShownRow.region == PageCodeRow.region) & (ShownRow.slug == PageCodeRow.slug)
    query = select(ShownRow, PageCodeRow.system, PageCodeRow.value).join(PageCodeRow, here)
    query = query.where(PageCodeRow.region.in_(regions), or_(*asked)).order_by(ShownRow.title, ShownRow.slug)
    return [(row, Code(system, value)) for row, system, value in session.execute(query)]


def codes_under(session: Session, slugs: Collection[str]) -> dict[tuple[str, str], set[Code]]:
    """Region and slug of what is shown under some slugs → the codes that it is found by."""
    found: dict[tuple[str, str], set[Code]] = {}
    for row in session.scalars(select(PageCodeRow).where(PageCodeRow.slug.in_(slugs))):
        found.setdefault((row.region, row.slug), set()).add(Code(row.system, row.value))
    return found


def codes_in(session: Session, region: str) -> dict[str, list[Code]]:
    """Slug → the codes of each page that a region shows."""
    found: dict[str, list[Code]] = {}
    query = select(PageCodeRow).where(PageCodeRow.region == region).order_by(PageCodeRow.system, PageCodeRow.value)
    for row in session.scalars(query):
        found.setdefault(row.slug, []).append(Code(row.system, row.value))
    return found


def forget_codes_never_public(session: Session) -> None:
    """Codes under slugs that no entry of the log is about are taken away."""
    session.execute(delete(PageCodeRow).where(PageCodeRow.slug.not_in(select(LogRow.slug))))
