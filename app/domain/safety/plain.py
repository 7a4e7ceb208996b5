"""The plain form of a text: what is left when everything that is proven harmless is taken away or written one way.

Two texts say the same when their plain forms are equal, and only then. Because each word's form follows from itself and its
sentence alone, harmless changes add up to harmless changes: there is no chain of them that ends in another meaning.
White space is gone before (`app.domain.safety.shown`). Everything that no rule here names stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.safety.matters import Phrase, about_tokens
from app.domain.safety.shown import LINE, Run, Sort, Token
from app.domain.safety.spelling import ordinary, settled, shortest_forms, without_apostrophe
from app.domain.safety.words import SAME

STOP = "."
JOIN = "+"
_COMMA = ","
_DASHES = frozenset("-‐‑‒–—−")
_HYPHENS = frozenset("-‐‑")
_QUOTES = frozenset("\"'“”‘’`´")
_ENDS = frozenset({".", ";", "!", LINE})
_COMPARISONS = frozenset("<>≤≥=~≈±")
_ABBREVIATED = frozenset("etc vs approx dr mr mrs prof eg ie".split())
_KEPT_STYLES = frozenset({"s", "sub", "sup", "code"})
_POLITE = frozenset({"please", "kindly"})
_ARTICLES = frozenset({"a", "an"})
_LETTERED = frozenset(
    "hepatitis vitamin vitamins group type class stage grade category influenza haemophilia protein factor part plan band"
    " section schedule".split()
)
_NOT_WITHOUT_ARTICLE = frozenset(
    {"few", "little", "bit", "lot", "hundred", "thousand", "million", "dozen", "couple", "third", "fifth"}
)
_SAYING = frozenset(
    "ensure check advise confirm note explain suggest such know show think mean remember understand see hope agree state say"
    " likely".split()
)
NO = frozenset({"not", "no", "never", "without", "none", "nor"})
"""Words beside which the place of every other word counts."""

_SCOPE = frozenset(
    "no not non nor never none neither without cannot avoid stop withhold contraindicated omit cease discontinue except"
    " unless only if else"
    " instead rather either or but until before after when while once otherwise then whether excluding including stopped"
    " avoided".split()
)
"""Words whose reach a comma or a full stop can change."""

_CLAUSE_STARTS = frozenset(
    "it this these they there that we you he she arrange ask assess check discuss document examine explain inform look note"
    " record remind review see send tell write encourage".split()
)
"""Words that can begin a sentence in place of "and" followed by the same word."""

_CLAUSES = frozenset("because although though particularly especially including so for".split())
"""Words that begin a clause whether a comma stands before them or not. With "who" and its like the comma tells who is meant."""

_LONGEST_TURN = max(len(member.split()) for group in SAME for member in group)


@dataclass(slots=True)
class Atom:
    """One thing said, in its plain form, and the tokens that say it."""

    key: str
    first: int
    last: int
    about: Phrase | None
    word: bool = False
    plain: bool = False
    """A word without any matter of its own."""

    @property
    def said(self) -> str:
        """The word itself, of a group of the same meaning the one that stands for all."""
        return self.key.removeprefix("=")


def plain_run(run: Run) -> tuple[Atom, ...]:
    """The plain form of one run."""
    return plain_form(run.tokens, about_tokens(run))


def plain_form(tokens: Sequence[Token], about: Sequence[Phrase | None]) -> tuple[Atom, ...]:
    """The plain form of tokens that stand together."""
    atoms = list(_atoms(tokens, about))
    atoms = _turned(atoms)
    scopes = _Scopes(atoms)
    atoms = [atom for index, atom in enumerate(atoms) if not _needless(atoms, index, scopes)]
    return tuple(_sentences(atoms))


def _atoms(tokens: Sequence[Token], about: Sequence[Phrase | None]) -> Iterator[Atom]:
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.sort is Sort.WORD:
            width = _latin(tokens, index)
            yield from _word(tokens, index, width, about[index])
            index += width
        else:
            key = _key(tokens, about, index)
            if key:
                yield Atom(key, index, index, about[index])
            index += 1


def _latin(tokens: Sequence[Token], index: int) -> int:
    """How many tokens "e.g." or "i.e." takes here; 1 for any other word."""
    said = "".join(token.text for token in tokens[index : index + 4]).lower()
    if said.startswith(("e.g", "i.e")) and len(tokens[index].text) == 1 and len(tokens[index + 2].text) == 1:
        return 4 if said in {"e.g.", "i.e."} else 3
    return 1


def _word(tokens: Sequence[Token], index: int, width: int, about: Phrase | None) -> Iterator[Atom]:
    token = tokens[index]
    written = token.text.replace("’", "'") if width == 1 else "".join(each.text for each in tokens[index : index + 3 : 2])
    for form in without_apostrophe(written):
        # Behind a number a capital may be another unit: 5 Mmol is not 5 mmol.
        measure = index > 0 and tokens[index - 1].sort is Sort.NUMBER and not form.islower()
        key = form if measure else settled(form, begins=_begins(tokens, index), tagged=about is not None)
        style = _style(token, about)
        glued = _touches(tokens, index, Sort.WORD)
        yield Atom(
            f"{glued}{key}{style}", index, index + width - 1, about, word=True, plain=about is None and not style and not glued
        )


def _begins(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word begins a sentence, an item or a cell."""
    return index == 0 or (tokens[index - 1].sort in {Sort.SIGN, Sort.CELL} and tokens[index - 1].text not in {",", "(", "/"})


def _style(token: Token, about: Phrase | None) -> str:
    """How it is set, as far as that says something: bold and italics only where a matter of safety is set so."""
    names = [name for name in token.style.split() if name in _KEPT_STYLES or about is not None]
    return f"\0{' '.join(names)}" if names else ""


def _touches(tokens: Sequence[Token], index: int, sort: Sort) -> str:
    """A mark for what stands right behind its like, in another style: 5 and 0 read as 50."""
    before = tokens[index - 1] if index else None
    return "⁀" if before and before.sort is sort and before.end == tokens[index].start else ""


def _key(tokens: Sequence[Token], about: Sequence[Phrase | None], index: int) -> str:
    """The form of a token that is no word; empty when it says nothing."""
    token = tokens[index]
    style = _style(token, None)
    if token.sort is Sort.NUMBER:
        return f"{_touches(tokens, index, Sort.NUMBER)}{token.text}{style}"
    if token.sort is not Sort.SIGN:
        return f"{token.sort}:{token.text}"
    left, right = _neighbours(tokens, index)
    sign = "-" if token.text in _DASHES else token.text
    if sign == "&":
        return "and"
    if sign == "-":
        return _dash(tokens, about, index, left, right) + style
    if sign in _QUOTES:
        return f"{sign}{style}" if Sort.NUMBER in {left, right} else ""
    if sign in {*_ENDS, _COMMA, ":"}:
        return _pause(tokens, index, left, right) + style
    if sign in _COMPARISONS:
        return f"{sign}{style}"
    return f"{sign}{'<' if left is Sort.NUMBER else ''}{'>' if right is Sort.NUMBER else ''}{style}"


def _neighbours(tokens: Sequence[Token], index: int) -> tuple[Sort | None, Sort | None]:
    """The sorts of what stands right before and right behind a token, without a space."""
    token = tokens[index]
    left = tokens[index - 1] if index and tokens[index - 1].end == token.start else None
    right = tokens[index + 1] if index + 1 < len(tokens) and tokens[index + 1].start == token.end else None
    return left.sort if left else None, right.sort if right else None


def _dash(tokens: Sequence[Token], about: Sequence[Phrase | None], index: int, left: Sort | None, right: Sort | None) -> str:
    """Nothing for the hyphen of a compound; the dash of a range or an aside, and a sign, stay."""
    if tokens[index].text in _HYPHENS and right is Sort.WORD and left in {Sort.WORD, Sort.NUMBER}:
        two = about[index - 1], about[index + 1]
        if None in two or two[0] == two[1]:
            return ""
    return f"-{'<' if left else ''}{'>' if right else ''}"


def _pause(tokens: Sequence[Token], index: int, left: Sort | None, right: Sort | None) -> str:
    sign = tokens[index].text
    if left is Sort.NUMBER and right is Sort.NUMBER:
        return f"{sign}<>"
    if sign == "." and left is Sort.WORD and tokens[index - 1].text.lower() in _ABBREVIATED:
        return ""
    return STOP if sign in _ENDS else sign


def _turned(atoms: list[Atom]) -> list[Atom]:
    """Turns and words that mean the same, written one way."""
    turned: list[Atom] = []
    index = 0
    while index < len(atoms):
        width, key = _turn(atoms, index)
        if width:
            first, last = atoms[index], atoms[index + width - 1]
            about = first.about if width == 1 else None
            turned.append(Atom(key, first.first, last.last, about, word=True, plain=about is None))
            index += width
        else:
            turned.append(atoms[index])
            index += 1
    return turned


def _turn(atoms: Sequence[Atom], index: int) -> tuple[int, str]:
    """How many atoms are one of the turns that are known, longest first, and its form; 0 when none is."""
    if not atoms[index].word:
        return 0, ""
    forms = shortest_forms()
    for width in range(min(_LONGEST_TURN, len(atoms) - index), 0, -1):
        some = atoms[index : index + width]
        if all(atom.word for atom in some) and (form := forms.get(" ".join(atom.key for atom in some))) is not None:
            return width, form
    return 0, ""


class _Scopes:
    """The sentences of some atoms, looked at once: what is asked at every comma must not read the sentence anew."""

    def __init__(self, atoms: Sequence[Atom]) -> None:
        self._number: list[int] = []
        self._ends: list[bool] = []
        self._reaching: set[int] = set()
        self._not_plain: set[int] = set()
        number = 0
        for atom in atoms:
            self._number.append(number)
            self._ends.append(atom.key == STOP)
            if atom.key == STOP:
                number += 1
                continue
            if atom.said in _SCOPE:
                self._reaching.add(number)
            if not (atom.plain and atom.said not in _SCOPE if atom.word else atom.key == _COMMA):
                self._not_plain.add(number)

    def reaches(self, index: int) -> bool:
        """Whether a word whose reach punctuation can change stands in the sentence of an atom."""
        return self._number[index] in self._reaching

    def plain(self, index: int) -> bool:
        """Whether the sentence of an atom, or both at a stop, are plain words and commas alone."""
        number = self._number[index]
        return number not in self._not_plain and not (self._ends[index] and number + 1 in self._not_plain)


def _needless(atoms: Sequence[Atom], index: int, scopes: _Scopes) -> bool:
    """Words and commas without which a sentence says the same."""
    atom = atoms[index]
    if atom.key == _COMMA:
        return _needless_comma(atoms, index, scopes)
    if not atom.word:
        return False
    before = atoms[index - 1].said if index else ""
    after = atoms[index + 1] if index + 1 < len(atoms) else None
    if before in NO or (after is not None and after.said in NO):
        return False
    if atom.key == "that":
        return before in _SAYING
    if atom.key in _ARTICLES:
        if atom.about is not None or before in _LETTERED or after is None or not after.plain:
            return False
        return len(after.said) > 1 and after.said.islower() and after.said not in _NOT_WITHOUT_ARTICLE
    return atom.key == "the" or atom.key in _POLITE


def _needless_comma(atoms: Sequence[Atom], index: int, scopes: _Scopes) -> bool:
    """A comma in a sentence where it decides nothing about reach or grouping.

    Between ordinary words, before the last of a row, and before a clause that begins with a word of its own.
    """
    left, right = (atoms[index - 1] if index else None, atoms[index + 1] if index + 1 < len(atoms) else None)
    if left is None or right is None or not left.word or not right.plain:
        return False
    if scopes.reaches(index):
        return False
    if right.said == "and":
        return True
    return left.plain and (right.said in _CLAUSES or (_is_ordinary(left) and _is_ordinary(right)))


def _is_ordinary(atom: Atom) -> bool:
    return ordinary(atom.said.split()[0])


def _sentences(atoms: Sequence[Atom]) -> Iterator[Atom]:
    """Sentences parted one way: no stop at the ends, one between, and "and" where a plain clause follows."""
    said = [atom for index, atom in enumerate(atoms) if atom.key != STOP or _parts(atoms, index)]
    while said and said[-1].key in {":", STOP}:
        said.pop()
    scopes = _Scopes(said)
    for index, atom in enumerate(said):
        follows = said[index + 1] if index + 1 < len(said) else None
        joins = atom.said in {STOP, "and"} and follows is not None and follows.said.split(" ")[0] in _CLAUSE_STARTS
        # Nothing in the sentences on both sides may reach further than it should when they are one.
        if joins and scopes.plain(index) and (not index or scopes.plain(index - 1)):
            yield Atom(JOIN, atom.first, atom.last, None)
        else:
            yield atom


def _parts(atoms: Sequence[Atom], index: int) -> bool:
    """Whether a stop parts anything: not at the beginning, not behind another stop or the edge of a cell."""
    before = atoms[index - 1].key if index else ""
    after = atoms[index + 1].key if index + 1 < len(atoms) else ""
    return bool(before and after) and before != STOP and not before.startswith("cell:") and not after.startswith("cell:")
