"""Writing: the editor, its preview, and the page for two people who saved at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.domain.routes import ChangeKind
from app.domain.text import Finding
from app.reading.compared import Compared
from app.reading.render import Clock, Trusted, View
from app.web.frame import EMPTY, DeskView, Form, Head, Need
from app.web.guiding import Dose, Written


@dataclass(frozen=True, slots=True)
class Mended:
    """What has just been mended by a button, in what was typed."""

    changes: tuple[tuple[str, str], ...]
    """(before, after) of each; none when the last ones were taken back, or none were there any more."""
    earlier: str
    """The text before; empty when it was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView(DeskView):
    """The editor: text, findings and preview.

    Its form goes to `…/draft` with `source`, `revision`, `change` and `then` (`save` or `submit`); the preview button sends
    the same to `…/draft/preview`.
    """

    template: ClassVar[str] = "drafts/edit.html"

    head: Head
    source: str
    preview: Trusted | None
    findings: tuple[Finding, ...]
    needs: tuple[Need, ...] = ()
    """What the kind of change that is chosen will ask for."""
    changes: tuple[ChangeKind, ...] = ()
    """The kinds of change to choose from when it is submitted; empty when it can't be submitted by this person now."""
    no_correction: str = ""
    """Why a correction is not among them, as a sentence."""
    change: ChangeKind | None = None
    saved: datetime | None = None
    saved_by: str = ""
    unsaved: bool = False
    """The text shown has not been saved: a preview, or a save that was refused."""
    begins: int | None = None
    """The number of the version that saving begins, when none is under way."""
    under_review: bool = False
    """Saving changes a text that people are reading or have approved."""
    asked: str = ""
    """Why a reviewer has sent the text back, in their words; empty when nobody has."""
    asked_by: str = ""
    mended: Mended | None = None
    help: tuple[Written, ...] = ()
    """How each mark is written."""
    doses: tuple[Dose, ...] = ()
    """How doses are written here."""
    form: Form = EMPTY
    picture: Form = EMPTY
    """The form that adds a picture beside the text, not sent yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView(View):
    """Findings and page as they would be, and who would be needed: the parts of the editor that follow the typing."""

    template: ClassVar[str] = "drafts/_live.html"

    preview: Trusted | None
    findings: tuple[Finding, ...]
    address: str = ""
    """Of the pathway on the desk; empty when nothing can be mended."""
    head: Head | None = None
    """None when nothing is known of it: then only the findings are shown."""
    clock: Clock | None = None
    needs: tuple[Need, ...] = ()
    changes: tuple[ChangeKind, ...] = ()
    no_correction: str = ""
    change: ChangeKind | None = None
    form: Form = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictView(DeskView):
    """Someone else saved first. Both texts, what differs, and one text to go on with; `head.revision` is the newer one."""

    template: ClassVar[str] = "drafts/conflict.html"

    head: Head
    yours: str
    theirs: str
    their_name: str
    their_time: datetime
    difference: Compared | None
    """From theirs to yours; None where yours can't be read as a page."""
    their_changes: Compared | None = None
    """From the text that you began on to theirs; None when that is not known any more."""
    your_changes: Compared | None = None
    """From the text that you began on to yours."""
