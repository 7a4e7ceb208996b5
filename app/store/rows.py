"""All tables together, for migrations."""

from app.store import (
    approvals,
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
    revisions,
    searches,
    stored_pages,
    vocabulary,
)
from app.store.base import Base

TABLES = (
    approvals, assets, checks, feedback, outbox, page_codes, pathways, people, post, projections, publication_log, regions,
    revisions, searches, stored_pages, vocabulary,
)  # fmt: skip
"""Importing them is what fills the metadata."""

METADATA = Base.metadata
