"""Searches are counted without people; what was done about them, and what regions teach search

Revision: 0010, after 0009, 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

MOMENT = sa.String(32).with_variant(sa.DateTime(timezone=True), "postgresql")
COUNTS = ("searches", "visits", "empty", "corrected", "told", "opened", "ranks", "chosen")
ONCE = ("search_settlement", "vocabulary_change")

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Searches are counted without people; what was done about them, and what regions teach search"""
    op.create_table(
        "search_count",
        *_of_a_query(),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint("region_id", "day", "key", name=op.f("pk_search_count")),
        _region("search_count"),
    )
    op.create_table(
        "search_mark",
        *_of_a_query(),
        sa.Column("marks", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("region_id", "day", "key", name=op.f("pk_search_mark")),
        _region("search_mark"),
    )
    op.create_table(
        "search_salt",
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("region_id", "day", name=op.f("pk_search_salt")),
        _region("search_salt"),
    )
    op.create_table(
        "search_report",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_search_report")),
    )
    op.create_table(
        "search_phrase",
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("became", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("region_id", "key", name=op.f("pk_search_phrase")),
        _region("search_phrase"),
    )
    op.create_table(
        "search_settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("settled", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *_by_whom(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_settlement")),
        _region("search_settlement"),
        _person("search_settlement"),
    )
    op.create_index(op.f("ix_search_settlement_region_id"), "search_settlement", ["region_id"], unique=False)
    op.create_table(
        "vocabulary_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("means", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *_by_whom(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vocabulary_change")),
        sa.UniqueConstraint("region_id", "number", name=op.f("uq_vocabulary_change_region_id_number")),
        _region("vocabulary_change"),
        _person("vocabulary_change"),
    )
    for table in ONCE:
        _forbid("update", table)
        _forbid("delete", table)


def _of_a_query() -> list[sa.Column[object]]:
    return [
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
    ]


def _by_whom() -> list[sa.Column[object]]:
    return [sa.Column("person_id", sa.Integer(), nullable=False), sa.Column("at", MOMENT, nullable=False)]


def _region(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f(f"fk_{table}_region_id"))


def _person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id"))


def _forbid(change: str, table: str) -> None:
    """What was decided is never changed nor taken away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"create trigger {table}_no_{change} before {change} on {table} "
            f"begin select raise(abort, 'rows of {table} are written once'); end"
        )
        return
    what = "delete or truncate" if change == "delete" else change
    op.execute(
        f"create trigger {table}_no_{change} before {what} on {table} for each statement execute function waymark_written_once()"
    )


def downgrade() -> None:
    """Nothing is counted and nothing taught; the triggers go with their tables."""
    for table in (*ONCE, "search_phrase", "search_report", "search_salt", "search_mark", "search_count"):
        op.drop_table(table)
