"""Which page a region's readers get for a code out of a clinical record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from app.domain.asked import Asked, readings
from app.domain.codes import Code, wider
from app.domain.text import Kind
from app.store.database import Session
from app.store.page_codes import pages_with
from app.store.projections import ShownRow


def carrying(session: Session, asked: Asked, regions: Collection[str]) -> dict[str, list[ShownRow]]:
    """Region → the pages that answer best, by title: those that carry most of the codes.

    A page that carries the category of an ICD code answers where none carries the code itself. What is for patients answers when
    a patient asks, else only where there is nothing for clinicians.
    """
    looked_up = {code: (code, *wider(code)) for code in asked.codes}
    found = pages_with(session, dict.fromkeys(one for codes in looked_up.values() for one in codes), regions)
    return {region: _best([pair for pair in found if pair[0].region == region], looked_up, asked) for region in regions}


def doubtful(session: Session, asked: Asked, region: str) -> list[ShownRow]:
    """Pages with a code whose system was not named, under any system: to be offered, never to be opened."""
    meant = [code for one in asked.strange if not one.system for code in readings(one.value)]
    rows = {row.slug: row for row, _ in pages_with(session, meant, [region])}
    return _for(list(rows.values()), patient=asked.for_patient)


def _best(found: Sequence[tuple[ShownRow, Code]], looked_up: Mapping[Code, tuple[Code, ...]], asked: Asked) -> list[ShownRow]:
    rows = {row.slug: row for row, _ in found}
    suiting = {row.slug for row in _for(rows.values(), patient=asked.for_patient)}
    votes = Counter[str]()
    for nearest_first in looked_up.values():
        carriers = ({row.slug for row, code in found if code == one} & suiting for one in nearest_first)
        votes.update(next(filter(None, carriers), set()))
    most = max(votes.values(), default=0)
    return [row for slug, row in rows.items() if votes[slug] == most and most]


def _for(rows: Iterable[ShownRow], *, patient: bool) -> list[ShownRow]:
    """Those for whoever reads."""
    rows = list(rows)
    chosen = [row for row in rows if (row.kind == Kind.PATIENT) is patient]
    return chosen or ([] if patient else rows)
