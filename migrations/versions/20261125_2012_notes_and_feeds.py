"""Keep notes on matches, and the addresses of calendar feeds."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_2012"
down_revision = "20261125_2040"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "match_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name="fk_match_note_match_id_match"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_user.id"], name="fk_match_note_staff_id_staff_user"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_match_note"),
    )
    op.create_index("ix_match_note_match_id", "match_note", ["match_id"])
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "whose in ('student','employer','site','contact')", name="ck_calendar_feed_whose"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_user.id"], name="fk_calendar_feed_staff_id_staff_user"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_feed"),
        sa.UniqueConstraint("public_id", name="uq_calendar_feed_public_id"),
    )
    op.create_index("ix_calendar_feed_staff_id", "calendar_feed", ["staff_id"])
    op.create_index(
        "ix_calendar_feed_whose_record_id", "calendar_feed", ["whose", "record_id"]
    )


def downgrade():
    op.drop_table("calendar_feed")
    op.drop_table("match_note")
