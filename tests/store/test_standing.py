"""What a search asks first is what the mapper would say, in one question."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.domain.errors import Unavailable
from app.domain.regions import Region, Visibility
from app.store import people, regions
from app.store.database import Database
from app.store.projections import progress
from app.store.standing import standing
from app.store.vocabulary import VocabularyChangeRow, VocabularySwitchRow, version

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_it_says_what_the_mapper_says(database_url: str) -> None:
    database = Database(database_url)
    try:
        with database.write() as session:
            regions.add_region(session, Region(0, "above", "Above", None, Visibility.PUBLIC, "Pacific/Auckland", "en-NZ"))
            regions.add_region(session, Region(0, "below", "Below", "above", Visibility.MEMBERS, "Europe/London", "en-GB"))
            regions.add_region(session, Region(0, "open", "Open", "below", Visibility.PUBLIC, "Europe/London", "en-GB"))
        _taught(database, "above", "below", "below")
        with database.read() as session:
            there, at = regions.all_regions(session), progress(session)
            words = {name: version(session, name) for name in there}
        for name in ("above", "below", "open"):
            found = standing(database, name)
            assert found is not None and (found.region, found.at, found.words) == (there[name], at, words[name])
        assert words["below"] == (("below", 2, 1), ("above", 1, 1))
        assert words["open"] == (("open", 0, 0), ("above", 1, 1))
        assert standing(database, "nowhere") is None
        with pytest.raises(Unavailable):
            database.rows("SELECT nothing FROM nowhere")
    finally:
        database.dispose()


def _taught(database: Database, *places: str) -> None:
    """Each place teaches search something as often as it is named, and switches one entry."""
    with database.write() as session:
        session.add(who := people.PersonRow(email="ana@example.org", name="Ana", created_at=NOW))
        session.flush()
        for place in dict.fromkeys(places):
            its = {"region_id": regions.region(session, place).id, "person_id": who.id, "reason": "Why.", "at": NOW}
            for number in range(1, places.count(place) + 1):
                session.add(VocabularyChangeRow(number=number, entry=number, sort="synonym", words=["a", "b"], means=[], **its))
            session.add(VocabularySwitchRow(number=1, source="", name="abbreviation: af", off=True, **its))
