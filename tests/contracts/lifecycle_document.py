"""`docs/lifecycle.md`, made from the table that the product goes by.

Write it anew with `python -m tests.contracts.lifecycle_document > docs/lifecycle.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from app.domain.lifecycle import TABLE, Must, Status, Step, Transition
from app.domain.roles import MEMBERS, PERMISSIONS, SIGNING, Act, Role
from app.wording import word

MUST = {
    Must.NO_ERRORS: "the checks find no error",
    Must.REASON: "a reason",
    Must.AGREED: "every agreement of the route stands on the present text",
    Must.HARMLESS: "it is a correction, and nothing in it can matter to a patient",
    Must.NO_CORRECTION: "it was submitted as a correction and can be none any more",
    Must.TEXT_CHANGED: "the text really changed",
    Must.CHANGE_NOTE: "a note for readers on what changed",
    Must.FUTURE: "a time in the future",
    Must.NEVER_PUBLIC: "it has never been public",
    Must.NONE_PUBLISHED: "no other version is public",
    Must.NO_NUMBER_LOST: "no number would be lost to readers",
}
BY_ITSELF = {
    Step.COMPLETE: "the last agreement is given",
    Step.REFUSE_DUE: "it comes due and something stands in the way",
    Step.COME_DUE: "it comes due",
    Step.BE_SUPERSEDED: "the next version is published",
}
ACTS = {
    Step.SUBMIT: "submit for review",
    Step.REQUEST_CHANGES: "ask for changes",
    Step.REVISE: "revise the text",
    Step.PUBLISH: "publish",
    Step.PUBLISH_CORRECTION: "publish a correction",
    Step.SCHEDULE: "schedule",
    Step.CANCEL_SCHEDULE: "cancel the schedule",
    Step.WITHDRAW: "withdraw",
    Step.REINSTATE: "reinstate",
    Step.DISCARD: "discard",
    Step.PUBLISH_URGENTLY: "publish urgently, review owed",
    Step.PUBLISH_IMPORTED: "publish what was agreed elsewhere",
}

HEAD = """# The way of a version

Made from `app/domain/lifecycle.py` and `app/domain/roles.py`; change it there. The buttons, the API, the clock and the tests read
the same rows. Which agreements a route asks for: [decision 5](decisions/0005-routes-and-stages.md).

A pathway has at most one version on its way and at most one public. What is in italics follows by itself. “Everybody who signs”
are reviewer, hospital lead, pharmacist and clinical lead.
"""


def document() -> str:
    """The document, whole."""
    return f"{HEAD}\n{_lifecycle()}\n## Who may do what\n\n{_permissions()}"


def _lifecycle() -> str:
    return _table(("From", "Step", "To", "Who", "What must hold"), map(_row, TABLE))


def _row(row: Transition) -> tuple[str, ...]:
    step = ACTS.get(row.step) or f"*{BY_ITSELF[row.step]}*"
    must = "; ".join(words for must, words in MUST.items() if must in row.must)
    return _status(row.source), step, _status(row.target), _who(row.roles) if row.roles else "–", must or "–"


def _permissions() -> str:
    """What the lifecycle does not hold: looking, writing, agreeing, localising, feedback."""
    steps = {step.value for step in Step}
    rows = ((act.value.replace("_", " "), _who(roles)) for act, roles in PERMISSIONS.items() if act.value not in steps)
    note = "In a public region anybody may read and send feedback, signed in or not.\n\n"
    return note + _table(("Act", "Roles in the region"), rows) + f"\n`{Act.APPROVE}` needs the role in which it is given.\n"


def _who(roles: frozenset[Role]) -> str:
    if roles == MEMBERS:
        return "everybody with a role in the region"
    if roles == MEMBERS - {Role.READER}:
        return "everybody with a role in the region but readers"
    if roles == SIGNING:
        return "everybody who signs"
    return ", ".join(word(f"role.{role.value}") for role in Role if role in roles)


def _status(status: Status) -> str:
    return word(f"status.{status.value}").lower()


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    def lines() -> Iterator[str]:
        yield "| " + " | ".join(heads) + " |"
        yield "|" + "---|" * len(heads)
        for row in rows:
            yield "| " + " | ".join(row) + " |"

    return "\n".join(lines()) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
