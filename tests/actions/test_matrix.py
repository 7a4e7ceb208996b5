"""Every act on an edition in every status, by everyone in the cast, on both databases: exactly what the table says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.actions import publish, review, write
from app.actions.acting import Acting, Opened
from app.domain.errors import NotAllowed, NotFound, Refusal, WrongState
from app.domain.lifecycle import TABLE, Must, Status, Step
from app.domain.roles import PERMISSIONS, Act, Role
from app.domain.routes import ChangeKind
from tests.actions.stage import CAST, NOW, TEXT, Stage

CHANGED = TEXT.replace("47.5 mg", "23.75 mg")
LATER = NOW.replace(year=2027)

ACTS: dict[Step, Callable[[Acting, str, int, str], object]] = {
    Step.SUBMIT: lambda a, s, n, t: review.submit(a, s, n, t, ChangeKind.NEW),
    Step.REQUEST_CHANGES: lambda a, s, n, t: review.request_changes(a, s, n, t, "Because."),
    Step.PUBLISH: lambda a, s, n, t: publish.publish(a, s, n, t, "Note."),
    Step.SCHEDULE: lambda a, s, n, t: publish.publish(a, s, n, t, "Note.", LATER),
    Step.CANCEL_SCHEDULE: lambda a, s, n, t: publish.cancel_schedule(a, s, n, t, ""),
    Step.WITHDRAW: lambda a, s, n, t: publish.withdraw(a, s, n, t, "Because.", None),
    Step.REINSTATE: lambda a, s, n, t: publish.reinstate(a, s, n, t, "Because."),
    Step.DISCARD: lambda a, s, n, t: write.discard(a, s, n, t, ""),
    Step.PUBLISH_URGENTLY: lambda a, s, n, t: publish.publish_urgently(a, s, n, t, "Because."),
    Step.PUBLISH_IMPORTED: lambda a, s, n, t: publish.publish_imported(a, s, n, t, "Because."),
}


def in_status(stage: Stage, status: Status, slug: str) -> Opened:
    """An edition in a status."""
    opened = stage.begin(slug)
    match status:
        case Status.DRAFT:
            return opened
        case Status.DISCARDED:
            stage.as_("Ana", lambda a: write.discard(a, slug, 1, opened.token, ""))
            return stage.now(opened)
    opened = stage.submit(opened)
    if status is Status.IN_REVIEW:
        return opened
    opened = stage.agree_all(opened)
    if status is Status.SCHEDULED:
        stage.as_("Lea", lambda a: publish.publish(a, slug, 1, opened.token, "Note.", LATER))
    elif status is not Status.READY:
        stage.publish(opened)
        if status is Status.SUPERSEDED:
            stage.publish(stage.agree_all(stage.submit(stage.save(opened, CHANGED))))
        if status is Status.WITHDRAWN:
            stage.as_("Lea", lambda a: publish.withdraw(a, slug, 1, opened.token, "Because.", None))
    return stage.now(opened)


class Undo(Exception):
    """Takes an act back, so that the next one finds the same edition."""


@pytest.mark.parametrize("status", Status)
def test_exactly_the_allowed_acts_succeed(stage: Stage, status: Status) -> None:
    opened = in_status(stage, status, "af")
    assert opened.status is status
    rows = {row.step for row in TABLE if row.source is status and Must.NO_CORRECTION not in row.must}
    for name, role in CAST.items():
        for step, act in ACTS.items():
            allowed = role in PERMISSIONS[Act(step.value)]
            outcome = _outcome(stage, name, opened, act)
            expected = _expected(role, allowed=allowed, possible=step in rows)
            assert outcome is expected, f"{name} ({role}) {step} from {status}: {outcome}"
    assert stage.now(opened).edition.lock == opened.edition.lock, "nothing was changed by what was refused or taken back"


def _expected(role: Role, *, allowed: bool, possible: bool) -> type[Refusal] | None:
    if not allowed:
        return NotFound if role is Role.READER else NotAllowed
    return None if possible else WrongState


def _outcome(stage: Stage, name: str, opened: Opened, act: Callable[[Acting, str, int, str], object]) -> type[Refusal] | None:
    def tried(acting: Acting) -> None:
        act(acting, "af", 1, opened.token)
        raise Undo

    try:
        stage.as_(name, tried)
    except Undo:
        return None
    except Refusal as refusal:
        return type(refusal)
    raise AssertionError("neither done nor refused")
