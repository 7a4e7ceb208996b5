"""A region has its own scale of urgency

Revision: 0013, after 0012, 2026-11-23
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A region has its own scale of urgency"""
    op.add_column("region", sa.Column("urgency", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """There are no scales."""
    op.drop_column("region", "urgency")
