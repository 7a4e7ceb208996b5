"""One way to search for page, suggestion and API alike.

Whatever the index holds, readers get what their region shows at this moment: a search looks that up first, finds only among those
texts, and looks again at each page that it is about to give back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.domain.regions import Standing
from app.domain.vocabulary import Taught
from app.search import asked as reading
from app.search.asked import Asked
from app.search.facets import ALL_PAGES, NO_FACETS, Facets, Only
from app.search.folder import Doubt
from app.search.held import Held
from app.search.instead import corrected, instead_of
from app.search.rank import Ranking, ranking
from app.search.results import Hit, Instead, Results, SectionHit, Snippet, Suggestion, Why
from app.search.sections import parts
from app.search.shown import Shown, ShownNow, titled, tombstones
from app.search.snippet import snippet
from app.search.taught import Words
from app.search.view import View
from app.search.vocabulary import Vocabulary
from app.search.vocabulary import load as load_vocabulary
from app.search.wishes import Wish, wishes
from app.store.database import Session
from app.store.projections import ShownRow, shown_under

MOST: Final = 100
"""Results of one search, at most."""


REMEMBERED: Final = 200
"""Answers that are kept while what is shown stays the same."""
NOTHING: Final = Snippet("")


@dataclass(frozen=True, slots=True)
class Ask:
    """What is wanted of one search; equal ones have the same answer while what is shown stays the same."""

    query: str
    known: Vocabulary
    start: int
    stop: int
    exact: bool = False
    snippets: bool = True
    only: Only = ALL_PAGES


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page about to be given back."""

    slug: str
    held: tuple[str, int]
    """Origin and sequence of the text that was found."""
    score: float
    sections: tuple[SectionHit | None, ...] = ()
    """The best first; None stands for what comes before the first heading."""
    snippet: Snippet = NOTHING
    details: str = ""
    """The local details that the snippet was cut from."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, before it is looked at again."""

    total: int
    candidates: tuple[Candidate, ...]
    corrected: str | None = None
    instead: tuple[Instead, ...] = ()
    facets: Facets = NO_FACETS
    unavailable: bool = False


class Searcher:
    """Searches one folder; used by any number of threads."""

    def __init__(self, folder: Path, vocabulary: Vocabulary | None = None) -> None:
        """The folder need not hold an index yet. Raises `Invalid` when the vocabulary can't be read."""
        self._held = Held(folder)
        self._shown = ShownNow()
        self.vocabulary = vocabulary or load_vocabulary()
        """The platform's own."""
        self._words = Words(self.vocabulary)

    def search(
        self,
        session: Session,
        region: str,
        text: str,
        limit: int = 20,
        *,
        offset: int = 0,
        exact: bool = False,
        kind: Iterable[str] = (),
        specialty: Iterable[str] = (),
        taught: Iterable[Taught] | None = None,
    ) -> Results:
        """What a region's readers get for a query; whatever is typed is words.

        With `exact`, no word is taken for misspelt. `kind` and `specialty`: only pages of any of these; all when none is given.
        `taught`: what would be found if the region had taught search this, and nothing else.
        """
        query = reading.tidy(text)
        start, count = max(offset, 0), min(max(limit, 0), MOST)
        shown, asked = self._shown.of(session, region), reading.read(query)
        known = self._words.of(session, region, shown) if taught is None else self._words.with_taught(taught, shown)
        withdrawn = tombstones(session, shown, region, asked, known) if asked else ()
        # The name of a withdrawn page is no misspelling of another page's words, though the index has forgotten it.
        only = Only(frozenset(kind), frozenset(specialty))
        answer, rows = self._looked_up(
            session, shown, region, Ask(query, known, start, start + count, exact=exact or bool(withdrawn), only=only)
        )
        if answer.corrected is not None:
            withdrawn = tombstones(session, shown, region, reading.read(answer.corrected), known)
        hits = tuple(_hit(region, candidate, rows[candidate.slug]) for candidate in answer.candidates)
        return Results(
            query=query, corrected=answer.corrected, instead=answer.instead, total=answer.total, facets=answer.facets,
            hits=hits, withdrawn=withdrawn, unavailable=answer.unavailable,
        )  # fmt: skip

    def suggest(self, session: Session, region: str, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Pages, and sections of the first of them, for a query that is still being typed."""
        count = min(max(limit, 0), MOST)
        shown, query = self._shown.of(session, region), reading.tidy(text)
        answer, rows = self._looked_up(
            session, shown, region, Ask(query, self._words.of(session, region, shown), 0, count, snippets=False)
        )
        found = [
            _suggestion(region, rows[candidate.slug], section)
            for rank, candidate in enumerate(answer.candidates)
            for section in _jumps(candidate, first=rank == 0)
        ]
        return tuple(found[:count])

    def close(self) -> None:
        """Close the index's files."""
        self._held.close()

    def _looked_up(self, session: Session, shown: Shown, region: str, ask: Ask) -> tuple[Answer, dict[str, ShownRow]]:
        """What is found, each page as its region shows it at this moment; what is not shown like that is left out."""
        answer = self._answer(shown, region, ask)
        rows = {row.slug: row for row in shown_under(session, [found.slug for found in answer.candidates], region)}
        still = tuple(found for found in answer.candidates if found.slug in rows and _holds(rows[found.slug], found))
        gone = len(answer.candidates) - len(still)
        if gone:
            self._shown.forget(region)
        return replace(answer, total=answer.total - gone, candidates=still), rows

    def _answer(self, shown: Shown, region: str, ask: Ask) -> Answer:
        asked = reading.read(ask.query)
        if not asked or not shown.published:
            return Answer(0, ())
        try:
            with self._held.view(region, shown.keys) as view:
                found = view.answers.get(ask)
                if found is None:
                    if len(view.answers) >= REMEMBERED:
                        view.answers.clear()
                    found = view.answers[ask] = self._found(view, ask, asked)
                return found
        except Doubt:
            slugs = titled(shown, asked)
            found = tuple(Candidate(slug, shown.published[slug], 0.0) for slug in slugs[ask.start : ask.stop])
            return Answer(len(slugs), found, unavailable=True)

    def _found(self, view: View, ask: Ask, asked: Sequence[Asked]) -> Answer:
        wished = wishes(asked, view, ask.known, exact=ask.exact)
        ranked = ranking(view, wished, max(ask.stop, 1), ask.only)
        instead = instead_of(view, wished, ranked.lead) if ranked.lead is not None else ()
        better = corrected(ask.query, instead)
        if better is not None:
            again = self._found(view, replace(ask, query=better, exact=True), reading.read(better))
            spelt = tuple(one for one in instead if one.why is Why.SPELLING)
            return replace(again, corrected=better, instead=spelt + again.instead)
        return Answer(ranked.total, tuple(_candidates(view, wished, ranked, ask)), instead=instead, facets=ranked.facets)


def _candidates(view: View, wished: Sequence[Wish], ranked: Ranking, ask: Ask) -> Iterator[Candidate]:
    pages, scores = ranked.pages[ask.start : ask.stop], ranked.scores[ask.start : ask.stop]
    forms = _forms(view, wished) if ask.snippets else {}
    for page, score, best in zip(pages, scores, parts(view, wished, pages), strict=True):
        card, entries = view.snapshot.page(page)
        shown = snippet(_text(view, entries, best[0].index if best else 0), forms) if ask.snippets else NOTHING
        sections = tuple(_section(card.sections[one.index].id, card.sections[one.index].title) for one in best)
        yield Candidate(card.slug, (card.origin, card.sequence), round(score, 4), sections, shown, card.details)


def _forms(view: View, wished: Sequence[Wish]) -> dict[str, str]:
    """The words that were searched for as texts write them, each with how it stands in the index."""
    words = {(word, option.prefix) for wish in wished for option in wish.options for word in option.terms}
    return {form: word for word, prefix in sorted(words) for form in view.forms(word, prefix=prefix)}


def _text(view: View, entries: range, index: int) -> str:
    """The text of a section; where a heading has none of its own, that of the next that has."""
    texts = (view.snapshot.text(entry) for entry in entries[1 + index :])
    return next((text for text in texts if text), "")


def _section(section: str, title: str) -> SectionHit | None:
    """What stands before the first heading has no address of its own."""
    return None if section.startswith("~") else SectionHit(section, title)


def _holds(row: ShownRow, found: Candidate) -> bool:
    return row.standing == Standing.PUBLISHED and (row.origin, row.sequence) == found.held


def _hit(region: str, found: Candidate, row: ShownRow) -> Hit:
    return Hit(
        slug=row.slug, title=row.title, kind=row.kind, specialty=row.specialty, region=row.origin,
        from_upstream=row.origin != region, number=row.number, published_at=row.published_at, review_due=row.review_due,
        high_alert=row.high_alert, mark=row.mark, section=found.sections[0] if found.sections else None,
        further=tuple(section for section in found.sections[1:] if section), score=found.score,
        snippet=found.snippet if found.details == row.details else NOTHING,
    )  # fmt: skip


def _jumps(found: Candidate, *, first: bool) -> Iterator[SectionHit | None]:
    """Where a suggestion leads: the best section or the page; for the first page to each of these."""
    places = [*found.sections, None] if first else [*found.sections[:1], None][:1]
    yield from dict.fromkeys(places)


def _suggestion(region: str, row: ShownRow, section: SectionHit | None) -> Suggestion:
    return Suggestion(
        slug=row.slug, title=row.title, kind=row.kind, region=row.origin, from_upstream=row.origin != region, section=section
    )
