"""The Refer strip of a page, and the same as plain text for a letter: made of the page's own words when the page is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.currency import Currency
from app.domain.referral import EXCLUDED, Accepting, Referral, said_in
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
    """Plain text: the page with version, date and full address; whom they accept, what to include, what is not covered."""
    parts = [_head(about), *_parts(referral)]
    return "\n\n".join("\n".join(part) for part in parts)


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


def _parts(referral: Referral) -> Iterator[Iterable[str]]:
    for one in referral.counting:
        urgency = urgency_of(one)
        whom = word("refer.accepts_at", urgency=urgency, whom=one.title) if urgency else word("refer.accepts", whom=one.title)
        yield _list(whom, one.items)
    if not referral.counting:
        yield [word("refer.no_criteria_today") if referral.accepting else word("refer.no_criteria")]
    if referral.include:
        yield _list(word("refer.include"), referral.include)
    else:
        yield [word("refer.no_include")]
    if referral.helps:
        yield _list(word("refer.helps"), referral.helps)
    if excluded := [one for one in referral.said if one.label in EXCLUDED]:
        yield [f"{word(f'refer_label.{one.label.name.lower()}')}: {said_in(one.line)}" for one in excluded]


def urgency_of(one: Accepting) -> str:
    """What the region calls it, with its days where the criteria do not say how soon; empty where it has no scale."""
    return word("refer.step", name=one.urgency, days=one.days) if one.days else one.urgency


def _list(heading: str, items: Iterable[str]) -> list[str]:
    return [f"{heading}:", *(f"- {item}" for item in items)]
