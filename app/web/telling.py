"""What happened to a pathway, in order: who wrote, moved and signed which version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from app.actions.acting import Acting, Opened
from app.domain.roles import Role
from app.store import approvals, pathways, people, revisions
from app.store.pathways import AdoptionRow, EditionRow
from app.store.saves import Save, saves_of
from app.web.frame import StoryLine


def story_of(acting: Acting, opened: Opened, editions: Iterable[EditionRow]) -> tuple[StoryLine, ...]:
    """The story of some editions of a pathway, the latest first."""
    saves = saves_of(acting.session, opened.pathway.id)
    chosen = list(editions)
    numbers = {edition.number for edition in chosen}
    taken = acting.session.get(AdoptionRow, opened.pathway.id) is not None
    lines = [line for save in saves if save.edition_number in numbers for line in _saved(save, taken)]
    names = {save.revision_id: f"r{save.number}" for save in saves}
    for edition in chosen:
        lines += [*_moved(acting, edition, names), *_signed(acting, edition, names)]
    who = people.names(acting.session, {person for _, person in lines if person})
    told = sorted(lines, key=lambda line: (line[0].at, _rank(line[0].what)), reverse=True)
    return tuple(replace(line, who=who.get(person or 0, "")) for line, person in told)


def authors_of(acting: Acting, opened: Opened) -> tuple[str, ...]:
    """The names of everyone who wrote part of an edition."""
    found = people.names(acting.session, set(revisions.authors_of(acting.session, opened.edition)))
    return tuple(sorted(found.values()))


Told = tuple[StoryLine, int | None]
"""A line, and who did it."""


def _saved(save: Save, taken: bool) -> Iterator[Told]:
    first = "localised" if taken else "begun"
    what = first if save.number == 1 else "saved"
    yield StoryLine(at=save.at, who="", what=what, number=save.edition_number, revision=f"r{save.number}"), save.by


def _moved(acting: Acting, edition: EditionRow, names: Mapping[int, str]) -> Iterator[Told]:
    for row in pathways.story_of(acting.session, edition.id):
        if row.step != "revise":  # the save says so already
            line = StoryLine(
                at=row.at, who="", what=row.step, number=edition.number, reason=_reason(row.step, row.reason),
                revision=names[row.revision_id],
            )  # fmt: skip
            yield line, row.person_id


def _reason(step: str, reason: str) -> str:
    """The words that belong to a step; a submission's reason is its kind of change, which the head says."""
    return "" if step == "submit" else reason


def _signed(acting: Acting, edition: EditionRow, names: Mapping[int, str]) -> Iterator[Told]:
    for row in approvals.approvals_of(acting.session, edition.id):
        line = StoryLine(
            at=row.at, who="", what="approved", number=edition.number, reason=row.note, revision=names[row.revision_id],
            role=Role(row.role),
        )  # fmt: skip
        yield line, row.person_id


def _rank(what: str) -> int:
    """The order of things that happened at the same moment: one follows from the other."""
    order = ("begun", "localised", "saved", "submit", "approved", "complete")
    return order.index(what) if what in order else len(order)
