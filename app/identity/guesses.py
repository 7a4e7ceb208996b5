"""How often a password may be guessed: decided from the tries of the past hour, counted in the database that all workers share.

A try counts before the password is looked at and is given back when it was right, so many tries at once are no way round.
What strangers do elsewhere costs the right person 5 seconds at most; nobody can lock another's account.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Network, ip_address

from app.domain.errors import TooMany
from app.identity.opaque import digest
from app.store import tries
from app.store.database import Session
from app.wording import word

NONE = timedelta(0)
MEMORY = timedelta(hours=1)

FREE_TRIES = 5
"""For one account from one address; each further one waits twice as long as the one before."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)

ADDRESS_TRIES = 20
ADDRESS_SPAN = timedelta(minutes=1)
"""So many from one address in so long, whatever the accounts."""

ACCOUNT_TRIES = 100
"""So many for one account in an hour, from wherever, and it is besieged: every address must knock, then wait, before each try."""
KNOCK_WAIT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Past:
    """Failed tries, oldest first."""

    pair: Sequence[datetime] = ()
    """For this account from this address, within `MEMORY`."""
    address: Sequence[datetime] = ()
    """From this address, within `ADDRESS_SPAN`."""
    account: int = 0
    """For this account from anywhere, within `MEMORY`."""

    @property
    def besieged(self) -> bool:
        """Whether so many fail that they come from more than one address."""
        return self.account >= ACCOUNT_TRIES


@dataclass(frozen=True, slots=True)
class Turn:
    """A try that has been counted, or the wait before one."""

    pair: str
    wait: timedelta = NONE
    counted: tuple[int, ...] = ()


def wait_before(past: Past, now: datetime) -> timedelta:
    """How long until the next try is looked at: zero or more, 15 minutes at most."""
    return max(_address_wait(past, now), _pair_wait(past, now))


def take_turn(session: Session, email: str, address: str, now: datetime) -> Turn:
    """Count a try, or say how long it has to wait. To be committed before the password is looked at, and when it waits too."""
    tries.queue_up(session)
    tries.forget_before(session, now - MEMORY)
    account, place = _key("account", email.strip().lower()), _key("address", network(address))
    pair = _key("pair", account + place)
    past = Past(
        tries.times(session, pair, now - MEMORY),
        tries.times(session, place, now - ADDRESS_SPAN),
        tries.count(session, account, now - MEMORY),
    )
    wait = wait_before(past, now)
    if not wait:
        return Turn(pair, counted=tries.record(session, (pair, place, account), now))
    if past.besieged and not past.pair and not _address_wait(past, now):
        tries.record(session, (pair, place), now)  # the knock: from here on the wait runs
    return Turn(pair, wait)


def give_back(session: Session, turn: Turn) -> None:
    """The password was not looked at: the try never was."""
    tries.forget(session, turn.counted)


def forgive(session: Session, turn: Turn) -> None:
    """The password was right: the try never was, and this address starts afresh with this account."""
    tries.forget(session, turn.counted)
    tries.forget_key(session, turn.pair)


def refusal(wait: timedelta) -> TooMany:
    """What somebody is told who has to wait."""
    seconds = max(1, math.ceil(wait.total_seconds()))
    when = word("count.seconds", n=seconds) if seconds < 100 else word("count.minutes", n=math.ceil(seconds / 60))
    return TooMany(f"There were too many tries with a wrong password. {when}", retry_after=seconds)


def network(address: str) -> str:
    """Where a request comes from: for IPv6 the /64 that one household or ward has to itself; otherwise the address."""
    try:
        ip = ip_address(address.strip())
    except ValueError:
        return address
    if ip.version == 4:
        return str(ip)
    return str(ip.ipv4_mapped or IPv6Network((ip.packed, 64), strict=False))


def _address_wait(past: Past, now: datetime) -> timedelta:
    full = len(past.address) >= ADDRESS_TRIES
    return _left(past.address[-ADDRESS_TRIES] + ADDRESS_SPAN, now) if full else NONE


def _pair_wait(past: Past, now: datetime) -> timedelta:
    if not past.pair:
        return KNOCK_WAIT if past.besieged else NONE
    so_far = len(past.pair)
    needed = _doubled(FIRST_WAIT, so_far - FREE_TRIES) if so_far >= FREE_TRIES else NONE
    if past.besieged:
        needed = max(needed, _doubled(KNOCK_WAIT, so_far - 1))
    return _left(past.pair[-1] + needed, now)


def _doubled(wait: timedelta, times: int) -> timedelta:
    return min(wait * (1 << min(times, 16)), LONGEST_WAIT)


def _left(due: datetime, now: datetime) -> timedelta:
    return min(max(due - now, NONE), LONGEST_WAIT)


def _key(kind: str, value: str) -> str:
    # Hashed: people type passwords into the field for the e-mail address.
    return digest(f"{kind}\n{value}")
