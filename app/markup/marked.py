"""The page as it is read, with what changed marked in it: what was put in and taken out, what moved, what stayed folded away.

It is written anew from the tree of the sanitised page, escaped, and sanitised once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby

from app.domain.difference.hidden import seen
from app.domain.difference.marked import Marked, MarkedRun, MarkedWord
from app.domain.difference.tree import ALONE, Node, Wrap
from app.domain.difference.words import Change
from app.markup.sanitise import sanitise_marked

_TAGS = {Change.ADDED: "ins", Change.REMOVED: "del"}
_CLASSES = {Change.ADDED: "is-added", Change.REMOVED: "is-removed"}
SHORT = 160
"""Characters; what stayed and is no longer than this is not worth folding away."""


@dataclass(frozen=True, slots=True)
class Say:
    """What the marks say to those who can't see them, in the reader's language."""

    added: str
    removed: str
    moved_away: str
    following: str
    """Of the link to the next change."""
    last: str
    """Of the same on the last one."""
    notes: Mapping[int, tuple[str, ...]]
    """What is said behind a change, by its number."""
    unchanged: Callable[[str], str]
    """Names a part that is folded away, by the words it begins with."""


def marked_html(whole: Marked, say: Say) -> str:
    """The HTML. Links to pages are as in the page itself, resolved when a region's page is made."""
    return sanitise_marked("".join(_Writer(say, _last(whole)).whole(whole)))


def _last(marked: Marked) -> int:
    return max([marked.number, *map(_last, marked.children)])


class _Writer:
    def __init__(self, say: Say, last: int) -> None:
        self._say = say
        self._last = last
        self._waiting: list[int] = []
        """Changes whose sign stands with the next words."""
        self._table = 0
        """The number of the table that is being written."""

    def whole(self, root: Marked) -> Iterator[str]:
        """The sections; what stayed in each is folded away."""
        for part in root.parts:
            if isinstance(part, Marked) and part.node.get("data-section"):
                yield from self._section(part)
            else:
                yield from self._part(part)

    def _section(self, section: Marked) -> Iterator[str]:
        self._announce(section)
        yield self._open(section)
        for stayed, run in groupby(section.parts, key=lambda part: _folds(part, section)):
            parts = list(run)
            if stayed and not self._waiting and sum(len(part.node.text) for part in parts if isinstance(part, Marked)) > SHORT:
                yield from self._folded(parts)
            else:
                for part in parts:
                    yield from self._part(part)
        yield "</section>"

    def _folded(self, parts: list[Marked | MarkedRun]) -> Iterator[str]:
        nodes = [part for part in parts if isinstance(part, Marked)]
        name = next((text for node in nodes if (text := node.node.text)), "")
        yield f'<details class="unchanged"><summary>{_text(self._say.unchanged(name))}</summary>'
        for part in parts:
            yield from self._part(part)
        yield "</details>"

    def _part(self, part: Marked | MarkedRun) -> Iterator[str]:
        if isinstance(part, MarkedRun):
            yield from self._run(part)
            return
        self._announce(part)
        if part.change is Change.REMOVED and part.moved:
            yield from self._gone(part.node)
            return
        yield self._open(part)
        if part.node.tag in ALONE:
            return
        for inner in part.parts:
            yield from self._part(inner)
        yield f"</{part.node.tag}>"

    def _announce(self, marked: Marked) -> None:
        if marked.number:
            self._waiting.append(marked.number)
            self._table = marked.number

    def _gone(self, node: Node) -> Iterator[str]:
        """What stands elsewhere now: a line in the place where it stood."""
        said = f'<span class="change-note">{_text(self._say.moved_away)}</span>'
        if node.tag == "tr":
            yield f'<tr class="is-moved"><td>{said}</td></tr>'
        elif node.tag == "li":
            yield f'<li class="is-moved">{said}</li>'
        else:
            yield f'<p class="is-moved">{said}</p>'

    def _open(self, marked: Marked) -> str:
        node = marked.node
        names = node.get("class").split()
        names += [_CLASSES[marked.change]] if marked.change in _CLASSES else []
        names += ["is-moved"] if marked.moved else []
        removed = marked.change is Change.REMOVED
        kept = {name: value for name, value in node.attributes if name != "class" and not (removed and name == "id")}
        if marked.row:
            kept["id"] = f"~change-{self._table}-{marked.row}"
        # What changed in a detail is not to be missed because it is closed.
        opened = {"open": ""} if node.tag == "details" and marked.changed else {}
        attributes = kept | opened | ({"class": " ".join(names)} if names else {})
        return _tag(node.tag, tuple(attributes.items()))

    def _run(self, run: MarkedRun) -> Iterator[str]:
        numbers, self._waiting = self._waiting, []
        yield f"<{run.wrapper}>" if run.wrapper else ""
        yield from map(self._sign, numbers)
        for change, words in groupby(run.words, key=lambda word: word.change):
            yield from self._words(change, list(words))
        for note in (note for number in numbers for note in self._say.notes.get(number, ())):
            yield f' <span class="change-note">{_text(note)}</span>'
        yield f"</{run.wrapper}>" if run.wrapper else ""

    def _sign(self, number: int) -> str:
        """The number of a change, as a link to the next one."""
        following = number + 1 if number < self._last else 1
        said = self._say.following if number < self._last else self._say.last
        return (
            f'<a class="change-mark" id="~change-{number}" href="#~change-{following}">{number}'
            f'<span class="unseen"> {_text(said)}</span></a> '
        )

    def _words(self, change: Change, words: list[MarkedWord]) -> Iterator[str]:
        if change is Change.SAME:
            yield from _inline(words)
            return
        said = self._say.added if change is Change.ADDED else self._say.removed
        yield _text(words[0].word.gap)
        yield f'<{_TAGS[change]}><span class="unseen">[{_text(said)} </span>'
        yield from _inline(words, first_gap=False)
        yield f'<span class="unseen">]</span></{_TAGS[change]}>'


def _folds(part: Marked | MarkedRun, section: Marked) -> bool:
    """Whether a part of a section may be folded away: a heading only with the whole section."""
    if isinstance(part, MarkedRun) or part.changed:
        return False
    return not section.changed or part.node.tag not in ("h2", "h3")


def _inline(words: list[MarkedWord], *, first_gap: bool = True) -> Iterator[str]:
    """Words in the elements that they stand in."""
    opened: list[Wrap] = []
    for index, marked in enumerate(words):
        wraps = [wrap for wrap in marked.word.wraps if wrap.tag not in ALONE]
        kept = 0
        while kept < min(len(opened), len(wraps)) and opened[kept] == wraps[kept]:
            kept += 1
        yield from (f"</{wrap.tag}>" for wrap in reversed(opened[kept:]))
        yield _text(marked.word.gap) if index or first_gap else ""
        yield from (_tag(wrap.tag, _shareable(wrap)) for wrap in wraps[kept:])
        opened = wraps
        alone = marked.word.wraps[-1] if marked.word.wraps and marked.word.wraps[-1].tag in ALONE else None
        yield _tag(alone.tag, alone.attributes) if alone else _text(marked.word.text)
    yield from (f"</{wrap.tag}>" for wrap in reversed(opened))


def _shareable(wrap: Wrap) -> tuple[tuple[str, str], ...]:
    """Attributes without the id: an element that is cut in two would have it twice."""
    return tuple((name, value) for name, value in wrap.attributes if name != "id")


def _tag(name: str, attributes: tuple[tuple[str, str], ...]) -> str:
    written = "".join(f' {key}="{escape(_plain(value))}"' for key, value in attributes)
    return f"<{name}{written}>"


def _text(text: str) -> str:
    """Escaped, with hidden characters in words."""
    return "".join(f'<span class="hidden-mark">{escape(part)}</span>' if hidden else escape(part) for part, hidden in seen(text))


def _plain(value: str) -> str:
    return "".join(f"[{part}]" if hidden else part for part, hidden in seen(value))
