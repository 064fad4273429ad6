"""Keep where a site lies and whose law rules it, and why somebody is not to be contacted."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_2015"
down_revision = "20261125_2010"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("employer", schema=None) as batch_op:
        for name in ("website", "do_not_contact_reason"):
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("do_not_contact_reason", sa.Text(), nullable=False, server_default="")
        )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.add_column(sa.Column("latitude", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("longitude", sa.Float(), nullable=True))
        batch_op.add_column(
            sa.Column("jurisdiction", sa.Text(), nullable=False, server_default="")
        )
        batch_op.create_check_constraint(
            op.f("ck_site_latitude"), "latitude >= -90 AND latitude <= 90"
        )
        batch_op.create_check_constraint(
            op.f("ck_site_longitude"), "longitude >= -180 AND longitude <= 180"
        )
        batch_op.create_check_constraint(
            op.f("ck_site_coordinates"), "(latitude IS NULL) = (longitude IS NULL)"
        )
    op.execute("UPDATE site SET jurisdiction = state")


def downgrade():
    with op.batch_alter_table("site", schema=None) as batch_op:
        for name in ("latitude", "longitude", "coordinates"):
            batch_op.drop_constraint(op.f(f"ck_site_{name}"), type_="check")
        for name in ("jurisdiction", "longitude", "latitude"):
            batch_op.drop_column(name)
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_column("do_not_contact_reason")
    with op.batch_alter_table("employer", schema=None) as batch_op:
        for name in ("do_not_contact_reason", "website"):
            batch_op.drop_column(name)
