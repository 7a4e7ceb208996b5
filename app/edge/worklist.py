"""What readers searched for and did not find, for those who can do something about it: the same for desk and API."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.domain.regions import Region
from app.domain.searches import DAYS, Counts, Settled, Week, counts_from, weeks
from app.search.clusters import clusters
from app.store import searches
from app.store.database import Session
from app.store.searches import Phrase, Settlement

MOST: Final = 200
"""Lines that are told."""
WEEKS: Final = 52


@dataclass(frozen=True, slots=True)
class Line:
    """Queries that ask for the same, with what came of them."""

    keys: tuple[str, ...]
    text: str
    """As it was asked for most often."""
    others: tuple[str, ...]
    """Other ways in which it was."""
    became: str
    """What was searched for instead; empty when nothing was."""
    counts: Counts
    back: Settlement | None
    """What was done about it before it failed again."""


@dataclass(frozen=True, slots=True)
class Worklist:
    """What is to be done, most needed first, and what was done, newest first."""

    lines: tuple[Line, ...]
    done: tuple[Settlement, ...]
    weeks: tuple[Week, ...]
    lately: Counts
    """The days that the list looks back, all searches together."""


def worklist(session: Session, region: Region, today: date) -> Worklist:
    """A region's list."""
    since = today - timedelta(days=DAYS)
    last = {one.key: one for one in searches.settlements(session, region.id)}
    totals = searches.totals(session, region.id, today - timedelta(weeks=WEEKS + 1))
    failing = [
        (phrase, counts)
        for phrase in searches.phrases(session, region.id, since)
        if (counts := _failing(phrase, last.get(phrase.key), today)) and (counts.lost or counts.corrected)
    ]
    failing.sort(key=lambda pair: (-pair[1].lost, -pair[1].corrected, pair[0].text))
    together = clusters((pair, pair[0].became or pair[0].text) for pair in failing)
    lines = [_line(pairs, last) for pairs in together]
    lines.sort(key=lambda line: (-line.counts.lost, -line.counts.corrected, line.text))
    done = [one for one in reversed(last.values()) if one.settled is not Settled.REOPENED]
    return Worklist(
        lines=tuple(lines[:MOST]),
        done=tuple(_once(sorted(done, key=lambda one: one.at, reverse=True))[:MOST]),
        weeks=weeks(totals, today, WEEKS),
        lately=Counts.together(counts for day, counts in totals if day >= since),
    )


def _failing(phrase: Phrase, settled: Settlement | None, today: date) -> Counts | None:
    """The counts of the days that count; None while it is settled."""
    since = counts_from(settled.settled, settled.day, today) if settled else date.min
    return None if since is None else Counts.together(counts for day, counts in phrase.days if day >= since)


def _line(pairs: list[tuple[Phrase, Counts]], last: dict[str, Settlement]) -> Line:
    by_text: dict[str, Counts] = defaultdict(Counts)
    for phrase, counts in pairs:
        by_text[phrase.text] += counts
    texts = sorted(by_text, key=lambda text: (-by_text[text].searches, text))
    before = [last[phrase.key] for phrase, _ in pairs if phrase.key in last]
    before = [one for one in before if one.settled is not Settled.REOPENED]
    return Line(
        keys=tuple(phrase.key for phrase, _ in pairs),
        text=texts[0],
        others=tuple(texts[1:]),
        became=next((phrase.became for phrase, _ in pairs if phrase.became), ""),
        counts=Counts.together(counts for _, counts in pairs),
        back=max(before, key=lambda one: one.at, default=None),
    )


def _once(done: Iterable[Settlement]) -> list[Settlement]:
    """What was done to several queries at once, once."""
    return list({(one.at, one.settled, one.by): one for one in done}.values())
