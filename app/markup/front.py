"""Front matter: the YAML between two lines of `---` at the start of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from app.domain.codes import SYSTEMS, code_of, system_called
from app.domain.errors import Unreadable
from app.domain.text import Finding, FrontMatter, Kind, Level
from app.markup.ids import slug_from
from app.markup.plain_yaml import as_written, compose, is_null, scalar, scalars, unreadable
from app.markup.source import BOM, split_lines

LIMIT_BYTES = 16_000
RULE = "FRONT"

_KEY_LINE = re.compile(r"""(?:[\w"'][^:\n]*:(?:\s|$)|\{)""")
_DURATION = re.compile(r"(\d{1,3})\s*(months?|years?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Split:
    """A source in two: concatenated, `front` and `body` are the source."""

    front: str
    """The front matter with its two lines of `---` (and a byte order mark before them); empty when there is none."""
    yaml: str
    body: str
    body_line: int
    """1-based line of the source where the body starts."""


def split_front(source: str) -> Split:
    """Find the front matter.

    Raises `Unreadable` when it is not closed or is larger than 16 kB.
    """
    lines = split_lines(source)
    if not lines or lines[0].removeprefix(BOM).rstrip() != "---" or not _starts_with_key(lines[1:]):
        return Split("", "", source, 1)
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in {"---", "..."}:
            return _split_at(lines, number)
    raise Unreadable("The front matter that starts on line 1 is not closed. Put a line with --- after its last key.", line=1)


def _starts_with_key(lines: Iterable[str]) -> bool:
    comments = False
    for line in lines:
        text = line.strip()
        if text.startswith("#"):
            comments = True
        elif text:
            # Nothing but comments may as well be headings between two rules.
            return _KEY_LINE.match(text) is not None or (text in {"---", "..."} and not comments)
    return False


def _split_at(lines: list[str], closing: int) -> Split:
    yaml = "".join(lines[1:closing])
    if (size := len(yaml.encode("utf-8"))) > LIMIT_BYTES:
        limit = f"{LIMIT_BYTES:,} bytes"
        raise Unreadable(f"The front matter is too large: {size:,} bytes, and the limit is {limit}. Move text below it.", line=1)
    after = closing + 1
    return Split("".join(lines[:after]), yaml, "".join(lines[after:]), after + 1)


def read_front(yaml: str) -> tuple[FrontMatter, tuple[Finding, ...]]:
    """The values of the front matter, and a finding for each that does not make sense.

    Raises `Unreadable`, with line and remedy, when it is not YAML or uses anchors, aliases or tags.
    """
    reader = _Reader(_entries(compose(yaml)))
    return reader.front(), tuple(reader.findings)


def _entries(node: Node | None) -> list[tuple[str, Node, int]]:
    if node is None:
        return []
    if not isinstance(node, MappingNode):
        raise unreadable("It is not a list of keys and values. Write one `key: value` on each line", 0)
    return [(_key(key), value, key.start_mark.line + 2) for key, value in node.value]


def _key(node: Node) -> str:
    if not isinstance(node, ScalarNode):
        raise unreadable("A key is not a plain word. Write `key: value`", node.start_mark.line)
    return str(node.value)


class _Reader:
    """Reads known keys into a `FrontMatter`, keeps the rest, and notes what is of the wrong type."""

    def __init__(self, entries: list[tuple[str, Node, int]]) -> None:
        self._values: dict[str, tuple[Node, int]] = {}
        self.findings: list[Finding] = []
        for key, node, line in entries:
            if key in self._values:
                self._say(f"“{key}” is given twice; the first one counts.", line, "Delete one of the two.")
            self._values.setdefault(key, (node, line))

    def front(self) -> FrontMatter:
        return FrontMatter(
            title=self._text("title") or None,
            kind=self._kind(),
            specialty=slug_from(self._text("specialty")),
            slug=self._slug("slug") or self._slug("id"),
            synonyms=tuple(dict.fromkeys((*self._list("synonyms"), *self._list("aliases")))),
            codes=self._codes(),
            services=tuple(dict.fromkeys(slug for name in self._list("services") if (slug := slug_from(name)))),
            patient_page=self._slug("patient_page"),
            review_months=self._review(),
            other=tuple((key, as_written(node)) for key, (node, _) in self._values.items()),
        )

    def _say(self, message: str, line: int, fix: str, level: Level = Level.ERROR) -> None:
        self.findings.append(Finding(RULE, level, message, line, fix=fix))

    def _take(self, key: str) -> tuple[Node | None, int]:
        return self._values.pop(key, (None, 0))

    def _text(self, key: str) -> str:
        node, line = self._take(key)
        if node is None or isinstance(node, ScalarNode):
            return scalar(node)
        self._say(f"“{key}” is not a text.", line, f"Write `{key}: …` on one line, in quotes if it holds a colon.")
        return ""

    def _slug(self, key: str) -> str | None:
        text = self._text(key)
        return slug_from(text) or None

    def _list(self, key: str) -> tuple[str, ...]:
        node, line = self._take(key)
        items = scalars(node)
        if items is None:
            self._say(f"“{key}” is not a list of words.", line, f"Write `{key}: [one, two]`.")
            return ()
        return items

    def _kind(self) -> Kind:
        node, line = self._take("kind")
        if node is None:
            return self._type()
        try:
            return Kind(scalar(node).lower())
        except ValueError:
            kinds = ", ".join(Kind)
            self._say(f"“kind” is none of {kinds}; the page is taken for a pathway.", line, f"Write one of {kinds}.")
            return Kind.PATHWAY

    def _type(self) -> Kind:
        # Other systems use `type` for things of their own: what is no kind of ours stays among the other keys.
        node, _ = self._values.get("type", (None, 0))
        if scalar(node).lower() not in set(Kind):
            return Kind.PATHWAY
        self._take("type")
        return Kind(scalar(node).lower())

    def _codes(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        node, line = self._take("codes")
        if node is None or is_null(node):
            return ()
        pairs = node.value if isinstance(node, MappingNode) else [(None, None)]
        codes = [(scalar(system), scalars(listed)) for system, listed in pairs]
        found = tuple((system, listed) for system, listed in codes if system and listed is not None)
        if len(found) < len(codes):
            self._say("“codes” is not a list of code systems.", line, 'Write `codes: {icpc-2: [K78], snomed: ["49436004"]}`.')
        self._check_codes(found, line)
        return found

    def _check_codes(self, codes: Iterable[tuple[str, tuple[str, ...]]], line: int) -> None:
        for name, listed in codes:
            system = system_called(name)
            if system is None:
                known = ", ".join(SYSTEMS)
                why = f"No clinical record can ask by “{name}”: it is no code system that is known here."
                self._say(why, line, f"Write one of {known}.", Level.WARN)
                continue
            for written in listed:
                if code_of(system, written) is None:
                    why = f"“{written}” can't be a {system.name} code: a character is wrong or missing."
                    self._say(why, line, "Copy it again from the code system.", Level.WARN)

    def _review(self) -> int | None:
        node, line = self._take("review")
        if node is None or is_null(node):
            return None
        match = _DURATION.fullmatch(scalar(node).strip())
        months = int(match[1]) * (12 if (match[2] or "").lower().startswith("year") else 1) if match else 0
        if not 0 < months <= 120:
            self._say("“review” is not a number of months between 1 and 120.", line, "Write `review: 24 months`.")
            return None
        return months
