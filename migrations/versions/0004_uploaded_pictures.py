"""Uploaded pictures

Revision: 0004, after 0003, 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

MOMENT = sa.String(32).with_variant(sa.DateTime(timezone=True), "postgresql")

NEVER_CHANGED = ("asset", "asset_upload", "asset_use")
"""Tables whose rows are never changed; a picture that no revision names may be deleted."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Uploaded pictures"""
    op.create_table(
        "asset",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_asset")),
    )
    op.create_index(op.f("ix_asset_sha256"), "asset", ["sha256"], unique=False)
    op.create_table(
        "asset_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("shows", sa.String(), nullable=False),
        sa.Column("doses", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_asset_upload_region_id")),
        sa.ForeignKeyConstraint(["name"], ["asset.name"], name=op.f("fk_asset_upload_name")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_asset_upload_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_upload")),
    )
    op.create_index(op.f("ix_asset_upload_name"), "asset_upload", ["name"], unique=False)
    op.create_index("ix_asset_upload_region_name", "asset_upload", ["region_id", "name"], unique=False)
    op.create_table(
        "asset_use",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_asset_use_revision_id")),
        sa.PrimaryKeyConstraint("revision_id", "name", name=op.f("pk_asset_use")),
    )
    op.create_index(op.f("ix_asset_use_name"), "asset_use", ["name"], unique=False)
    for name in NEVER_CHANGED:
        _forbid_change(name)


def _forbid_change(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"create trigger {table}_no_update before update on {table} "
            f"begin select raise(abort, 'rows of {table} are written once'); end"
        )
        return
    op.execute(
        f"create trigger {table}_written_once before update on {table} for each statement execute function waymark_written_once()"
    )


def downgrade() -> None:
    """Without pictures; the triggers go with their tables."""
    for name in reversed(NEVER_CHANGED):
        op.drop_table(name)
