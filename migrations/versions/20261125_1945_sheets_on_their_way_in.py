"""Keep sheets between preview and import, and remember which heading stood for which column."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1945"
down_revision = "20261125_1940"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "kept_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kept_by", sa.Text(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_sheet"),
    )
    with op.batch_alter_table("kept_sheet") as batch:
        batch.create_index("ix_kept_sheet_purpose_kept_at", ["purpose", "kept_at"])
    op.create_table(
        "column_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("headings", sa.Text(), nullable=False),
        sa.Column("titles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("chosen_by", sa.Text(), nullable=False),
        sa.Column("chosen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_column_mapping"),
        sa.UniqueConstraint("purpose", "headings", name="uq_column_mapping_purpose_headings"),
    )


def downgrade():
    op.drop_table("column_mapping")
    with op.batch_alter_table("kept_sheet") as batch:
        batch.drop_index("ix_kept_sheet_purpose_kept_at")
    op.drop_table("kept_sheet")
