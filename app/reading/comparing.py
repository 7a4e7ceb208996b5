"""From the difference of two texts to what is shown of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from app.domain.difference.blocks import BlockChange, Item, PageDifference, Place, page_difference
from app.domain.difference.marked import About, Note
from app.domain.difference.rows import What
from app.domain.difference.words import Change, Piece, compare
from app.domain.safety import Matter, SafetyChange, safety_difference, telling
from app.domain.safety.shown import shown
from app.domain.text import FRONT, Page
from app.markup.marked import Say, marked_html
from app.reading import names
from app.reading.boxes import set_out, with_states
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

_TOLD = {
    matter: place
    for place, matter in enumerate(
        (
            Matter.RED_FLAG, Matter.DOSE, Matter.MEDICINE, Matter.FREQUENCY, Matter.ROUTE, Matter.AGE, Matter.PREGNANCY,
            Matter.RENAL, Matter.CRITERIA, Matter.PHONE, Matter.TARGET,
        )
    )
}  # fmt: skip
"""What is listed of a new page; all else is in the words themselves, which are to be read anyway."""

LONG = 80
"""Characters by which a part that is folded away is told."""

Resolve = Callable[[str], str]
"""Sanitised HTML to what a region's readers would have: its links, pictures and local details."""


class Anchor(NamedTuple):
    """Where something is shown."""

    number: int
    """The change of the difference; 0 where the page itself is shown."""
    fragment: str
    """Of this page's address."""


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
    day: date | None = None,
) -> Compared:
    """What is shown of the difference of two texts, as pages as they are on `day`; of a new page, the page itself."""
    if before is None:
        body = resolve(after.html)
        return _new(after, Way.PAGE if way is Way.TEXT else way, address, set_out(body, day) if day else body)
    safety = _safety_difference(before, after)
    found = page_difference(before, after)
    titles = titles_of(before) | titles_of(after)
    numbers = tuple(_source_numbers(found, before, after)) if way is Way.SOURCE else _numbers(found, mark)
    whole = resolve(marked_html(found.whole, _say(found, titles))) if way is Way.PAGE else ""
    return Compared(
        way=way,
        address=address,
        mark=mark,
        count=found.count,
        first=False,
        same=found.same,
        safety=_safety(safety, titles, dict(numbers), _flags(safety, before, after)),
        fields=tuple(FieldLine(_field(field.name), tidy(field.pieces)) for field in found.fields)
        if way is not Way.SOURCE
        else (),
        sections=tuple(_sections(found, titles)) if way is Way.TEXT else (),
        page=Trusted(with_states(whole, day) if day else whole) if way is Way.PAGE else None,
        hunks=found.hunks if way is Way.SOURCE else (),
    )


def _new(page: Page, way: Way, address: str, body: str) -> Compared:
    """A page that is new as a whole: what of it can matter to a patient, and the page itself, or its source."""
    places = {block.id: Anchor(0, block.section) for block in page.blocks if block.section != FRONT}
    return Compared(
        way=way,
        address=address,
        count=1,
        first=True,
        same=False,
        safety=_safety(tuple(_matters_of(page)), titles_of(page), places, {}),
        page=Trusted(body) if way is Way.PAGE and not page.lost_numbers else None,
        hunks=page_difference(None, page).hunks if way is Way.SOURCE else (),
    )


def _matters_of(page: Page) -> Iterator[SafetyChange]:
    """What a new page says that can matter to a patient: each sentence once, under the gravest; headings say nothing alone."""
    heads = {block.id for before, block in pairwise(page.blocks) if before.kind == "table"}
    silent = heads | {block.id for block in page.blocks if block.kind in ("heading", "red-flags")}
    said = set[tuple[str | None, str]]()
    for change in sorted(safety_difference(None, page), key=lambda change: _TOLD.get(change.matter, len(_TOLD))):
        sentence = (change.block_after, change.context_after)
        if change.matter in _TOLD and change.block_after not in silent and sentence not in said:
            said.add(sentence)
            yield change


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
    changes: Sequence[SafetyChange], titles: Mapping[str, str], numbers: Mapping[str, Anchor], flags: Mapping[SafetyChange, str]
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


def _safety_line(change: SafetyChange, titles: Mapping[str, str], numbers: Mapping[str, Anchor]) -> SafetyLine:
    blocks = [block for block in (change.block_after, change.block_before) if block]
    number, fragment = next((numbers[block] for block in blocks if block in numbers), (0, ""))
    return SafetyLine(
        fared=change.fared,
        before=change.before,
        after=change.after,
        sentence=tidy(_sentence(change)),
        section=titles.get(change.section, change.section),
        number=number,
        fragment=fragment,
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


def _numbers(found: PageDifference, mark: str) -> tuple[tuple[str, Anchor], ...]:
    """Block → the change that shows it; of several the first."""

    def numbers(block: BlockChange) -> Iterator[tuple[str, Anchor]]:
        fragment = f"~{mark}change-{block.number}"
        yield block.block, Anchor(block.number, fragment)
        for row in block.rows:
            yield from ((name, Anchor(block.number, f"{fragment}-{row.number}")) for name in row.blocks if row.number)

    return tuple(each for block in reversed(found.blocks) for each in numbers(block))


def _source_numbers(found: PageDifference, before: Page | None, after: Page) -> Iterator[tuple[str, Anchor]]:
    """Block → the hunk that holds its lines."""
    for number, hunk in enumerate(found.hunks, 1):
        old = {line.before for line in hunk.lines if line.change is Change.REMOVED}
        new = {line.after for line in hunk.lines if line.change is Change.ADDED}
        for lines, blocks in ((old, before.blocks if before else ()), (new, after.blocks)):
            here = Anchor(number, f"~change-{number}")
            yield from ((b.id, here) for b in blocks if not lines.isdisjoint(range(b.line, b.end_line + 1)))


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
        parts = _parts(blocks, titles)
        yield first, ChangeLine(what=first.what, name=name, parts=parts, following=following)


def _together(block: BlockChange) -> tuple[object, ...]:
    alone = block.what not in (What.ADDED, What.REMOVED)
    return block.what, block.section, block.boxes, block.number if alone else 0


def _parts(blocks: Sequence[BlockChange], titles: Mapping[str, str], around: tuple[Item, ...] = ()) -> tuple[PartLine, ...]:
    """Blocks beside each other, those of an item in it. `around`: the items whose text stands right above."""
    parts, start = list[PartLine](), 0
    while start < len(blocks):
        first, end = blocks[start], start + 1
        while end < len(blocks) and any(item.block == first.block for item in blocks[end].under):
            end += 1
        inside = _parts(blocks[start + 1 : end], titles, (*first.under, Item(first.block, "")))
        parts.append(replace(_part(first, titles, around), inside=inside))
        start, around = end, first.under
    return tuple(parts)


def _part(block: BlockChange, titles: Mapping[str, str], around: tuple[Item, ...]) -> PartLine:
    told = [item.block for item in around] == [item.block for item in block.under]
    return PartLine(
        number=block.number,
        kind=block.kind,
        bullet=block.bullet,
        pieces=tidy(block.pieces),
        rows=block.rows,
        notes=tuple(_said(block, titles)),
        under="" if told else " › ".join(item.text for item in block.under),
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
