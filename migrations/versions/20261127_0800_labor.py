"""Keep the district's own child-labor rules, and what was allowed against a rule"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0800"
down_revision = "20261126_1700"
branch_labels = None
depends_on = None
STANDS = sa.text("taken_back_at IS NULL")
STANDS_FOR_ALL = sa.text("taken_back_at IS NULL AND student_id IS NULL")


def upgrade():
    op.create_table(
        "labor_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_age", sa.Integer(), nullable=False),
        sa.Column("below_age", sa.Integer(), nullable=False),
        sa.Column("when", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("limit", sa.Integer(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("end", sa.Text(), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('day', 'week', 'days', 'clock')", name=op.f("ck_labor_rule_kind")
        ),
        sa.CheckConstraint(
            "from_age >= 14 AND from_age < below_age", name=op.f("ck_labor_rule_ages")
        ),
        sa.CheckConstraint("below_age <= 18", name=op.f("ck_labor_rule_below_age")),
        sa.CheckConstraint(
            "effective_to IS NULL OR effective_from <= effective_to",
            name=op.f("ck_labor_rule_dates"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labor_rule")),
    )
    op.create_table(
        "labor_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_labor_override_reason")),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by = '')",
            name=op.f("ck_labor_override_taken_back_by"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placement.id"],
            name=op.f("fk_labor_override_placement_id_placement"),
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_labor_override_student_id_student")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labor_override")),
    )
    op.create_index(op.f("ix_labor_override_placement_id"), "labor_override", ["placement_id"])
    op.create_index(op.f("ix_labor_override_student_id"), "labor_override", ["student_id"])
    op.create_index(
        "uq_labor_override_stands",
        "labor_override",
        ["placement_id", "student_id", "rule"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index(
        "uq_labor_override_for_all",
        "labor_override",
        ["placement_id", "rule"],
        unique=True,
        sqlite_where=STANDS_FOR_ALL,
        postgresql_where=STANDS_FOR_ALL,
    )


def downgrade():
    op.drop_table("labor_override")
    op.drop_table("labor_rule")
