"""What a region teaches search, and what its readers searched for and did not find."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.actions import teach as verbs
from app.actions.acting import Acting
from app.actions.measure import settle
from app.api.calls import PREFIX, Begins, Changes, Here, json_answer
from app.api.schemas.common import LARGEST
from app.api.schemas.requests import ReasonIn
from app.api.schemas.vocabulary import (
    AboveOut,
    BackIn,
    EntriesIn,
    EntryIn,
    EntryOut,
    HeardOut,
    SearchesOut,
    SettlementIn,
    SwitchIn,
    TakenOut,
    VocabularyOut,
)
from app.domain.vocabulary import holds
from app.domain.word_table import Row
from app.edge import vocabulary as edge
from app.edge.once import Answer
from app.edge.worklist import worklist

router = APIRouter(prefix="/regions/{region}", tags=["Words of search"])

Entry = Annotated[int, Path(ge=1, le=LARGEST, description="Number of the entry.")]


@router.get("/vocabulary", name="api.vocabulary", response_model=VocabularyOut)
def entries(visit: Here) -> Response:
    """Everything that the region has taught search, with who changed it, when and why. Waymark's own entries are not among it."""
    with visit.read() as session:
        found = edge.entries(session, visit.region.slug)
    return json_answer(VocabularyOut(region=visit.region.slug, entries=[EntryOut.of(one) for one in found]))


@router.get("/vocabulary/{entry}", name="api.vocabulary_entry", response_model=EntryOut)
def one(visit: Here, entry: Entry) -> Response:
    """One entry with its story. Its ETag is what the next change must name."""
    with visit.read() as session:
        out = EntryOut.of(edge.entry(session, visit.region.slug, entry))
    return json_answer(out, etag=out.etag)


@router.post("/vocabulary", name="api.vocabulary_teach", status_code=201, response_model=EntryOut)
def teach(call: Begins, said: EntryIn) -> Response:
    """Begin an entry; it is in force within two seconds. What would lead from one medicine to another is refused."""
    language = call.visit.platform.searcher.vocabulary.language
    return call.once(said, lambda acting: _answer(acting, verbs.teach(acting, said.taught, said.reason, language).entry, 201))


@router.put("/vocabulary/{entry}", name="api.vocabulary_change", response_model=EntryOut)
def change(call: Changes, entry: Entry, said: EntryIn) -> Response:
    """Change an entry."""
    language = call.visit.platform.searcher.vocabulary.language

    def act(acting: Acting) -> Answer:
        verbs.change(acting, entry, call.revision, said.taught, said.reason, language)
        return _answer(acting, entry)

    return call.once(said, act)


@router.post("/vocabulary/{entry}/end", name="api.vocabulary_end", response_model=EntryOut)
def end(call: Changes, entry: Entry, said: ReasonIn) -> Response:
    """End an entry; it can be brought back."""
    language = call.visit.platform.searcher.vocabulary.language

    def act(acting: Acting) -> Answer:
        verbs.end(acting, entry, call.revision, said.reason, language)
        return _answer(acting, entry)

    return call.once(said, act)


@router.post("/vocabulary/{entry}/return", name="api.vocabulary_return", response_model=EntryOut)
def bring_back(call: Changes, entry: Entry, said: BackIn) -> Response:
    """Make an entry again what it was after one of its changes."""
    language = call.visit.platform.searcher.vocabulary.language

    def act(acting: Acting) -> Answer:
        verbs.bring_back(acting, entry, call.revision, said.number, said.reason, language)
        return _answer(acting, entry)

    return call.once(said, act)


@router.post("/vocabulary-entries", name="api.vocabulary_take", response_model=TakenOut)
def take(call: Begins, said: EntriesIn) -> Response:
    """Begin many entries at once, as another region's list gives them. All go in, or none; a second time changes nothing.

    An entry with `off` is switched off: it comes from that region above, or with Waymark.
    """
    language = call.visit.platform.searcher.vocabulary.language

    def act(acting: Acting) -> Answer:
        rows = [Row(f"Entry {number}", one.taught, one.off_source) for number, one in enumerate(said.entries, 1)]
        return Answer(200, TakenOut.of(verbs.take(acting, rows, said.reason, language)).model_dump_json().encode(), {})

    return call.once(said, act)


@router.get("/vocabulary-above", name="api.vocabulary_above", response_model=AboveOut)
def above(visit: Here, q: Annotated[str, Query(max_length=200, description="Words that an entry holds.")] = "") -> Response:
    """Words that come down from the regions above and with Waymark, those too that are switched off, the nearest first."""
    with visit.read() as session:
        found = edge.words_of(visit.platform.searcher, session, visit.region.slug)
    entries = [HeardOut.of(one) for one in found if one.source != visit.region.slug and holds(q, one.taught)]
    return json_answer(AboveOut(region=visit.region.slug, entries=entries))


@router.post("/vocabulary-switches", name="api.vocabulary_switch", response_model=HeardOut)
def switch(call: Begins, said: SwitchIn) -> Response:
    """Switch such an entry off for the region and those below it, or on again. In force within two seconds."""
    searcher = call.visit.platform.searcher

    def act(acting: Acting) -> Answer:
        verbs.switch(acting, said.source, said.name, said.off, said.reason, searcher.vocabulary.language)
        now = edge.above(searcher, acting.session, acting.region.slug, said.source, said.name)
        return Answer(200, HeardOut.of(now.entry).model_dump_json().encode(), {})

    return call.once(said, act)


@router.get("/searches", name="api.searches", response_model=SearchesOut)
def searches(visit: Here) -> Response:
    """What readers searched for and did not find, from several visits each; what was done about it; and search by week."""
    with visit.read() as session:
        found = worklist(session, visit.region, visit.today)
    return json_answer(SearchesOut.of(visit.region.slug, found))


@router.post("/searches/settlements", name="api.searches_settle", response_model=SearchesOut)
def done(call: Begins, said: SettlementIn) -> Response:
    """Say what is done about some searches of the list; the answer is the list as it is then."""

    def act(acting: Acting) -> Answer:
        settle(acting, said.keys, said.settled, said.reason)
        out = SearchesOut.of(acting.region.slug, worklist(acting.session, acting.region, acting.today))
        return Answer(200, out.model_dump_json().encode(), {})

    return call.once(said, act)


def _answer(acting: Acting, number: int, status: int = 200) -> Answer:
    out = EntryOut.of(edge.entry(acting.session, acting.region.slug, number))
    headers = {"ETag": out.etag, "Location": f"{PREFIX}/regions/{acting.region.slug}/vocabulary/{number}"}
    return Answer(status, out.model_dump_json().encode(), headers)
