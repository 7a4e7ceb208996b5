"""Fragments that parts of a page once had: when a heading is renamed, the links that people have kept go on leading to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Former = tuple[tuple[str, str], ...]
"""(fragment that was, block that it leads to), the oldest first."""

MOST = 200
"""So many are remembered; the oldest go first."""
ENOUGH = 0.5
"""The share of a section's blocks that another section must hold to be what it has become."""

_TAG = re.compile(r"<([a-z][a-z0-9]*)( [^<>]*)>")
_NAMED = re.compile(r' (id|data-block|data-section)="([^"]*)"')
_NOTE = re.compile(r"fn(ref)?-")
_HEADINGS = ("h2", "h3")
_PLACE = re.compile(
    r'<(?:h[2-6]|p|li|div|details)(?= )[^<>]* data-block="([^"]*)"[^<>]*>(?:<summary[^<>]*>|<p class="box-label">)?'
)
"""An element that takes an empty one, which stands behind what names it."""


@dataclass(slots=True)
class _Section:
    """A heading with all below it, sections of its own included."""

    head: str
    level: int
    blocks: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Places:
    """What can be linked to in one page."""

    ids: dict[str, str] = field(default_factory=dict)
    """Fragment → block."""
    at: dict[str, _Section] = field(default_factory=dict)
    """Block → the section that it stands in."""
    sections: list[_Section] = field(default_factory=list)


def former(before: str, earlier: Former, now: str) -> Former:
    """The fragments that led somewhere in a page or before it (`earlier`), and the blocks that they lead to in the page after it.

    Both pages are sanitised HTML. A fragment stays with its block while that is there; else with its section, as long as another
    one holds half of its blocks. What leads nowhere is forgotten, and so is what the new page uses itself.
    """
    old, new = _places(before), _places(now)
    led = dict(earlier) | old.ids
    found = [(name, _leads(block, old, new)) for name, block in led.items() if name not in new.ids]
    return tuple((name, block) for name, block in found if block)[-MOST:]


def with_former(html: str, led: Former) -> str:
    """Sanitised HTML with an empty element for each fragment, in the block that it leads to."""
    names: dict[str, str] = {}
    for name, block in led:
        names[block] = f'{names.get(block, "")}<span class="was" id="{name}"></span>'
    return _PLACE.sub(lambda place: place[0] + names.get(place[1], ""), html) if names else html


def _leads(block: str, old: _Places, new: _Places) -> str:
    """Where a block is now, or its section; empty when neither is there."""
    if block in new.at:
        return block
    was = old.at.get(block)
    best = max(new.sections, key=lambda one: _likeness(was, one), default=None) if was and was.blocks else None
    return best.head if was and best and len(was.blocks & best.blocks) >= ENOUGH * len(was.blocks) else ""


def _likeness(was: _Section, now: _Section) -> float:
    return len(was.blocks & now.blocks) / len(was.blocks | now.blocks)


def _places(html: str) -> _Places:
    found = _Places()
    around: list[_Section] = []
    for tag in _TAG.finditer(html):
        said = dict(_NAMED.findall(tag[2]))
        block = said.get("data-block", "")
        if not block or not _PLACE.match(tag[0]):
            continue
        if tag[1] in _HEADINGS:
            level = _HEADINGS.index(tag[1])
            around = [section for section in around if section.level < level]
            around.append(_Section(block, level))
            found.sections.append(around[-1])
        for section in around:
            section.blocks |= {block} - {section.head}
        if around:
            found.at[block] = around[-1]
        if "id" in said and not _NOTE.match(said["id"]):
            found.ids[said["id"]] = block
    return found
