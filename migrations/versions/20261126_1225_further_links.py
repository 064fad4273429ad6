"""Let one mail carry several links, as a digest does."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1225"
down_revision = "20261126_1220"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("outbox_message", sa.Column("further", sa.JSON(none_as_null=True), nullable=True))


def downgrade():
    with op.batch_alter_table("outbox_message") as batch:
        batch.drop_column("further")
