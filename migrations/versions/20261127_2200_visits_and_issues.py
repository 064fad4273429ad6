"""Let a note on a match be a visit to the workplace, or a problem there"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_2200"
down_revision = "20261127_2100"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("match_note") as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=40), nullable=False, server_default="note")
        )
        batch_op.add_column(sa.Column("visited_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_check_constraint(
            op.f("ck_match_note_kind"), "kind in ('note','visit','issue')"
        )
        batch_op.create_check_constraint(
            op.f("ck_match_note_visited_on"), "(kind = 'visit') = (visited_on IS NOT NULL)"
        )
        batch_op.create_check_constraint(
            op.f("ck_match_note_urgent"), "kind = 'issue' OR NOT urgent"
        )


def downgrade():
    with op.batch_alter_table("match_note") as batch_op:
        batch_op.drop_constraint(op.f("ck_match_note_kind"), type_="check")
        batch_op.drop_constraint(op.f("ck_match_note_visited_on"), type_="check")
        batch_op.drop_constraint(op.f("ck_match_note_urgent"), type_="check")
        batch_op.drop_column("urgent")
        batch_op.drop_column("visited_on")
        batch_op.drop_column("kind")
