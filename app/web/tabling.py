"""A region's words as a table: taken out for a spreadsheet or another region, and taken in again, tried first."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.actions import teach as verbs
from app.actions.acting import Acting
from app.domain.errors import Invalid, Refusal
from app.domain.vocabulary import Sort, Taught
from app.domain.word_table import COLUMNS, read
from app.edge.visit import Visit
from app.edge.vocabulary import table
from app.web.answers import page, see_other
from app.web.forms import REFUSED, Sent, Signed
from app.web.frame import EMPTY, Form
from app.web.framing import band_of, desk_of
from app.web.uploads import Upload
from app.web.visiting import Visiting
from app.web.vocabulary import EntryLine, TableView
from app.web.word_lines import heard_line

router = APIRouter(include_in_schema=False)
TABLE = "/desk/{region}/vocabulary/table"


@router.get("/desk/{region}/vocabulary.csv", name="web.vocabulary_table")
def written(visit: Visiting) -> Response:
    """What the region teaches search itself and what it has switched off, for a spreadsheet."""
    with visit.read() as session:
        text = table(visit.platform.searcher, session, visit.region.slug)
    name = f"vocabulary-{visit.region.slug}-{visit.today.isoformat()}.csv"
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + text, headers=headers, media_type="text/csv; charset=utf-8")


@router.get(TABLE, name="web.vocabulary_paste")
def paste(visit: Visiting) -> Response:
    """A field for a table, and one for a file."""
    return _page(visit, EMPTY)


@router.post(f"{TABLE}/file", name="web.vocabulary_upload")
def upload(visit: Visiting, uploaded: Upload) -> Response:
    """Read a file into the field, and try it. Nothing is saved."""
    try:
        text = uploaded.file.decode("utf-8-sig")
    except UnicodeDecodeError:
        wrong = Invalid("This is no file of plain text. Save the sheet as “CSV UTF-8” and choose it again.", field="file")
        return _page(visit, uploaded.sent.form(wrong), wrong.status)
    except Refusal as refusal:
        return _page(visit, uploaded.sent.form(refusal), refusal.status)
    return _tried(visit, Sent({**uploaded.sent.values, "table": text}))


@router.post(TABLE, name="web.vocabulary_take")
def take(visit: Visiting, sent: Signed) -> Response:
    """Try a table, or take all of it in."""
    if sent.line("then") == "try":
        return _tried(visit, sent)
    try:
        with visit.write() as acting:
            _take(visit, acting, sent)
    except REFUSED as refusal:
        return _page(visit, sent.form(_in_field(refusal)), refusal.status)
    return see_other(f"/desk/{visit.region.slug}/vocabulary", "words_taken")


def _tried(visit: Visit, sent: Sent) -> Response:
    """What a table would change. It is taken in and everything is undone."""
    try:
        with visit.write() as acting:
            taken = _take(visit, acting, Sent({**sent.values, "reason": sent.text("reason") or "?"}))
            acting.session.rollback()
    except REFUSED as refusal:
        return _page(visit, sent.form(_in_field(refusal)), refusal.status)
    return _page(visit, sent.form(), taken=taken)


def _take(visit: Visit, acting: Acting, sent: Sent) -> verbs.Taken:
    rows, language = read(sent.text("table")), visit.platform.searcher.vocabulary.language
    return verbs.take(acting, rows, sent.text("reason"), language, whole=sent.line("whole") == "yes")


def _in_field(refusal: Refusal) -> Refusal:
    """What is wrong with a row is said beside the table."""
    wrong = refusal.extra.get("field") not in ("table", "reason")
    return Invalid(refusal.detail, field="table") if wrong and isinstance(refusal, Invalid) else refusal


def _page(visit: Visit, form: Form, status: int = 200, *, taken: verbs.Taken | None = None) -> Response:
    with visit.read() as session:
        view = TableView(
            desk_of(visit, session, "searches"),
            band=band_of(visit.platform, visit.region),
            columns=COLUMNS,
            sorts=tuple(Sort),
            tried=taken is not None,
            begun=tuple(_plain(change.taught) for change in taken.begun) if taken else (),
            ended=tuple(map(_plain, taken.ended)) if taken else (),
            off=tuple(heard_line(visit, one) for one in taken.off) if taken else (),
            on=tuple(heard_line(visit, one) for one in taken.on) if taken else (),
            unchanged=taken.unchanged if taken else 0,
            form=form,
        )
    return page(view, status)


def _plain(taught: Taught) -> EntryLine:
    return EntryLine(sort=taught.sort, words=taught.words, means=taught.means)
