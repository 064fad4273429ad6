"""Note on which ground facts of a student were shown."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0650"
down_revision = "20261126_0220"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "disclosure", sa.Column("basis", sa.Text(), nullable=False, server_default="placement")
    )


def downgrade():
    op.drop_column("disclosure", "basis")
