"""Pages are stored in one coding: gzip is made from it when somebody asks

Stored pages are derived: they are made again from the publication log when they are not as they should be.

Revision: 0009, after 0008, 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Pages are stored in one coding: gzip is made from it when somebody asks"""
    op.drop_column("stored_page", "gzip")


def downgrade() -> None:
    """Pages are stored in two codings: they are made again."""
    op.add_column("stored_page", sa.Column("gzip", sa.LargeBinary(), nullable=False, server_default=""))
    op.execute("update stored_page set look = ''")
