"""Keep which placements of a program students want, in their order."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1110"
down_revision = "20261126_0720"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "preference_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_preference_list_student_id_student")
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_preference_list_program_id_program")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference_list")),
        sa.UniqueConstraint(
            "student_id", "program_id", name=op.f("uq_preference_list_student_id_program_id")
        ),
    )
    op.create_index(op.f("ix_preference_list_program_id"), "preference_list", ["program_id"])
    op.create_table(
        "preference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 10", name=op.f("ck_preference_position")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["preference_list.id"], name=op.f("fk_preference_list_id_preference_list")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_preference_placement_id_placement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference")),
        sa.UniqueConstraint("list_id", "position", name=op.f("uq_preference_list_id_position")),
        sa.UniqueConstraint(
            "list_id", "placement_id", name=op.f("uq_preference_list_id_placement_id")
        ),
    )
    op.create_index(op.f("ix_preference_placement_id"), "preference", ["placement_id"])


def downgrade():
    op.drop_table("preference")
    op.drop_table("preference_list")
