"""Attributes in braces, `{#id .class key=value}`, as Pandoc, Quarto, Docusaurus and MkDocs write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ITEM = r"""(?:[#.][\w][\w:.-]*|[A-Za-z_][\w-]*=(?:"[^"{}\n]*"|'[^'{}\n]*'|[^\s"'{}]+)|-)"""
_BRACES = re.compile(rf"\{{:?[ \t]*{_ITEM}(?:[ \t]+{_ITEM})*[ \t]*\}}")
_EACH = re.compile(rf"({_ITEM})[ \t]*")

_LOOKS = frozenset("target rel width height style align lang fig-align fig-width icon appearance collapse loading".split())
"""Keys that say how something looks, never what it says: they may go unshown."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stood in braces."""

    raw: str
    id: str = ""
    classes: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    @property
    def only_looks(self) -> bool:
        """Whether nothing is said here that a reader would miss."""
        return all(key in _LOOKS for key, _ in self.values)

    def spoken(self) -> tuple[tuple[str, str], ...]:
        """The keys and values that say something."""
        return tuple((key, value) for key, value in self.values if key not in _LOOKS)


def attributes_at(text: str, at: int) -> Attributes | None:
    """The attributes whose opening brace stands at this offset; None when what stands there is something else."""
    match = _BRACES.match(text, at)
    if match is None:
        return None
    ids, classes, values = [], [], []
    for item in _items(match[0].lstrip("{: \t")):
        if item[0] == "#":
            ids.append(item[1:])
        elif item[0] == ".":
            classes.append(item[1:])
        elif "=" in item:
            key, _, value = item.partition("=")
            values.append((key, value.strip("\"'")))
    return Attributes(match[0], ids[-1] if ids else "", tuple(classes), tuple(values))


def _items(text: str) -> Iterator[str]:
    at = 0
    while found := _EACH.match(text, at):
        yield found[1]
        at = found.end()
