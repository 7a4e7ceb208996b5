"""What a region teaches search, and what its readers did not find."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from app.actions.teach import Taken
from app.api.schemas.common import Etag, In, Out, Text, Words
from app.domain.heard import Heard
from app.domain.searches import Counts, Settled
from app.domain.vocabulary import LONGEST, MOST, Change, Sort, Taught
from app.domain.word_table import WAYMARK, source_called
from app.edge.vocabulary import Entry
from app.edge.worklist import Line, Worklist
from app.store.searches import Settlement

OFF = f"Whose entry is switched off: a region's slug, or “{WAYMARK}”. Null for an entry of the region's own."

Texts = Annotated[list[Annotated[Text, Field(max_length=10 * LONGEST)]], Field(max_length=10 * MOST)]


class TaughtIn(In):
    """Words, and what they mean."""

    sort: Annotated[Sort, Field(strict=False)]
    words: Annotated[Texts, Field(description="What readers type. Of synonyms, all of them.")]
    means: Annotated[Texts, Field(description="For an aspect its name, for a page its slug; of synonyms more of them.")] = Field(
        default_factory=list
    )

    @property
    def taught(self) -> Taught:
        """As the product takes it."""
        return Taught(self.sort, tuple(self.words), tuple(self.means))


class EntryIn(TaughtIn):
    """An entry as it is to be."""

    reason: Words


class RowIn(TaughtIn):
    """An entry of many."""

    off: Annotated[str | None, Field(max_length=100, description=OFF)] = None

    @property
    def off_source(self) -> str | None:
        """Whose entry is switched off."""
        return self.off and source_called(self.off)


class SwitchIn(In):
    """Which entry is switched off or on, by `source` and `name` as the list gives them."""

    source: Annotated[str, Field(max_length=100)]
    name: Annotated[str, Field(max_length=300)]
    off: bool
    reason: Words


class EntriesIn(In):
    """Many entries, as a list of the vocabulary gives them. What has been taught already changes nothing."""

    entries: Annotated[list[RowIn], Field(max_length=500)]
    reason: Words


class BackIn(In):
    """Which change of the entry is to count again."""

    number: int
    reason: Words


class TaughtOut(Out):
    """Words, and what they mean."""

    sort: Sort
    words: list[str]
    means: list[str]


class ChangeOut(TaughtOut):
    """A change of an entry. Without words it ended the entry."""

    number: int
    reason: str
    by: str
    at: datetime

    @classmethod
    def of(cls, change: Change) -> Self:
        """A change."""
        taught = change.taught
        return cls(
            sort=taught.sort, words=list(taught.words), means=list(taught.means), number=change.number, reason=change.reason,
            by=change.by, at=change.at,
        )  # fmt: skip


class EntryOut(TaughtOut):
    """An entry with its changes, oldest first. Without words it has ended."""

    entry: int
    etag: Etag
    story: list[ChangeOut]

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """An entry."""
        now = entry.now
        return cls(
            sort=now.taught.sort, words=list(now.taught.words), means=list(now.taught.means), entry=entry.number,
            etag=str(now.number), story=[ChangeOut.of(change) for change in entry.story],
        )  # fmt: skip


class VocabularyOut(Out):
    """A region's entries, those that ended too, the one changed last first."""

    region: str
    entries: list[EntryOut]


class HeardOut(TaughtOut):
    """An entry that comes from a region above or with Waymark."""

    source: Annotated[str, Field(description="Slug of the region whose entry it is; empty for what comes with Waymark.")]
    name: str
    off_by: Annotated[str, Field(description="Slug of the region that switched it off; empty when it is on.")]
    in_force: Annotated[bool, Field(description="False too when a nearer entry leads one of its words to another medicine.")]

    @classmethod
    def of(cls, heard: Heard) -> Self:
        """An entry."""
        taught = heard.taught
        return cls(
            sort=taught.sort, words=list(taught.words), means=list(taught.means), source=heard.source, name=heard.name,
            off_by=heard.off_by, in_force=heard.in_force,
        )  # fmt: skip


class AboveOut(Out):
    """What comes down to a region."""

    region: str
    entries: list[HeardOut]


class TakenOut(Out):
    """What became of many entries: the numbers of those that are new."""

    begun: list[int]
    unchanged: int
    switched_off: int

    @classmethod
    def of(cls, taken: Taken) -> Self:
        """What became of them."""
        begun = [change.entry for change in taken.begun]
        return cls(begun=begun, unchanged=taken.unchanged, switched_off=len(taken.off))


class CountsOut(Out):
    """How often, and what came of it."""

    searches: int
    visits: Annotated[int, Field(description="Distinct ones at least, each day's anew.")]
    found_nothing: int
    corrected: int
    left: Annotated[int, Field(description="Searches with results that were left without opening one.")]
    opened: int
    suggestions_chosen: int
    success: Annotated[float | None, Field(description="Null when there are too few searches to say.")]
    mean_rank: float | None

    @classmethod
    def of(cls, counts: Counts) -> Self:
        """Some counts."""
        return cls(
            searches=counts.searches, visits=counts.visits, found_nothing=counts.empty, corrected=counts.corrected,
            left=counts.left, opened=counts.opened, suggestions_chosen=counts.chosen, success=counts.success,
            mean_rank=counts.rank,
        )  # fmt: skip


class SettlementOut(Out):
    """What somebody did about a search."""

    key: str
    text: str
    settled: Settled
    reason: str
    by: str
    at: datetime


class SoughtOut(Out):
    """What readers asked for and did not find."""

    keys: list[str]
    text: str
    others: Annotated[list[str], Field(description="Other ways in which it was typed.")]
    became: Annotated[str, Field(description="What was searched for instead; empty when nothing was.")]
    counts: CountsOut
    back: Annotated[SettlementOut | None, Field(description="What was done about it before it failed again.")]

    @classmethod
    def of(cls, line: Line) -> Self:
        """A line of the list."""
        return cls(
            keys=list(line.keys), text=line.text, others=list(line.others), became=line.became, counts=CountsOut.of(line.counts),
            back=_settlement(line.back) if line.back else None,
        )  # fmt: skip


class WeekOut(Out):
    """A week's searches, from its Monday on."""

    monday: date
    counts: CountsOut


class SearchesOut(Out):
    """What is to be done, most needed first; what was done; and how search does, week by week."""

    region: str
    sought: list[SoughtOut]
    done: list[SettlementOut]
    weeks: list[WeekOut]

    @classmethod
    def of(cls, region: str, found: Worklist) -> Self:
        """A region's list."""
        return cls(
            region=region,
            sought=[SoughtOut.of(line) for line in found.lines],
            done=[_settlement(one) for one in found.done],
            weeks=[WeekOut(monday=week.monday, counts=CountsOut.of(week.counts)) for week in found.weeks],
        )


class SettlementIn(In):
    """What is done about some searches of the list."""

    keys: Annotated[list[Annotated[Text, Field(max_length=100)]], Field(min_length=1, max_length=100)]
    settled: Annotated[Settled, Field(strict=False)]
    reason: Words = ""


def _settlement(one: Settlement) -> SettlementOut:
    return SettlementOut.model_validate(one)
