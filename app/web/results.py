"""From what a search gives back to the parts of its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from app.domain.currency import currency
from app.domain.publication import Mark
from app.domain.text import Kind
from app.edge.visit import Visit
from app.reading import names
from app.reading.views import Named, PageLink
from app.search import results
from app.search.results import Tombstone
from app.web.read import Choice, Hit, SectionHit, Snippet, WithdrawnHit
from app.wording import word

HITS = 20
"""Results on a page, and so many more each time more are asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as its address says it."""

    region: str
    query: str
    exact: bool = False
    kind: str = ""
    specialty: str = ""
    show: int = HITS

    @property
    def address(self) -> str:
        """Where this search is found again."""
        given = {
            "q": self.query,
            "kind": self.kind,
            "specialty": self.specialty,
            "exact": "1" if self.exact else "",
            "show": str(self.show) if self.show > HITS else "",
        }
        return f"/{self.region}/search?{urlencode({name: value for name, value in given.items() if value})}"

    @property
    def more(self) -> str:
        """The same with more results, at the first of those that are new."""
        return f"{replace(self, show=self.show + HITS).address}#hit-{self.show + 1}"


def kinds(asked: Asked, counts: Mapping[str, int]) -> tuple[Choice, ...]:
    """The kinds of pages that a search can be narrowed to."""
    return _choices(counts, asked.kind, lambda name: word(f"kind.{name}"), lambda name: replace(asked, kind=name, show=HITS))


def specialties(asked: Asked, counts: Mapping[str, int]) -> tuple[Choice, ...]:
    """The specialties that a search can be narrowed to."""

    def narrowed(name: str) -> Asked:
        return replace(asked, specialty=name, show=HITS)

    return _choices(counts, asked.specialty, lambda name: names.specialty(name).name, narrowed)


def hit_of(visit: Visit, hit: results.Hit) -> Hit:
    """A page that answers, with the sections that do."""
    snippet = tuple(Snippet(text, marked) for text, marked in hit.snippet.pieces())
    further = tuple(SectionHit(id=part.id, title=part.title) for part in hit.further)
    best = SectionHit(id=hit.section.id, title=hit.section.title) if hit.section else None
    link = link_of(visit, hit, visit.region.slug)
    return Hit(page=link, section=best, further=further, snippet=snippet, number=hit.number, due=hit.review_due)


def link_of(visit: Visit, hit: results.Hit, region: str) -> PageLink:
    """The same as one line of a list of this region's pages."""
    return PageLink(
        slug=hit.slug,
        title=hit.title,
        kind=Kind(hit.kind),
        specialty=names.specialty(hit.specialty).name if hit.specialty else "",
        source=Named(hit.region, visit.regions[hit.region].name) if hit.region != region else None,
        currency=currency(hit.review_due, visit.today, hit.high_alert),
        imported=hit.mark == Mark.IMPORTED,
        review_owed=hit.mark == Mark.URGENT,
    )


def withdrawn_of(visit: Visit, stone: Tombstone) -> WithdrawnHit:
    """A withdrawn page."""
    successor = PageLink(slug=stone.successor[0], title=stone.successor[1]) if stone.successor else None
    on = visit.region.local_date(stone.withdrawn_at)
    return WithdrawnHit(slug=stone.slug, title=stone.title, reason=stone.reason, on=on, successor=successor)


def _choices(
    counts: Mapping[str, int], chosen: str, named: Callable[[str], str], narrowed: Callable[[str], Asked]
) -> tuple[Choice, ...]:
    """All, and each one there is; none at all where there is nothing to choose between."""
    if len(counts) < 2 and not chosen:
        return ()
    found = [Choice(named(name), count, narrowed(name).address, chosen=name == chosen) for name, count in counts.items()]
    if chosen and chosen not in counts:
        found.append(Choice(named(chosen), 0, narrowed(chosen).address, chosen=True))
    return (Choice("", None, narrowed("").address, chosen=not chosen), *found)
