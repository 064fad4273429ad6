"""Keep the catalogue of credentials, and each student's tries at one"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1200"
down_revision = "20261127_0900"
branch_labels = None
depends_on = None
OPEN_TRY = sa.text("state IN ('planned', 'attempted')")
ONCE_A_DAY = sa.text("state IN ('earned', 'expired')")


def upgrade():
    op.create_table(
        "credential",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("career_field", sa.Text(), nullable=False),
        sa.Column("cluster", sa.Text(), nullable=False),
        sa.Column("cip", sa.Text(), nullable=False),
        sa.Column("soc", sa.Text(), nullable=False),
        sa.Column("lasts_months", sa.Integer(), nullable=True),
        sa.Column("exam_fee", sa.Integer(), nullable=True),
        sa.Column("state_approved", sa.Boolean(), nullable=False),
        sa.Column("next_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "lasts_months IS NULL OR lasts_months > 0", name=op.f("ck_credential_lasts_months")
        ),
        sa.CheckConstraint(
            "exam_fee IS NULL OR exam_fee >= 0", name=op.f("ck_credential_exam_fee")
        ),
        sa.CheckConstraint(
            "next_id IS NULL OR next_id <> id", name=op.f("ck_credential_next_id")
        ),
        sa.ForeignKeyConstraint(
            ["next_id"], ["credential.id"], name=op.f("fk_credential_next_id_credential")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        sa.UniqueConstraint("search", name=op.f("uq_credential_search")),
    )
    op.create_index(op.f("ix_credential_next_id"), "credential", ["next_id"])
    op.create_table(
        "credential_award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("exam_on", sa.Date(), nullable=True),
        sa.Column("earned_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("score", sa.Text(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('planned','attempted','earned','failed','expired','withdrawn')",
            name=op.f("ck_credential_award_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('earned', 'expired') OR earned_on IS NOT NULL",
            name=op.f("ck_credential_award_earned_on"),
        ),
        sa.CheckConstraint(
            "expires_on IS NULL OR (earned_on IS NOT NULL AND expires_on >= earned_on)",
            name=op.f("ck_credential_award_expires_on"),
        ),
        sa.CheckConstraint(
            "state <> 'expired' OR expires_on IS NOT NULL",
            name=op.f("ck_credential_award_expired"),
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_credential_award_student_id_student")
        ),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["credential.id"],
            name=op.f("fk_credential_award_credential_id_credential"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_credential_award_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["file.id"], name=op.f("fk_credential_award_evidence_id_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_award")),
    )
    for column in ("student_id", "credential_id", "activity_id", "evidence_id"):
        op.create_index(op.f(f"ix_credential_award_{column}"), "credential_award", [column])
    op.create_index(
        "uq_credential_award_open",
        "credential_award",
        ["student_id", "credential_id"],
        unique=True,
        sqlite_where=OPEN_TRY,
        postgresql_where=OPEN_TRY,
    )
    op.create_index(
        "uq_credential_award_day",
        "credential_award",
        ["student_id", "credential_id", "earned_on"],
        unique=True,
        sqlite_where=ONCE_A_DAY,
        postgresql_where=ONCE_A_DAY,
    )
    op.create_index(
        "ix_credential_award_state", "credential_award", ["state", "expires_on"]
    )


def downgrade():
    op.drop_table("credential_award")
    op.drop_table("credential")
