"""All tables together, for migrations."""

from app.store import (
    assets,
    checks,
    feedback,
    outbox,
    page_codes,
    pathways,
    people,
    post,
    projections,
    publication_log,
    regions,
    stored_pages,
)
from app.store.base import Base

TABLES = (
    assets, checks, feedback, outbox, page_codes, pathways, people, post, projections, publication_log, regions, stored_pages,
)  # fmt: skip
"""Importing them is what fills the metadata."""

METADATA = Base.metadata
