"""Uploaded pictures as values: what they are called, what is kept of them, and what must hold where a text names one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from app.domain.text import Finding, Level, Page

NAME = re.compile(r"(?=.{10,100}\Z)[a-z0-9]+(?:-[a-z0-9]+)*-([0-9a-f]{8,64})")
"""`ecg-af-3f9a2c71d04e`: words, and the beginning of the hash of the bytes. A text that names it is bound to these bytes."""

DIGITS = 12
"""How many digits of the hash a name holds; all of them, should another picture have that name."""
LONGEST_STEM = 60

PNG, JPEG = "image/png", "image/jpeg"
SUFFIXES = {PNG: ".png", JPEG: ".jpg"}

MISSING, WITHOUT_TABLE = "P01", "C12"


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as it is kept and sent: nothing in it but the picture."""

    data: bytes
    media_type: str
    width: int
    """In pixels, as is the height."""
    height: int

    @property
    def sha256(self) -> str:
        """Of the bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


def name_for(stem: str, sha256: str, *, whole: bool = False) -> str:
    """What texts call a picture: words made of `stem` (lower-case letters, digits, hyphens), and its hash."""
    words = stem[:LONGEST_STEM].strip("-") or "picture"
    return f"{words[:34].strip('-')}-{sha256}" if whole else f"{words}-{sha256[:DIGITS]}"


def is_name_of(name: str, sha256: str) -> bool:
    """Whether a name holds the beginning of this hash."""
    match = NAME.fullmatch(name)
    return match is not None and sha256.startswith(match[1])


_BRACKETS = str.maketrans({"[": "(", "]": ")", "\\": "/"})


def markdown_line(name: str, shows: str) -> str:
    """What to write where a picture is to be seen."""
    return f"![{shows.translate(_BRACKETS)}](asset:{name})"


def picture_findings(page: Page, known: Collection[str], with_doses: Collection[str]) -> Iterator[Finding]:
    """What is wrong with the pictures of a text; `known` are those that its region has, `with_doses` those that hold doses."""
    tables = {block.section for block in page.blocks if block.kind == "table"}
    for picture in page.pictures:
        section = next((block.section for block in page.blocks if block.line <= picture.line <= block.end_line), None)
        if picture.asset not in known:
            yield Finding(
                MISSING,
                Level.ERROR,
                f"There is no picture “{picture.asset}” here.",
                picture.line,
                section and _block_at(page, picture.line),
                "Add it at the desk under Pictures, and copy the line that you are given.",
            )
        elif picture.asset in with_doses and section not in tables:
            yield Finding(
                WITHOUT_TABLE,
                Level.ERROR,
                "This picture holds doses, and its section has no table that says them in words.",
                picture.line,
                _block_at(page, picture.line),
                "Write the doses as a table in the same section: a picture can't be searched, compared or read aloud.",
            )


def _block_at(page: Page, line: int) -> str | None:
    """The innermost block on a line."""
    there = [block.id for block in page.blocks if block.line <= line <= block.end_line]
    return there[-1] if there else None
