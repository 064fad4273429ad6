"""Keep when interviews are, as staff agreed with both sides."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1145"
down_revision = "20261126_1140"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "interview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_interview_match_id_match")
        ),
        sa.CheckConstraint("length(begins) = 16", name=op.f("ck_interview_a_day_and_a_minute")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
    )
    op.create_index(op.f("ix_interview_match_id"), "interview", ["match_id"])


def downgrade():
    op.drop_table("interview")
