"""What a search asks first is what the mapper would say, in one question."""

from __future__ import annotations

import pytest

from app.domain.errors import Unavailable
from app.domain.regions import Region, Visibility
from app.store import regions
from app.store.database import Database
from app.store.projections import progress
from app.store.standing import standing


def test_it_says_what_the_mapper_says(database_url: str) -> None:
    database = Database(database_url)
    try:
        with database.write() as session:
            regions.add_region(session, Region(0, "above", "Above", None, Visibility.PUBLIC, "Pacific/Auckland", "en-NZ"))
            regions.add_region(session, Region(0, "below", "Below", "above", Visibility.MEMBERS, "Europe/London", "en-GB"))
            there, at = regions.all_regions(session), progress(session)
        for name in ("above", "below"):
            found = standing(database, name)
            assert found is not None and (found.region, found.at, found.taught) == (there[name], at, 0)
        assert standing(database, "nowhere") is None
        with pytest.raises(Unavailable):
            database.rows("SELECT nothing FROM nowhere")
    finally:
        database.dispose()
