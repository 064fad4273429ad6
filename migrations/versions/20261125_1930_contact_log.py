"""Keep a log of talks with partners, each with its next step."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1930"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "contact_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('call','email','visit','meeting','note')",
            name=op.f("ck_contact_log_kind"),
        ),
        sa.CheckConstraint(
            "next_step = '' OR (due_on IS NOT NULL AND assignee_id IS NOT NULL)",
            name=op.f("ck_contact_log_next_step"),
        ),
        sa.CheckConstraint(
            "done_at IS NULL OR next_step <> ''", name=op.f("ck_contact_log_done_at")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_contact_log_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_log_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["staff_user.id"], name=op.f("fk_contact_log_assignee_id_staff_user")
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["staff_user.id"], name=op.f("fk_contact_log_done_by_id_staff_user")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["staff_user.id"], name=op.f("fk_contact_log_by_id_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_log")),
    )
    with op.batch_alter_table("contact_log", schema=None) as batch_op:
        batch_op.create_index("ix_contact_log_employer_id_day", ["employer_id", "day"])
        batch_op.create_index("ix_contact_log_due", ["assignee_id", "done_at", "due_on"])
        batch_op.create_index(batch_op.f("ix_contact_log_contact_id"), ["contact_id"])


def downgrade():
    op.drop_table("contact_log")
