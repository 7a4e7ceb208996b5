"""Illustrate: put a picture into a region, and take one away again that no text names."""

from __future__ import annotations

from dataclasses import dataclass

from app.actions.acting import Acting
from app.domain.errors import Invalid, NotFound, Taken, WrongState
from app.domain.pictures import Encoded, name_for
from app.domain.roles import Act
from app.markup.ids import slug_from
from app.store import assets
from app.store.assets import AssetRow, AssetUploadRow

LONGEST_WORDS = 300
LONGEST_LICENCE = 300


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever adds a picture says of it."""

    shows: str
    """What it shows, for those who can't see it; one line."""
    licence: str
    """Whose it is and under which licence, such as “Drawn by us, CC BY 4.0”."""
    doses: bool = False
    """Whether it holds doses or other numbers to treat by."""
    nobody: bool = False
    """That no patient can be recognised in it."""


def add(acting: Acting, encoded: Encoded, told: Told, name: str = "") -> AssetRow:
    """Put a picture into the region; the same bytes are the same picture, wherever they came in first.

    `name` is what it was called elsewhere. Raises `Invalid` for what is not said of it, and `Taken` when
    that name stands for another picture.
    """
    acting.require(Act.WRITE)
    _check(told)
    row = _kept(acting, encoded, told, name)
    said = assets.last_said(acting.session, acting.region.id, row.name)
    if said is None or (said.shows, said.source, said.doses) != (told.shows, told.licence, told.doses):
        acting.session.add(
            AssetUploadRow(
                region_id=acting.region.id, name=row.name, shows=told.shows, source=told.licence, doses=told.doses,
                uploaded_by=acting.person.id, uploaded_at=acting.now,
            )
        )  # fmt: skip
        acting.session.flush()
    return row


def remove(acting: Acting, name: str) -> None:
    """Take a picture away. Raises `WrongState` while any text, present or past, names it."""
    acting.require(Act.WRITE)
    if assets.last_said(acting.session, acting.region.id, name) is None:
        raise NotFound(f"There is no picture “{name}” in this region.")
    if assets.is_used(acting.session, name):
        raise WrongState(
            "A text names this picture, now or in an earlier version. What was read must stay answerable, so it stays."
        )
    assets.take_away(acting.session, acting.region.id, name)


def _kept(acting: Acting, encoded: Encoded, told: Told, name: str) -> AssetRow:
    """The row of the picture: the one that is there, or a new one."""
    there = assets.by_name(acting.session, name) if name else assets.by_hash(acting.session, encoded.sha256)
    if there is not None and there.sha256 != encoded.sha256:
        raise Taken(f"“{name}” is another picture here. Add this one at the desk; it is given a name of its own.")
    return there or _new(acting, encoded, name or _free_name(acting, encoded.sha256, slug_from(told.shows)))


def _free_name(acting: Acting, sha256: str, stem: str) -> str:
    short = name_for(stem, sha256)
    return short if assets.by_name(acting.session, short) is None else name_for(stem, sha256, whole=True)


def _new(acting: Acting, encoded: Encoded, name: str) -> AssetRow:
    row = AssetRow(
        name=name, sha256=encoded.sha256, media_type=encoded.media_type, width=encoded.width, height=encoded.height,
        data=encoded.data,
    )  # fmt: skip
    acting.session.add(row)
    acting.session.flush()
    return row


def _check(told: Told) -> None:
    if not told.shows or len(told.shows) > LONGEST_WORDS or not told.shows.isprintable():
        raise Invalid(f"Say in words what the picture shows, in one line of at most {LONGEST_WORDS} characters.", field="shows")
    if not told.licence or len(told.licence) > LONGEST_LICENCE or not told.licence.isprintable():
        raise Invalid("Say whose picture it is and under which licence, such as: Drawn by us.", field="licence")
    if not told.nobody:
        raise Invalid("Look at the picture: no patient may be recognised in it, by face, name, number or date.", field="nobody")
