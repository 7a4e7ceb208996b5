"""From noted searches to numbers: stripped, keyed and marked, so that what is written down holds no person."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from app.domain.queries import Known, kept
from app.domain.safety.words import MEDICINES, ORDINARY
from app.domain.searches import Counts
from app.search.clusters import same_query
from app.search.fold import terms
from app.search.vocabulary import Vocabulary
from app.store.searches import ALL, Added

MARKS: Final = 63
"""Marks that visits may make on a query in a day. Two visits may make the same: fewer are counted then, never more."""
MOST_COUNTED_RANK: Final = 100


@dataclass(frozen=True, slots=True)
class Noted:
    """A search, or what became of one."""

    region: str
    day: date
    """In the region."""
    text: str
    """As typed; stripped when it is counted, and not kept."""
    became: str = ""
    """What was searched for instead."""
    found: int = 0
    """How many pages."""
    visitor: str = ""
    """Address and browser, until it is counted; empty for what only tells the end of a search."""
    report: str = ""
    """Names the search that this tells the end of; empty for a search."""
    rank: int = 0
    """Of the first result that was opened, from 1; 0 when none was."""
    chosen: bool = False
    """It was a suggestion, and chosen while typing."""


class Keys:
    """Makes the keys of queries and the marks of visits with the installation's secret."""

    def __init__(self, secret: str) -> None:
        self._secret = sha256(b"searches\n" + secret.encode()).digest()

    def of_query(self, words: str, *, found: bool) -> str:
        """The key of a query: the same for other endings, spellings and orders of its words."""
        return self.made("query", same_query(words, heard=not found)).hex()[:24]

    def visit(self, salt: str, visitor: str) -> bytes:
        """Names a visit within this process and this day."""
        return self.made("visit", salt, visitor)

    def mark(self, visit: bytes, key: str) -> int:
        """The mark that a visit makes on a query: one of few, so that it tells nobody who it was."""
        return 1 << (int.from_bytes(self.made("mark", visit.hex(), key)[:8], "big") % MARKS)

    def made(self, *parts: str) -> bytes:
        """A digest that only this installation can make."""
        return hmac.digest(self._secret, "\x1f".join(parts).encode("utf-8", "surrogatepass"), "sha256")


def known_to(vocabulary: Vocabulary, names: Iterable[str] = ()) -> Known:
    """Whether a word is one of the vocabulary, of the names of pages, of ordinary English or a medicine."""
    named = frozenset(term for name in names for term in terms(name))

    def known(word: str) -> bool:
        small = word.casefold()
        if small in ORDINARY or small in MEDICINES:
            return True
        stems = set(terms(small))
        return not stems.isdisjoint(vocabulary.words) or not stems.isdisjoint(named)

    return known


def counted(
    keys: Keys, noted: Iterable[Noted], salt: str | None, often: Callable[[bytes], bool], known: Known
) -> dict[str, Added]:  # fmt: skip
    """What is added to the counts of one region and day. Without a salt its day is over, and no visit is told any more.

    `often` is asked of each visit whether it has searched too often to count.
    """
    added: dict[str, Added] = defaultdict(Added)
    for one in noted:
        visit = keys.visit(salt, one.visitor) if salt and one.visitor else b""
        if visit and often(visit):
            continue
        words = kept(one.text, known)
        key = keys.of_query(words, found=one.found > 0) if words else ALL
        for place in dict.fromkeys((ALL, key)):
            more = added[place]
            more.counts += _numbers(one)
            more.marks |= keys.mark(visit, place) if visit else 0
        if words:
            added[key].text, added[key].became = words, kept(one.became, known)
    return dict(added)


def _numbers(one: Noted) -> Counts:
    if one.chosen:
        return Counts(chosen=1)
    if one.report:
        rank = min(max(one.rank, 0), MOST_COUNTED_RANK)
        return Counts(told=1, opened=int(rank > 0), ranks=rank)
    return Counts(searches=1, empty=int(one.found == 0), corrected=int(bool(one.became)))
