"""Of each pathway one edition is open and one is public at most: the database itself sees to it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.domain.lifecycle import OPEN, Status
from app.store.database import BrokenRule
from app.store.pathways import EditionRow
from tests.actions.stage import NOW, TEXT, Stage


def another(stage: Stage, like: EditionRow, number: int, status: str) -> None:
    """A second edition of the same pathway, put in without asking anyone."""
    with stage.database.write() as session:
        session.add(
            EditionRow(
                pathway_id=like.pathway_id, number=number, status=status, revision_id=like.revision_id, created_at=NOW,
                created_by=like.created_by,
            )
        )  # fmt: skip


@pytest.mark.parametrize("status", sorted(OPEN))
def test_a_pathway_has_one_open_edition(stage: Stage, status: Status) -> None:
    edition = stage.begin().edition
    with pytest.raises(BrokenRule):
        another(stage, edition, 2, status.value)


def test_a_pathway_has_one_published_edition(stage: Stage) -> None:
    edition = stage.published().edition
    with pytest.raises(BrokenRule):
        another(stage, edition, 2, Status.PUBLISHED.value)


@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.WITHDRAWN, Status.DISCARDED])
def test_a_pathway_has_any_number_of_editions_that_are_over(stage: Stage, status: Status) -> None:
    edition = stage.published().edition
    another(stage, edition, 2, status.value)
    another(stage, edition, 3, status.value)


def test_a_number_is_given_once_and_a_status_is_one_of_the_table(stage: Stage) -> None:
    edition = stage.published().edition
    for number, status in ((1, "superseded"), (2, "forgotten")):
        with pytest.raises(BrokenRule):
            another(stage, edition, number, status)


def test_an_open_and_a_published_edition_stand_beside_each_other(stage: Stage) -> None:
    opened = stage.published()
    draft = stage.save(opened, TEXT.replace("47.5", "23.75"))
    with pytest.raises(BrokenRule), stage.database.write() as session:
        session.execute(text("update edition set status = 'published' where id = :id"), {"id": draft.edition.id})
    with pytest.raises(BrokenRule), stage.database.write() as session:
        session.execute(text("update edition set status = 'draft' where id = :id"), {"id": opened.edition.id})


def test_what_is_pointed_at_stays(stage: Stage) -> None:
    stage.published()
    for table in ("person", "region", "pathway", "edition"):
        with pytest.raises(BrokenRule), stage.database.write() as session:
            session.execute(text(f"delete from {table}"))  # noqa: S608 - names written above
