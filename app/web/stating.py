"""Local details: the region's list, one detail with its history, and many at once as a table."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.actions import state as verbs
from app.domain.detail_table import COLUMNS, read, written
from app.domain.errors import Invalid, Refusal, Stale, Taken, TokenMissing
from app.domain.local_details import KEY, LONGEST_KEY, Stated, fact
from app.domain.publication import DetailChange, Entry
from app.domain.roles import Act
from app.edge import local_details as edge
from app.edge.local_details import Line
from app.edge.visit import Visit
from app.reading.details import service_name
from app.store import local_details as store
from app.store.database import Session
from app.web.answers import page, see_other
from app.web.forms import REFUSED, Sent, Signed
from app.web.frame import EMPTY, Form
from app.web.framing import Said, band_of, desk_of
from app.web.local_details import (
    DetailLine,
    DetailStory,
    DetailsView,
    DetailView,
    ManyDetailsView,
    NewDetailView,
    PageNaming,
)
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)
LIST = "/desk/{region}/local-details"
ONE = LIST + "/{key}"

Key = Annotated[str, Path(pattern=f"^{KEY}$", max_length=LONGEST_KEY)]


@router.get(LIST, name="web.local_details")
def listed(visit: Visiting, said: Said = "") -> Response:
    """Every detail that the region states or its pages name: gaps first, then what to check."""
    with visit.read() as session:
        lines = edge.lines(session, visit.region, visit.today)
        view = DetailsView(
            desk_of(visit, session, "local_details", said),
            band=band_of(visit.platform, visit.region),
            gaps=tuple(_line(visit, line) for line in lines if line.gap),
            doubtful=tuple(_line(visit, line) for line in lines if line.held and line.doubt),
            right=tuple(_line(visit, line) for line in lines if line.held and not line.doubt),
            ended=tuple(_line(visit, line) for line in lines if not line.held and not line.named),
            may_state=visit.may(Act.STATE_DETAIL),
        )
    return page(view)


@router.get(f"{LIST}.csv", name="web.local_details_table")
def table(visit: Visiting) -> Response:
    """What the region states and plans, for a spreadsheet."""
    with visit.read() as session:
        text = written(store.stated_now(session, visit.region.slug, visit.today))
    name = f"local-details-{visit.region.slug}-{visit.today.isoformat()}.csv"
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + text, headers=headers, media_type="text/csv; charset=utf-8")


@router.get(f"{LIST}/new", name="web.local_detail_new")
def new(visit: Visiting) -> Response:
    """A form for a detail that no page names yet."""
    return _new(visit, Form({"as_of": visit.today.isoformat()}))


@router.post(f"{LIST}/new", name="web.local_detail_begin")
def begin(visit: Visiting, sent: Signed) -> Response:
    """State it for the first time."""
    try:
        key, stated = sent.line("key"), _stated(sent)
        with visit.write() as acting:
            if store.history_of(acting.session, visit.region.slug, key):
                raise Taken(f"“{key}” is stated already. Open it in the list to change it.", field="key")
            verbs.state(acting, key, "0", stated)
    except REFUSED as refusal:
        return _new(visit, sent.form(refusal), refusal.status)
    return see_other(f"{_address(visit)}/{key}", "detail_stated")


@router.get(f"{LIST}/many", name="web.local_details_paste")
def paste(visit: Visiting) -> Response:
    """A field for a table."""
    return _many(visit, EMPTY)


@router.post(f"{LIST}/many", name="web.local_details_take")
def take(visit: Visiting, sent: Signed) -> Response:
    """State everything in the table, or nothing of it."""
    try:
        rows = read(sent.text("details"))
        with visit.write() as acting:
            taken = verbs.take(acting, rows)
    except REFUSED as refusal:
        return _many(visit, sent.form(_in_field(refusal)), refusal.status)
    return see_other(_address(visit), "details_taken" if taken.changed else "details_same")


@router.get(ONE, name="web.local_detail")
def one(visit: Visiting, key: Key, said: Said = "") -> Response:
    """One detail: what holds, a form to change it, its history."""
    with visit.read() as session:
        return page(_detail(visit, session, key, said=said))


@router.post(ONE, name="web.local_detail_state")
def state(visit: Visiting, key: Key, sent: Signed) -> Response:
    """State something else."""
    try:
        stated = _stated(sent)
        with visit.write() as acting:
            verbs.state(acting, key, sent.line("revision"), stated)
    except REFUSED as refusal:
        return _again(visit, key, sent, refusal)
    return see_other(f"{_address(visit)}/{key}", "detail_stated")


@router.post(f"{ONE}/confirmation", name="web.local_detail_confirm")
def confirm(visit: Visiting, key: Key, sent: Signed) -> Response:
    """It is still right today."""
    try:
        with visit.write() as acting:
            verbs.confirm(acting, key, sent.line("revision"))
    except REFUSED as refusal:
        return _again(visit, key, sent, refusal)
    return see_other(_address(visit) if sent.line("then") == "list" else f"{_address(visit)}/{key}", "detail_confirmed")


@router.post(f"{ONE}/end", name="web.local_detail_end")
def end(visit: Visiting, key: Key, sent: Signed) -> Response:
    """There is no such thing any more."""
    try:
        with visit.write() as acting:
            verbs.state(acting, key, sent.line("revision"), Stated(None, visit.today, note=sent.line("note")))
    except REFUSED as refusal:
        return _again(visit, key, sent, refusal)
    return see_other(f"{_address(visit)}/{key}", "detail_ended")


def _address(visit: Visit) -> str:
    return f"/desk/{visit.region.slug}/local-details"


def _stated(sent: Sent) -> Stated:
    """What a form states. Raises `Invalid` at the field."""
    as_of = _day(sent, "as_of")
    if as_of is None:
        raise Invalid("Say on which day it was known to be right.", field="as_of")
    return Stated(
        sent.text("value"), as_of, _day(sent, "starts"), _day(sent, "until"), sent.line("below") == "yes", sent.line("note")
    )  # fmt: skip


def _day(sent: Sent, name: str) -> date | None:
    typed = sent.line(name)
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid("Give a day, such as 2026-10-03.", field=name) from None


def _in_field(refusal: Refusal) -> Refusal:
    """What is wrong with a row is said at the one field that holds the table."""
    return Invalid(refusal.detail, field="details")


def _again(visit: Visit, key: str, sent: Sent, refusal: Refusal) -> Response:
    form = sent.form(refusal)
    if isinstance(refusal, (Stale, TokenMissing)):  # told what holds now, a person may send it again
        form = Form({name: value for name, value in form.values.items() if name != "revision"}, form.errors)
    with visit.read() as session:
        return page(_detail(visit, session, key, form), refusal.status)


def _new(visit: Visit, form: Form, status: int = 200) -> Response:
    with visit.read() as session:
        desk = desk_of(visit, session, "local_details")
        share = visit.may(Act.STATE_FOR_BELOW)
        return page(NewDetailView(desk, band=band_of(visit.platform, visit.region), may_share=share, form=form), status)


def _many(visit: Visit, form: Form, status: int = 200) -> Response:
    with visit.read() as session:
        desk = desk_of(visit, session, "local_details")
        return page(ManyDetailsView(desk, band=band_of(visit.platform, visit.region), columns=COLUMNS, form=form), status)


def _detail(visit: Visit, session: Session, key: str, form: Form | None = None, said: str = "") -> DetailView:
    line = edge.line(session, visit.region, key, visit.today)
    entries = store.history_of(session, visit.region.slug, key)
    return DetailView(
        desk_of(visit, session, "local_details", said),
        band=band_of(visit.platform, visit.region),
        line=_line(visit, line),
        story=tuple(_story(before, entry) for before, entry in zip((None, *entries), entries, strict=False))[::-1],
        may_state=visit.may(Act.STATE_DETAIL),
        may_share=visit.may(Act.STATE_FOR_BELOW),
        form=form or _as_it_is(visit, line),
    )


def _as_it_is(visit: Visit, line: Line) -> Form:
    """The form before anybody has typed: the present value, to be changed."""
    own = line.held if line.held and line.held.region == visit.region.slug else None
    values = {"value": (own.value or "") if own else "", "as_of": visit.today.isoformat(), "revision": line.revision}
    if own and own.until and own.until >= visit.today:
        values["until"] = own.until.isoformat()
    return Form(values | ({"below": "yes"} if own and own.below else {}))


def _story(before: Entry | None, entry: Entry) -> DetailStory:
    said = entry.detail
    if said is None:
        raise LookupError(f"publication log: entry {entry.sequence} states nothing")
    return DetailStory(
        what=_happened(before.detail if before else None, said),
        at=entry.at,
        who=entry.by,
        value=said.value or "",
        as_of=said.as_of,
        starts=said.starts,
        until=said.until,
        note=entry.reason,
    )


def _happened(before: DetailChange | None, now: DetailChange) -> str:
    """What a change of a detail did, by what was stated before it."""
    if now.value is None:
        return "ended"
    if before is None or before.value is None:
        return "first"
    if now.value != before.value:
        return "changed"
    same = (now.starts, now.until, now.below) == (before.starts, before.until, before.below)
    return "confirmed" if same else "dates"


def _service(key: str) -> str:
    """Whose fact it is, the nearest name first: “spirometry clinic, respiratory”."""
    return ", ".join(service_name(part) for part in reversed(key.split(".")[:-1]))


def _line(visit: Visit, line: Line) -> DetailLine:
    held = line.held
    return DetailLine(
        key=line.key,
        service=_service(line.key),
        fact=fact(line.key),
        value=(held.value or "") if held else "",
        as_of=held.as_of if held else None,
        until=held.until if held else None,
        doubt=line.doubt or "",
        source=visit.regions[held.region].name if held and held.region != visit.region.slug else "",
        below=bool(held and held.below),
        planned=line.plans[0].starts if line.plans else None,
        pages=tuple(PageNaming(slug=named.slug, title=named.title) for named in line.named),
        revision=line.revision,
    )
