"""What regions show knows the local details that stand in it

What a region states of its local details stands in the publication log. Everything here is derived: it is made again from there.

Revision: 0005, after 0004, 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What regions show knows the local details that stand in it"""
    op.add_column("shown", sa.Column("details", sa.String(), nullable=False, server_default=""))
    op.add_column("shown", sa.Column("details_on", sa.Date(), nullable=True))
    op.add_column("shown", sa.Column("filled", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_shown_details_on", "shown", ["region", "details_on"], unique=False)
    op.create_index("ix_shown_filled", "shown", ["filled"], unique=False)


def downgrade() -> None:
    """Regions show pages without local details. Entries of the log that state one mean nothing to an older version."""
    op.drop_index("ix_shown_filled", "shown")
    op.drop_index("ix_shown_details_on", "shown")
    op.drop_column("shown", "filled")
    op.drop_column("shown", "details_on")
    op.drop_column("shown", "details")
