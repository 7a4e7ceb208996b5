"""Stored pages know their edition and their making, and which pages an edition links to

Everything here is derived: the pages are dropped and made again from the publication log.

Revision: 0002, after 0001, 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Stored pages know their edition and their making, and which pages an edition links to"""
    _forget()
    op.add_column("projection", sa.Column("basis", sa.String(), nullable=False, server_default=""))
    op.execute("insert into projection (name, sequence) values ('makings', 0)")
    op.add_column("shown", sa.Column("mark", sa.String(), nullable=True))
    op.create_index("ix_shown_successor", "shown", ["successor"], unique=False)
    op.drop_table("stored_page")
    op.create_table(
        "stored_page",
        *_what_a_page_is(),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("look", sa.String(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_stored_page")),
    )
    op.create_index("ix_stored_page_region_slug", "stored_page", ["region", "slug"], unique=False)
    op.create_index("ix_stored_page_region_changes_on", "stored_page", ["region", "changes_on"], unique=False)
    op.create_index(op.f("ix_stored_page_made"), "stored_page", ["made"], unique=False)
    op.create_index(
        "ix_stored_page_stale",
        "stored_page",
        ["path"],
        unique=False,
        sqlite_where=sa.text("stale = 1"),
        postgresql_where=sa.text("stale"),
    )
    op.create_table(
        "page_link",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("region", "slug", "number", "target", name=op.f("pk_page_link")),
    )
    op.create_index(op.f("ix_page_link_target"), "page_link", ["target"], unique=False)


def downgrade() -> None:
    """Pages as they were stored first."""
    _forget()
    op.drop_table("page_link")
    op.drop_table("stored_page")
    op.create_table(
        "stored_page",
        *_what_a_page_is(),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_stored_page")),
    )
    op.create_index("ix_stored_page_changes_on", "stored_page", ["changes_on"], unique=False)
    op.create_index("ix_stored_page_region_slug", "stored_page", ["region", "slug"], unique=False)
    op.create_index(op.f("ix_stored_page_sequence"), "stored_page", ["sequence"], unique=False)
    op.drop_index("ix_shown_successor", "shown")
    op.drop_column("shown", "mark")
    op.execute("delete from projection where name = 'makings'")
    op.drop_column("projection", "basis")


def _forget() -> None:
    op.execute("delete from shown")
    op.execute("update projection set sequence = 0")


def _what_a_page_is() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("gzip", sa.LargeBinary(), nullable=False),
        sa.Column("br", sa.LargeBinary(), nullable=False),
        sa.Column("changes_on", sa.Date(), nullable=True),
    )
