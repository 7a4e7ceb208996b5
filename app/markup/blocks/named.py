"""What a named block is: a word, an element, and what the keys in its braces mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.markup.blocks.opening import Opening


@dataclass(frozen=True, slots=True)
class Said:
    """What a key and its value say."""

    words: str
    claim: str = ""
    """What of the value the words must repeat; numbers in it are checked. Empty for dates, which are said in words."""
    problem: str = ""
    error: str = ""
    """A problem that keeps the text in draft."""
    stands_in: bool = False
    """Whether the words only stand for a title: an author's own title takes their place."""
    data: str = ""
    """The value as programs read it, the attribute `data-KEY` of the box; empty when there is none."""


Reading = Callable[[str], Said]


def _complete(opening: Opening) -> str:  # noqa: ARG001 - most blocks need no keys
    return ""


@dataclass(frozen=True, slots=True)
class NamedBlock:
    """A kind of named block."""

    name: str
    """As written behind the colons; also its CSS class."""
    word: str
    """What it is called on the page: colour alone never says it."""
    keys: tuple[tuple[str, Reading], ...] = ()
    folds: bool = False
    """Whether it is a disclosure (`<details>`) with its title as summary."""
    heading: bool = False
    """Whether it is a section of the page when it stands by itself."""
    lacks: Callable[[Opening], str] = _complete
    """What to say when something must be there and is not; empty when nothing is missing."""
    contradicts: Callable[[Opening], str] = _complete
    """What to say when two keys can't both be right; it keeps the text in draft."""


@dataclass(frozen=True, slots=True)
class Box:
    """A named block as it appears."""

    block: NamedBlock
    label: str
    claims: str
    """What was typed on the opening line and must be read in the label."""
    folds: bool
    open: bool
    problems: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    """Problems that keep the text in draft."""
    data: tuple[tuple[str, str], ...] = ()
    """Attributes `data-KEY` of its element, with their values."""


def appear(block: NamedBlock, opening: Opening) -> Box:
    """The box that this opening line makes."""
    keys = dict(block.keys)
    said = [keys.get(key, _as_typed(key))(value) for key, value in opening.values]
    folds = block.folds or opening.folded or opening.unfolded
    title = opening.title if block.folds else _after(block.word, opening.title)
    told = [words.words for words in said if words.words and not (words.stands_in and opening.title)]
    label = _after(title or block.word, ", ".join(told))
    return Box(
        block,
        label,
        claims=" ".join(("" if block.name else opening.name, opening.title, *(words.claim for words in said))),
        folds=folds,
        open=opening.unfolded,
        problems=tuple(problem for problem in (*(words.problem for words in said), block.lacks(opening)) if problem),
        errors=tuple(error for error in (*(words.error for words in said), block.contradicts(opening)) if error),
        data=tuple((key, words.data) for (key, _), words in zip(opening.values, said, strict=True) if words.data),
    )


def _after(word: str, more: str) -> str:
    """“Criteria: category 1”, but not “Note: Note”."""
    if not more or (more.casefold() == word.casefold() and word.isalpha()):
        return word
    return f"{word}: {more}" if word else more


def _as_typed(key: str) -> Reading:
    """A key that means nothing to us is shown, and noted."""

    def read(value: str) -> Said:
        return Said(f"{key} {value}", value, f"“{key}” means nothing here; it is shown as typed.")

    return read


def named(name: str) -> str:
    """A name in words: `column-margin` is “Column margin”."""
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]
