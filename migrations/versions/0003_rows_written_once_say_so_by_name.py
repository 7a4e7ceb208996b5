"""What is written once refuses as every other rule of the database does

On PostgreSQL the refusal was an error without a class; now it is a broken rule, as on SQLite.

Revision: 0003, after 0002, 2026-11-22
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is written once refuses as every other rule of the database does"""
    _refuse_with(" using errcode = 'integrity_constraint_violation'")


def downgrade() -> None:
    """The refusal as it was first."""
    _refuse_with("")


def _refuse_with(named: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "create or replace function waymark_written_once() returns trigger language plpgsql as "
            f"$$ begin raise exception 'rows of % are written once', tg_table_name{named}; end $$"
        )
