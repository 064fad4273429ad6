"""Say where a school is, and tell the later of two who change a school or a calendar."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_2040"
down_revision = "20261125_2015"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("school") as table:
        table.add_column(sa.Column("latitude", sa.Double(), nullable=True))
        table.add_column(sa.Column("longitude", sa.Double(), nullable=True))
        table.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        table.create_check_constraint(op.f("ck_school_bells"), "bell_start < bell_end")
        table.create_check_constraint(
            op.f("ck_school_place"), "(latitude IS NULL) = (longitude IS NULL)"
        )
    with op.batch_alter_table("calendar") as table:
        table.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        table.create_check_constraint(
            op.f("ck_calendar_school_year"), "school_year >= 2000 AND school_year <= 2100"
        )


def downgrade():
    with op.batch_alter_table("calendar") as table:
        table.drop_constraint(op.f("ck_calendar_school_year"), type_="check")
        table.drop_column("version")
    with op.batch_alter_table("school") as table:
        table.drop_constraint(op.f("ck_school_place"), type_="check")
        table.drop_constraint(op.f("ck_school_bells"), type_="check")
        table.drop_column("version")
        table.drop_column("longitude")
        table.drop_column("latitude")
