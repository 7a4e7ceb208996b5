"""Words that come down from above, or with Waymark, can be switched off

Revision: 0014, after 0013, 2026-11-23
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

TABLE = "vocabulary_switch"

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Words that come down from above, or with Waymark, can be switched off"""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(32).with_variant(sa.DateTime(timezone=True), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("region_id", "number", name=op.f(f"uq_{TABLE}_region_id_number")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f(f"fk_{TABLE}_region_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{TABLE}_person_id")),
    )
    for change in ("update", "delete"):
        _forbid(change)


def _forbid(change: str) -> None:
    """What was decided is never changed nor taken away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"create trigger {TABLE}_no_{change} before {change} on {TABLE} "
            f"begin select raise(abort, 'rows of {TABLE} are written once'); end"
        )
        return
    what = "delete or truncate" if change == "delete" else change
    op.execute(
        f"create trigger {TABLE}_no_{change} before {what} on {TABLE} for each statement execute function waymark_written_once()"
    )


def downgrade() -> None:
    """Everything that comes down counts again; the triggers go with their table."""
    op.drop_table(TABLE)
