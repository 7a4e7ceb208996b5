"""How regions are checked: their country's rules, and their own decisions about them

Revision: 0006, after 0005, 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

MOMENT = sa.String(32).with_variant(sa.DateTime(timezone=True), "postgresql")

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """How regions are checked: their country's rules, and their own decisions about them"""
    op.add_column("region", sa.Column("country", sa.String(), nullable=False, server_default="nz"))
    op.create_table(
        "check_ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("strength", sa.String(), nullable=True),
        sa.Column("allow", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_check_ruling_region_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_check_ruling_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ruling")),
    )
    op.create_index(op.f("ix_check_ruling_region_id"), "check_ruling", ["region_id"], unique=False)
    _forbid("update")
    _forbid("delete")


def _forbid(change: str) -> None:
    """What was decided is never changed nor taken away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"create trigger check_ruling_no_{change} before {change} on check_ruling "
            "begin select raise(abort, 'rows of check_ruling are written once'); end"
        )
        return
    op.execute(
        f"create trigger check_ruling_no_{change} before {change} on check_ruling "
        "for each statement execute function waymark_written_once()"
    )


def downgrade() -> None:
    """Every region as its program has it; the triggers go with their table."""
    op.drop_table("check_ruling")
    op.drop_column("region", "country")
