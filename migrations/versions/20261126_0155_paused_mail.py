"""Let a request, or all of one person's, wait."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0155"
down_revision = "20261126_0115"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "paused_mail",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record", "record_id", name=op.f("pk_paused_mail")),
    )


def downgrade():
    op.drop_table("paused_mail")
