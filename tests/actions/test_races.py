"""Two people at once, on real databases: one wins, the other is told, nothing is half done."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from app.actions import publish, review, write
from app.actions.acting import Acting, Opened
from app.domain.errors import Refusal, Stale, Taken, WrongState
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.store import approvals, pathways
from app.store.invariants import broken
from tests.actions.stage import TEXT, Stage, page
from tests.logged import entries_after, entries_of

ROUNDS = 6
Act = Callable[[Acting], Opened]


def at_once(stage: Stage, *acts: tuple[str, Act]) -> list[Opened | Refusal]:
    """Start all acts at the same moment; what each returned or was refused with, in order."""
    start = threading.Barrier(len(acts))
    results: list[Opened | Refusal | None] = [None] * len(acts)

    def run(place: int, name: str, act: Act) -> None:
        start.wait()
        try:
            results[place] = stage.as_(name, act)
        except Refusal as refusal:
            results[place] = refusal

    threads = [threading.Thread(target=run, args=(place, name, act)) for place, (name, act) in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [result for result in results if result is not None]


def won(results: list[Opened | Refusal]) -> list[Opened]:
    return [result for result in results if isinstance(result, Opened)]


def lost(results: list[Opened | Refusal]) -> list[type[Refusal]]:
    return [type(result) for result in results if isinstance(result, Refusal)]


def saving(opened: Opened, text: str) -> Act:
    return lambda acting: write.save(acting, opened.pathway.slug, opened.token, text, page(text))


def approving(opened: Opened, role: Role) -> Act:
    return lambda acting: review.approve(acting, opened.pathway.slug, 1, opened.token, role, "")


def publishing(opened: Opened) -> Act:
    return lambda acting: publish.publish(acting, opened.pathway.slug, 1, opened.token, "First version.")


def slugs() -> list[str]:
    return [f"round-{number}" for number in range(ROUNDS)]


def sound(stage: Stage) -> None:
    with stage.database.read() as session:
        assert list(broken(session)) == []


def test_two_saves_on_the_same_text_one_is_kept_the_other_is_stale(stage: Stage) -> None:
    for slug in slugs():
        opened = stage.begin(slug)
        texts = [TEXT.replace("12-lead", f"{number}-lead") for number in (3, 6)]
        results = at_once(stage, ("Ana", saving(opened, texts[0])), ("Ben", saving(opened, texts[1])))
        assert (len(won(results)), lost(results)) == (1, [Stale])
        assert stage.now(opened).revision.source == won(results)[0].revision.source


def test_two_approvals_are_both_kept_and_the_edition_becomes_ready_once(stage: Stage) -> None:
    for slug in slugs():
        opened = stage.approve(stage.approve(stage.submit(stage.begin(slug)), "Gita"), "Hugo")
        signing = approving(opened, Role.CLINICAL_LEAD)
        results = at_once(stage, ("Lea", signing), ("Liam", signing))
        assert (len(won(results)), lost(results)) == (1, [WrongState])
        with stage.database.read() as session:
            assert [row.step for row in pathways.story_of(session, opened.edition.id)] == ["submit", "complete"]


def test_the_same_approval_sent_twice_is_given_once(stage: Stage) -> None:
    for slug in slugs():
        opened = stage.submit(stage.begin(slug))
        results = at_once(stage, ("Gita", approving(opened, Role.REVIEWER)), ("Gita", approving(opened, Role.REVIEWER)))
        assert (len(won(results)), lost(results)) == (1, [Taken])
        with stage.database.read() as session:
            assert len(approvals.approvals_of(session, opened.edition.id)) == 1


def test_an_approval_against_a_revision_never_stands_on_a_text_that_was_not_read(stage: Stage) -> None:
    changed = TEXT.replace("47.5 mg", "23.75 mg")
    for slug in slugs():
        opened = stage.approve(stage.approve(stage.submit(stage.begin(slug)), "Gita"), "Hugo")
        results = at_once(stage, ("Lea", approving(opened, Role.CLINICAL_LEAD)), ("Ana", saving(opened, changed)))
        assert isinstance(results[1], Opened), "the save is made on the present text in either order"
        assert lost(results) in ([], [Stale])
        assert stage.now(opened).status is Status.IN_REVIEW


@pytest.mark.parametrize("names", [("Lea", "Cora"), ("Lea", "Lea"), ("Cora", "Liam")])
def test_a_double_publication_is_published_once(stage: Stage, names: tuple[str, str]) -> None:
    for slug in slugs()[:3]:
        ready = stage.agree_all(stage.submit(stage.begin(slug)))
        results = at_once(stage, *((name, publishing(ready)) for name in names))
        assert (len(won(results)), lost(results)) == (1, [WrongState])
        with stage.database.read() as session:
            assert len(entries_of(session, "base", slug)) == 1
    sound(stage)


def test_a_publication_against_a_revision_publishes_what_was_agreed_or_nothing(stage: Stage) -> None:
    changed = TEXT.replace("47.5 mg", "23.75 mg")
    for slug in slugs():
        ready = stage.agree_all(stage.submit(stage.begin(slug)))
        at_once(stage, ("Lea", publishing(ready)), ("Ana", saving(ready, changed)))
        with stage.database.read() as session:
            for entry in entries_of(session, "base", slug):
                assert entry.edition is not None and entry.edition.source_hash == ready.revision.sha256
    sound(stage)


def test_publications_of_different_pathways_at_once_leave_a_log_without_gap(stage: Stage) -> None:
    ready = [stage.agree_all(stage.submit(stage.begin(slug))) for slug in slugs()]
    assert len(won(at_once(stage, *(("Lea", publishing(opened)) for opened in ready)))) == ROUNDS
    with stage.database.read() as session:
        assert [entry.sequence for entry in entries_after(session, 0)] == list(range(1, ROUNDS + 1))
    sound(stage)
