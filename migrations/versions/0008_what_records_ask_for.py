"""Records find pages by their codes; a region says which sites may show its pages in a frame

The codes stand in the publication log, with what is published from now on. The table is derived: it is made again from there.

Revision: 0008, after 0007, 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Records find pages by their codes; a region says which sites may show its pages in a frame"""
    op.create_table(
        "page_code",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("region", "system", "value", "slug", name=op.f("pk_page_code")),
    )
    op.create_index(op.f("ix_page_code_slug"), "page_code", ["slug"], unique=False)
    op.add_column("region", sa.Column("framed_by", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Nobody asks by codes, and no site shows pages in a frame. Codes in the log mean nothing to an older version."""
    op.drop_column("region", "framed_by")
    op.drop_index(op.f("ix_page_code_slug"), "page_code")
    op.drop_table("page_code")
