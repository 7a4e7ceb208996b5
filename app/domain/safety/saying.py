"""What changed between two texts, said in the words that a reviewer needs: which matter, what it was, what it is now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.safety.change import Fared, Matter, SafetyChange
from app.domain.safety.matters import Phrase
from app.domain.safety.pairing import Differ, Pair, Piece, Region, moved, paired
from app.domain.safety.plain import NO
from app.domain.safety.shown import Sort

_ORDER = {matter: place for place, matter in enumerate(Matter)}
_BOXES = {"red-flags": Matter.RED_FLAG, "criteria": Matter.CRITERIA}
_LONG = 240
"""Characters of a run up to which it is its own context; of a longer one the sentence is."""
_LONGEST_WORDS = 400
_NOWHERE = 1_000_000


@dataclass(frozen=True, slots=True)
class Said:
    """A change, with the pieces that it stands in by index."""

    matter: Matter
    fared: Fared
    before: str = ""
    after: str = ""
    old: int | None = None
    new: int | None = None
    old_at: int = 0
    """Where in the text of its run."""
    new_at: int = 0

    def turned(self) -> Said:
        """The same, seen from the other text."""
        fared = {Fared.ADDED: Fared.REMOVED, Fared.REMOVED: Fared.ADDED}.get(self.fared, self.fared)
        return Said(self.matter, fared, self.after, self.before, self.new, self.old, self.new_at, self.old_at)

    def place(self) -> tuple[int, int, int]:
        """Gravest first, then in the order of the text."""
        where, at = (self.new, self.new_at) if self.new is not None else (self.old, self.old_at)
        return _ORDER[self.matter], _NOWHERE if where is None else where, at

    def change(self, before: Sequence[Piece], after: Sequence[Piece]) -> SafetyChange:
        """The change with its contexts."""
        old = before[self.old] if self.old is not None else None
        new = after[self.new] if self.new is not None else None
        where = new or old
        return SafetyChange(
            self.matter,
            self.fared,
            self.before,
            self.after,
            _context(old, self.old_at),
            _context(new, self.new_at),
            where.run.section if where else "",
            old.run.block if old else None,
            new.run.block if new else None,
        )


def compared(before: Sequence[Piece], after: Sequence[Piece]) -> Iterator[Said]:
    """Everything that differs between two rows of pieces."""
    pairs = paired(before, after)
    elsewhere = moved(pairs)
    differ = Differ()
    for pair in pairs:
        yield from _pair(pair, before[pair.before], after[pair.after], differ, elsewhere)
    kept_before, kept_after = {pair.before for pair in pairs}, {pair.after for pair in pairs}
    for index, piece in enumerate(before):
        if index not in kept_before:
            yield from (said.turned() for said in _added(piece, index))
    for index, piece in enumerate(after):
        if index not in kept_after:
            yield from _added(piece, index)


def unsaid(before: Sequence[Piece], after: Sequence[Piece]) -> Said:
    """What to say when texts differ and nothing could be named: where it begins."""
    was, now = _text(before[0]) if before else "", _text(after[0]) if after else ""
    return Said(Matter.UNSURE, Fared.CHANGED, was, now, 0 if before else None, 0 if after else None)


def _pair(pair: Pair, old: Piece, new: Piece, differ: Differ, elsewhere: frozenset[Pair]) -> Iterator[Said]:
    said: list[Said] = []
    if old.keys != new.keys:
        said = _exchanged([each for region in differ.regions(old.keys, new.keys) for each in _region(region, old, new)])
        said = [replace(each, old=pair.before, new=pair.after) for each in said]
    if pair in elsewhere or _path(old) != _path(new):
        said.append(Said(_gravest(old, new), Fared.MOVED, _text(old), _text(new), pair.before, pair.after))
    yield from _boxed(said, old, new)


def _path(piece: Piece) -> tuple[str, ...]:
    return piece.run.path


def _boxed(said: list[Said], old: Piece, new: Piece) -> Iterator[Said]:
    """In a red-flags or criteria box the whole entry changed, whatever in it did, and nothing there is merely unsure."""
    box = _box(old) or _box(new)
    if said and box is not None:
        first = said[0]
        fared = Fared.MOVED if all(each.fared is Fared.MOVED for each in said) else Fared.CHANGED
        yield Said(box, fared, _text(old), _text(new), first.old, first.new)
        said = [each for each in said if each.matter not in {Matter.UNSURE, box}]
    yield from said


def _box(piece: Piece) -> Matter | None:
    return next((matter for name, matter in _BOXES.items() if piece.run.within(name)), None)


def _added(piece: Piece, index: int) -> Iterator[Said]:
    """A whole run that came: each matter in it once, with all that is said of it."""
    found: dict[Matter, list[Phrase]] = {}
    for atom in piece.atoms:
        if atom.about is not None and atom.about not in found.setdefault(atom.about.matter, []):
            found[atom.about.matter].append(atom.about)
    if (box := _box(piece)) is not None:
        yield Said(box, Fared.ADDED, "", _text(piece), None, index)
    elif not found:
        yield Said(Matter.UNSURE, Fared.ADDED, "", _text(piece), None, index)
    for matter, some in found.items():
        texts = dict.fromkeys(_said(piece, phrase) for phrase in some)
        yield Said(matter, Fared.ADDED, "", _clipped("; ".join(texts)), None, index, 0, some[0].start)


def _gravest(old: Piece, new: Piece) -> Matter:
    boxes = [box for box in (_box(old), _box(new)) if box is not None]
    about = [atom.about.matter for atom in new.atoms if atom.about is not None]
    return min(boxes or about or [Matter.UNSURE], key=_ORDER.__getitem__)


def _region(region: Region, old: Piece, new: Piece) -> Iterator[Said]:
    """What one stretch of changed words is about: one entry for each matter in it, or one that nobody is sure of."""
    before, after = _phrases(old, region.i1, region.i2), _phrases(new, region.j1, region.j2)
    _complete(before, after, region, old, new)
    at_old, at_new = _at(old, region.i1), _at(new, region.j1)
    if not before and not after:
        texts = _words(old, region.i1, region.i2), _words(new, region.j1, region.j2)
        matter = Matter.NEGATION if _beside_no(region, old, new) else Matter.UNSURE
        yield Said(matter, _fared(*texts), *texts, old_at=at_old, new_at=at_new)
    for matter in sorted({*before, *after}, key=_ORDER.__getitem__):
        was = _span(old, before.get(matter, [])) or (_words(old, region.i1, region.i2) if matter not in before else "")
        now = _span(new, after.get(matter, [])) or (_words(new, region.j1, region.j2) if matter not in after else "")
        yield Said(matter, _fared(was, now), was, now, old_at=at_old, new_at=at_new)


def _beside_no(region: Region, old: Piece, new: Piece) -> bool:
    """Whether words came, or went, right beside a "not": it may reach further or less far now."""
    if region.i1 < region.i2 and region.j1 < region.j2:
        return False
    piece, first, last = (old, region.i1, region.i2) if region.i1 < region.i2 else (new, region.j1, region.j2)
    beside = (piece.keys[first - 1] if first else "", piece.keys[last] if last < len(piece.keys) else "")
    return any(key.partition("\0")[0] in NO for key in beside)


def _phrases(piece: Piece, first: int, last: int) -> dict[Matter, list[Phrase]]:
    found: dict[Matter, list[Phrase]] = {}
    for atom in piece.atoms[first:last]:
        if atom.about is not None:
            found.setdefault(atom.about.matter, []).append(atom.about)
    return found


def _complete(
    before: dict[Matter, list[Phrase]], after: dict[Matter, list[Phrase]], region: Region, old: Piece, new: Piece
) -> None:
    """Where a phrase reaches out of what changed, what it was on the other side is the phrase at the same edge there."""
    old_edges = _edges(old, region.i1, region.i2)
    new_edges = _edges(new, region.j1, region.j2)
    for mine, theirs, edges, others in ((before, after, old_edges, new_edges), (after, before, new_edges, old_edges)):
        for matter, phrases in list(mine.items()):
            beside = [
                other for edge, other in zip(edges, others, strict=True) if edge in phrases and other and other.matter is matter
            ]
            if beside and matter not in theirs:
                theirs[matter] = beside


def _edges(piece: Piece, first: int, last: int) -> tuple[Phrase | None, Phrase | None]:
    """What the atoms right before and right behind a stretch are about."""
    left = piece.atoms[first - 1].about if first else None
    right = piece.atoms[last].about if last < len(piece.atoms) else None
    return left, right


def _exchanged(said: list[Said]) -> list[Said]:
    """What was taken away in one place of a run and put in at another has moved."""
    kept = list(said)
    for gone in said:
        if gone.fared is not Fared.REMOVED or gone not in kept:
            continue
        came = next((e for e in kept if e.fared is Fared.ADDED and e.matter is gone.matter and e.after == gone.before), None)
        if came is not None:
            kept.remove(came)
            kept[kept.index(gone)] = replace(gone, fared=Fared.MOVED, after=came.after, new_at=came.new_at)
    return kept


def _fared(before: str, after: str) -> Fared:
    if not before:
        return Fared.ADDED
    return Fared.CHANGED if after else Fared.REMOVED


def _span(piece: Piece, phrases: Sequence[Phrase]) -> str:
    """The text of phrases, from the first to the last."""
    if not phrases:
        return ""
    shown = [phrase for phrase in phrases if phrase.end > phrase.start]
    if not shown:
        return _said(piece, phrases[0])
    return _clipped(piece.run.text[min(p.start for p in shown) : max(p.end for p in shown)])


def _said(piece: Piece, phrase: Phrase) -> str:
    if phrase.end > phrase.start:
        return " ".join(piece.run.text[phrase.start : phrase.end].split())
    tokens = piece.run.tokens
    return next((t.text for t in tokens if t.start == phrase.start and t.sort in {Sort.LINK, Sort.DETAIL, Sort.PICTURE}), "")


def _words(piece: Piece, first: int, last: int) -> str:
    """What the atoms from `first` to `last` say, as written."""
    atoms = piece.atoms[first:last]
    if not atoms:
        return ""
    tokens = piece.run.tokens[atoms[0].first : atoms[-1].last + 1]
    text = _clipped(piece.run.text[min(t.start for t in tokens) : max(t.end for t in tokens)])
    return text or tokens[0].text


def _at(piece: Piece, index: int) -> int:
    if not piece.atoms:
        return 0
    return piece.run.tokens[piece.atoms[min(index, len(piece.atoms) - 1)].first].start


def _text(piece: Piece) -> str:
    return _clipped(piece.run.text)


def _clipped(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_WORDS else f"{text[: _LONGEST_WORDS - 1]}…"


def _context(piece: Piece | None, at: int) -> str:
    if piece is None:
        return ""
    text = piece.run.text
    if len(text) <= _LONG:
        return _clipped(text)
    start = text.rfind(". ", 0, at) + 1
    end = text.find(". ", at)
    return _clipped(text[start : end + 1 if end >= 0 else len(text)])
