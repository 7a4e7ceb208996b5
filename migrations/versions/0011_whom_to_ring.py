"""A region says whom readers ring about a page that has been withdrawn

Revision: 0011, after 0010, 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A region says whom readers ring about a page that has been withdrawn"""
    op.add_column("region", sa.Column("contact", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Nobody is named."""
    op.drop_column("region", "contact")
