"""The clock: what comes due is published once and checked again, pages say on the day what is due, old answers are forgotten.

Time stands still here until a test moves it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from sqlalchemy import func, select, update

from app.actions import checks, publish
from app.actions.acting import Opened
from app.domain.checks import Strength
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.edge.editions import edition_view
from app.edge.platform import Platform
from app.edge.work import work_for
from app.jobs.clock import forget, tick
from app.jobs.consequences import carry_out
from app.main import assemble
from app.settings import read_settings
from app.store import pathways, people, regions
from app.store.invariants import broken
from app.store.people import GrantRow, PersonRow
from app.store.post import AnswerRow, LetterRow
from app.store.stored_pages import stored_page
from tests.actions.stage import NOW, TEXT, Stage
from tests.logged import entries_after, entries_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Clock:
    """A clock that somebody holds."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def platform(stage: Stage, clock: Clock, database_url: str, tmp_path: Path) -> Iterator[Platform]:
    """Another process of the same installation."""
    given = {
        "WAYMARK_DATABASE_URL": database_url,
        "WAYMARK_VAR_DIR": str(tmp_path / "var"),
        "WAYMARK_SEARCH_DIR": str(tmp_path / "i"),
    }
    assert stage.database.url.get_backend_name() in database_url
    made = assemble(read_settings({name: value.replace("+psycopg", "") for name, value in given.items()}, tmp_path), clock)
    made.show()
    yield made
    made.close()


def scheduled(stage: Stage, slug: str = "af", at: datetime = NOW + HOUR, by: str = "Lea", text: str = TEXT) -> Opened:
    ready = stage.agree_all(stage.submit(stage.begin(slug, text)))
    return stage.as_(by, lambda a: publish.publish(a, slug, 1, ready.token, "Soon.", at))


def log(stage: Stage) -> list[tuple[str, int, str]]:
    with stage.database.read() as session:
        assert list(broken(session)) == []
        return [(entry.slug, entry.number, entry.kind.value) for entry in entries_after(session, 0)]


def page_of(platform: Platform, path: str) -> str | None:
    """What readers get at an address."""
    with platform.read() as session:
        row = stored_page(session, path)
    return None if row is None or row.status == 404 else brotli.decompress(row.br).decode()


class TestComingDue:
    """A scheduled edition is published at its hour, by whoever scheduled it, with the roles they have then."""

    def test_not_before_its_hour_and_once_after_it(self, stage: Stage, platform: Platform, clock: Clock) -> None:
        scheduled(stage)
        clock.now = NOW + HOUR - timedelta(microseconds=1)
        assert tick(platform) == 0
        assert (log(stage), page_of(platform, "/base/pathways/af")) == ([], None)
        clock.now = NOW + HOUR
        assert tick(platform) == 1
        assert log(stage) == [("af", 1, "published")]
        assert "Metoprolol" in (page_of(platform, "/base/pathways/af") or "")
        assert tick(platform) == 0
        clock.now += DAY
        assert tick(platform) == 0
        assert log(stage) == [("af", 1, "published")]

    def test_the_page_says_the_hour_at_which_it_happened(self, stage: Stage, platform: Platform, clock: Clock) -> None:
        scheduled(stage)
        clock.now = NOW + 5 * HOUR  # the server had been off
        tick(platform)
        with stage.database.read() as session:
            (entry,) = entries_of(session, "base", "af")
        assert entry.at == NOW + 5 * HOUR and entry.by == "Lea" and entry.reason == "Soon."

    def test_the_oldest_first_and_one_that_is_refused_holds_up_no_other(
        self, stage: Stage, platform: Platform, clock: Clock
    ) -> None:
        scheduled(stage, "second", NOW + 2 * HOUR)
        scheduled(stage, "never", NOW + HOUR, by="Liam")
        scheduled(stage, "first", NOW + HOUR / 2)
        self.take_roles(stage, "Liam")
        clock.now = NOW + DAY
        assert tick(platform) == 3
        assert [slug for slug, _, _ in log(stage)] == ["first", "second"]

    def take_roles(self, stage: Stage, name: str) -> None:
        with stage.database.write() as session:
            person = people.person_by_email(session, f"{name.lower()}@example.org")
            assert person is not None
            session.execute(update(GrantRow).where(GrantRow.person_id == person.id).values(until=(NOW - DAY).date()))

    @pytest.mark.parametrize("gone", ["roles", "person"])
    def test_whoever_scheduled_it_may_no_longer(self, stage: Stage, platform: Platform, clock: Clock, gone: str) -> None:
        opened = scheduled(stage)
        if gone == "roles":
            self.take_roles(stage, "Lea")
        else:
            with stage.database.write() as session:
                session.execute(update(PersonRow).where(PersonRow.email == "lea@example.org").values(active=False))
        clock.now = NOW + HOUR
        tick(platform)
        assert log(stage) == []
        assert stage.now(opened).status is Status.READY
        with stage.database.read() as session:
            last = pathways.story_of(session, opened.edition.id)[-1]
        assert last.step == "refuse_due" and last.reason and last.person_id is None
        assert tick(platform) == 0, "it is not tried again by itself"
        carry_out(stage.database, "http://127.0.0.1:8000", clock())
        with stage.database.read() as session:
            told = set(session.scalars(select(LetterRow.recipient).where(LetterRow.subject.contains("Atrial fibrillation"))))
        assert "ana@example.org" in told

    def test_a_check_made_stricter_since_stops_it_and_that_stays_in_sight(
        self, stage: Stage, platform: Platform, clock: Clock
    ) -> None:
        opened = scheduled(stage, text=TEXT + "\n### Empty\n")
        stage.as_("Lea", lambda a: checks.rule_on(a, "T08", Strength.ERROR, (), "Nothing stands empty with us."))
        clock.now = NOW + HOUR
        tick(platform)
        assert log(stage) == []
        refused = stage.now(opened)
        assert refused.status is Status.READY
        carry_out(stage.database, "http://127.0.0.1:8000", clock())
        with stage.database.read() as session:
            letters = session.execute(select(LetterRow.recipient, LetterRow.body).where(LetterRow.subject.contains("scheduled")))
            told = dict(letters.all())
            view = edition_view(stage.acting(session, "Lea"), stage.now(opened, session))
            work = work_for(session, stage.acting(session, "Lea").person, regions.all_regions(session), clock())
        assert {"ana@example.org", "lea@example.org", "cora@example.org"} <= set(told)
        assert all("The text has errors." in body for body in told.values())
        (waits,) = [item for item in work if item.what == "publish"]
        assert view.schedule_failed and view.schedule_failed in waits.why and waits.urgent
        stage.as_("Lea", lambda a: checks.rule_on(a, "T08", Strength.OFF, (), "Not yet."))
        again = clock.now + HOUR
        stage.as_("Lea", lambda a: publish.publish(a, "af", 1, refused.token, "Soon.", again), at=HOUR)
        with stage.database.read() as session:
            assert edition_view(stage.acting(session, "Lea"), stage.now(opened, session)).schedule_failed == ""
        clock.now = again
        tick(platform)
        assert log(stage) == [("af", 1, "published")]

    def test_what_was_cancelled_or_revised_does_not_come_due(self, stage: Stage, platform: Platform, clock: Clock) -> None:
        first, second = scheduled(stage, "first"), scheduled(stage, "second")
        stage.as_("Lea", lambda a: publish.cancel_schedule(a, "first", 1, first.token, ""))
        text = TEXT.replace("47.5", "23.75")
        stage.save(second, text)
        clock.now = NOW + DAY
        assert tick(platform) == 0
        assert log(stage) == []

    def test_two_who_look_at_the_same_moment_publish_it_once(self, stage: Stage, platform: Platform, clock: Clock) -> None:
        for number in range(4):
            scheduled(stage, f"page-{number}")
        clock.now = NOW + HOUR
        start = threading.Barrier(3)

        def look() -> None:
            start.wait()
            tick(platform)

        threads = [threading.Thread(target=look) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(log(stage)) == [(f"page-{number}", 1, "published") for number in range(4)]

    def test_a_clock_that_goes_back_takes_nothing_back(self, stage: Stage, platform: Platform, clock: Clock) -> None:
        scheduled(stage)
        clock.now = NOW + HOUR
        tick(platform)
        clock.now = NOW - DAY
        tick(platform)
        assert log(stage) == [("af", 1, "published")]
        assert "Metoprolol" in (page_of(platform, "/base/pathways/af") or "")


class TestCurrency:
    """A page says that its review is due on the day it is, in the region's own time, without anyone publishing anything."""

    def text(self, months: int) -> str:
        return TEXT.replace("services:", f"review: {months} months\nservices:").replace("Metoprolol 47.5 mg", "Rest 30 minutes")

    def test_it_changes_on_each_of_its_days(self, stage: Stage, platform: Platform, clock: Clock) -> None:
        stage.published(text=self.text(24))
        platform.show()
        due = datetime(2028, 3, 2, tzinfo=UTC)
        for day, words in (
            (NOW, '<span class="">review due mar 2028'),
            (due - timedelta(days=91), '<span class="">review due mar 2028'),
            (due - timedelta(days=89), '<span class="due">review due soon mar 2028'),
            (due + DAY, '<span class="due">review due mar 2028'),
            (due + timedelta(days=200), "<strong>review overdue.</strong>"),
        ):
            clock.now = day
            tick(platform)
            shown = " ".join((page_of(platform, "/base/pathways/af") or "").split()).lower()
            assert words in shown, f"{day:%d %B %Y}"
            assert platform.shelf.compare(clock()) == []

    def test_the_day_is_the_regions(self, stage: Stage, platform: Platform, clock: Clock) -> None:
        """Auckland's 2 March begins while UTC still has 1 March."""
        stage.published(text=self.text(24))
        platform.show()
        for moment, expected in (
            (datetime(2028, 3, 1, 10, 30, tzinfo=UTC), False),
            (datetime(2028, 3, 1, 11, 30, tzinfo=UTC), True),
        ):
            clock.now = moment
            tick(platform)
            assert ('class="due">review due mar' in (page_of(platform, "/base/pathways/af") or "").lower()) is expected

    def test_a_day_without_change_stores_nothing(self, stage: Stage, platform: Platform, clock: Clock) -> None:
        stage.published(text=self.text(24))
        platform.show()
        before = platform.shelf.signal.count
        for _ in range(20):
            clock.now += DAY
            tick(platform)
        assert platform.shelf.signal.count == before

    def test_a_page_below_changes_with_it(self, stage: Stage, platform: Platform, clock: Clock) -> None:
        stage.published(text=self.text(12))
        platform.show()
        clock.now = NOW + timedelta(days=2 * 365)
        tick(platform)
        assert "review overdue" in (page_of(platform, "/northvale/pathways/af") or "").lower()


def test_answers_are_forgotten_after_seven_days(stage: Stage, platform: Platform, clock: Clock) -> None:
    with stage.database.write() as session:
        person = people.people_with(session, Role.EDITOR, "base")[0]
        for days in (0, 6, 8, 30):
            session.add(
                AnswerRow(
                    person_id=person.id, key=f"{days}", request_hash="", status=201, headers={}, body=b"", at=NOW - days * DAY
                )
            )  # fmt: skip
    forget(platform)
    with stage.database.read() as session:
        assert sorted(session.scalars(select(AnswerRow.key))) == ["0", "6"]
    clock.now += 30 * DAY
    forget(platform)
    with stage.database.read() as session:
        assert session.scalar(select(func.count()).select_from(AnswerRow)) == 0
