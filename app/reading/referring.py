"""The Refer strip of a page, and the same as plain text for a letter: made of the page's own words when the page is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.currency import Currency
from app.domain.referral import EXCLUDED, Accepting, Entry, Referral, lines_of, pages_in, pointed, said_in
from app.reading.addresses import path
from app.reading.render import exact_date, month
from app.reading.views import Band, Facts, Named
from app.wording import word


@dataclass(frozen=True, slots=True)
class About:
    """What a letter says of the page that it quotes."""

    band: Band
    slug: str
    title: str
    facts: Facts
    source: Named | None


def letter(about: About, referral: Referral) -> str:
    """Plain text: the page with version, date and full address; whom they accept, what to include, where to send, what not.

    Each line stands with what it stands under on the page; what can't be said in lines is named with its address.
    """
    parts = ([*_head(about)], *_parts(about, referral))
    return "\n\n".join("\n".join(part) for part in parts if part)


def _head(about: About) -> Iterator[str]:
    band, facts = about.band, about.facts
    yield about.title
    yield word("refer.version", region=band.name, number=facts.number, day=exact_date(facts.published, band.zone))
    yield f"{band.base_url}{path(band.slug, about.slug, facts.number)}"
    if about.source:
        yield word("refer.upstream", source=about.source.name, region=band.name)
    if facts.currency is Currency.OVERDUE and facts.review_due:
        yield word("refer.overdue", due=month(facts.review_due))
    if band.note:
        yield band.note


def _parts(about: About, referral: Referral) -> Iterator[list[str]]:
    for one in referral.counting:
        urgency = urgency_of(one)
        whom = word("refer.accepts_at", urgency=urgency, whom=one.title) if urgency else word("refer.accepts", whom=one.title)
        yield _list(whom, one.items)
    if referral.accepting and not referral.counting:
        yield [word("refer.no_criteria_today")]
    page = f"{about.band.base_url}{path(about.band.slug, about.slug, about.facts.number)}"
    yield _told(word("refer.include"), referral.include, page)
    yield _told(word("refer.helps"), referral.helps, page)
    yield _told(referral.heading, referral.where, page)
    yield _told(word("refer.also"), referral.other, page)
    yield [
        f"{word(f'refer_label.{one.label.name.lower()}')}: {line}"
        for one in referral.said
        if one.label in EXCLUDED
        for line in _lines((one.entry,), page)
    ]
    yield _list(word("refer.pages"), _pages(about, referral))


def _lines(entries: Iterable[Entry], page: str) -> Iterator[str]:
    shown = pointed(entries, lambda section: word("refer.see_at", address=f"{page}#{section}"))
    return map(said_in, lines_of(shown))


def _told(heading: str, entries: Iterable[Entry], page: str) -> list[str]:
    return _list(heading, _lines(entries, page))


def _pages(about: About, referral: Referral) -> Iterator[str]:
    """The pages of the region that its lines lead to: what they hold is said there."""
    entries = (*referral.where, *(one.entry for one in referral.said), *referral.other)
    found = {piece.href: piece.text for piece in pages_in(entries, path(about.band.slug, ""))}
    for address, name in found.items():
        if address != path(about.band.slug, about.slug):
            yield f"{name}: {about.band.base_url}{address}"


def urgency_of(one: Accepting) -> str:
    """What the region calls it, with its days where the criteria do not say how soon; empty where it has no scale."""
    return word("refer.step", name=one.urgency, days=one.days) if one.days else one.urgency


def _list(heading: str, items: Iterable[str]) -> list[str]:
    """Nothing when there are no items."""
    said = [f"- {item}" for item in items]
    return [f"{heading}:", *said] if said else []
