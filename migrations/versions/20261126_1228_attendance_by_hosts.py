"""Keep what hosts said of who came."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1228"
down_revision = "20261126_1225"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "host_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("took_place", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_host_report_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["link_request.id"],
            name=op.f("fk_host_report_request_id_link_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_report")),
        sa.UniqueConstraint("activity_id", name=op.f("uq_host_report_activity_id")),
    )
    op.create_index(op.f("ix_host_report_request_id"), "host_report", ["request_id"])
    op.create_table(
        "activity_guest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("school_id", sa.Integer()),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_guest_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_activity_guest_school_id_school")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_guest")),
    )
    op.create_index(op.f("ix_activity_guest_activity_id"), "activity_guest", ["activity_id"])
    op.create_index(op.f("ix_activity_guest_school_id"), "activity_guest", ["school_id"])
    with op.batch_alter_table("activity_student") as batch_op:
        batch_op.add_column(sa.Column("host_note", sa.Text(), nullable=False, server_default=""))


def downgrade():
    with op.batch_alter_table("activity_student") as batch_op:
        batch_op.drop_column("host_note")
    op.drop_table("activity_guest")
    op.drop_table("host_report")
