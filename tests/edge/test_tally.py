"""Counting by several processes and through trouble: nothing is counted twice, a flood fills nothing, and days end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from app.domain.searches import DAYS, QUERY_DAYS, TOTAL_DAYS, VISITS, Counts, limits, weeks
from app.edge.counted import Keys, Noted
from app.edge.tally import MOST, Tally
from app.jobs.clock import forget
from app.search.vocabulary import load
from app.store import invariants, searches
from app.store.database import Database
from app.store.searches import SearchCountRow, SearchMarkRow, SearchPhraseRow, SearchSaltRow
from tests.builders import House


def tally(house: House, url: str = "") -> Tally:
    """Another process's: it shares the database and the secret, and nothing else."""
    database = Database(url) if url else house.platform.database
    return Tally(database, Keys("the tests' own secret"), load(), house.clock)


def noted(house: House, text: str = "podagra", visitor: str = "one", found: int = 0, **more: object) -> Noted:
    return Noted("base", house.platform.regions()["base"].local_date(house.clock()), text, found=found, visitor=visitor, **more)  # type: ignore[arg-type]


def rows(house: House) -> dict[str, Counts]:
    with house.platform.read() as session:
        return {row.key: row.counts for row in session.scalars(select(SearchCountRow))}


def phrases(house: House) -> list[str]:
    with house.platform.read() as session:
        return list(session.scalars(select(SearchPhraseRow.text)))


def test_a_visit_is_one_whichever_process_it_comes_to(house: House) -> None:
    for number in range(2 * VISITS):
        process = tally(house)
        process.note(noted(house, visitor="one"))
        process.count()
        assert rows(house)[searches.ALL].visits == 1, number
    assert phrases(house) == []
    assert rows(house)[searches.ALL].searches == 2 * VISITS


def test_words_are_written_down_with_the_visit_that_makes_them_enough(house: House) -> None:
    for number in range(3 * VISITS):
        before = rows(house).get(searches.ALL, Counts()).visits
        process = tally(house)
        process.note(noted(house, visitor=str(number)))
        process.count()
        key = next(key for key in rows(house) if key)
        assert (phrases(house) == ["podagra"]) == (rows(house)[key].visits >= VISITS), before
    assert phrases(house) == ["podagra"]


def test_processes_that_count_at_the_same_moment_lose_nothing(house: House, settled_url: str) -> None:
    processes = [tally(house, settled_url) for _ in range(4)]
    for number, process in enumerate(processes):
        for visit in range(50):
            process.note(noted(house, text=f"podagra {'abcdefgh'[visit % 8]}", visitor=f"{number} {visit}"))
            process.note(noted(house, report=f"token {visit}", found=3, rank=2, visitor=""))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Tally.count, processes))
    total = rows(house)[searches.ALL]
    assert (total.searches, total.empty) == (200, 200)
    assert (total.told, total.opened, total.ranks) == (50, 50, 100), "each report counts once, whoever is told it"
    for process in processes:
        process._database.dispose()


def test_a_flood_is_bounded_in_memory_and_in_the_database(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "MOST_A_DAY", 100)
    process = tally(house)
    letters = "abcdefghijklmnopqrstuvwxyz"
    for number in range(MOST + 1000):
        word = "".join(letters[number // 26**place % 26] for place in range(4))
        process.note(noted(house, text=f"pod{word}", visitor=str(number)))
    assert len(process._noted) == MOST
    process.count()
    with house.platform.read() as session:
        assert (session.scalar(select(func.count()).select_from(SearchCountRow)) or 0) <= 101
        assert (session.scalar(select(func.count()).select_from(SearchMarkRow)) or 0) <= 101
    assert rows(house)[searches.ALL].searches == MOST


def test_while_the_database_does_not_answer_searches_wait(house: House) -> None:
    process = tally(house)
    process.note(noted(house))
    right = house.platform.database
    process._database = Database("sqlite:////nowhere/at/all.db")
    process.count()
    process._database = right
    process.count()
    assert rows(house)[searches.ALL].searches == 1


def test_what_tells_visits_apart_ends_with_the_day_and_words_with_their_time(house: House) -> None:
    for number in range(2 * VISITS):
        house.platform.tally.note(noted(house, visitor=str(number)))
    house.platform.tally.count()
    before = rows(house)
    house.clock.forward(days=1)
    forget(house.platform)
    with house.platform.read() as session:
        assert not session.scalars(select(SearchMarkRow)).all()
        assert not session.scalars(select(SearchSaltRow)).all()
        assert list(invariants.broken(session)) == []
    assert rows(house) == before
    assert phrases(house) == ["podagra"]
    house.clock.forward(days=QUERY_DAYS)
    forget(house.platform)
    assert list(rows(house)) == [searches.ALL]
    assert phrases(house) == []
    house.clock.forward(days=TOTAL_DAYS)
    forget(house.platform)
    assert rows(house) == {}


def test_what_is_counted_after_its_day_tells_no_visits(house: House) -> None:
    late = noted(house)
    house.platform.tally.note(late)
    house.platform.tally.count()
    house.clock.forward(days=1)
    forget(house.platform)
    for number in range(2 * VISITS):
        house.platform.tally.note(Noted("base", late.day, "podagra", visitor=str(number)))
    house.platform.tally.count()
    assert rows(house)[searches.ALL] == Counts(searches=1 + 2 * VISITS, visits=1, empty=1 + 2 * VISITS)
    assert phrases(house) == []


def test_words_written_down_too_early_are_noticed(house: House) -> None:
    with house.platform.write() as session:
        session.execute(text("insert into search_phrase values (1, 'k', 'podagra', '')"))
    with house.platform.read() as session:
        assert [line for line in invariants.broken(session) if "too early" in line]


def test_spellings_endings_and_orders_of_the_same_words_are_one(house: House) -> None:
    for number, words in enumerate(("gout referrals", "referral gout", "Gout's referral", "referral gouts")):
        house.platform.tally.note(noted(house, text=words, visitor=str(number), found=1))
    house.platform.tally.count()
    assert len(rows(house)) == 2


def test_weeks_are_whole_ones_and_few_searches_have_no_share(house: House) -> None:
    today = house.clock().date()
    monday = today - timedelta(days=today.weekday())
    days = [(monday - timedelta(days=10), Counts(searches=30, empty=3)), (monday, Counts(searches=50))]
    found = weeks(days, today, 52)
    assert [week.monday for week in found] == [monday - timedelta(weeks=2), monday - timedelta(weeks=1)]
    assert (found[0].counts.nothing, found[1].counts.nothing) == (0.1, None)
    assert DAYS < QUERY_DAYS


def test_limits_are_those_of_an_xmr_chart() -> None:
    values = [0.1, 0.2] * 7
    found = limits(values)
    assert found is not None
    assert (round(found.mean, 9), round(found.lower, 9), round(found.upper, 9)) == (0.15, -0.116, 0.416)
    assert limits(values[:12]) is None
    assert limits([0.5] * 20) is None
