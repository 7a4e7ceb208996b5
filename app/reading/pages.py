"""The page that readers get under an address, as a view: a pathway's text with all it says of itself, or what is left of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.domain.codes import codes_of
from app.domain.currency import Currency, currency, next_change
from app.domain.former import with_former
from app.domain.local_details import filled
from app.domain.publication import Answer, Edition, Headline, Kept, Mark, Signature
from app.domain.referral import NOTHING, Referral, on_scale
from app.domain.regions import Region, Standing
from app.domain.roles import Role
from app.domain.text import Heading, Kind
from app.domain.urgency import scale_in
from app.markup.referral import referral_in
from app.reading import names
from app.reading.addresses import HERE, Site, path
from app.reading.boxes import changes_on, set_out
from app.reading.criteria import accepted
from app.reading.described import described
from app.reading.details import Filling, filling, gap_names, named
from app.reading.links import Links, resolved
from app.reading.phones import with_phones
from app.reading.referring import About, letter
from app.reading.render import Trusted
from app.reading.sight import Shown, Sight
from app.reading.square import square
from app.reading.views import Accepted, Agreed, Band, Facts, Named, PageLink, Past, PathwayView, ReaderView, TombstoneView
from app.store import stored_pages


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a page is made, and when."""

    region: Region
    today: date
    """The day in the region."""
    site: Site = HERE

    @property
    def band(self) -> Band:
        """What their pages carry."""
        return Band.of(self.region, self.site)


@dataclass(frozen=True, slots=True)
class Made:
    """A page, and the day on which it must be made again."""

    view: ReaderView
    changes_on: date | None = None
    accepted: tuple[Accepted, ...] = ()
    """Whom services accept, as the page says it in words."""

    @property
    def status(self) -> int:
        """The HTTP status that it answers with."""
        return 410 if isinstance(self.view, TombstoneView) else 200


def page(sight: Sight, reader: Reader, slug: str) -> Made | None:
    """What a region's readers get under a slug; None when there is nothing."""
    shown = sight.shown(reader.region.slug, slug)
    if shown is None:
        return None
    if shown.standing is Standing.WITHDRAWN:
        return Made(tombstone(sight, reader, shown))
    return _dated(sight, reader, sight.edition(shown.published), None)


def permanent(sight: Sight, reader: Reader, slug: str, number: int, origin: Region | None = None) -> Made | None:
    """What the permanent address of an edition answers, of the region or of `origin` upstream; None when it never was public."""
    editions = sight.kept((origin or reader.region).slug, slug)
    kept = editions.get(number)
    if kept is None:
        return None
    if kept.answer is Answer.WITHDRAWN:
        return Made(withdrawn_edition(sight, reader, kept))
    edition = sight.edition(kept.published)
    if kept.answer is Answer.PRESENT:
        return _dated(sight, reader, edition, Past())
    present = next(other for other, one in editions.items() if one.answer is Answer.PRESENT)
    told = last_told(sight, reader.region, edition)
    return text_made(sight, reader, edition, told, past=Past(current=present))


def last_told(sight: Sight, region: Region, edition: Edition) -> Filling:
    """The details that a region's readers were told at the end of the public life of a superseded edition."""
    last = _last_of(sight, edition.region, edition)
    return filling(sight.earlier(last.sequence), region, named(edition.html), region.local_date(last.at))


def _last_of(sight: Sight, region: str, edition: Edition) -> Headline:
    """The entry that ended the public life of a superseded edition."""
    return [line for line in sight.own(region, edition.slug) if line.number == edition.number][-1]


def tombstone(sight: Sight, reader: Reader, shown: Shown) -> TombstoneView:
    """What is left of a withdrawn page."""
    entry, title = sight.entry(shown.because), sight.edition(shown.published).title
    successor = page_link(sight, reader, entry.successor) if entry.successor else None
    return TombstoneView(
        reader.band, slug=entry.slug, title=title, withdrawn=entry.at, reason=entry.reason, successor=successor,
        contact=reader.region.contact,
    )  # fmt: skip


def withdrawn_edition(sight: Sight, reader: Reader, kept: Kept[Headline]) -> TombstoneView:
    """What is left of a withdrawn edition. When the page has a present one, readers are sent there."""
    slug = kept.published.slug
    shown = sight.shown(reader.region.slug, slug)
    if shown is None or shown.standing is Standing.WITHDRAWN:
        return tombstone(sight, reader, Shown(reader.region, Standing.WITHDRAWN, kept.because, kept.published))
    entry, edition = sight.entry(kept.because), sight.edition(kept.published)
    here = PageLink(slug=slug, title=edition.title, kind=Kind(edition.kind))
    return TombstoneView(
        reader.band, slug=slug, title=edition.title, withdrawn=entry.at, reason=entry.reason, successor=here,
        contact=reader.region.contact,
    )  # fmt: skip


def _dated(sight: Sight, reader: Reader, edition: Edition, past: Past | None) -> Made:
    """A page that says how far it is from its review."""
    at = currency(edition.review_due, reader.today, edition.high_alert)
    told = filling(sight, reader.region, named(edition.html), reader.today)
    review = next_change(edition.review_due, reader.today, edition.high_alert)
    days = (review, told.changes_on, changes_on(edition.html, reader.today))
    again = min((day for day in days if day), default=None)
    return text_made(sight, reader, edition, told, past=past, at=at, again=again)


def text_made(
    sight: Sight,
    reader: Reader,
    edition: Edition,
    told: Filling,
    *,
    past: Past | None = None,
    at: Currency = Currency.CURRENT,
    again: date | None = None,
) -> Made:
    """The page of an edition, with its criteria as values; `again` is the day on which it must be made again."""
    view = pathway(sight, reader, edition, told, past=past, at=at)
    return Made(view, again, accepted(edition, told, path(reader.region.slug, edition.slug, edition.number if past else None)))


def pathway(
    sight: Sight,
    reader: Reader,
    edition: Edition,
    told: Filling,
    *,
    past: Past | None = None,
    at: Currency = Currency.CURRENT,
) -> PathwayView:
    """The text of an edition as a region's readers see it, with the details that they are told.

    `past` when it is not simply the present page.
    """
    links = Links.LIVE if past is None else Links.KEPT
    home = sight.regions[edition.region]
    source = None if home.slug == reader.region.slug else Named(home.slug, home.name)
    facts, html = _facts(sight, edition, at), told.html(resolved(sight, reader.region, edition, links))
    referral = _referral(sight, edition, html, told.day) if past is None and edition.kind != Kind.PATIENT else NOTHING
    address = f"{reader.site.base_url}{path(reader.region.slug, edition.slug)}"
    about = About(reader.band, edition.slug, edition.title, facts, source)
    sections = filled(edition, told.words).sections
    view = PathwayView(
        reader.band,
        slug=edition.slug,
        title=edition.title,
        kind=Kind(edition.kind),
        facts=facts,
        body=Trusted(with_former(set_out(with_phones(html), told.day), edition.former)),
        outline=tuple(Heading(part.id, part.title, part.level) for part in sections if part.level in (2, 3)),
        specialty=names.specialty(edition.specialty) if edition.specialty else None,
        code=edition.code,
        codes=tuple(sorted(codes_of(edition.codes))),
        source=source,
        patient_page=page_link(sight, reader, edition.patient_page) if edition.patient_page and past is None else None,
        past=past,
        gaps=gap_names(told.gaps),
        square=square(address) if past is None else None,
        written_for=written_for(sight, reader, edition.slug) if edition.kind == Kind.PATIENT and past is None else (),
        referral=referral,
        letter=letter(about, referral) if referral else "",
    )
    return view if past or not reader.region.public else replace(view, machine=described(view))


def _referral(sight: Sight, edition: Edition, html: str, day: date) -> Referral:
    """What the page says about referring; its categories are those of the region that wrote it."""
    return on_scale(referral_in(html, day), edition.criteria, scale_in(edition.region, sight.regions))


def written_for(sight: Sight, reader: Reader, slug: str) -> tuple[PageLink, ...]:
    """The pages of the region whose page for patients this is, by title."""
    found = []
    for home, other, number in stored_pages.naming(sight.session, slug):
        shown = sight.shown(reader.region.slug, other)
        if shown is None or shown.standing is not Standing.PUBLISHED:
            continue
        if (shown.origin.slug, shown.published.number) == (home, number):
            edition = sight.edition(shown.published)
            if edition.patient_page == slug:
                found.append(PageLink(slug=other, title=edition.title, kind=Kind(edition.kind)))
    return tuple(sorted(found, key=lambda link: (link.title.casefold(), link.slug)))


def page_link(sight: Sight, reader: Reader, slug: str) -> PageLink | None:
    """Another page of the region as a link; None when readers have no such page."""
    shown = sight.shown(reader.region.slug, slug)
    if shown is None or shown.standing is not Standing.PUBLISHED:
        return None
    edition = sight.edition(shown.published)
    return PageLink(slug=slug, title=edition.title, kind=Kind(edition.kind))


def agreed(signatures: tuple[Signature, ...]) -> tuple[Agreed, ...]:
    """Agreements as readers see them."""
    return tuple(
        Agreed(
            signature.name,
            Role(signature.role),
            tuple(names.service(slug) for slug in (signature.service or "").split(", ") if slug),
            date.fromisoformat(signature.on),
            signature.number,
            as_given=signature.as_given,
            confirmed_by=signature.confirmed_by,
        )
        for signature in signatures
    )


def _facts(sight: Sight, edition: Edition, at: Currency) -> Facts:
    taken = sight.regions.get(edition.localised_from or "")
    return Facts(
        number=edition.number,
        published=edition.published_at,
        agreed=agreed(edition.signatures),
        reviewed=edition.reviewed,
        review_due=edition.review_due,
        currency=at,
        imported=edition.mark is Mark.IMPORTED,
        review_owed=edition.mark is Mark.URGENT,
        reason=edition.marked_because,
        localised_from=Named(taken.slug, taken.name) if taken else None,
        localised_number=edition.localised_number,
    )


def answer(sight: Sight, reader: Reader, slug: str, number: int | None) -> Made | None:
    """What an address of a region answers: the page itself, or with a number the permanent address of an edition."""
    return page(sight, reader, slug) if number is None else permanent(sight, reader, slug, number)
