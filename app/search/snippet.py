"""Some sentences of a section that show why it was found.

What a snippet leaves out could be a "do not". So it begins with a sentence; an item of a list or a row of a table is shown with
the sentences that it stands under; it ends where the next line stands under less; an ellipsis tells of all that is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from app.search.fold import WORD
from app.search.lines import EDGE, EDGES, lines
from app.search.results import Snippet

LENGTH: Final = 240
"""Characters of a text that a snippet shows, at most; what stands between its pieces is not counted."""
MARGIN: Final = 60
"""Characters before the first wanted word, when a snippet must begin within a sentence."""
LEADS: Final = 140
"""Characters, at most, of the sentences that a line stands under; where they are longer, they are all that is shown."""
HEAD: Final = 80
"""Characters of the beginning of a sentence that is too long to be shown up to a wanted word."""
READ: Final = 20_000
"""Characters of a section that are looked at."""

ALIKE: Final = 4
"""Letters with which words begin that are looked for together."""
BACK: Final = 500
"""Characters in which the beginning of a sentence is looked for first."""
EACH, LOOKED_AT, LOOKED_NEAR = 12, 60, 12
"""Places of words that begin alike, of all, and of those near one, at most."""

NAMED, MUCH = 0.2, 1.3
"""How much a word says that is in the page's name, compared with others, and one that a number follows."""

_NUMBER = re.compile(rf"[^\d.;:{EDGES}]{{0,30}}\d")
_STOP = re.compile(rf"(?<=[.!])[\"'’”)\]]*(?:\s+(?=[^\W_a-z])|(?=[{EDGES}]))")
_SHORTENED = re.compile(
    r"(?:\b(?:[^\W\d_]|e\.?g|i\.?e|vs|approx|incl|excl|etc|max|min|no|dr|st|mr|mrs|ms|prof|fig|cf|ca|al|resp|hrs?|hourly|wks?|yrs?"
    r"|mths?|secs?|tabs?|caps?|inj|sol|temp|tel|ext|ph|dept|b\.?d|t\.?d\.?s|q\.?d\.?s|o\.?d|p\.?r\.?n|b\.?i\.?d|t\.?i\.?d|q\.?i\.?d))\.$",
    re.IGNORECASE,
)
"""What ends with a full stop and need not end a sentence: then more is shown, never less."""
SHORT: Final = 8
"""Characters of the longest of these, at least."""
_INSIDE = re.compile(r"[^\W_]$|[^\W_]['\u2019\u0300-\u036f]$")
_SIGNS = "<>≤≥=~±"
_ENDED = ".!?:;,"

Span = tuple[int, int]


class Sought:
    """Words that are looked for in texts."""

    def __init__(self, forms: Mapping[str, str], weights: Mapping[str, float] = MappingProxyType({})) -> None:
        """`forms`: each word as texts write it, in small letters → what it stands for; two forms of one word count once.

        `weights`: how much each says of what is looked for; 1 where nothing is said.
        """
        self.forms, self.weights = forms, weights
        alike: dict[str, list[str]] = defaultdict(list)
        for form in forms:
            alike[form[:ALIKE]].append(form)
        self.starts = [_common(min(some), max(some)) for some in alike.values()]
        """What is looked for: one search of a text serves all words that begin alike."""


def snippet(text: str, sought: Sought, named: Container[str] = ()) -> Snippet:
    """The sentences with the most of the wanted words, else the first ones. `named`: words that say little."""
    text = text[:READ]
    found = sorted(set(_places(text, sought)))[:LOOKED_AT]  # “after” is found by “af” and by “afte”
    place = _richest(text, found, {one: sought.weights.get(one, 1.0) * (NAMED if one in named else 1) for _, _, one in found})
    spans, whole = _spans(text, place)
    return _shown(text, spans, found, more=not whole)


def _common(one: str, other: str) -> str:
    """How both begin."""
    same = next((place for place, (mine, yours) in enumerate(zip(one, other, strict=False)) if mine != yours), len(one))
    return one[:same]


def _places(text: str, sought: Sought) -> Iterator[tuple[int, int, str]]:
    """Where the words stand: beginning, end, and what each stands for. A place may come twice."""
    small = text.lower()
    if len(small) != len(text):  # a few letters become two
        small = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    for begin in sought.starts:
        start, seen = small.find(begin), 0
        while start >= 0 and seen < EACH:
            match = WORD.match(text, start)
            end = match.end() if match else start + 1
            meant = sought.forms.get(small[start:end])
            if meant and not (start and _INSIDE.search(text, max(0, start - 2), start)):
                yield start, end, meant
                seen += 1
            start = small.find(begin, end)


def _richest(text: str, found: Sequence[tuple[int, int, str]], weights: Mapping[str, float]) -> int:
    """The place of the word that says most, where most is said by words near each other; a number after a word says how much."""
    best, most = 0, 0.0
    worth = [weights[meant] * (MUCH if _NUMBER.match(text, end) else 1.0) for _, end, meant in found]
    for index, (first, _, _) in enumerate(found):
        near: dict[str, float] = {}
        top, place = 0.0, first
        for other in range(index, min(index + LOOKED_NEAR, len(found))):
            start, last, meant = found[other]
            if last > first + LENGTH - MARGIN:
                break
            near[meant] = max(near.get(meant, 0.0), worth[other])
            if worth[other] > top:
                top, place = worth[other], start
        if (said := sum(near.values())) > most + 1e-6:
            best, most = place, said
    return best


def _spans(text: str, place: int) -> tuple[list[Span], bool]:
    """The pieces of the text that are shown for the words at a place, and whether they reach the end of the text."""
    leads, line = _leads(text, place)
    start = _sentence(text, line, place + 1)
    if leads and place - leads[0][0] <= LENGTH - MARGIN and _end(text, leads[0][0], leads[0][0] + LENGTH) > place:
        leads, start = [], leads[0][0]
    taken = sum(end - begin for begin, end in leads)
    if taken > LEADS:  # rather not what was looked for than half of what it stands under
        leads, start, place, taken = [], leads[0][0], leads[0][0], 0
    head: list[Span] = []
    if place - start > LENGTH - taken - MARGIN:
        head = [(start, _cut(text, start, start + HEAD))]
        near = max(head[0][1], place - MARGIN // 2)
        taken, start = taken + HEAD, text.find(" ", near, place) + 1 or place
    end = _end(text, start, max(place + 1, start + LENGTH - taken))
    return [*leads, *head, (start, end)], end == len(text)


def _leads(text: str, place: int) -> tuple[list[Span], Span]:
    """The last sentence of each line that a place stands under, the outermost first; and the line of the place."""
    found: list[Span] = []
    above = lines(text, place + 1)
    depth, *span = next(above, (0, 0, len(text)))
    before = True
    for other, start, end in above:
        if other < depth or (before and other == depth and text[end - 1 : end] == ":"):
            found.append((_sentence(text, (start, end), end), end))
            depth, before = other, True
        else:
            before = False
        if not depth and not before:
            break
    return found[::-1], (span[0], span[1])


def _sentence(text: str, line: Span, end: int) -> int:
    """Where the last sentence of a line begins, of those that begin before `end`: sought backwards, further each time."""
    start, stop = line[0], min(end, line[1])
    reach = BACK
    while True:
        near = max(start, stop - reach)
        last = max((begin for _, begin in _breaks(text, near, stop) if begin < stop), default=None)
        if last is not None or near == start:
            return start if last is None else last
        reach *= 4


def _breaks(text: str, start: int, end: int) -> Iterator[Span]:
    """Where sentences end, and where the next begin."""
    for match in _STOP.finditer(text, start, end):
        if not _SHORTENED.search(text, max(0, match.start() - SHORT), match.start()):
            yield match.span()


def _end(text: str, start: int, limit: int) -> int:
    """Where as many sentences end as fit, before a line that stands under less than the one before it."""
    depth, ends = next((depth for depth, *_ in lines(text, start + 1)), 0), []
    for edge in EDGE.finditer(text, start, limit + 1):
        deeper = ord(edge[0]) - ord(EDGES[0])
        if deeper < depth and edge.start() > start:
            return edge.start()
        depth = deeper
        ends.append(edge.start())
    if len(text) <= limit:
        return len(text)
    sentences = [end for end, _ in _breaks(text, start, limit)]
    return max(ends[-1:] + sentences[-1:], default=0) or _cut(text, start, limit)


def _cut(text: str, start: int, limit: int) -> int:
    """Where the last whole word ends before a limit, without a number whose unit may be cut off."""
    if limit >= len(text):
        return len(text)
    whole = max(text.rfind(gap, start, limit + 1) for gap in (" ", *EDGES)) if text[limit] != " " else limit
    if whole <= start:
        return limit
    word = text.rfind(" ", start, whole)
    while word > start and not text[word + 1 : whole].lstrip(_SIGNS)[:1].strip("0123456789"):
        whole, word = word, text.rfind(" ", start, word)
    return whole


def _shown(text: str, spans: Sequence[Span], found: Sequence[tuple[int, int, str]], *, more: bool) -> Snippet:
    shown, marks, reached = "", [], spans[0][0] if spans else 0
    for start, end in spans:
        shown += _between(shown, skipped=EDGE.sub("", text[reached:start]).strip() != "")
        for begin, stop in _pieces(text, start, end):
            shown += _between(shown, skipped=False) if begin > start else ""
            shift = len(shown) - begin
            marks += [(first + shift, last + shift) for first, last, _ in found if begin <= first and last <= stop]
            shown += text[begin:stop].rstrip()
        reached = end
    return Snippet(shown + (" …" if more else ""), tuple(marks))


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """The lines of a part of a text."""
    for edge in EDGE.finditer(text, start, end):
        if edge.start() > start:
            yield start, edge.start()
        start = edge.end()
    if start < end:
        yield start, end


def _between(before: str, *, skipped: bool) -> str:
    """What stands between two pieces: a dot between two lines when the first one does not end by itself."""
    if not before:
        return ""
    return " … " if skipped else " " if before[-1] in _ENDED else " · "
