"""Words broken into lines of a drawing, where no browser does it: widths are reckoned, and rather too wide than too narrow."""

from __future__ import annotations

import unicodedata

SIZE = 14
"""Height of the letters, in units of the drawing; as wide as it is on a phone, a unit is about a pixel."""

_NARROW = frozenset("iljtfrI.,:;'’|!()[]/ \u00a0-")
_WIDE = frozenset("mwMWQOGDCNHUA@%&—→≥≤")
_BOLD = 1.08


def broken(text: str, width: float, *, bold: bool = False) -> list[str] | None:
    """The text as lines of at most this width; None when a word is wider. Lines end at spaces, and only there."""
    lines: list[str] = []
    for word in text.split(" "):
        if measured(word, bold=bold) > width:
            return None
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measured(longer, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def measured(text: str, *, bold: bool = False) -> float:
    """How wide a text is at most, in units."""
    return sum(map(_share, text)) * SIZE * (_BOLD if bold else 1)


def _share(character: str) -> float:
    if character in _NARROW:
        return 0.38
    if character in _WIDE:
        return 0.9
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    return 0.66 if character.isupper() else 0.58
