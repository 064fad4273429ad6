"""Find the newest mail of a letter, whose values its preview shows, without reading them all."""

from alembic import op

revision = "20261126_0655"
down_revision = "20261126_0650"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("ix_outbox_message_kind", "outbox_message", ["kind", "language", "id"])


def downgrade():
    op.drop_index("ix_outbox_message_kind", table_name="outbox_message")
