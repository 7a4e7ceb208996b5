"""The vocabulary on the desk: what a region teaches search itself, tried before it is saved."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.actions import teach as verbs
from app.actions.acting import Acting
from app.actions.fitting import Known, proposed
from app.actions.measure import settle
from app.domain.errors import Invalid
from app.domain.regions import Standing
from app.domain.roles import Act
from app.domain.searches import Settled
from app.domain.vocabulary import Change, Sort, Taught, said
from app.edge.visit import Visit
from app.edge.vocabulary import Entry, Trial, entry, trials
from app.reading.views import PageLink
from app.store import projections
from app.store.database import Session
from app.store.vocabulary import told
from app.web.answers import page, see_other
from app.web.forms import REFUSED, Sent, Signed
from app.web.frame import EMPTY, Form
from app.web.framing import Said, band_of, desk_of
from app.web.visiting import Visiting
from app.web.vocabulary import EntryLine, EntryView
from app.web.word_lines import trial_line

router = APIRouter(include_in_schema=False)
VOCABULARY = "/desk/{region}/vocabulary"
ENTRY = "/desk/{region}/vocabulary/{entry}"
MOST_PAGES = 2000
"""Pages that are offered to choose from; the title of any other can be typed."""

Typed = Annotated[str, Query(max_length=200)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get(f"{VOCABULARY}/new", name="web.vocabulary_new")
def new(visit: Visiting, words: Typed = "", keys: Annotated[str, Query(max_length=3000)] = "") -> Response:
    """The form of a new entry; `words` that readers typed, `keys` of the searches that it answers."""
    return page(_view(visit, None, Form({"words": words, "keys": keys, "sort": Sort.SYNONYM})))


@router.post(VOCABULARY, name="web.vocabulary_teach")
def begin(visit: Visiting, sent: Signed) -> Response:
    """Try a new entry, or begin it; then the searches that it answers are done."""
    return _taken(visit, None, sent)


@router.get(ENTRY, name="web.vocabulary_entry")
def one(visit: Visiting, entry: Number, said: Said = "") -> Response:
    """An entry with its story."""
    return page(_view(visit, entry, None, said=said))


@router.post(ENTRY, name="web.vocabulary_change")
def change(visit: Visiting, entry: Number, sent: Signed) -> Response:
    """Try a change of an entry, make it, end the entry, or bring back what it was."""
    return _taken(visit, entry, sent)


def _taken(visit: Visit, number: int | None, sent: Sent) -> Response:
    if sent.line("then") == "try":
        return _tried(visit, number, sent)
    try:
        with visit.write() as acting:
            made = _made(visit, acting, number, sent)
            if sent.line("keys") and number is None:
                settle(acting, sent.line("keys").split(","), Settled.TAUGHT, said(made.taught))
    except REFUSED as refusal:
        return page(_view(visit, number, sent.form(refusal)), refusal.status)
    done = "ended" if not made.taught.words else "taught"
    return see_other(f"/desk/{visit.region.slug}/vocabulary/{made.entry}", f"word_{done}")


def _made(visit: Visit, acting: Acting, number: int | None, sent: Sent) -> Change:
    language, then, reason = visit.platform.searcher.vocabulary.language, sent.line("then"), sent.text("reason")
    if number is None:
        return verbs.teach(acting, _taught(acting, sent), reason, language)
    revision = sent.line("revision")
    if then == "end":
        return verbs.end(acting, number, revision, reason, language)
    if then == "bring_back":
        return verbs.bring_back(acting, number, revision, sent.number("number") or 0, reason, language)
    return verbs.change(acting, number, revision, _taught(acting, sent), reason, language)


def _tried(visit: Visit, number: int | None, sent: Sent) -> Response:
    """The form again, with what it would change; nothing is saved."""
    try:
        with visit.read() as session:
            searcher, here = visit.platform.searcher, visit.region.slug
            known = Known(session, here, told(session, here), searcher.vocabulary.language)
            taught = proposed(_taught(visit.acting(session), sent), known, known.heard(), number)
            then = Change(len(known.changes) + 1, number or len(known.changes) + 1, taught, "", "", visit.now)
            found = trials(searcher, session, here, taught, then)
    except REFUSED as refusal:
        return page(_view(visit, number, sent.form(refusal)), refusal.status)
    return page(_view(visit, number, sent.form(), tried=found))


def _taught(acting: Acting, sent: Sent) -> Taught:
    """What the form says. Which of its fields holds the meaning follows from the sort."""
    if sent.line("sort") not in set(Sort):
        raise Invalid("Choose what these words are.", field="sort")
    sort = Sort(sent.line("sort"))
    words = tuple(sent.text("words").split("\n"))
    if sort is Sort.ASPECT:
        return Taught(sort, words, (sent.line("part"),))
    if sort is Sort.PAGE:
        return Taught(sort, words, (_slug(acting, sent.line("page")),))
    return Taught(sort, words, tuple(sent.text("means").split("\n")))


def _slug(acting: Acting, typed: str) -> str:
    """The page whose title or address was typed."""
    here = projections.shown_in(acting.session, acting.region.slug, Standing.PUBLISHED)
    name = typed.rstrip("/").rpartition("/")[2]
    found = next((row.slug for row in here if typed.casefold() == row.title.casefold() or name == row.slug), "")
    if not found:
        raise Invalid("Choose a page that readers here have, by its title.", field="page")
    return found


def _view(
    visit: Visit, number: int | None, form: Form | None, *, said: str = "", tried: tuple[Trial, ...] | None = None
) -> EntryView:  # fmt: skip
    with visit.read() as session:
        known = entry(session, visit.region.slug, number) if number else None
        return EntryView(
            desk_of(visit, session, "searches", said),
            band=band_of(visit.platform, visit.region),
            number=number,
            sorts=tuple(Sort),
            parts=tuple(sorted(visit.platform.searcher.vocabulary.language.aspects)),
            pages=_pages(visit, session),
            trials=tuple(map(trial_line, tried or ())),
            tried=tried is not None,
            story=tuple(_line(change.number, change) for change in reversed(known.story)) if known else (),
            revision=str(known.now.number) if known else "",
            ended=known is not None and not known.now.taught.words,
            may_teach=visit.may(Act.TEACH_SEARCH),
            form=form or (_form(visit, session, known) if known else EMPTY),
        )


def _pages(visit: Visit, session: Session) -> tuple[PageLink, ...]:
    rows = projections.shown_in(session, visit.region.slug, Standing.PUBLISHED)
    return tuple(PageLink(slug=row.slug, title=row.title) for row in rows[:MOST_PAGES])


def _form(visit: Visit, session: Session, known: Entry) -> Form:
    """The form on what stands, or stood last."""
    taught = known.last.taught
    means = "\n".join(taught.means)
    field = {Sort.ASPECT: "part", Sort.PAGE: "page"}.get(taught.sort, "means")
    if taught.sort is Sort.PAGE:
        row = projections.shown(session, visit.region.slug, means)
        means = row.title if row else means
    if taught.sort is Sort.SYNONYM:
        return Form({"sort": taught.sort, "words": taught.words[0], "means": "\n".join(taught.words[1:])})
    return Form({"sort": taught.sort, "words": "\n".join(taught.words), field: means})


def _line(number: int, change: Change) -> EntryLine:
    taught = change.taught
    return EntryLine(
        number=number, sort=taught.sort, words=taught.words, means=taught.means, by=change.by, at=change.at, reason=change.reason
    )
