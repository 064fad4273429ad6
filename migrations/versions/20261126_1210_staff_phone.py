"""Keep the telephone of staff, and find whom a request was passed on to."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1210"
down_revision = "20261126_1150"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("staff_user") as batch_op:
        batch_op.add_column(sa.Column("phone", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("link_request") as batch_op:
        batch_op.create_index(batch_op.f("ix_link_request_passed_from_id"), ["passed_from_id"])


def downgrade():
    with op.batch_alter_table("link_request") as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_request_passed_from_id"))
    with op.batch_alter_table("staff_user") as batch_op:
        batch_op.drop_column("phone")
