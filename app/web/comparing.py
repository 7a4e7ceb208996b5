"""Differences on the desk: with links, pictures and local details as the region's readers would have them."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import Query

from app.edge.differences import Difference
from app.edge.visit import Visit
from app.reading.compared import Compared, Way
from app.reading.comparing import compared
from app.store.database import Session
from app.web.presenting import resolved

ChosenWay = Annotated[Way, Query(alias="view")]
"""How a difference is shown; kept in the address."""


def shown(visit: Visit, session: Session, difference: Difference, way: Way, address: str, mark: str = "") -> Compared:
    """What two texts of a pathway differ in. `address`: what the name of a way is added to; `mark` keeps ids apart."""
    resolve = partial(resolved, visit, session)
    return compared(difference.old, difference.new, way=way, address=address, mark=mark, resolve=resolve, day=visit.today)
