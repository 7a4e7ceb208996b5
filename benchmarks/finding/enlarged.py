"""A library of any size out of real pages: first they themselves, then mixtures of them under names of their own."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from html import escape

from app.domain.publication import Edition, PublishedSection
from app.domain.text import source_hash
from benchmarks.finding.judged import Page
from benchmarks.library import REGION

FOREIGN = 0.3
"""Share of a mixture's sentences that are of another page."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def enlarged(real: Sequence[Page], count: int) -> Iterator[Page]:
    """So many pages."""
    chance = random.Random(len(real))
    yield from real[:count]
    for number in range(len(real), count):
        yield _mixture(real[number % len(real)], real, number, chance)


def edition(page: Page, number: int) -> Edition:
    """A page as it is published."""
    sections = tuple(PublishedSection(section, heading, 2, text) for section, heading, text in page.sections)
    html = "".join(f"<h2>{escape(one.title)}</h2><p>{escape(one.text)}</p>" for one in sections)
    return Edition(
        region=REGION, slug=page.slug, code=f"WM-{number:05d}", number=1, title=page.title, kind="pathway", specialty="",
        synonyms=page.synonyms, source_hash=source_hash(page.text), dialect=1, html=html, sections=sections, signatures=(),
        change_note="First version.", published_at=datetime(2026, 3, 1, tzinfo=UTC), review_due=date(2028, 3, 1),
        high_alert=False, mark=None, patient_page=None, localised_from=None, localised_number=None, popularity=page.popularity,
    )  # fmt: skip


def _mixture(page: Page, real: Sequence[Page], number: int, chance: random.Random) -> Page:
    other = chance.choice(real)
    words = page.title.split()
    place = max(range(len(words)), key=lambda index: len(words[index]))
    end = max(other.title.split(), key=len)
    words[place] = words[place][: len(words[place]) // 2 + 1] + end[len(end) // 2 :].lower()
    sections = tuple((section, heading, _mixed(text, other.text, chance)) for section, heading, text in page.sections)
    return Page(f"{page.slug[:60]}-{number}", " ".join(words), (), chance.randint(1, 40), sections)


def _mixed(text: str, foreign: str, chance: random.Random) -> str:
    others = _SENTENCE.split(foreign)
    return " ".join(chance.choice(others) if chance.random() < FOREIGN else sentence for sentence in _SENTENCE.split(text))
