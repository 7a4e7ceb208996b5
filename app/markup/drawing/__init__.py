"""Decisions drawn: a list of questions and answers, as readers see it, beside itself as a flow diagram.

The drawing is made from the sanitised HTML of the list, behind the sanitiser and by nobody but us: so the allow-list knows no
drawings, what is drawn is what the list says (links resolved, details filled in), and where there is doubt the list stands alone.
"""

from __future__ import annotations

from app.markup.drawing.boxes import find_decisions
from app.markup.drawing.svg import draw
from app.markup.drawing.tree import Malformed, Unfilled, tree_of

__all__ = ["drawn", "undrawn"]


def drawn(html: str) -> str:
    """Sanitised HTML with a drawing before the list of each decision that can be drawn."""
    parts, end = [], 0
    for decision in find_decisions(html):
        try:
            drawing = draw(tree_of(decision))
        except Malformed:
            continue
        parts += [html[end : decision.at], drawing]
        end = decision.at
    return "".join([*parts, html[end:]])


def undrawn(html: str) -> list[tuple[str, str]]:
    """The decisions that can be drawn for no region: (id of the block, what to write)."""
    found = []
    for decision in find_decisions(html):
        try:
            draw(tree_of(decision))
        except Unfilled:
            continue
        except Malformed as malformed:
            found.append((decision.block, str(malformed)))
    return found
