"""Uploaded pictures, `![What it shows](asset:ecg-af-3f9a2c71d04e)`: the only ones that are shown."""

from __future__ import annotations

from app.domain.pictures import MISSING, NAME
from app.domain.text import Level, Picture
from app.markup.sheet import Sheet

UPLOADED = "asset:"
WITHOUT_WORDS = "P02"


def picture_of(address: str, alternative: str, line: int, sheet: Sheet) -> Picture | None:
    """The picture that an address names, noted; None, with a finding, for what can't be the name of one."""
    name = address.removeprefix(UPLOADED)
    if not NAME.fullmatch(name):
        message = f"“{name[:60]}” is not the name of an uploaded picture."
        sheet.find(MISSING, Level.ERROR, message, line, "Copy the whole line that the desk gives you under Pictures.")
        return None
    if not alternative:
        message = "This picture has no words: who can’t see it, and search, get nothing."
        sheet.find(WITHOUT_WORDS, Level.ERROR, message, line, f"Say what it shows: ![What it shows]({address})")
    picture = Picture(name, alternative, line)
    sheet.pictures.append(picture)
    return picture
