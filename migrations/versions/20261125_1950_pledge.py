"""Keep the seats that an employer promises to a program."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1950"
down_revision = "20261125_1945"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("posted", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('asked','pledged','confirmed','declined','lapsed')",
            name=op.f("ck_pledge_state"),
        ),
        sa.CheckConstraint(
            "seats >= 1 AND posted >= 0 AND posted <= seats", name=op.f("ck_pledge_seats")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_pledge_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_pledge_program_id_program")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint(
            "employer_id", "program_id", name=op.f("uq_pledge_employer_id_program_id")
        ),
    )
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pledge_program_id"), ["program_id"])


def downgrade():
    op.drop_table("pledge")
