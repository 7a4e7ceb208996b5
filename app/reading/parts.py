"""One part of a page by the id that links, comments and feedback name: a section, or a block in it."""

from __future__ import annotations

from app.domain.difference.tree import read_tree
from app.domain.publication import Edition, PublishedSection


def part_of(edition: Edition, id_: str) -> PublishedSection | None:
    """The section, or the block with the title of the section it stands in; None when the page has no such part."""
    own = next((section for section in edition.sections if section.id == id_), None)
    if own is not None or not id_:
        return own
    for section in read_tree(edition.html).children:
        block = next((node for node in section.everything if id_ in (node.block, node.get("id"))), None)
        if block is not None:
            titles = (one.title for one in edition.sections if one.id == section.get("data-section"))
            return PublishedSection(id_, next(titles, ""), 0, block.text)
    return None
