"""From the difference of two texts to what is shown of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from app.domain.difference.blocks import BlockChange, PageDifference, Place, What, page_difference
from app.domain.difference.marked import About, Note
from app.domain.difference.words import Change, Piece, compare
from app.domain.safety import Matter, SafetyChange, safety_difference, telling
from app.domain.safety.shown import shown
from app.domain.text import Page
from app.markup.marked import Say, marked_html
from app.reading import names
from app.reading.compared import (
    BoxGroup,
    ChangeLine,
    Compared,
    FieldLine,
    PartLine,
    SafetyGroup,
    SafetyLine,
    SectionGroup,
    Way,
)
from app.reading.render import Trusted
from app.wording import sentences, word

LONG = 80
"""Characters by which a part that is folded away is told."""

Resolve = Callable[[str], str]
"""Sanitised HTML to what a region's readers would have: its links, pictures and local details."""


@lru_cache(maxsize=128)
def _safety_difference(before: Page, after: Page) -> tuple[SafetyChange, ...]:
    """Worked out once while it is looked at: a history tells of several, and texts never change."""
    return safety_difference(before, after)


def compared(
    before: Page | None,
    after: Page,
    *,
    way: Way = Way.TEXT,
    address: str = "",
    mark: str = "",
    resolve: Resolve = lambda html: html,
) -> Compared:
    """What is shown of the difference of two texts."""
    safety = _safety_difference(before, after) if before else ()
    found = page_difference(before, after)
    titles = titles_of(before) | titles_of(after)
    numbers = tuple(_source_numbers(found, before, after)) if way is Way.SOURCE else _numbers(found)
    return Compared(
        way=way,
        address=address,
        mark=mark,
        count=found.count,
        first=before is None,
        same=found.same,
        safety=_safety(safety, titles, dict(numbers), _flags(safety, before, after)),
        fields=tuple(FieldLine(_field(field.name), tidy(field.pieces)) for field in found.fields)
        if way is not Way.SOURCE
        else (),
        sections=tuple(_sections(found, titles)) if way is Way.TEXT else (),
        page=Trusted(resolve(marked_html(found.whole, _say(found, titles)))) if way is Way.PAGE else None,
        hunks=found.hunks if way is Way.SOURCE else (),
    )


def safety_of(before: Page | None, after: Page) -> tuple[SafetyGroup, ...]:
    """What the difference of two texts may do to patients, by matter; nothing of a text without a past."""
    changes = _safety_difference(before, after) if before else ()
    return _safety(changes, titles_of(before) | titles_of(after), {}, _flags(changes, before, after))


def _flags(changes: Sequence[SafetyChange], before: Page | None, after: Page) -> dict[SafetyChange, str]:
    """What is said of entries that came out of a box of red flags, or into one, and are still in the text."""
    both = [c for c in changes if c.matter is Matter.RED_FLAG and c.block_before and c.block_after]
    if not both or before is None:
        return {}
    old, new = _standing(before), _standing(after)
    titles = titles_of(before) | titles_of(after)
    said: dict[SafetyChange, str] = {}
    for change in both:
        (was, left), (now, reached) = old[change.block_before or ""], new[change.block_after or ""]
        if was != now:
            left, reached = titles.get(left, left), titles.get(reached, reached)
            said[change] = word("safety.flag_in", section=left) if now else word("safety.flag_out", section=reached)
    return said


def _standing(page: Page) -> dict[str, tuple[bool, str]]:
    """Block → whether it stands in a box of red flags, and its section."""
    return {run.block: (run.within("red-flags"), run.section) for run in shown(page) if run.block}


def _safety(
    changes: Sequence[SafetyChange], titles: Mapping[str, str], numbers: Mapping[str, int], flags: Mapping[SafetyChange, str]
) -> tuple[SafetyGroup, ...]:
    told = telling(changes)
    grouped = {matter: [change for change in told if change.matter is matter] for matter in Matter}
    return tuple(
        SafetyGroup(matter, tuple(replace(_safety_line(c, titles, numbers), flag=flags.get(c, "")) for c in found))
        for matter, found in grouped.items()
        if found
    )


def titles_of(page: Page | None) -> dict[str, str]:
    """What people call each section of a text."""
    return {section.id: names.section(section.id, section.title) for section in page.sections} if page else {}


def _safety_line(change: SafetyChange, titles: Mapping[str, str], numbers: Mapping[str, int]) -> SafetyLine:
    blocks = [block for block in (change.block_after, change.block_before) if block]
    return SafetyLine(
        fared=change.fared,
        before=change.before,
        after=change.after,
        sentence=tidy(_sentence(change)),
        section=titles.get(change.section, change.section),
        number=next((numbers[block] for block in blocks if block in numbers), 0),
    )


def _sentence(change: SafetyChange) -> tuple[Piece, ...]:
    """The sentence with the change marked in it; a sentence that went or came is marked as far as the change goes."""
    if (change.before, change.after) == (change.context_before, change.context_after):
        return ()  # the change is the whole sentence, and is shown already
    if change.context_before and change.context_after:
        return compare(change.context_before, change.context_after)
    text, said = change.context_after or change.context_before, change.after or change.before
    head, found, tail = text.partition(said)
    how = Change.ADDED if change.context_after else Change.REMOVED
    parts = ((Change.SAME, head), (how, found), (Change.SAME, tail)) if found else ((how, text),)
    return tuple(Piece(mark, part) for mark, part in parts if part)


def tidy(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Pieces whose marks begin and end with words: white space around them is not marked."""
    return tuple(_tidied(pieces))


def _tidied(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        words = piece.text.strip()
        if piece.change is Change.SAME or not words:
            yield piece
            continue
        head, _, tail = piece.text.partition(words)
        yield from (Piece(Change.SAME, part) for part in (head,) if part)
        yield Piece(piece.change, words)
        yield from (Piece(Change.SAME, part) for part in (tail,) if part)


def _numbers(found: PageDifference) -> tuple[tuple[str, int], ...]:
    """Block → the number of its change; of several the first."""
    return tuple((block.block, block.number) for block in reversed(found.blocks))


def _source_numbers(found: PageDifference, before: Page | None, after: Page) -> Iterator[tuple[str, int]]:
    """Block → the hunk that holds its lines."""
    for number, hunk in enumerate(found.hunks, 1):
        old = {line.before for line in hunk.lines if line.change is Change.REMOVED}
        new = {line.after for line in hunk.lines if line.change is Change.ADDED}
        for lines, blocks in ((old, before.blocks if before else ()), (new, after.blocks)):
            yield from ((b.id, number) for b in blocks if not lines.isdisjoint(range(b.line, b.end_line + 1)))


def _sections(found: PageDifference, titles: Mapping[str, str]) -> Iterator[SectionGroup]:
    lines = _lines(found, titles)
    for section, run in groupby(lines, key=lambda line: line[0].section):
        groups = tuple(
            BoxGroup(boxes, tuple(change for _, change in inner)) for boxes, inner in groupby(run, key=lambda line: line[0].boxes)
        )
        yield SectionGroup(titles.get(section, section), groups)


def _lines(found: PageDifference, titles: Mapping[str, str]) -> Iterator[tuple[BlockChange, ChangeLine]]:
    """Each change with its first block; neighbours that came or went together are one."""
    together = [list(run) for _, run in groupby(found.blocks, key=_together)]
    for index, blocks in enumerate(together):
        following = together[index + 1][0].number if index + 1 < len(together) else 0
        first = blocks[0]
        name = word("block.several") if len(blocks) > 1 else _kind(first)
        parts = tuple(_part(block, titles) for block in blocks)
        yield first, ChangeLine(what=first.what, name=name, parts=parts, following=following)


def _together(block: BlockChange) -> tuple[object, ...]:
    alone = block.what not in (What.ADDED, What.REMOVED)
    return block.what, block.section, block.boxes, block.number if alone else 0


def _part(block: BlockChange, titles: Mapping[str, str]) -> PartLine:
    return PartLine(
        number=block.number,
        kind=block.kind,
        bullet=block.bullet,
        pieces=tidy(block.pieces),
        rows=block.rows,
        notes=tuple(_said(block, titles)),
    )


def _kind(block: BlockChange) -> str:
    return sentences().get(f"block.{block.kind}", names.plain(block.kind))


def _said(block: BlockChange, titles: Mapping[str, str]) -> Iterator[str]:
    """What changed without the words, as sentences."""
    if block.moved_from:
        yield _moved(block.moved_from, titles)
    yield from map(_note, block.notes)


def _moved(place: Place, titles: Mapping[str, str]) -> str:
    where = " › ".join((titles.get(place.section, place.section), *place.boxes))
    return word(f"difference.moved_from.{'behind' if place.after else 'first'}", where=where, after=place.after)


def _note(note: Note) -> str:
    if note.about is About.NUMBERING and {note.before, note.after} == {"ol", "ul"}:
        return word(f"difference.now.{note.after}")
    form = "now" if not note.before else "no_longer" if not note.after else "other"
    subject = _key(note.subject) if note.about is About.ATTRIBUTE else note.subject
    return word(f"difference.{note.about}.{form}", subject=subject, before=note.before, after=note.after)


def _key(name: str) -> str:
    return sentences().get(f"difference.key.{name}", names.plain(name))


def _field(name: str) -> str:
    return sentences().get(f"field.{name}", name)


def _say(found: PageDifference, titles: Mapping[str, str]) -> Say:
    return Say(
        added=word("difference.sign.added"),
        removed=word("difference.sign.removed"),
        moved_away=word("difference.moved_away"),
        following=word("difference.following"),
        last=word("difference.last"),
        notes={block.number: tuple(_said(block, titles)) for block in found.blocks},
        unchanged=_unchanged,
    )


def _unchanged(text: str) -> str:
    short = text if len(text) <= LONG else f"{text[:LONG].rsplit(' ', 1)[0]} …"
    return word("difference.unchanged", text=short)
