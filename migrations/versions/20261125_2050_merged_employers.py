"""Keep a merged employer where it was, with the way back."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_2050"
down_revision = "20261125_2045"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merge_batch_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_employer_merged_into_id_employer"), "employer", ["merged_into_id"], ["id"]
        )
        batch_op.create_foreign_key(
            op.f("fk_employer_merge_batch_id_import_batch"),
            "import_batch",
            ["merge_batch_id"],
            ["id"],
        )
        batch_op.create_index(op.f("ix_employer_merged_into_id"), ["merged_into_id"])


def downgrade():
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_employer_merged_into_id"))
        batch_op.drop_constraint(
            op.f("fk_employer_merge_batch_id_import_batch"), type_="foreignkey"
        )
        batch_op.drop_constraint(op.f("fk_employer_merged_into_id_employer"), type_="foreignkey")
        batch_op.drop_column("merge_batch_id")
        batch_op.drop_column("merged_into_id")
