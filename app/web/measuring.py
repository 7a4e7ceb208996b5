"""What readers searched for and did not find: the list, and what is done about each."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from app.actions.measure import settle
from app.domain.errors import Invalid
from app.domain.roles import Act
from app.domain.searches import DAYS, ENOUGH, VISITS, Settled, limits
from app.edge.visit import Visit
from app.edge.worklist import Line, worklist
from app.reading.views import PageLink
from app.store.database import Session
from app.store.searches import Settlement
from app.web.answers import page, see_other
from app.web.forms import REFUSED, Sent, Signed
from app.web.frame import EMPTY, Form
from app.web.framing import Said, band_of, desk_of
from app.web.searches import Chart, SearchDone, SearchesView, SearchLine, WeekLine, chart, told
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)
SEARCHES = "/desk/{region}/searches"
LOOKED = 40
"""Lines of which it is told what they find now."""
TITLES = 3


@router.get(SEARCHES, name="web.searches")
def searches(visit: Visiting, said: Said = "") -> Response:
    """What was not found lately, most needed first; what was done about it; and how search does over time."""
    return page(_view(visit, said=said))


@router.post(SEARCHES, name="web.searches_settle")
def done(visit: Visiting, sent: Signed) -> Response:
    """Say what becomes of a search that failed. Who proposes a page goes on to its form."""
    try:
        settled = _settled(sent)
        with visit.write() as acting:
            text = settle(acting, sent.line("keys").split(","), settled, sent.text("reason"))
    except REFUSED as refusal:
        return page(_view(visit, form=sent.form(refusal)), refusal.status)
    if settled is Settled.PROPOSED:
        return see_other(f"/desk/{visit.region.slug}/new?{urlencode({'title': text[:1].upper() + text[1:]})}")
    return see_other(f"/desk/{visit.region.slug}/searches", f"search_{settled}")


def _settled(sent: Sent) -> Settled:
    typed = sent.line("settled")
    if typed not in set(Settled):
        raise Invalid("Choose what is done about it.", field="settled")
    return Settled(typed)


def _view(visit: Visit, *, form: Form = EMPTY, said: str = "") -> SearchesView:
    with visit.read() as session:
        found = worklist(session, visit.region, visit.today)
        weeks = found.weeks
        return SearchesView(
            desk_of(visit, session, "searches", said),
            band=band_of(visit.platform, visit.region),
            lines=tuple(_line(visit, session, line, look=number < LOOKED) for number, line in enumerate(found.lines)),
            done=tuple(map(_done, found.done)),
            charts=(
                _chart("success", tuple((week.monday, week.counts.success) for week in weeks), share=True),
                _chart("nothing", tuple((week.monday, week.counts.nothing) for week in weeks), share=True),
                _chart("rank", tuple((week.monday, week.counts.rank) for week in weeks), share=False),
            ),
            weeks=tuple(
                WeekLine(
                    monday=week.monday,
                    searches=week.counts.searches,
                    success=told(week.counts.success, True),
                    nothing=told(week.counts.nothing, True),
                    rank=told(week.counts.rank, False),
                )
                for week in reversed(weeks)
            ),
            lately=found.lately,
            days=DAYS,
            visits=VISITS,
            enough=ENOUGH,
            may_begin=visit.may(Act.BEGIN),
            form=form,
        )


def _chart(name: str, weeks: tuple[tuple[date, float | None], ...], *, share: bool) -> Chart:
    return chart(name, weeks, limits([value for _, value in weeks if value is not None]), share=share)


def _line(visit: Visit, session: Session, line: Line, *, look: bool) -> SearchLine:
    now = visit.platform.searcher.search(session, visit.region.slug, line.text, TITLES) if look else None
    return SearchLine(
        keys=",".join(line.keys),
        text=line.text,
        others=line.others,
        became=line.became,
        counts=line.counts,
        finds=tuple(PageLink(slug=hit.slug, title=hit.title) for hit in now.hits) if now else (),
        total=now.total if now else 0,
        back=_done(line.back) if line.back else None,
    )


def _done(one: Settlement) -> SearchDone:
    return SearchDone(key=one.key, text=one.text, settled=one.settled, reason=one.reason, by=one.by, at=one.at)
