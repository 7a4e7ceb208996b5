"""Measure: say what was done about searches that failed."""

from __future__ import annotations

from collections.abc import Collection

from app.actions.acting import Acting
from app.domain.errors import Invalid
from app.domain.roles import Act
from app.domain.searches import Settled
from app.store import searches
from app.store.searches import SearchPhraseRow, SearchSettlementRow

LONGEST_REASON = 500
MOST = 100


def settle(acting: Acting, keys: Collection[str], settled: Settled, reason: str = "") -> str:
    """Write down what was done about some queries that ask for the same; returns the words of the first.

    Raises `Invalid` for what is not on the list, and when something is set aside without a reason.
    """
    acting.require(Act.READ_SEARCHES)
    why = " ".join(reason.split())
    if len(why) > LONGEST_REASON or not why.isprintable():
        raise Invalid(f"Keep the reason under {LONGEST_REASON} plain characters.", field="reason")
    if settled is Settled.SET_ASIDE and not why:
        raise Invalid("Say why nothing is to be done; who comes after you must be able to tell.", field="reason")
    words = [words for key in list(dict.fromkeys(keys))[:MOST] if (words := _words(acting, key))]
    if not words:
        raise Invalid("This search is not on the list any more. Open the list again.", field="keys")
    for key, text in words:
        acting.session.add(
            SearchSettlementRow(
                region_id=acting.region.id, key=key, text=text, settled=settled.value, reason=why, day=acting.today,
                person_id=acting.person.id, at=acting.now,
            )
        )  # fmt: skip
    acting.session.flush()
    return words[0][1]


def _words(acting: Acting, key: str) -> tuple[str, str] | None:
    """The words of a query that is, or was, on the list."""
    row = acting.session.get(SearchPhraseRow, (acting.region.id, key))
    if row is not None:
        return key, row.text
    past = next((one for one in searches.settlements(acting.session, acting.region.id) if one.key == key), None)
    return (key, past.text) if past else None
