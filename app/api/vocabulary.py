"""What a region teaches search, and what its readers searched for and did not find."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.actions import teach as verbs
from app.actions.acting import Acting
from app.actions.measure import settle
from app.api.calls import PREFIX, Begins, Changes, Here, json_answer
from app.api.schemas.common import LARGEST
from app.api.schemas.requests import ReasonIn
from app.api.schemas.vocabulary import (
    BackIn,
    EntriesIn,
    EntryIn,
    EntryOut,
    SearchesOut,
    SettlementIn,
    TakenOut,
    VocabularyOut,
)
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
    language = edge.language_of(call.visit.platform.searcher)
    return call.once(said, lambda acting: _answer(acting, verbs.teach(acting, said.taught, said.reason, language).entry, 201))


@router.put("/vocabulary/{entry}", name="api.vocabulary_change", response_model=EntryOut)
def change(call: Changes, entry: Entry, said: EntryIn) -> Response:
    """Change an entry."""
    language = edge.language_of(call.visit.platform.searcher)

    def act(acting: Acting) -> Answer:
        verbs.change(acting, entry, call.revision, said.taught, said.reason, language)
        return _answer(acting, entry)

    return call.once(said, act)


@router.post("/vocabulary/{entry}/end", name="api.vocabulary_end", response_model=EntryOut)
def end(call: Changes, entry: Entry, said: ReasonIn) -> Response:
    """End an entry; it can be brought back."""

    def act(acting: Acting) -> Answer:
        verbs.end(acting, entry, call.revision, said.reason)
        return _answer(acting, entry)

    return call.once(said, act)


@router.post("/vocabulary/{entry}/return", name="api.vocabulary_return", response_model=EntryOut)
def bring_back(call: Changes, entry: Entry, said: BackIn) -> Response:
    """Make an entry again what it was after one of its changes."""
    language = edge.language_of(call.visit.platform.searcher)

    def act(acting: Acting) -> Answer:
        verbs.bring_back(acting, entry, call.revision, said.number, said.reason, language)
        return _answer(acting, entry)

    return call.once(said, act)


@router.post("/vocabulary-entries", name="api.vocabulary_take", response_model=TakenOut)
def take(call: Begins, said: EntriesIn) -> Response:
    """Begin many entries at once, as another region's list gives them. All go in, or none; a second time changes nothing."""
    language = edge.language_of(call.visit.platform.searcher)

    def act(acting: Acting) -> Answer:
        begun = verbs.take(acting, [one.taught for one in said.entries], said.reason, language)
        out = TakenOut(begun=[change.entry for change in begun], unchanged=len(said.entries) - len(begun))
        return Answer(200, out.model_dump_json().encode(), {})

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
