"""Keep activities with their rosters."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_2010"
down_revision = "20261125_2005"
branch_labels = None
depends_on = None

KINDS = (
    "worksite_tour",
    "mock_interview",
    "guest_speaker",
    "career_fair",
    "credential_training",
    "job_shadow_day",
)
STATES = ("planned", "open", "held", "cancelled")
PLACES = ("signed_up", "attended", "absent", "excused", "withdrawn")


def one_of(table, column, values):
    told = ",".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} in ({told})", name=op.f(f"ck_{table}_{column}"))


def upgrade():
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("start", sa.Time(), nullable=False),
        sa.Column("end", sa.Time(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("places_taken", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer()),
        sa.Column("employer_id", sa.Integer()),
        sa.Column("site_id", sa.Integer()),
        sa.Column("contact_id", sa.Integer()),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("stage_chosen", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        one_of("activity", "state", STATES),
        one_of("activity", "kind", KINDS),
        sa.CheckConstraint(
            "places_taken >= 0 AND places_taken <= capacity",
            name=op.f("ck_activity_places_taken"),
        ),
        sa.CheckConstraint(
            "capacity >= 1 AND capacity <= 2000", name=op.f("ck_activity_capacity")
        ),
        sa.CheckConstraint('start < "end"', name=op.f("ck_activity_order")),
        sa.CheckConstraint(
            "site_id IS NULL OR employer_id IS NOT NULL", name=op.f("ck_activity_site_id")
        ),
        sa.CheckConstraint(
            "contact_id IS NULL OR employer_id IS NOT NULL",
            name=op.f("ck_activity_contact_id"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{parent}_id"], [f"{parent}.id"], name=op.f(f"fk_activity_{parent}_id_{parent}")
            )
            for parent in ("program", "employer", "site", "contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("uid", name=op.f("uq_activity_uid")),
    )
    with op.batch_alter_table("activity") as batch_op:
        for column in ("day", "program_id", "employer_id", "site_id", "contact_id"):
            batch_op.create_index(batch_op.f(f"ix_activity_{column}"), [column])
    op.create_table(
        "activity_school",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_school_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_activity_school_school_id_school")
        ),
        sa.PrimaryKeyConstraint("activity_id", "school_id", name=op.f("pk_activity_school")),
    )
    with op.batch_alter_table("activity_school") as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_school_school_id"), ["school_id"])
    op.create_table(
        "activity_student",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("signed_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        one_of("activity_student", "state", PLACES),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_activity_student_activity_id_activity"),
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_activity_student_student_id_student")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_student")),
        sa.UniqueConstraint(
            "activity_id", "student_id", name=op.f("uq_activity_student_activity_id_student_id")
        ),
    )
    with op.batch_alter_table("activity_student") as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_student_student_id"), ["student_id"])


def downgrade():
    op.drop_table("activity_student")
    op.drop_table("activity_school")
    op.drop_table("activity")
