"""One way to search for page, suggestion and API alike.

Whatever the index holds, readers get what their region shows at this moment: a search looks that up first, finds only among those
texts, and looks again at each page that it is about to give back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.domain.heard import Heard, Told
from app.search import asked as reading
from app.search.asked import Asked
from app.search.facets import ALL_PAGES, NO_FACETS, Facets, Only
from app.search.folder import Doubt
from app.search.held import Held
from app.search.instead import corrected, instead_of
from app.search.lines import beneath
from app.search.rank import Ranking, ranking
from app.search.results import Hit, Instead, Results, SectionHit, Snippet, Suggestion, Why
from app.search.schema import Card
from app.search.sections import Part, parts, words_in
from app.search.shown import Shown, ShownNow, cards_under, titled, tombstones
from app.search.snippet import READ, Sought, snippet
from app.search.taught import Words
from app.search.view import View
from app.search.vocabulary import Vocabulary
from app.search.vocabulary import load as load_vocabulary
from app.search.wishes import Option, Wish, wishes
from app.store.database import Session
from app.store.standing import Standing

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

    card: Card
    score: float
    sections: tuple[SectionHit | None, ...] = ()
    """The best first; None stands for what comes before the first heading."""
    snippet: Snippet = NOTHING


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
        told: Sequence[Told] | None = None,
        standing: Standing | None = None,
    ) -> Results:
        """What a region's readers get for a query; whatever is typed is words.

        With `exact`, no word is taken for misspelt. `kind` and `specialty`: only pages of any of these; all when none is given.
        `told`: what would be found if the region and those above it had said just this of words. `standing`: how things stand, by
        whoever has just asked; then the session is asked for little or nothing.
        """
        query = reading.tidy(text)
        start, count = max(offset, 0), min(max(limit, 0), MOST)
        shown, known = self._at(session, region, standing)
        asked = reading.read(query)
        if told is not None:
            known = self._words.with_told(told, shown)
        withdrawn = tombstones(session, shown, region, asked, known) if shown.withdrawn and asked else ()
        # The name of a withdrawn page is no misspelling of another page's words, though the index has forgotten it.
        only = Only(frozenset(kind), frozenset(specialty))
        ask = Ask(query, known, start, start + count, exact=exact or bool(withdrawn), only=only)
        answer = self._looked_up(session, shown, region, ask)
        if answer.corrected is not None and shown.withdrawn:
            withdrawn = tombstones(session, shown, region, reading.read(answer.corrected), known)
        return Results(
            query=query, corrected=answer.corrected, instead=answer.instead, total=answer.total, facets=answer.facets,
            hits=tuple(_hit(region, found) for found in answer.candidates), withdrawn=withdrawn, unavailable=answer.unavailable,
        )  # fmt: skip

    def suggest(
        self, session: Session, region: str, text: str, limit: int = 8, *, standing: Standing | None = None
    ) -> tuple[Suggestion, ...]:
        """Pages, and sections of the first of them, for a query that is still being typed. `standing` as in `search`."""
        count = min(max(limit, 0), MOST)
        shown, known = self._at(session, region, standing)
        query = reading.tidy(text)
        answer = self._looked_up(session, shown, region, Ask(query, known, 0, count, snippets=False))
        found = [
            _suggestion(region, candidate.card, section)
            for rank, candidate in enumerate(answer.candidates)
            for section in _jumps(candidate, first=rank == 0)
        ]
        return tuple(found[:count])

    def heard(self, session: Session, region: str, told: Sequence[Told]) -> tuple[Heard, ...]:
        """The words that count in a region, and those that are switched off, when this has been said of them."""
        return self._words.heard(told, self._shown.of(session, region))

    def close(self) -> None:
        """Close the index's files."""
        self._held.close()

    def _at(self, session: Session, region: str, standing: Standing | None) -> tuple[Shown, Vocabulary]:
        """What the region shows, and what is known of words there."""
        shown = self._shown.of(session, region, standing.at if standing else None)
        return shown, self._words.of(session, region, shown, standing.words if standing else None)

    def _looked_up(self, session: Session, shown: Shown, region: str, ask: Ask) -> Answer:
        """What is found, each page as its region shows it at this moment; what is not shown like that is left out."""
        answer = self._answer(session, shown, region, ask)
        now = self._shown.still(session, region, shown)
        still = tuple(
            found if now.says(found.card) else replace(found, snippet=NOTHING)
            for found in answer.candidates
            if now.has(found.card)
        )
        return replace(answer, total=answer.total - len(answer.candidates) + len(still), candidates=still)

    def _answer(self, session: Session, shown: Shown, region: str, ask: Ask) -> Answer:
        asked = reading.read(ask.query)
        if not asked or not shown.published:
            return Answer(0, ())
        try:
            with self._held.view(region, shown.keys) as view:
                found = view.answers.get(ask)
                if found is None:
                    if len(view.answers) >= REMEMBERED:
                        view.answers.clear()
                    found = view.answers[ask] = self._found(view, ask, asked, shown.gone)
                return found
        except Doubt:
            return _by_titles(session, shown, region, ask, asked)

    def _found(self, view: View, ask: Ask, asked: Sequence[Asked], right: Collection[str] = ()) -> Answer:
        wished = wishes(asked, view, ask.known, exact=ask.exact, right=right, typing=not ask.snippets)
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
    sought = _sought(view, wished) if ask.snippets else None
    for page, score, best in zip(pages, scores, parts(view, wished, pages, ask.known.worth), strict=True):
        card, entries = view.snapshot.page(page)
        shown = (
            snippet(_text(view, card, entries, best[0].index if best else 0), sought, _named(card, best, wished))
            if sought
            else NOTHING
        )
        sections = tuple(_section(card.sections[one.index].id, card.sections[one.index].title) for one in best)
        yield Candidate(card, round(score, 4), sections, shown)


def _sought(view: View, wished: Sequence[Wish]) -> Sought:
    """The words that were searched for as texts write them, each with what was typed for it; of a phrase each word by itself."""
    forms: dict[str, str] = {}
    weights: dict[str, float] = {}
    for wish in wished:
        for option in sorted(wish.options, key=lambda option: (option.prefix, len(option.terms))):
            for word in option.terms:
                meant = wish.asked.text if len(option.terms) == 1 else word
                weights.setdefault(meant, wish.mass / len(option.terms) or 1.0)
                for form in view.forms(word, prefix=option.prefix):
                    forms.setdefault(form, meant)
    return Sought(forms, weights)


def _named(page: Card, best: Sequence[Part], wished: Sequence[Wish]) -> set[str]:
    """What was typed, and what stands for it, that the title of a page or the heading of its best section says."""
    said = words_in((page.title, page.sections[best[0].index].title) if best else (page.title,))
    found = set[str]()
    for wish in wished:
        if any(_says(said, option) for option in wish.options):
            found.add(wish.asked.text)
            found.update(word for option in wish.options for word in option.terms)
    return found


def _says(said: frozenset[str], option: Option) -> bool:
    return any(word.startswith(option.terms[0]) for word in said) if option.prefix else said.issuperset(option.terms)


def _text(view: View, page: Card, entries: range, index: int) -> str:
    """The text of a section under the heading above it; where a heading has none of its own, the next one's under its name."""
    for number, entry in enumerate(entries[1 + index :], index):
        if text := view.snapshot.text(entry):
            section = page.sections[number]
            return beneath(section.above if number == index else section.title, text[:READ])
    return ""


def _section(section: str, title: str) -> SectionHit | None:
    """What stands before the first heading has no address of its own."""
    return None if section.startswith("~") else SectionHit(section, title)


def _by_titles(session: Session, shown: Shown, region: str, ask: Ask, asked: Sequence[Asked]) -> Answer:
    """What is found without an index."""
    found = [page for page in cards_under(session, titled(shown, asked), region) if ask.only.wants(page.kind, page.specialty)]
    pages = tuple(Candidate(page, 0.0) for page in found[ask.start : ask.stop])
    return Answer(len(found), pages, unavailable=True)


def _hit(region: str, found: Candidate) -> Hit:
    page = found.card
    return Hit(
        slug=page.slug, title=page.title, kind=page.kind, specialty=page.specialty, region=page.origin,
        from_upstream=page.origin != region, number=page.number, published_at=page.published_at, review_due=page.review_due,
        high_alert=page.high_alert, mark=page.mark, section=found.sections[0] if found.sections else None,
        further=tuple(section for section in found.sections[1:] if section), snippet=found.snippet, score=found.score,
    )  # fmt: skip


def _jumps(found: Candidate, *, first: bool) -> Iterator[SectionHit | None]:
    """Where a suggestion leads: the best section or the page; for the first page to each of these."""
    places = [*found.sections, None] if first else [*found.sections[:1], None][:1]
    yield from dict.fromkeys(places)


def _suggestion(region: str, page: Card, section: SectionHit | None) -> Suggestion:
    return Suggestion(
        slug=page.slug, title=page.title, kind=page.kind, region=page.origin, from_upstream=page.origin != region, section=section
    )
