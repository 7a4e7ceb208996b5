"""Mending in the editor: mechanical changes are made to what was typed, shown, told, and can be taken back; nothing is saved."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Response

from app.domain.errors import Invalid
from app.domain.mending import edits_asked, mended
from app.domain.text import Finding
from app.edge.editions import open_for_writing
from app.web.addresses import Slug
from app.web.answers import page
from app.web.drafts import Mended
from app.web.editing import editor
from app.web.forms import Sent, Signed
from app.web.visiting import Visiting
from app.web.writing import DRAFT, try_to_read

router = APIRouter(include_in_schema=False)
BACK = "back"


@dataclass(frozen=True, slots=True)
class _Outcome:
    source: str
    told: Mended


@router.post(f"{DRAFT}/mending", name="web.draft_mend")
def mend(visit: Visiting, slug: Slug, sent: Signed) -> Response:
    """Make the changes that `mend` names, or take the last ones `back`; the answer is the editor with the new text."""
    with visit.read() as session:
        opened = open_for_writing(visit.acting(session), slug)
    asked = sent.line("mend")
    if asked == BACK:
        outcome = _taken_back(sent)
    else:
        _, typed = try_to_read(visit, opened, sent.text("source"))
        outcome = _made(typed, sent.text("source"), asked)
    again = Sent({**sent.values, "source": outcome.source})
    text, findings = try_to_read(visit, opened, outcome.source)
    with visit.read() as session:
        opened = open_for_writing(visit.acting(session), slug)
        view = editor(visit, session, opened, sent=again, text=text, findings=findings)
    return page(replace(view, mended=outcome.told))


def _taken_back(sent: Sent) -> _Outcome:
    if "earlier" not in sent.values:
        raise Invalid("There is nothing to take back.", field="source")
    return _Outcome(sent.text("earlier"), Mended((), ""))


def _made(findings: tuple[Finding, ...], source: str, asked: str) -> _Outcome:
    edits = edits_asked(findings, asked)
    changes = tuple((source[edit.start : edit.end], edit.replacement) for edit in edits)
    return _Outcome(mended(source, edits), Mended(changes, source))
