"""What a search found as JSON, for the API and for the search box: plain values, because a search is asked for at each letter.

The shapes are those of `app.api.schemas.searching`, which the OpenAPI document shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Final

from app.domain.currency import currency
from app.domain.regions import Region
from app.search.results import Hit, Results, SectionHit, Suggestion, Tombstone

READ: Final = '"sha256-'
"""How the ETags of reading answers begin: they name the bytes, those of the desk a revision."""


def etag_of(body: bytes) -> str:
    """The name of exactly these bytes."""
    return f'{READ}{hashlib.sha256(body).hexdigest()[:32]}"'


def search_json(region: Region, found: Results, today: date) -> bytes:
    """The answer to a search."""
    return _bytes({
        "query": found.query,
        "corrected": found.corrected,
        "instead": [asdict(one) for one in found.instead],
        "total": found.total,
        "facets": {"kind": found.facets.kind, "specialty": found.facets.specialty},
        "results": [_result(region, hit, today) for hit in found.hits],
        "withdrawn": [_tombstone(region, stone) for stone in found.withdrawn],
        "unavailable": found.unavailable,
    })  # fmt: skip


def suggestions_json(region: Region, found: Iterable[Suggestion], *, report: str | None = None) -> bytes:
    """Suggestions, the likeliest first; the search box gets the token of its `report`, too."""
    suggestions = [
        {
            "slug": one.slug,
            "title": one.title,
            "kind": one.kind,
            "section": _section(one.section),
            "url": address(region, one.slug, one.section),
        }
        for one in found
    ]
    return _bytes({"suggestions": suggestions} | ({} if report is None else {"report": report}))


def address(region: Region, slug: str, section: SectionHit | None) -> str:
    """Where readers find a page or a section, without the host."""
    return f"/{region.slug}/pathways/{slug}" + (f"#{section.id}" if section else "")


def _result(region: Region, hit: Hit, today: date) -> dict[str, object]:
    return {
        "slug": hit.slug,
        "title": hit.title,
        "kind": hit.kind,
        "specialty": hit.specialty,
        "region": hit.region,
        "section": _section(hit.section),
        "further": [_section(one) for one in hit.further],
        "url": address(region, hit.slug, hit.section),
        "snippet": hit.snippet.text,
        "marks": hit.snippet.marks,
        "score": hit.score,
        "number": hit.number,
        "published_at": _moment(hit.published_at),
        "review_due": hit.review_due.isoformat(),
        "currency": currency(hit.review_due, today, hit.high_alert),
        "mark": hit.mark,
    }


def _tombstone(region: Region, stone: Tombstone) -> dict[str, object]:
    return {
        "slug": stone.slug,
        "title": stone.title,
        "region": stone.region,
        "reason": stone.reason,
        "withdrawn_at": _moment(stone.withdrawn_at),
        "successor": stone.successor[0] if stone.successor else None,
        "url": address(region, stone.slug, None),
    }


def _section(section: SectionHit | None) -> dict[str, str] | None:
    return {"id": section.id, "title": section.title} if section else None


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _bytes(said: dict[str, object]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
