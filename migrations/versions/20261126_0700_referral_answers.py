"""Keep what employers answer about referred students, and a mail's calendar file."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0700"
down_revision = "20261126_0655"
branch_labels = None
depends_on = None

TABLE = "referral_answer"
REFUSAL = "this table is append-only"


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("times", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "answer in ('interview','offer','decline')", name=op.f("ck_referral_answer_answer")
        ),
        sa.CheckConstraint(
            "reason in ('schedule','skills','another_chosen','no_place','after_interview','other')",
            name=op.f("ck_referral_answer_reason"),
        ),
        sa.CheckConstraint(
            "(answer = 'decline') = (reason IS NOT NULL)",
            name=op.f("ck_referral_answer_reason_with_decline"),
        ),
        sa.CheckConstraint(
            "method in ('link','phone','paper','in_person')",
            name=op.f("ck_referral_answer_method"),
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_referral_answer_match_id_match")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["link_request.id"],
            name=op.f("fk_referral_answer_request_id_link_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_answer")),
    )
    op.create_index(op.f("ix_referral_answer_match_id"), TABLE, ["match_id"])
    op.create_index(op.f("ix_referral_answer_request_id"), TABLE, ["request_id"])
    op.create_table(
        "employer_rank",
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_employer_rank_rank")),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_employer_rank_match_id_match")
        ),
        sa.PrimaryKeyConstraint("match_id", name=op.f("pk_employer_rank")),
    )
    op.create_table(
        "referral_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placement.id"],
            name=op.f("fk_referral_reader_placement_id_placement"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_referral_reader_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_reader")),
    )
    op.create_index(op.f("ix_referral_reader_contact_id"), "referral_reader", ["contact_id"])
    op.create_index(
        op.f("ix_referral_reader_placement_id"), "referral_reader", ["placement_id"], unique=True
    )
    op.add_column("outbox_message", sa.Column("calendar", sa.Text(), nullable=True))
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def downgrade():
    with op.batch_alter_table("outbox_message") as batch:
        batch.drop_column("calendar")
    op.drop_table("referral_reader")
    op.drop_table("employer_rank")
    op.drop_table(TABLE)
