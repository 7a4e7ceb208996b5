"""What only the finished page tells: links to places that are not there, numbers only in pictures, no text at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from app.domain.numbers import numbers_in
from app.domain.text import Level, Number
from app.markup.sheet import Sheet

_IDS = re.compile(r'<[a-z][^<>]* id="([^"]*)"')
_SAID = re.compile(r"\w")


def lint_whole(text: str, numbers: Sequence[Number], html: str, sheet: Sheet) -> None:
    """Report what is wrong with the page as a whole."""
    if not _SAID.search(text):
        sheet.find("E01", Level.ERROR, "There is no text on this page.", None, "Write something below the front matter.")
    ids = set(_IDS.findall(html))
    for fragment, line in sheet.fragments:
        if fragment not in ids:
            sheet.find(
                "L02", Level.WARN, f"There is no section “#{fragment}” on this page.", line, "Link to a section that is there."
            )
    _images(numbers, sheet)


def _images(numbers: Sequence[Number], sheet: Sheet) -> None:
    said = Counter((number.value, number.unit) for number in numbers)
    words = [*sheet.images, *((picture.alternative, picture.line) for picture in sheet.pictures)]
    pictured = [(number, line) for alternative, line in words for number in numbers_in(alternative) if number.unit]
    told = Counter((number.value, number.unit) for number, _ in pictured)
    for number, line in pictured:
        if said[number.value, number.unit] <= told[number.value, number.unit]:
            message = f"“{number.value} {number.unit}” stands only in the words for a picture."
            sheet.find("M12", Level.WARN, message, line, "Say it in the text or in a table too.")
    for _, line in sheet.images:
        sheet.find(
            "L03",
            Level.WARN,
            "The picture is not shown; its words and address are.",
            line,
            "Add it at the desk under Pictures and write the line that you are given, or say in the text what it shows.",
        )
