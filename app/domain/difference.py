"""What changed between two texts, line by line and word by word, for people who read both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from app.domain.text import Section


class Change(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that fared alike."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the difference. A changed line is two: the removed one and the added one, with their words marked."""

    change: Change
    before: int | None
    """1-based line number in the old text; None for an added line."""
    after: int | None
    """1-based line number in the new text; None for a removed line."""
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The line as it stands in its text."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that changed, with a few unchanged ones around them."""

    lines: tuple[Line, ...]


WORD = re.compile(r"\s+|\w+|[^\w\s]")


def difference(before: str, after: str, context: int = 3) -> tuple[Hunk, ...]:
    """The hunks in which two texts differ; empty when they are the same.

    Every line of both texts that differs is in exactly one hunk. `context` is the number of unchanged lines shown around.
    """
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(Hunk(tuple(_hunk(group, old, new))) for group in matcher.get_grouped_opcodes(context))


def counts(hunks: Sequence[Hunk]) -> tuple[int, int]:
    """How many lines were added and how many removed."""
    lines = [line for hunk in hunks for line in hunk.lines]
    return sum(line.change is Change.ADDED for line in lines), sum(line.change is Change.REMOVED for line in lines)


def _hunk(group: Sequence[tuple[str, int, int, int, int]], old: list[str], new: list[str]) -> Iterator[Line]:
    for tag, i1, i2, j1, j2 in group:
        if tag == "equal":
            for offset, text in enumerate(old[i1:i2]):
                yield Line(Change.SAME, i1 + offset + 1, j1 + offset + 1, (Piece(Change.SAME, text),))
        else:
            yield from _replaced(old[i1:i2], new[j1:j2], i1, j1)


def _replaced(old: list[str], new: list[str], i: int, j: int) -> Iterator[Line]:
    """Lines taken out, then lines put in; when their number is the same, each pair is compared word by word."""
    paired = [_words(before, after) for before, after in zip(old, new, strict=True)] if len(old) == len(new) else None
    for offset, text in enumerate(old):
        pieces = paired[offset][0] if paired else (Piece(Change.REMOVED, text),)
        yield Line(Change.REMOVED, i + offset + 1, None, pieces)
    for offset, text in enumerate(new):
        pieces = paired[offset][1] if paired else (Piece(Change.ADDED, text),)
        yield Line(Change.ADDED, None, j + offset + 1, pieces)


def _words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The words of a changed line, before and after, with those marked that only one side has."""
    old, new = WORD.findall(before), WORD.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            left.append(Piece(Change.SAME, "".join(old[i1:i2])))
            right.append(Piece(Change.SAME, "".join(new[j1:j2])))
            continue
        if i2 > i1:
            left.append(Piece(Change.REMOVED, "".join(old[i1:i2])))
        if j2 > j1:
            right.append(Piece(Change.ADDED, "".join(new[j1:j2])))
    return tuple(left), tuple(right)


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What happened to one section's exact source."""

    what: str
    """`added`, `removed`, `changed` or `moved`."""
    id: str
    title: str
    hunks: tuple[Hunk, ...]


def section_changes(before: Sequence[Section], after: Sequence[Section]) -> tuple[SectionChange, ...]:
    """How the sections of two texts differ, in the order of the new text, removed ones last.

    Sections are the same section when their ids are. Every byte that differs is in some change; a section whose neighbours
    changed places with it is `moved`.
    """
    old = {section.id: section for section in before}
    new = {section.id: section for section in after}
    kept = [section.id for section in before if section.id in new]
    moved = _moved(kept, [section.id for section in after if section.id in old])
    found: list[SectionChange] = []
    for section in after:
        was = old.get(section.id)
        if was is None:
            found.append(SectionChange("added", section.id, section.title, difference("", section.source)))
        elif was.source != section.source:
            found.append(SectionChange("changed", section.id, section.title, difference(was.source, section.source)))
        elif section.id in moved:
            found.append(SectionChange("moved", section.id, section.title, ()))
    gone = [section for section in before if section.id not in new]
    return tuple(found) + tuple(SectionChange("removed", s.id, s.title, difference(s.source, "")) for s in gone)


def _moved(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """The ids that are not part of the longest run of ids standing in the same order in both."""
    stay = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    still = {old[match.a + offset] for match in stay for offset in range(match.size)}
    return frozenset(new) - still
