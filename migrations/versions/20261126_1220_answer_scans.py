"""Keep scans of answers on paper, and what staff noted of an answer."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1220"
down_revision = "20261126_1210"
branch_labels = None
depends_on = None


def upgrade():
    # no batch: a table made anew would lose the triggers that keep its rows as they were
    op.add_column("link_answer", sa.Column("note", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "answer_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["link_answer.id"], name=op.f("fk_answer_scan_answer_id_link_answer")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("fk_answer_scan_file_id_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_scan")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_answer_scan_answer_id")),
    )
    op.create_index(op.f("ix_answer_scan_file_id"), "answer_scan", ["file_id"])


def downgrade():
    op.drop_table("answer_scan")
    op.drop_column("link_answer", "note")
