"""A sign-off names the older texts whose agreements it confirms to stand as given

Revision: 0007, after 0006, 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A sign-off names the older texts whose agreements it confirms to stand as given"""
    op.add_column("approval", sa.Column("confirms", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Sign-offs name nothing but their own text."""
    op.drop_column("approval", "confirms")
