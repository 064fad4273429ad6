"""Find at once what was asked and mailed about a record"""

from alembic import op

revision = "20261127_1800"
down_revision = "20261127_1200"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(
        "ix_link_request_subject",
        "link_request",
        ["subject_id", "subject_kind", "kind", "subject_day"],
    )
    op.create_index("ix_outbox_message_record", "outbox_message", ["record", "record_id"])


def downgrade():
    op.drop_index("ix_outbox_message_record", "outbox_message")
    op.drop_index("ix_link_request_subject", "link_request")
