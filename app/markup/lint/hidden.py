"""X01: characters that a reviewer does not see, or that change what he sees."""

from __future__ import annotations

import re
import unicodedata

from app.domain.difference.hidden import INVISIBLE, JOINERS
from app.domain.text import Level
from app.markup.sheet import Sheet

_HIDDEN = re.compile(f"[{INVISIBLE}]|{JOINERS}")
_LOST = "\ufffd"


def hidden_in_source(lines: list[str], first_line: int, sheet: Sheet) -> None:
    """Report each line that holds such a character."""
    if not _HIDDEN.search("".join(lines)):
        return
    for number, line in enumerate(lines, start=first_line):
        for character in dict.fromkeys(_HIDDEN.findall(line)):
            _report(character, number, sheet)


def hidden_in_page(text: str, sheet: Sheet) -> None:
    """Report such characters that the source writes as entities: `&#x202E;`."""
    for character in dict.fromkeys(_HIDDEN.findall(text)):
        if not any(character in line for line in sheet.lines):
            _report(character, None, sheet)


def _report(character: str, line: int | None, sheet: Sheet) -> None:
    code = f"U+{ord(character):04X}"
    if character == _LOST:
        sheet.find("X01", Level.ERROR, f"A character was lost when this text was converted ({code}).", line, "Type it again.")
        return
    name = unicodedata.name(character, "unnamed").lower()
    message = f"There is a hidden character here: {name} ({code}). Reviewers and readers may see different text."
    sheet.find("X01", Level.ERROR, message, line, "Delete it; typing the words again is the surest way.")
