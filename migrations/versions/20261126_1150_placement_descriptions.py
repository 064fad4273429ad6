"""Keep what partners wrote of their placements."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1150"
down_revision = "20261126_1145"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "placement_description",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("said", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('sent','sent_back','reviewed')", name=op.f("ck_placement_description_state")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["link_request.id"],
            name=op.f("fk_placement_description_request_id_link_request"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placement.id"],
            name=op.f("fk_placement_description_placement_id_placement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_description")),
        sa.UniqueConstraint("placement_id", name=op.f("uq_placement_description_placement_id")),
        sa.UniqueConstraint("key", name=op.f("uq_placement_description_key")),
    )
    op.create_index(
        op.f("ix_placement_description_request_id"), "placement_description", ["request_id"]
    )


def downgrade():
    op.drop_table("placement_description")
