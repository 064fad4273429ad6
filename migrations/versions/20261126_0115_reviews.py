"""Keep skills reviews and their grades, append-only."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0115"
down_revision = "20261126_0025"
branch_labels = None
depends_on = None

TABLES = ("review", "review_rating")
REFUSAL = "this table is append-only"


def upgrade():
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rubric_version", sa.Integer(), nullable=False),
        sa.Column("rubric", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stage in ('baseline','final')", name=op.f("ck_review_stage")),
        sa.CheckConstraint(
            "method in ('link','phone','paper','in_person','staff')", name=op.f("ck_review_method")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_review_number")),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_review_match_id_match")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["link_request.id"], name=op.f("fk_review_request_id_link_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint(
            "match_id", "stage", "number", name=op.f("uq_review_match_id_stage_number")
        ),
    )
    op.create_index(op.f("ix_review_request_id"), "review", ["request_id"])
    op.create_table(
        "review_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("skill_group", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "skill_group in ('employability','job')", name=op.f("ck_review_rating_skill_group")
        ),
        sa.CheckConstraint(
            "level IS NULL OR (level >= 1 AND level <= 5)", name=op.f("ck_review_rating_level")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_rating_review_id_review")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_rating")),
        sa.UniqueConstraint(
            "review_id",
            "skill_group",
            "position",
            name=op.f("uq_review_rating_review_id_skill_group_position"),
        ),
    )
    for table in TABLES:
        if op.get_bind().dialect.name != "sqlite":
            op.execute(
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
            continue
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def downgrade():
    op.drop_table("review_rating")
    op.drop_table("review")
