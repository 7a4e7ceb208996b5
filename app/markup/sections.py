"""The sections of a text: its lines, each exactly once, under the headings and red flags that start them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from app.domain.text import FRONT, TOP, Heading, Level, Section
from app.markup.anchors import Anchor
from app.markup.ids import Ids, slug_from
from app.markup.sheet import Sheet, as_written, fold, plain

_SECTION_TAGS = frozenset({"h1", "h2", "h3"})
_PLAIN = frozenset(
    "text em_open em_close strong_open strong_close code_inline softbreak hardbreak sub_open sub_close sup_open sup_close".split()
)
_NO_NAME = "section"
_INNER = ("bullet_list", "ordered_list", "box", "table", "tbody")
_DEEPER = {f"{name}_{end}": -1 if name == "label" else 1 for name in (*_INNER, "label") for end in ("open", "close")}
"""By how much deeper the text within stands; the label of a box stands as deep as what is before the box."""


@dataclass(slots=True)
class Part:
    """A section while its text is read."""

    title: str
    level: int
    start: int
    """0-based first line of the body."""
    tokens: list[Token] = field(default_factory=list)
    head: Token | None = None
    """The heading or red-flags block that starts it; None at the top, and for text that goes on behind a red-flags block."""
    goes_on: Part | None = None
    """The section whose text this is, when a red-flags block has cut it in two."""
    id: str = ""


def title_heading(tokens: Sequence[Token], given: str) -> tuple[str, int | None]:
    """The title that the text gives, and where its heading stands when the page shows it as the title already.

    That is the case when the very first block is a heading of level 1 that says the given title, or when none is given, and
    holds nothing that a title can't show, such as a link.
    """
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h1" and token.level == 0 and (title := heading_text(tokens, index)):
            plain_text = all(child.type in _PLAIN for child in tokens[index + 1].children or [])
            told_above = index == 0 and plain_text and title.casefold() == (fold(given) or title).casefold()
            return title, index if told_above else None
    return "", None


def heading_text(tokens: Sequence[Token], index: int) -> str:
    """The text of the heading that opens here, without the marks of footnotes."""
    return fold(plain(tokens[index + 1].children or [], notes=False))


def split_parts(tokens: Sequence[Token]) -> list[Part]:
    """The parts of a body, in order; the first one is the top and may be empty."""
    top = Part("", 0, 0, id=TOP)
    parts = [top]
    enclosing = top
    flags_open = False
    for index, token in enumerate(tokens):
        if started := _start(tokens, index):
            parts.append(started)
            if token.type == "heading_open":
                enclosing = started
            flags_open = token.type == "box_open"
        elif not flags_open and token.level == 0 and token.map and _is_flags(parts[-1].head):
            parts.append(Part(enclosing.title, enclosing.level, token.map[0], goes_on=enclosing))
        elif flags_open and token.level == 0 and token.type == "box_close":
            flags_open = False
        parts[-1].tokens.append(token)
    return parts


def _is_flags(head: Token | None) -> bool:
    return head is not None and head.type == "box_open"


def _start(tokens: Sequence[Token], index: int) -> Part | None:
    token = tokens[index]
    if token.level != 0 or token.map is None:
        return None
    if token.type == "heading_open" and token.tag in _SECTION_TAGS:
        text = heading_text(tokens, index)
        return Part(text, 3 if token.tag == "h3" else 2, token.map[0], head=token) if text else None
    if token.type == "box_open" and token.meta["box"].block.heading:
        return Part(token.meta["box"].label, 2, token.map[0], head=token)
    return None


def name_ids(tokens: Sequence[Token], anchors: Iterable[Anchor], parts: Iterable[Part], sheet: Sheet) -> Ids:
    """Give ids to what authors named, then to headings and red flags, then to parts that go on."""
    ids = Ids((FRONT, TOP))
    for anchor in anchors:
        if anchor.explicit:
            _give_explicit(anchor, ids, sheet)
    _name_headings(tokens, ids)
    for part in parts:
        if part.head:
            part.id = str(part.head.attrs.setdefault("id", "")) or _name_flags(part.head, ids)
        elif part.goes_on:
            part.id = ids.give(part.goes_on.id)
    return ids


def _name_headings(tokens: Sequence[Token], ids: Ids) -> None:
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and "id" not in token.attrs and (text := heading_text(tokens, index)):
            token.attrs["id"] = ids.give(slug_from(text) or _NO_NAME)


def _name_flags(head: Token, ids: Ids) -> str:
    head.attrs["id"] = ids.give(head.meta["box"].block.name)
    return str(head.attrs["id"])


def _give_explicit(anchor: Anchor, ids: Ids, sheet: Sheet) -> None:
    given = ids.give(anchor.explicit)
    if given != anchor.explicit:
        message = f"The id “{anchor.explicit}” is taken; this one becomes “{given}”."
        sheet.find("I01", Level.WARN, message, anchor.line, "Choose another id, so that links lead where they should.")
    anchor.explicit = given
    anchor.token.attrs["id"] = given


def sections_of(front: str, parts: Sequence[Part], lines: Sequence[str]) -> list[Section]:
    """The sections; their sources, one behind the other, are the whole source.

    Empty lines before the first heading belong to the front matter, or to the first section when there is none.
    """
    ends = [part.start for part in parts[1:]] + [len(lines)]
    sources = ["".join(lines[part.start : end]) for part, end in zip(parts, ends, strict=True)]
    if not sources[0].strip() and (front or len(parts) > 1):
        front, sources[0], first = (front + sources[0], "", "") if front else ("", "", sources[0])
        if len(sources) > 1:
            sources[1] = first + sources[1]
    sections = [Section(FRONT, "", 0, front, "")] if front else []
    for part, source in zip(parts, sources, strict=True):
        if source:
            sections.append(Section(part.id, part.title, part.level, source, _text(part), _services(part.tokens)))
    return sections


def outline_of(parts: Iterable[Part]) -> list[Heading]:
    """The entries of the outline."""
    return [Heading(part.id, part.title, part.level) for part in parts if part.head]


def _text(part: Part) -> str:
    """Without the heading: that of a red-flags block is its label."""
    tokens = part.tokens
    if part.head is not None:
        label = tokens[0].type == "heading_open" or (len(tokens) > 1 and tokens[1].type == "label_open")
        tokens = tokens[3 if tokens[0].type == "heading_open" else 4 :] if label else tokens
    return text_of(tokens)


def _services(tokens: Iterable[Token]) -> tuple[str, ...]:
    openings = [token for token in tokens if token.type == "box_open" and dict(token.meta["box"].block.keys).get("service")]
    return tuple(dict.fromkeys(service for token in openings for service in token.meta["opening"].services))


def text_of(tokens: Iterable[Token]) -> str:
    """Plain text: one line for each paragraph, item, row or line of code; the cells of a row are kept apart.

    A line begins with a space for each thing that it stands under: a list, a box, the head of its table, a small heading.
    """
    lines: list[tuple[int, str]] = []
    row: list[str] | None = None
    for token, depth in _placed(tokens):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            lines.append((depth, " | ".join(row)))
            row = None
        elif token.type == "inline":
            text = fold(plain(token.children or []))
            lines += [(depth, text)] if row is None else []
            row = None if row is None else [*row, text]
        elif token.type in {"fence", "code_block", "grid"}:
            lines += [(depth, fold(as_written(line))) for line in token.content.splitlines()]
    return "\n".join(" " * depth + text for depth, text in lines if text)


def _placed(tokens: Iterable[Token]) -> Iterator[tuple[Token, int]]:
    """Each token with how many things its text stands under."""
    depth = under = 0
    for token in tokens:
        if token.type in _DEEPER:
            depth += token.nesting * _DEEPER[token.type]
        elif token.type in {"heading_open", "heading_close"} and token.level == 0:
            under = int(token.nesting < 0)
        yield token, depth + under
