"""A decision as SVG: a column of boxes, each answer an arrow to the next. Colours are the style sheet's; nothing in it acts.

It is 320 units wide, so on a phone a unit is about a pixel and the words are as large as the text around.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from app.markup.drawing.lines import SIZE, broken
from app.markup.drawing.tree import Malformed, Step
from app.markup.loss import says_the_same, seen_in

WIDTH = 320
_INDENT = 24
_LINE = 18
_INSIDE = 8
"""Between the edge of a box and its words."""
_APART = 12
"""Between one step and the next."""
_STEM = 10
"""From a box's left edge to the line that leads down from it."""


@dataclass(slots=True)
class _Sheet:
    height: float = 1
    marks: list[str] = field(default_factory=list)

    def write(self, text: str, x: int, width: float, style: str) -> None:
        """Lines of text from the present height downwards."""
        lines = broken(text, width, bold=style != "say")
        if lines is None:
            raise Malformed("A word in it is too long for a drawing: only the list is shown.")
        for line in lines:
            self.height += _LINE
            self.marks.append(f'<text class="{style}" x="{x}" y="{self.height - (_LINE - SIZE) / 2 - 2:g}">{escape(line)}</text>')


def draw(steps: Sequence[Step]) -> str:
    """The drawing, for eyes only: the list beside it says the same to everybody. Raises `Malformed` when it would not."""
    sheet = _Sheet()
    for number, step in enumerate(steps):
        sheet.height += _APART * 2 if number else 0
        _step(step, 1, sheet)
    said = " ".join(word for step in steps for word in step.words())
    drawing = (
        f'<svg class="drawing" viewBox="0 0 {WIDTH} {sheet.height + 1:g}" width="{WIDTH}" height="{sheet.height + 1:g}" '
        f'aria-hidden="true" focusable="false">{"".join(sheet.marks)}</svg>\n'
    )
    if not says_the_same(said, seen_in(drawing)):
        raise Malformed("A drawing would not say the same as the list: only the list is shown.")
    return drawing


def _step(step: Step, x: int, sheet: _Sheet) -> float:
    """Draw a step and all that follows from it; the height at which an arrow to it ends."""
    if step.answer:
        sheet.write(step.answer, x + 2, WIDTH - x - 3, "answer")
        sheet.height += 3
    top, width = sheet.height, WIDTH - x - 1
    place = len(sheet.marks)
    sheet.height += _INSIDE - 2
    sheet.write(step.text, x + _INSIDE, width - 2 * _INSIDE, "ask" if step.steps else "say")
    sheet.height += _INSIDE
    bottom, kind = sheet.height, "question" if step.steps else "action"
    corner = 0 if step.steps else 8
    box = f'<rect class="{kind}" x="{x}" y="{top:g}" width="{width}" height="{bottom - top:g}" rx="{corner}"></rect>'
    sheet.marks.insert(place, box)
    if step.steps:
        _answers(step, x, bottom, sheet)
    return (top + bottom) / 2


def _answers(step: Step, x: int, bottom: float, sheet: _Sheet) -> None:
    stem, to = x + _STEM, x + _INDENT
    for below in step.steps:
        sheet.height += _APART
        y = _step(below, to, sheet)
        sheet.marks.append(f'<path class="line" d="M{stem} {bottom:g}V{y:g}H{to - 6}"></path>')
        sheet.marks.append(f'<path class="head" d="M{to} {y:g}l-7 -4v8z"></path>')
