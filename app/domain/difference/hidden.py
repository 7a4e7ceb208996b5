"""Characters that nobody sees, or that change what is seen, in words: whoever approves a text sees all that is in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff"
    "\uffa0\ufe00-\ufe0d\ufff9-\ufffd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Such characters, as they stand between the brackets of a pattern; those of control are none of the writer's."""
JOINERS = "(?<=[ -~])[\u200c\u200d]|[\u200c\u200d](?=[ -~])"
"""Joiners have work to do between letters of other scripts and in emoji, none beside Latin letters and digits."""
_HIDDEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{INVISIBLE}]|{JOINERS}")
_CONTROL = {"\r": "carriage return", "\x00": "null"}


def seen(text: str) -> Iterator[tuple[str, bool]]:
    """The text in parts: as it is (False), and in the place of each hidden character its code and name (True)."""
    at = 0
    for match in _HIDDEN.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], False
        yield _named(match[0]), True
        at = match.end()
    if at < len(text):
        yield text[at:], False


def _named(character: str) -> str:
    name = _CONTROL.get(character) or unicodedata.name(character, "hidden character").lower()
    return f"U+{ord(character):04X} {name}"
