"""What helps when a search has found nothing: pages that come near, and those of the regions upstream."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.regions import Standing, chain
from app.domain.roles import Act, may
from app.edge.visit import Visit
from app.search.results import Hit, Results
from app.store.database import Session
from app.store.projections import shown_under
from app.web.read import Upstream
from app.web.results import link_of

FEW = 5
"""Pages that are named."""
LETTERS = (7, 6, 5, 4)
"""Of each word, when the whole word is found nowhere."""
QUOTES = str.maketrans("", "", '"\u201c\u201d')


def looser(query: str) -> Iterator[str]:
    """The query as somebody patient would try it next: without quotation marks, then with the beginnings of its words alone."""
    bare = query.translate(QUOTES)
    if bare != query:
        yield bare
    words = bare.split()
    for letters in LETTERS:
        cut = [word[:letters] for word in words if len(word) > letters]
        if cut:
            yield " ".join(cut)


def nearest(visit: Visit, session: Session, query: str) -> tuple[Hit, ...]:
    """What the region has for the first of those that anything is found for."""
    tried = (_search(visit, session, visit.region.slug, words, exact=True) for words in looser(query))
    return next((found.hits for found in tried if found.hits), ())


def upstream(visit: Visit, session: Session, query: str) -> Iterator[Upstream]:
    """What the regions above have that the visitor may read: never a page that is withdrawn here."""
    for region in chain(visit.region.slug, visit.regions)[1:]:
        if may(visit.person, Act.READ, region.slug, public=region.public, today=visit.today):
            hits = _search(visit, session, region.slug, query).hits
            here = shown_under(session, [hit.slug for hit in hits], visit.region.slug)
            stopped = {row.slug for row in here if row.standing == Standing.WITHDRAWN}
            pages = tuple(link_of(visit, hit, region.slug) for hit in hits if hit.slug not in stopped)
            if pages:
                yield Upstream(region.slug, region.name, pages, members=not region.public)


def _search(visit: Visit, session: Session, region: str, words: str, *, exact: bool = False) -> Results:
    return visit.platform.searcher.search(session, region, words, FEW, exact=exact)
