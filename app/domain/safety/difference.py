"""The safety difference: what a change of a text can mean to a patient.

Safe by construction: it is empty only when the plain forms of both texts are equal (`app.domain.safety.plain`), and nothing else
differs that readers, links or routes depend on. Finding out *what* changed comes after that and can only add.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain.safety.change import TOO_LARGE, Matter, SafetyChange
from app.domain.safety.hidden import hidden_changes, marked
from app.domain.safety.matters import Phrase, about_tokens
from app.domain.safety.pairing import pieces
from app.domain.safety.plain import plain_form
from app.domain.safety.saying import compared, unsaid
from app.domain.safety.shown import LINE, Run, Sort, Token, shown
from app.domain.text import Page

_ORDER = {matter: place for place, matter in enumerate(Matter)}
MOST_TOKENS = 12_000
"""Words, numbers and signs of both texts, from the first difference to the last, that are compared: two texts of five thousand
words that have nothing in common. More would hold up a request for over a second."""
MOST_CHARACTERS = 150_000
"""Characters of both sources up to which is looked for what they show."""

_PARAGRAPH = Token(Sort.SIGN, LINE, -1, -2, "")
_Groups = Sequence[tuple[Run, ...]]


@lru_cache(maxsize=16)
def safety_difference(before: Page | None, after: Page) -> tuple[SafetyChange, ...]:
    """What changed for patients from one text to the other, gravest first, then in the order of the text.

    Empty when every change is proven harmless. Without a text before, all of the new one is
    added, and of medicines and doses those that stand with a number come first. Turned round, it says the same
    with added and removed exchanged. Of texts that differ too much to be compared in the time of a request it says `TOO_LARGE`.

    The last few are remembered: who agrees and who publishes ask for the same one, and it costs more than all else they do.
    """
    if before is not None and _sources(before) == _sources(after):
        return ()
    hidden = tuple(hidden_changes(before, after)) if before is not None else ()
    stated = {(change.block_before, change.block_after) for change in hidden if change.block_after}
    shown_ = [change for change in _shown(before, after) if (change.block_before, change.block_after) not in stated]
    found = [*hidden, *shown_] or ([*marked(before, after)] if before is not None else [])
    return tuple(sorted(dict.fromkeys(found), key=lambda change: (_ORDER[change.matter], before is None and _mere_words(change))))


def _mere_words(change: SafetyChange) -> bool:
    """Whether it speaks of a medicine or a dose without any number: "Tablets or drip?"."""
    said = {Matter.MEDICINE: change.context_after, Matter.DOSE: change.after}.get(change.matter)
    return said is not None and not any(character.isdigit() for character in said)


def _shown(before: Page | None, after: Page) -> Iterable[SafetyChange]:
    """What differs in what the pages show."""
    if _length(before) + _length(after) > MOST_CHARACTERS:
        return (TOO_LARGE,)
    one, other = _sides(before, after)
    return (TOO_LARGE,) if _size(one) + _size(other) > MOST_TOKENS else _told(_side(one), _side(other))


def _length(page: Page | None) -> int:
    return sum(len(section.source) for section in page.sections) if page is not None else 0


def _sources(page: Page) -> list[str]:
    return [section.source for section in page.sections]


@dataclass(frozen=True, slots=True)
class _Side:
    """What of a text may differ from the other, in groups of paragraphs that stand beside each other."""

    groups: tuple[tuple[Run, ...], ...]
    plain: tuple[str, ...]

    @property
    def runs(self) -> list[Run]:
        """The runs in order."""
        return [run for group in self.groups for run in group]


def _sides(before: Page | None, after: Page) -> tuple[_Groups, _Groups]:
    """Both texts without what is the same, to the letter, at their beginnings and ends."""
    old = list(_groups(shown(before))) if before is not None else []
    new = list(_groups(shown(after)))
    old_keys, new_keys = list(map(_typed, old)), list(map(_typed, new))
    shorter = min(len(old), len(new))
    head = next((place for place in range(shorter) if old_keys[place] != new_keys[place]), shorter)
    most = shorter - head
    tail = next((place for place in range(most) if old_keys[-1 - place] != new_keys[-1 - place]), most)
    return old[head : len(old) - tail], new[head : len(new) - tail]


def _size(groups: _Groups) -> int:
    return sum(len(run.tokens) + len(run.lead) for group in groups for run in group)


def _side(groups: _Groups) -> _Side:
    return _Side(tuple(groups), tuple(key for group in groups for key in _plain(group)))


def _typed(group: Sequence[Run]) -> tuple[tuple[tuple[str, ...], tuple[Token, ...]], ...]:
    """All that is known of a group but where it stands."""
    return tuple((run.lead, tuple(run.tokens)) for run in group)


def _plain(group: Sequence[Run]) -> Iterator[str]:
    """The plain form of a group: paragraphs beside each other are sentences beside each other."""
    yield from (f"<{step}>" for step in group[0].lead if step != "p")
    tokens: list[Token] = []
    about: list[Phrase | None] = []
    for run in group:
        if tokens:
            tokens.append(_PARAGRAPH)
            about.append(None)
        tokens += run.tokens
        about += about_tokens(run)
    yield from (atom.key for atom in plain_form(tokens, about))


def _groups(runs: Iterable[Run]) -> Iterator[tuple[Run, ...]]:
    group: list[Run] = []
    for run in runs:
        if group and run.lead != ("p",):
            yield tuple(group)
            group = []
        group.append(run)
    if group:
        yield tuple(group)


def _told(one: _Side, other: _Side) -> Iterator[SafetyChange]:
    """The changes between two sides; at least one when their plain forms differ."""
    if one.plain == other.plain:
        return
    # Compared in one direction whichever came first, so that both directions tell the same.
    turned = one.plain > other.plain
    first, second = (other, one) if turned else (one, other)
    before, after = pieces(first.runs), pieces(second.runs)
    said = list(compared(before, after)) or [unsaid(before, after)]
    if turned:
        before, after, said = after, before, [each.turned() for each in said]
    for each in sorted(said, key=lambda one: one.place()):
        yield each.change(before, after)
