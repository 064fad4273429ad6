"""Give guardians a version, so that of two people who correct one the later is told."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_2020"
down_revision = "20261125_2012"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("guardian") as batch:
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade():
    with op.batch_alter_table("guardian") as batch:
        batch.drop_column("version")
