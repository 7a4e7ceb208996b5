"""What a reader would count: numbers in a source and on a page, found without anything of our own parser."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

_ORDINALS = re.compile(r"(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)](?=[ \t]|$))+")
_LABEL = re.compile(r"\[\^[^\]\n]+\]:")
_BLOCK_TAGS = re.compile(
    r"</?(?:p|div|section|ul|ol|li|table|thead|tbody|tr|td|th|h[1-6]|pre|blockquote|hr|br|details|summary)\b[^>]*>"
)
_TAGS = re.compile(r"<[^>]*>")


def shown(html: str) -> Counter[str]:
    """The numbers that a browser shows: block tags separate, other tags join, entities are characters."""
    return Counter(NUMBER.findall(unescape(_TAGS.sub("", _BLOCK_TAGS.sub(" ", html)))))


def typed(source: str) -> Counter[str]:
    """The numbers that were typed, but for the ordinals of lists."""
    return Counter(NUMBER.findall("\n".join(_without_ordinals(line) for line in source.split("\n"))))


def _without_ordinals(line: str) -> str:
    label = _LABEL.match(line)
    start = _ORDINALS.match(line, label.end() if label else 0)
    return line[: label.end() if label else 0] + line[start.end() :] if start else line
