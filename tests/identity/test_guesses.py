"""The limits as arithmetic: a clock that moves only when told, and no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.identity import guesses
from app.identity.guesses import (
    ACCOUNT_TRIES,
    ADDRESS_SPAN,
    ADDRESS_TRIES,
    FREE_TRIES,
    KNOCK_WAIT,
    LONGEST_WAIT,
    MEMORY,
    NONE,
    Past,
    network,
    refusal,
    wait_before,
)

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=second) for second in sorted(seconds, reverse=True)]


def test_the_first_tries_are_free() -> None:
    for so_far in range(FREE_TRIES):
        assert wait_before(Past(pair=ago(*[0] * so_far)), NOW) == NONE


def test_then_each_waits_twice_as_long_as_the_one_before() -> None:
    waits = [wait_before(Past(pair=[NOW] * so_far), NOW) for so_far in range(FREE_TRIES, FREE_TRIES + 8)]
    assert [wait.total_seconds() for wait in waits] == [30, 60, 120, 240, 480, 900, 900, 900]


def test_an_address_has_twenty_a_minute_whatever_the_accounts() -> None:
    assert wait_before(Past(address=ago(*range(19))), NOW) == NONE
    assert wait_before(Past(address=ago(*range(20))), NOW) == timedelta(seconds=41)


def test_whoever_guesses_elsewhere_costs_nothing_here_until_the_account_is_besieged() -> None:
    assert wait_before(Past(account=ACCOUNT_TRIES - 1), NOW) == NONE
    assert wait_before(Past(account=ACCOUNT_TRIES), NOW) == KNOCK_WAIT


def test_in_a_siege_a_knock_and_five_seconds_let_the_right_person_try() -> None:
    for besiegers in (ACCOUNT_TRIES, 10**6):
        knocked = Past(pair=ago(KNOCK_WAIT.total_seconds()), account=besiegers)
        assert wait_before(knocked, NOW) == NONE


def test_in_a_siege_nothing_is_free() -> None:
    waits = [wait_before(Past(pair=[NOW] * so_far, account=ACCOUNT_TRIES), NOW) for so_far in range(1, 10)]
    assert [wait.total_seconds() for wait in waits] == [5, 10, 20, 40, 80, 160, 320, 640, 900]


moments = st.lists(st.timedeltas(-MEMORY, MEMORY), max_size=60).map(lambda spans: sorted(NOW + span for span in spans))


@given(moments, moments, st.integers(0, 1000))
def test_no_wait_is_negative_or_longer_than_a_quarter_of_an_hour(
    pair: list[datetime], address: list[datetime], account: int
) -> None:
    assert NONE <= wait_before(Past(pair, address, account), NOW) <= LONGEST_WAIT


@given(moments, moments, st.integers(0, ACCOUNT_TRIES - 1))
def test_whoever_waits_as_told_may_try(pair: list[datetime], address: list[datetime], account: int) -> None:
    past = Past([at for at in pair if at <= NOW], [at for at in address if at <= NOW], account)
    assert wait_before(past, NOW + wait_before(past, NOW)) == NONE


@dataclass
class World:
    """The tries of many people, as the database would keep them."""

    tries: list[tuple[str, str, datetime]] = field(default_factory=list)
    knocks: list[tuple[str, str, datetime]] = field(default_factory=list)

    def past(self, account: str, address: str, now: datetime) -> Past:
        every = sorted(self.tries + self.knocks, key=lambda one: one[2])
        return Past(
            [at for a, b, at in every if (a, b) == (account, address) and at >= now - MEMORY],
            [at for _, b, at in every if b == address and at >= now - ADDRESS_SPAN],
            sum(a == account and at >= now - MEMORY for a, _, at in self.tries),
        )

    def fails(self, account: str, address: str, now: datetime) -> bool:
        """Somebody tries and is wrong; whether the password was looked at."""
        past = self.past(account, address, now)
        wait = wait_before(past, now)
        if not wait:
            self.tries.append((account, address, now))
        elif past.besieged and not past.pair:
            self.knocks.append((account, address, now))
        return not wait


schedules = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from([0, 0.05, 1, 7, 31, 400])),
    min_size=30,
    max_size=200,
)


@given(schedules)
def test_no_address_gets_more_than_twenty_looked_at_in_any_minute(schedule: list[tuple[str, str, float]]) -> None:
    world, now = World(), NOW
    for account, address, pause in schedule:
        now += timedelta(seconds=pause)
        world.fails(account, address, now)
    for _, address, end in world.tries:
        within = [at for _, other, at in world.tries if other == address and end - ADDRESS_SPAN < at <= end]
        assert len(within) <= ADDRESS_TRIES


def test_a_thousand_guesses_at_one_account_from_one_place_are_a_dozen_in_an_hour() -> None:
    world = World()
    looked_at = [world.fails("gp", "x", NOW + timedelta(seconds=3.6 * number)) for number in range(1000)]
    assert 10 <= sum(looked_at) <= 13


def test_a_crowd_of_addresses_shuts_nobody_out() -> None:
    world = World()
    for number in range(3000):
        world.fails("gp", f"place {number % 300}", NOW + timedelta(seconds=number / 10))
    now = NOW + timedelta(seconds=301)
    assert not world.fails("gp", "home", now)
    assert wait_before(world.past("gp", "home", now), now) == KNOCK_WAIT
    assert wait_before(world.past("gp", "home", now + KNOCK_WAIT), now + KNOCK_WAIT) == NONE
    assert wait_before(world.past("lead", "home", now), now) == NONE


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a socket", "a socket"),
        ("", ""),
    ],
)
def test_one_place_is_one_address(address: str, counted_as: str) -> None:
    assert network(address) == counted_as


@pytest.mark.parametrize(
    ("wait", "retry_after", "says"),
    [
        (timedelta(milliseconds=1), 1, "in 1 second."),
        (timedelta(seconds=30), 30, "in 30 seconds."),
        (timedelta(seconds=240), 240, "in 4 minutes."),
        (timedelta(seconds=240.5), 241, "in 5 minutes."),
    ],
)
def test_whoever_has_to_wait_is_told_how_long(wait: timedelta, retry_after: int, says: str) -> None:
    told = refusal(wait)
    assert told.extra == {"retry_after": retry_after}
    assert told.detail.endswith(says)


def test_what_people_type_is_not_kept_in_clear() -> None:
    assert "secret" not in guesses._key("account", "secret typed into the wrong field")
