"""Keep what staff noted when they entered an employer's answer."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0720"
down_revision = "20261126_0700"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "referral_answer", sa.Column("evidence", sa.Text(), nullable=False, server_default="")
    )


def downgrade():
    op.drop_column("referral_answer", "evidence")
