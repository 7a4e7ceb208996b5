"""Pictures on the desk: the region's list, and the form that adds one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.reading.render import View
from app.reading.views import Band, Named
from app.web.frame import EMPTY, DeskView, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLine:
    """One picture of a region."""

    name: str
    shows: str
    source: str
    doses: bool
    line: str
    """What to write where it is to be seen."""
    width: int
    height: int
    by: str
    at: datetime
    here: tuple[str, ...] = ()
    """Slugs of this region's pathways whose text names it, now or in an earlier version."""
    elsewhere: tuple[Named, ...] = ()
    """Regions downstream whose texts name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesView(DeskView):
    """The pictures of a region. One that no text names is removed by a form to `…/pictures/{name}/removal`."""

    template: ClassVar[str] = "pictures/list.html"

    band: Band
    pictures: tuple[PictureLine, ...]
    may_add: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPictureView(DeskView):
    """The form that adds a picture, as a page of its own: to `…/pictures/new`, as multipart/form-data."""

    template: ClassVar[str] = "pictures/add.html"

    band: Band
    form: Form = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFormView(View):
    """The same form where script shows it beside the editor."""

    template: ClassVar[str] = "pictures/_form.html"

    csrf: str
    address: str
    form: Form = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureAddedView(View):
    """What script puts into the text."""

    template: ClassVar[str] = "pictures/_added.html"

    line: str
