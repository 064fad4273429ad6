"""Keep what was filled in of a request so far."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0025"
down_revision = "20261125_2050"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "link_draft",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["link_request.id"],
            name=op.f("fk_link_draft_request_id_link_request"),
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_link_draft")),
    )


def downgrade():
    op.drop_table("link_draft")
