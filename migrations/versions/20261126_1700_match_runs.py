"""Keep batch runs of the matching, what each says of a student, and seats kept by hand"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1700"
down_revision = "20261126_1620"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "match_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("writes", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("school_ids", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("students", sa.Integer(), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("envious", sa.Integer(), nullable=False),
        sa.Column("summary", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("snapshot_hash", sa.Text(), nullable=False),
        sa.Column("result_hash", sa.Text(), nullable=False),
        sa.Column("instance", sa.LargeBinary(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("committed_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('queued','ready','committed','set_aside','failed')",
            name=op.f("ck_match_run_state"),
        ),
        sa.CheckConstraint(
            "writes in ('shortlisted','offered')", name=op.f("ck_match_run_writes")
        ),
        sa.CheckConstraint(
            "objective IN ('two-stage', 'max-benefit')", name=op.f("ck_match_run_objective")
        ),
        sa.CheckConstraint("seed >= 0", name=op.f("ck_match_run_seed")),
        sa.CheckConstraint(
            "(state = 'committed') = (committed_at IS NOT NULL)",
            name=op.f("ck_match_run_committed_at"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('ready', 'committed') OR instance IS NOT NULL",
            name=op.f("ck_match_run_instance"),
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_match_run_program_id_program")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_run")),
    )
    op.create_index(op.f("ix_match_run_program_id"), "match_run", ["program_id"])
    op.create_index(
        "ix_match_run_program_id_created_at", "match_run", ["program_id", "created_at"]
    )
    op.create_table(
        "match_run_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=True),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("match_id", sa.Integer(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "change in ('placed','moved','same','unplaced')",
            name=op.f("ck_match_run_row_change"),
        ),
        sa.CheckConstraint(
            "stage IN ('lock', 'asked', 'filled', '') AND (stage = '') = (placement_id IS NULL)",
            name=op.f("ck_match_run_row_stage"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_run.id"], name=op.f("fk_match_run_row_run_id_match_run")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_match_run_row_student_id_student")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placement.id"],
            name=op.f("fk_match_run_row_placement_id_placement"),
        ),
        sa.ForeignKeyConstraint(
            ["before_id"], ["placement.id"], name=op.f("fk_match_run_row_before_id_placement")
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_match_run_row_match_id_match")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_run_row")),
        sa.UniqueConstraint(
            "run_id", "student_id", name=op.f("uq_match_run_row_run_id_student_id")
        ),
    )
    for column in ("student_id", "placement_id", "before_id"):
        op.create_index(op.f(f"ix_match_run_row_{column}"), "match_run_row", [column])
    op.create_index("ix_match_run_row_held", "match_run_row", ["match_id", "held"])
    op.create_table(
        "match_lock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_match_lock_program_id_program")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_match_lock_student_id_student")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_match_lock_placement_id_placement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_lock")),
        sa.UniqueConstraint(
            "program_id", "student_id", name=op.f("uq_match_lock_program_id_student_id")
        ),
    )
    for column in ("program_id", "student_id", "placement_id"):
        op.create_index(op.f(f"ix_match_lock_{column}"), "match_lock", [column])


def downgrade():
    op.drop_table("match_lock")
    op.drop_table("match_run_row")
    op.drop_table("match_run")
