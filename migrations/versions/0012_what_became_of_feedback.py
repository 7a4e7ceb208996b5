"""What became of feedback: a link for who sent it, and what readers are told of it

Revision: 0012, after 0011, 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What became of feedback: a link for who sent it, and what readers are told of it"""
    op.add_column("feedback", sa.Column("reference", sa.String(), nullable=True))
    op.add_column("feedback", sa.Column("told", sa.String(), nullable=False, server_default=""))
    op.create_index(op.f("ix_feedback_reference"), "feedback", ["reference"], unique=True)
    op.create_index(op.f("ix_feedback_pathway_id"), "feedback", ["pathway_id"], unique=False)


def downgrade() -> None:
    """Nobody can look what became of a message."""
    op.drop_index(op.f("ix_feedback_pathway_id"), "feedback")
    op.drop_index(op.f("ix_feedback_reference"), "feedback")
    op.drop_column("feedback", "told")
    op.drop_column("feedback", "reference")
