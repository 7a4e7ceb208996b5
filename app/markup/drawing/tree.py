"""Questions, answers and what follows from them, as a decision's list says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.markup.drawing.boxes import Decision, Item, opened

MOST_STEPS = 40
"""Steps of one drawing; more is a page of its own."""

_ARROW = re.compile(r"(?<!\s)\s*(?:→|->|=>|⇒|:(?=\s|$))\s*")
# Not the space that keeps a number and its unit on one line.
_SPACE = re.compile(r"[ \t\r\n]+")
_UNFILLED = "{{"


class Malformed(Exception):
    """This list can't be drawn; says what to write."""


class Unfilled(Malformed):
    """This list names a local detail: it can be drawn when a region's own stands there."""


@dataclass(frozen=True, slots=True)
class Step:
    """A question, or what to do."""

    answer: str
    """Which answer leads here; empty for the first question."""
    text: str
    steps: tuple[Step, ...] = ()
    """Where its answers lead; none when it says what to do."""

    def words(self) -> Iterator[str]:
        """All that it and the steps below say, in the order of the list."""
        yield from (self.answer, self.text)
        for step in self.steps:
            yield from step.words()


def tree_of(decision: Decision) -> tuple[Step, ...]:
    """The questions of a decision. Raises `Malformed`."""
    if decision.problem:
        raise Malformed(decision.problem)
    if not decision.items:
        raise Malformed("A decision needs a list: a question, and below it, indented, its answers.")
    steps = tuple(_first(item) for item in decision.items)
    words = [word for step in steps for word in step.words()]
    if len(words) > 2 * MOST_STEPS:
        raise Malformed(f"A decision has {MOST_STEPS} steps at most. Make two of it.")
    if any(_UNFILLED in word for word in words):
        raise Unfilled("A local detail is named in it.")
    return steps


def _first(item: Item) -> Step:
    text = _fold(f"{item.bold}{item.text}")
    if not item.items:
        raise Malformed(f"“{_short(text)}” has no answers: write them below it, each indented by two spaces and with a hyphen.")
    return Step("", _question(text), _answers(text, item))


def _answers(question: str, item: Item) -> tuple[Step, ...]:
    if len(item.items) < 2:
        raise Malformed(f"“{_short(question)}” has one answer only: say what to do otherwise too.")
    return tuple(_step(below) for below in item.items)


def _step(item: Item) -> Step:
    answer, text = _split(item)
    if not answer:
        raise Malformed(f"“{_short(text)}” doesn't say which answer leads there: write “**Yes** → {_short(text)}”.")
    if not text:
        raise Malformed(f"“{_short(answer)}” leads nowhere: write what to do behind an arrow, as in “**{_short(answer)}** → …”.")
    if item.items:
        return Step(opened(answer), _question(text), _answers(text, item))
    if text.endswith("?"):
        raise Malformed(f"“{_short(text)}” has no answers: write them below it, each indented by two spaces and with a hyphen.")
    return Step(opened(answer), opened(text))


def _split(item: Item) -> tuple[str, str]:
    """Answer and what it leads to: bold words at the start, else what stands before the first arrow or colon."""
    bold, text = _fold(item.bold), _fold(item.text)
    if bold:
        between = _ARROW.match(text)
        return bold.rstrip(": "), text[between.end() :] if between else text
    parts = _ARROW.split(text, maxsplit=1)
    return (parts[0], parts[1]) if len(parts) > 1 else ("", text)


def _question(text: str) -> str:
    if not text.endswith("?"):
        raise Malformed(f"“{_short(text)}” has answers below it, but no question mark: end it with one.")
    return opened(text)


def _fold(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _short(text: str) -> str:
    text = opened(text)
    return text if len(text) <= 60 else f"{text[:57]}…"
