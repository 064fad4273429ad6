"""Count enrolled students by grade and birth date from an index alone"""

from alembic import op

revision = "20261127_2100"
down_revision = "20261127_2000"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(
        "ix_student_enrolled", "student", ["left_at", "grade", "birth_date", "school_id"]
    )


def downgrade():
    op.drop_index("ix_student_enrolled", "student")
