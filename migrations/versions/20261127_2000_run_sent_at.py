"""Say since when students may read what a run came to for them"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_2000"
down_revision = "20261127_1900"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("match_run", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("match_run") as batch_op:
        batch_op.drop_column("sent_at")
