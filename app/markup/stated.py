"""What named blocks state as values: criteria, and slots for regions to fill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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


def criteria_in(tokens: Sequence[Token], anchors: Sequence[Anchor], blocks: Sequence[Block]) -> Iterator[Criteria]:
    """The criteria blocks; days that are no dates are left out, for no program can use them."""
    at = {id(token): index for index, token in enumerate(tokens)}
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
            items=_items(_inside(tokens, at[id(anchor.token)])),
            line=block.line,
        )


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


def _items(tokens: Sequence[Token]) -> tuple[str, ...]:
    """All that the tokens say, in order: an item for each outermost list item with what is in it, each row, each other text."""
    items: list[str] = []
    piece: list[Token] = []
    depth = 0
    for token in tokens:
        depth += {"list_item_open": 1, "tr_open": 1, "list_item_close": -1, "tr_close": -1}.get(token.type, 0)
        piece.append(token)
        if depth == 0:
            cells = [text_of([cell]) for cell in piece] if piece[0].type == "tr_open" else [text_of(piece)]
            items.append("; ".join(cell for cell in cells if cell).replace("\n", "; "))
            piece = []
    return tuple(item for item in items if item)
