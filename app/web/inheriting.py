"""All words that search knows in a region, its own and those of others; what is not its own can be switched off."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.actions import teach as verbs
from app.domain.heard import PLATFORM, Heard, Switch
from app.domain.roles import Act, may
from app.domain.vocabulary import holds
from app.edge.visit import Visit
from app.edge.vocabulary import Above, above, entries, trials, words_of
from app.web.answers import page, see_other
from app.web.forms import REFUSED, Signed
from app.web.frame import EMPTY, Form
from app.web.framing import Said, band_of, desk_of
from app.web.visiting import Visiting
from app.web.vocabulary import AboveView, EntryLine, Shelf, SwitchLine, VocabularyView
from app.web.word_lines import heard_line, name_of, own_line, trial_line

router = APIRouter(include_in_schema=False)
VOCABULARY = "/desk/{region}/vocabulary"
ABOVE = "/desk/{region}/vocabulary/above"
LEAF = 100
"""Entries of the platform that are shown at once."""

Typed = Annotated[str, Query(max_length=200)]
Name = Annotated[str, Query(max_length=300)]


@router.get(VOCABULARY, name="web.vocabulary")
def vocabulary(visit: Visiting, q: Typed = "", leaf: Annotated[int, Query(ge=1, le=1000)] = 1, said: Said = "") -> Response:
    """Every word beside the pages' own that search knows here; with `q`, the entries that hold it."""
    here = visit.region.slug
    with visit.read() as session:
        own = [one for one in entries(session, here) if holds(q, one.story[0].taught, one.now.taught)]
        others = [one for one in words_of(visit.platform.searcher, session, here) if one.source != here and holds(q, one.taught)]
        on = [one for one in others if not one.off_by]
        platform = [one for one in on if one.source == PLATFORM]
        from_above = groupby((one for one in on if one.source != PLATFORM), key=lambda one: one.source)
        view = VocabularyView(
            desk_of(visit, session, "searches", said),
            band=band_of(visit.platform, visit.region),
            own=tuple(own_line(visit, one.number, one.now) for one in own if one.now.taught.words),
            above=tuple(Shelf(whose=name_of(visit, source), lines=_lines(visit, list(some))) for source, some in from_above),
            off=_lines(visit, [one for one in others if one.off_by]),
            ended=tuple(own_line(visit, one.number, one.last) for one in own if not one.now.taught.words),
            platform=_lines(visit, platform[(leaf - 1) * LEAF : leaf * LEAF]),
            total=len(platform),
            leaf=leaf,
            leaves=-(-len(platform) // LEAF),
            query=q.strip(),
            may_teach=visit.may(Act.TEACH_SEARCH),
        )
    return page(view)


@router.get(ABOVE, name="web.vocabulary_above")
def one(visit: Visiting, source: Name = PLATFORM, name: Name = "", said: Said = "") -> Response:
    """An entry that is not the region's own, and what searches would find if it were switched."""
    return page(_view(visit, source, name, said=said))


@router.post(ABOVE, name="web.vocabulary_switch")
def switch(visit: Visiting, sent: Signed) -> Response:
    """Switch it off here and below, or on again."""
    source, name, off = sent.line("source"), sent.line("name"), sent.line("off") == "yes"
    try:
        with visit.write() as acting:
            verbs.switch(acting, source, name, off, sent.text("reason"), visit.platform.searcher.vocabulary.language)
    except REFUSED as refusal:
        return page(_view(visit, source, name, form=sent.form(refusal)), refusal.status)
    with visit.read() as session:
        line = heard_line(visit, above(visit.platform.searcher, session, visit.region.slug, source, name).entry)
    return see_other(line.address, "word_off" if off else "word_on")


def _view(visit: Visit, source: str, name: str, *, form: Form = EMPTY, said: str = "") -> AboveView:
    searcher, here = visit.platform.searcher, visit.region.slug
    with visit.read() as session:
        found = above(searcher, session, here, source, name)
        then = Switch(0, source, name, not found.entry.off_by, "", "", visit.now)
        return AboveView(
            desk_of(visit, session, "searches", said),
            band=band_of(visit.platform, visit.region),
            line=heard_line(visit, found.entry),
            source=source,
            name=name,
            there=_there(visit, found),
            trials=tuple(map(trial_line, trials(searcher, session, here, found.entry.taught, then))),
            story=tuple(SwitchLine(off=one.off, by=one.by, at=one.at, reason=one.reason) for one in found.switches),
            may_teach=visit.may(Act.TEACH_SEARCH),
            form=form,
        )


def _there(visit: Visit, found: Above) -> str:
    source = visit.regions.get(found.entry.source)
    if source is None or not may(visit.person, Act.READ_DESK, source.slug, public=source.public, today=visit.today):
        return ""
    return f"/desk/{source.slug}/vocabulary/{found.entry.name}"


def _lines(visit: Visit, found: list[Heard]) -> tuple[EntryLine, ...]:
    return tuple(heard_line(visit, one) for one in found)
