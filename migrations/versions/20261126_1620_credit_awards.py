"""Keep awards of credit, and the transcript files in which they went out"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1620"
down_revision = "20261126_1236"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "transcript_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("awards", sa.Integer(), nullable=False),
        sa.Column("credit", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("awards > 0", name=op.f("ck_transcript_export_awards")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_transcript_export_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("fk_transcript_export_file_id_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_export")),
    )
    op.create_index(op.f("ix_transcript_export_school_id"), "transcript_export", ["school_id"])
    op.create_index(op.f("ix_transcript_export_file_id"), "transcript_export", ["file_id"])
    op.create_table(
        "credit_award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("credit", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("credit_type", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("rule", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("attested", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("awarded_by", sa.Text(), nullable=False),
        sa.Column("awarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("export_id", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('eligible','approved','transcripted','withdrawn')",
            name=op.f("ck_credit_award_state"),
        ),
        sa.CheckConstraint("credit > 0", name=op.f("ck_credit_award_credit")),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_credit_award_minutes")),
        sa.CheckConstraint(
            "needs_second = false OR approved_by IS NULL OR approved_by <> awarded_by",
            name=op.f("ck_credit_award_second"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'transcripted') OR approved_by IS NOT NULL",
            name=op.f("ck_credit_award_approved_by"),
        ),
        sa.CheckConstraint(
            "(state <> 'transcripted' OR export_id IS NOT NULL) AND "
            "(export_id IS NULL OR state IN ('transcripted', 'withdrawn'))",
            name=op.f("ck_credit_award_export_id"),
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_credit_award_student_id_student")
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_credit_award_match_id_match")
        ),
        sa.ForeignKeyConstraint(
            ["export_id"],
            ["transcript_export.id"],
            name=op.f("fk_credit_award_export_id_transcript_export"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_award")),
    )
    for column in ("student_id", "match_id", "export_id"):
        op.create_index(op.f(f"ix_credit_award_{column}"), "credit_award", [column])
    op.create_index("ix_credit_award_state", "credit_award", ["state", "earned_on"])


def downgrade():
    op.drop_table("credit_award")
    op.drop_table("transcript_export")
