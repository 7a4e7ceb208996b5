"""What named blocks state as values: criteria, and slots for regions to fill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from markdown_it.token import Token

from app.domain.text import Block, Criteria, Slot
from app.markup.anchors import Anchor
from app.markup.ids import Ids
from app.markup.sections import text_of


def give_addresses(anchors: Iterable[Anchor], ids: Ids) -> None:
    """Each criteria block can be linked to: it carries its id as the fragment of an address too."""
    for anchor in anchors:
        if anchor.kind == "criteria" and not anchor.explicit:
            anchor.id = ids.give(anchor.id)
            anchor.token.attrs["id"] = anchor.id


def slots_in(anchors: Sequence[Anchor], blocks: Sequence[Block]) -> Iterator[Slot]:
    """The local parts that name their slot."""
    for anchor, block in _of_kind("local", anchors, blocks):
        data = dict(anchor.token.meta["box"].data)
        if key := data.get("slot"):
            yield Slot(key, bool(data.get("required")), block.id, block.section, block.line)


def criteria_in(anchors: Sequence[Anchor], blocks: Sequence[Block], items: Mapping[str, tuple[str, ...]]) -> Iterator[Criteria]:
    """The criteria blocks; `items` are what the page says in each.

    Days that are no dates are left out, for no program can use them.
    """
    for anchor, block in _of_kind("criteria", anchors, blocks):
        opening, data = anchor.token.meta["opening"], dict(anchor.token.meta["box"].data)
        yield Criteria(
            block=block.id,
            section=block.section,
            service=", ".join(dict.fromkeys(opening.services)),
            category=opening.value("category"),
            within=opening.value("within"),
            effective=data.get("effective", ""),
            until=data.get("until", ""),
            items=items.get(block.id, ()),
            line=block.line,
        )


def texts_of_criteria(tokens: Sequence[Token], anchors: Iterable[Anchor]) -> tuple[str, ...]:
    """What the criteria blocks hold as plain text, straight from the tokens: to compare the items with."""
    at = {id(token): index for index, token in enumerate(tokens)}
    return tuple(text_of(_inside(tokens, at[id(anchor.token)])) for anchor in anchors if anchor.kind == "criteria")


def _of_kind(kind: str, anchors: Sequence[Anchor], blocks: Sequence[Block]) -> Iterator[tuple[Anchor, Block]]:
    return ((anchor, block) for anchor, block in zip(anchors, blocks, strict=True) if anchor.kind == kind)


def _inside(tokens: Sequence[Token], start: int) -> list[Token]:
    """The tokens of a box without its label."""
    level, inside, label = tokens[start].level, [], False
    for token in tokens[start + 1 :]:
        if token.type == "box_close" and token.level == level:
            break
        own = token.level == level + 1
        label = (own and token.type == "label_open") or (label and token.type != "label_close")
        if not label and not (own and token.type == "label_close"):
            inside.append(token)
    return inside
