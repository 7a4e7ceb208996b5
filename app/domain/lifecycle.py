"""The lifecycle of an edition: one table. The button, the API, the clock and the tests read the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import WrongState
from app.domain.roles import PERMISSIONS, Act, Role


class Status(StrEnum):
    """Where an edition is on its way."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    READY = "ready"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Step(StrEnum):
    """What moves an edition: a person's act, or something that follows from one."""

    SUBMIT = Act.SUBMIT.value
    REQUEST_CHANGES = Act.REQUEST_CHANGES.value
    COMPLETE = "complete"
    """The last approval that the route asks for has been given."""
    REVISE = Act.REVISE.value
    PUBLISH = Act.PUBLISH.value
    PUBLISH_CORRECTION = Act.PUBLISH_CORRECTION.value
    SCHEDULE = Act.SCHEDULE.value
    CANCEL_SCHEDULE = Act.CANCEL_SCHEDULE.value
    REFUSE_DUE = "refuse_due"
    """Its hour came and something stood in the way."""
    COME_DUE = "come_due"
    BE_SUPERSEDED = "be_superseded"
    WITHDRAW = Act.WITHDRAW.value
    REINSTATE = Act.REINSTATE.value
    DISCARD = Act.DISCARD.value
    PUBLISH_URGENTLY = Act.PUBLISH_URGENTLY.value
    PUBLISH_IMPORTED = Act.PUBLISH_IMPORTED.value


class Must(StrEnum):
    """What must hold before a step is taken; the action that takes it asks each."""

    NO_ERRORS = "no_errors"
    REASON = "reason"
    AGREED = "agreed"
    """Every requirement of the route is met on the current section hashes."""
    HARMLESS = "harmless"
    """It is a correction, and its safety difference from what readers have at that moment is empty."""
    NO_CORRECTION = "no_correction"
    """It was submitted as a correction and can be none any more: what it corrected is withdrawn, or another text is public."""
    TEXT_CHANGED = "text_changed"
    CHANGE_NOTE = "change_note"
    FUTURE = "future"
    NEVER_PUBLIC = "never_public"
    NONE_PUBLISHED = "none_published"
    NO_NUMBER_LOST = "no_number_lost"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table."""

    source: Status
    step: Step
    target: Status
    must: frozenset[Must] = frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        """Who may take it; empty when it follows by itself."""
        return PERMISSIONS[Act(self.step.value)] if self.step.value in set(Act) else frozenset()


def _row(source: Status, step: Step, target: Status, *must: Must) -> Transition:
    return Transition(source, step, target, frozenset(must))


S, M = Status, Must

TABLE: tuple[Transition, ...] = (
    _row(S.DRAFT, Step.SUBMIT, S.IN_REVIEW, M.NO_ERRORS),
    _row(S.IN_REVIEW, Step.REQUEST_CHANGES, S.DRAFT, M.REASON),
    _row(S.IN_REVIEW, Step.COMPLETE, S.READY, M.AGREED),
    _row(S.IN_REVIEW, Step.REVISE, S.IN_REVIEW, M.TEXT_CHANGED, M.NO_ERRORS),
    _row(S.READY, Step.SUBMIT, S.IN_REVIEW, M.NO_CORRECTION, M.NO_ERRORS),
    _row(S.READY, Step.REVISE, S.IN_REVIEW, M.TEXT_CHANGED, M.NO_ERRORS),
    _row(S.SCHEDULED, Step.REVISE, S.IN_REVIEW, M.TEXT_CHANGED, M.NO_ERRORS),
    _row(S.READY, Step.PUBLISH, S.PUBLISHED, M.AGREED, M.NO_ERRORS, M.CHANGE_NOTE),
    _row(S.READY, Step.PUBLISH_CORRECTION, S.PUBLISHED, M.HARMLESS, M.AGREED, M.NO_ERRORS, M.CHANGE_NOTE),
    _row(S.READY, Step.SCHEDULE, S.SCHEDULED, M.AGREED, M.NO_ERRORS, M.CHANGE_NOTE, M.FUTURE),
    _row(S.SCHEDULED, Step.CANCEL_SCHEDULE, S.READY),
    _row(S.SCHEDULED, Step.REFUSE_DUE, S.READY),
    _row(S.SCHEDULED, Step.COME_DUE, S.PUBLISHED, M.AGREED, M.NO_ERRORS, M.CHANGE_NOTE),
    _row(S.PUBLISHED, Step.BE_SUPERSEDED, S.SUPERSEDED),
    _row(S.PUBLISHED, Step.WITHDRAW, S.WITHDRAWN, M.REASON),
    _row(S.WITHDRAWN, Step.REINSTATE, S.PUBLISHED, M.REASON, M.NONE_PUBLISHED),
    _row(S.DRAFT, Step.DISCARD, S.DISCARDED, M.NEVER_PUBLIC),
    _row(S.DRAFT, Step.PUBLISH_URGENTLY, S.PUBLISHED, M.REASON, M.NO_NUMBER_LOST),
    _row(S.IN_REVIEW, Step.PUBLISH_URGENTLY, S.PUBLISHED, M.REASON, M.NO_NUMBER_LOST),
    _row(S.DRAFT, Step.PUBLISH_IMPORTED, S.PUBLISHED, M.REASON, M.NO_NUMBER_LOST),
)

OPEN = frozenset({Status.DRAFT, Status.IN_REVIEW, Status.READY, Status.SCHEDULED})
"""On its way to the public. A pathway has at most one such edition."""

WAS_PUBLIC = frozenset({Status.PUBLISHED, Status.SUPERSEDED, Status.WITHDRAWN})

_BY_KEY = {(row.source, row.step): row for row in TABLE}


def transition(status: Status, step: Step) -> Transition:
    """The row for a step from a status.

    Raises `WrongState` naming the status, the step and what would be possible instead.
    """
    row = _BY_KEY.get((status, step))
    if row is None:
        raise WrongState(
            f"This version is {status_words(status)}; “{step_words(step)}” is not possible now.",
            state=status.value,
            possible=sorted(step.value for step in steps_from(status)),
        )
    return row


def steps_from(status: Status) -> frozenset[Step]:
    """The steps that a person can take from a status."""
    return frozenset(row.step for row in TABLE if row.source is status and row.roles)


def status_words(status: Status) -> str:
    """A status as people say it."""
    return status.value.replace("_", " ")


def step_words(step: Step) -> str:
    """A step as people say it."""
    return step.value.replace("_", " ")
