"""A picture of doses without its table stops who puts it there or takes the table away, and nobody else; a missing one always."""

from __future__ import annotations

import pytest

from app.actions import illustrate
from app.actions.illustrate import Told
from app.domain.errors import NotReady
from app.domain.pictures import PNG, Encoded
from app.domain.routes import ChangeKind
from tests.actions.stage import TEXT, Stage

PICTURE = Encoded(b"the bytes of a picture", PNG, 8, 8)
TABLE = "| Weight | Dose |\n|---|---|\n| 10 kg | 5 mg |\n\n"


def hang(stage: Stage, doses: bool, region: str = "base") -> str:
    told = Told("Doses by weight", "Drawn by us", doses=doses, nobody=True)
    return stage.as_("Ana", lambda a: illustrate.add(a, PICTURE, told).name, region=region)


def naming(name: str, table: str = "") -> str:
    return TEXT.replace("## Request", f"![Doses by weight](asset:{name})\n\n{table}## Request")


def changed(text: str) -> str:
    return text.replace("Confirm on", "Look at")


def test_what_another_region_says_of_a_picture_is_not_asked(stage: Stage) -> None:
    name = hang(stage, doses=False)
    hang(stage, doses=True, region="northvale")
    stage.submit(stage.begin(text=naming(name)))


@pytest.mark.parametrize("change", [ChangeKind.PARTIAL_UPDATE, ChangeKind.FULL_REVIEW])
def test_a_picture_that_is_left_as_it_was_stops_only_a_full_review(stage: Stage, change: ChangeKind) -> None:
    name = hang(stage, doses=False)
    first = stage.published(text=naming(name))
    hang(stage, doses=True)
    draft = stage.save(first, changed(naming(name)))
    if change is ChangeKind.FULL_REVIEW:
        with pytest.raises(NotReady) as refused:
            stage.submit(draft, change)
        assert [finding.rule for finding in refused.value.findings] == ["C12"]
        return
    again = stage.save(stage.submit(draft, change), changed(naming(name)).replace("Metoprolol", "Bisoprolol"))
    stage.publish(stage.agree_all(again), "Words.")


def test_taking_the_table_away_is_stopped(stage: Stage) -> None:
    name = hang(stage, doses=True)
    draft = stage.save(stage.published(text=naming(name, TABLE)), naming(name))
    with pytest.raises(NotReady) as refused:
        stage.submit(draft, ChangeKind.PARTIAL_UPDATE)
    assert [finding.rule for finding in refused.value.findings] == ["C12"]


def test_a_picture_that_is_missing_always_stops(stage: Stage) -> None:
    first = stage.published()
    draft = stage.save(first, naming("nothing-3f9a2c71"))
    with pytest.raises(NotReady) as refused:
        stage.submit(draft, ChangeKind.PARTIAL_UPDATE)
    assert [finding.rule for finding in refused.value.findings] == ["P01"]
