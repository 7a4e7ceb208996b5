"""Teach: change what search knows of words in a region. Each change is kept; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.actions.acting import Acting, check_token
from app.actions.fitting import Known, knows_already, proposed
from app.domain.errors import Invalid, NotFound
from app.domain.heard import Heard, Language, Switch
from app.domain.roles import Act
from app.domain.vocabulary import MOST_ENTRIES, Change, Taught, checked, said, standing
from app.domain.word_table import Row
from app.store.vocabulary import VocabularyChangeRow, VocabularySwitchRow, hold, told

LONGEST_REASON = 500
NOT_IN_TABLE = "Not in the table that was taken in."


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a table."""

    begun: tuple[Change, ...]
    ended: tuple[Taught, ...]
    off: tuple[Heard, ...]
    """What was switched off, and"""
    on: tuple[Heard, ...]
    unchanged: int

    @property
    def changed(self) -> int:
        """How much is not as it was."""
        return len(self.begun) + len(self.ended) + len(self.off) + len(self.on)


def teach(acting: Acting, taught: Taught, reason: str, language: Language) -> Change:
    """Begin an entry. Raises `Invalid`."""
    acting.require(Act.TEACH_SEARCH)
    known = _opened(acting, language)
    return _record(acting, known.changes, None, proposed(taught, known, known.heard()), reason)


def change(acting: Acting, entry: int, expected: str | None, taught: Taught, reason: str, language: Language) -> Change:
    """Change an entry. `expected` is the number of the change that was read. Raises `Stale`, `TokenMissing` and `Invalid`."""
    acting.require(Act.TEACH_SEARCH)
    known = _opened(acting, language)
    check_token(token(_story(known.changes, entry)), expected)
    return _record(acting, known.changes, entry, proposed(taught, known, known.heard(), entry), reason)


def end(acting: Acting, entry: int, expected: str | None, reason: str, language: Language) -> Change:
    """End an entry: search does not know it any more. It can be brought back."""
    acting.require(Act.TEACH_SEARCH)
    known = _opened(acting, language)
    story = _story(known.changes, entry)
    check_token(token(story), expected)
    if not story[-1].taught.words:
        raise Invalid("It has ended already.", field="reason")
    return _record(acting, known.changes, entry, Taught(story[-1].taught.sort, ()), reason)


def bring_back(acting: Acting, entry: int, expected: str | None, number: int, reason: str, language: Language) -> Change:
    """Make an entry again what it was after its change `number`."""
    acting.require(Act.TEACH_SEARCH)
    known = _opened(acting, language)
    story = _story(known.changes, entry)
    check_token(token(story), expected)
    then = next((change.taught for change in story if change.number == number), None)
    if then is None or not then.words:
        raise Invalid("There is nothing to bring back of that change.", field="number")
    return _record(acting, known.changes, entry, proposed(then, known, known.heard(), entry), reason)


def switch(acting: Acting, source: str, name: str, off: bool, reason: str, language: Language) -> Switch:
    """Switch an entry off, or on again, that comes from above or with Waymark. It counts here and in the regions below."""
    acting.require(Act.TEACH_SEARCH)
    known = _opened(acting, language)
    found = next((one for one in known.heard() if (one.source, one.name) == (source, name)), None)
    if found is None or source == acting.region.slug:
        raise NotFound("No such entry comes from above or with Waymark. Open the vocabulary again.")
    if bool(found.off_by) == off:
        raise Invalid(f"It is switched {'off' if off else 'on'} already. Open the vocabulary again.", field="reason")
    return _switched(acting, known.told[0].switches, found, off, reason)


def take(acting: Acting, rows: Sequence[Row], reason: str, language: Language, *, whole: bool = False) -> Taken:
    """Take many entries in at once, all or none; what search knows already changes nothing. `reason`: for rows without one.

    With `whole` the table is all that there is to be: what the region has beside it ends, and what it has switched off beside it
    is on again. Raises `Invalid`, which names the row.
    """
    acting.require(Act.TEACH_SEARCH)
    if len(rows) > MOST_ENTRIES:
        raise Invalid(f"At most {MOST_ENTRIES:,} rows are taken at once.", field="entries")
    known = _opened(acting, language)
    taking = _Taking(acting, known, known.heard(), list(known.changes), list(known.told[0].switches))
    for row in rows:
        with _in_row(row):
            taking.read(row)
    if whole:
        taking.end_others(reason)
    for row in sorted(rows, key=lambda row: row.off is None):  # what is switched off may stand in the way of what is taught
        with _in_row(row):
            taking.take(row, reason)
    if whole:
        taking.switch_others_on(reason)
    return Taken(tuple(taking.begun), tuple(taking.ended), tuple(taking.switched), tuple(taking.back), taking.unchanged)


@dataclass(slots=True)
class _Taking:
    """A table on its way in."""

    acting: Acting
    known: Known
    heard: tuple[Heard, ...]
    """Before anything is taken."""
    changes: list[Change]
    switches: list[Switch]
    own: dict[str, Taught] = field(default_factory=dict)
    """What rows teach, by where they stand."""
    named: dict[str, Heard] = field(default_factory=dict)
    """What rows switch off, by where they stand."""
    begun: list[Change] = field(default_factory=list)
    ended: list[Taught] = field(default_factory=list)
    switched: list[Heard] = field(default_factory=list)
    back: list[Heard] = field(default_factory=list)
    unchanged: int = 0

    def read(self, row: Row) -> None:
        """Understand a row."""
        language = self.known.language
        if row.off is None:
            self.own[row.at] = checked(row.taught, language.fold, language.aspects)
            return
        found = next((one for one in self.heard if one.source == row.off and one.reads_like(row.taught, language.fold)), None)
        if found is None or row.off == self.acting.region.slug:
            raise Invalid(
                "Nothing that comes from there reads so. Leave the row out, or write it as the list on the desk has it."
            )
        self.named[row.at] = found

    def take(self, row: Row, reason: str) -> None:
        """Begin what a row teaches, unless search knows it; or switch off what it names."""
        if row.at in self.named:
            self._switch(self.named[row.at], True, row.reason or reason)
            return
        known = self._now()
        tidy, heard = self.own[row.at], known.heard()
        if knows_already(tidy, heard, known.language):
            self.unchanged += 1
            return
        self.begun.append(_record(self.acting, self.changes, None, proposed(tidy, known, heard), row.reason or reason))
        self.changes.append(self.begun[-1])

    def end_others(self, reason: str) -> None:
        """End what the table does not hold."""
        for entry, change in standing(self.changes).items():
            if change.taught not in self.own.values():
                self.ended.append(change.taught)
                nothing = Taught(change.taught.sort, ())
                self.changes.append(_record(self.acting, self.changes, entry, nothing, reason or NOT_IN_TABLE))

    def switch_others_on(self, reason: str) -> None:
        """Switch on again what the region had switched off and the table does not."""
        others = {(one.source, one.name) for one in self.switches} - {(one.source, one.name) for one in self.named.values()}
        for one in self.heard:
            if one.off_by == self.acting.region.slug and (one.source, one.name) in others:
                self._switch(one, False, reason or NOT_IN_TABLE)

    def _switch(self, one: Heard, off: bool, reason: str) -> None:
        if off and one.off_by == self.acting.region.slug:
            self.unchanged += 1
            return
        self.switches.append(_switched(self.acting, self.switches, one, off, reason))
        (self.switched if off else self.back).append(one)

    def _now(self) -> Known:
        return self.known.after(tuple(self.changes), tuple(self.switches))


@contextmanager
def _in_row(row: Row) -> Iterator[None]:
    try:
        yield
    except Invalid as refusal:
        raise Invalid(f"{row.at} ({said(row.taught)[:80]}): {refusal.detail}", field="entries") from refusal


def token(story: list[Change]) -> str:
    """Names the change that the next one must have been made on."""
    return str(story[-1].number)


def _opened(acting: Acting, language: Language) -> Known:
    hold(acting.session, acting.region.id)
    return Known(acting.session, acting.region.slug, told(acting.session, acting.region.slug), language)


def _story(before: Iterable[Change], entry: int) -> list[Change]:
    found = [change for change in before if change.entry == entry]
    if not found:
        raise NotFound("There is no such entry.")
    return found


def _record(acting: Acting, before: Iterable[Change], entry: int | None, taught: Taught, reason: str) -> Change:
    why = _reasoned(reason)
    number = max((change.number for change in before), default=0) + 1
    row = VocabularyChangeRow(
        region_id=acting.region.id, number=number, entry=entry or number, sort=taught.sort.value, words=list(taught.words),
        means=list(taught.means), reason=why, person_id=acting.person.id, at=acting.now,
    )  # fmt: skip
    acting.session.add(row)
    acting.session.flush()
    return Change(number, row.entry, taught, why, acting.person.name, acting.now)


def _switched(acting: Acting, before: Iterable[Switch], one: Heard, off: bool, reason: str) -> Switch:
    why = _reasoned(reason)
    number = max((switch.number for switch in before), default=0) + 1
    row = VocabularySwitchRow(
        region_id=acting.region.id, number=number, source=one.source, name=one.name, off=off, reason=why,
        person_id=acting.person.id, at=acting.now,
    )  # fmt: skip
    acting.session.add(row)
    acting.session.flush()
    return Switch(number, one.source, one.name, off, why, acting.person.name, acting.now)


def _reasoned(reason: str) -> str:
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON or not why.isprintable():
        raise Invalid(
            f"Say why, in at most {LONGEST_REASON} characters: who comes after you must be able to tell.", field="reason"
        )
    return why
