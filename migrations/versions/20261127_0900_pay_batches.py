"""Keep pay batches, their payments, and which line of the ledger is in which"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0900"
down_revision = "20261127_0800"
branch_labels = None
depends_on = None
OPEN_DRAFT = sa.text("state = 'draft'")
LIVE = sa.text("live")


def upgrade():
    op.create_table(
        "pay_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("payments", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.Text(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("csv_id", sa.Integer(), nullable=True),
        sa.Column("xlsx_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('draft','approved','exported','paid','discarded')",
            name=op.f("ck_pay_batch_state"),
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> prepared_by", name=op.f("ck_pay_batch_second")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'exported', 'paid') OR approved_by IS NOT NULL",
            name=op.f("ck_pay_batch_approved_by"),
        ),
        sa.CheckConstraint(
            "(state IN ('exported', 'paid')) = (csv_id IS NOT NULL AND xlsx_id IS NOT NULL)",
            name=op.f("ck_pay_batch_files"),
        ),
        sa.CheckConstraint("cents >= 0 AND payments >= 0", name=op.f("ck_pay_batch_sums")),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_pay_batch_program_id_program")
        ),
        sa.ForeignKeyConstraint(["csv_id"], ["file.id"], name=op.f("fk_pay_batch_csv_id_file")),
        sa.ForeignKeyConstraint(["xlsx_id"], ["file.id"], name=op.f("fk_pay_batch_xlsx_id_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_batch")),
    )
    op.create_index(op.f("ix_pay_batch_program_id"), "pay_batch", ["program_id"])
    op.create_index("ix_pay_batch_state", "pay_batch", ["state", "last_day"])
    op.create_index(
        "uq_pay_batch_draft",
        "pay_batch",
        ["program_id"],
        unique=True,
        sqlite_where=OPEN_DRAFT,
        postgresql_where=OPEN_DRAFT,
    )
    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("payee", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("fund", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("form_on_file", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("warrant", sa.Text(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('due','paid','returned')", name=op.f("ck_payment_state")
        ),
        sa.CheckConstraint("cents > 0", name=op.f("ck_payment_cents")),
        sa.CheckConstraint(
            "state <> 'paid' OR paid_on IS NOT NULL", name=op.f("ck_payment_paid_on")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["pay_batch.id"], name=op.f("fk_payment_batch_id_pay_batch")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_payment_student_id_student")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("batch_id", "student_id", name=op.f("uq_payment_batch_id_student_id")),
    )
    op.create_index(op.f("ix_payment_student_id"), "payment", ["student_id"])
    op.create_table(
        "payee_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('W-4','W-9','W-8BEN')", name=op.f("ck_payee_form_kind")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_payee_form_student_id_student")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_form")),
        sa.UniqueConstraint("student_id", name=op.f("uq_payee_form_student_id")),
    )
    op.create_table(
        "paid_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("stipend_line_id", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_paid_line_payment_id_payment")
        ),
        sa.ForeignKeyConstraint(
            ["stipend_line_id"],
            ["stipend_line.id"],
            name=op.f("fk_paid_line_stipend_line_id_stipend_line"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paid_line")),
    )
    op.create_index(op.f("ix_paid_line_payment_id"), "paid_line", ["payment_id"])
    op.create_index(op.f("ix_paid_line_stipend_line_id"), "paid_line", ["stipend_line_id"])
    op.create_index(
        "uq_paid_line_live",
        "paid_line",
        ["stipend_line_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def downgrade():
    op.drop_table("paid_line")
    op.drop_table("payee_form")
    op.drop_table("payment")
    op.drop_table("pay_batch")
