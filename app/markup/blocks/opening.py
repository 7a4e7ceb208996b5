"""The opening line of a named block: `name "Title" {key=value}` in its several spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.markup.attributes import Attributes, attributes_at
from app.markup.ids import slug_from

_NAME = re.compile(r'[^\s"\[{]*')
_QUOTED = re.compile(r'"([^"]*)"|\[(.*)\]', re.DOTALL)
_PLACED = re.compile(r"^(?:(?:inline|end)\s*)+")


@dataclass(frozen=True, slots=True)
class Opening:
    """What the author wrote behind the colons."""

    name: str
    """Lower case, such as `red-flags`; a Quarto callout's without its prefix."""
    title: str = ""
    id: str = ""
    values: tuple[tuple[str, str], ...] = ()
    """Keys and values in braces that say something."""
    folded: bool = False
    """Whether the author wants it closed at first."""
    unfolded: bool = False
    """Whether it can be closed but starts open."""

    def value(self, key: str) -> str:
        """The value of a key, empty when not given."""
        return dict(self.values).get(key, "")

    @property
    def services(self) -> tuple[str, ...]:
        """Slugs of the services whose own text this is."""
        return tuple(slug for name in self.value("service").split(",") if (slug := slug_from(name)))


def read_opening(info: str, mark: str = "") -> Opening:
    """Read what stands behind `:::` (`mark` empty) or behind `!!!`, `???`, `???+`, `===`."""
    braces = _braces(info)
    rest = info[: len(info) - len(braces.raw)].strip() if braces else info
    name = _NAME.match(rest)
    first = name[0] if name else ""
    title = _title(rest[len(first) :].strip())
    values = braces.spoken() if braces else ()
    if not title:
        title = dict(values).get("title", "")
    return Opening(
        name=_name(first, braces, mark),
        title=title,
        id=braces.id if braces else "",
        values=tuple(pair for pair in values if pair != ("title", title)),
        folded=mark == "???",
        unfolded=mark == "???+",
    )


def _braces(info: str) -> Attributes | None:
    at = info.find("{")
    found = attributes_at(info, at) if at >= 0 else None
    return found if found and at + len(found.raw) == len(info) else None


def _title(text: str) -> str:
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return (quoted[1] or quoted[2] or "").strip()
    text = _PLACED.sub("", text)
    quoted = _QUOTED.fullmatch(text)
    return ((quoted[1] or quoted[2] or "") if quoted else text).strip()


def _name(first: str, braces: Attributes | None, mark: str) -> str:
    if first:
        return first.lower()
    if braces and braces.classes:
        return braces.classes[0].lower().removeprefix("callout-")
    return "tab" if mark == "===" else ""
