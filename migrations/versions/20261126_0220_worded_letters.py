"""Keep the district's own wording of letters, and who wants no campaigns."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0220"
down_revision = "20261126_0158"
branch_labels = None
depends_on = None

REFUSAL = "this table is append-only"
IN_FORCE = sa.text("ended_at IS NULL")


def upgrade():
    op.create_table(
        "letter_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(subject IS NULL) = (body IS NULL)", name=op.f("ck_letter_text_whole")),
        sa.CheckConstraint("version > 0", name=op.f("ck_letter_text_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_text")),
        sa.UniqueConstraint(
            "kind", "language", "version", name=op.f("uq_letter_text_kind_language_version")
        ),
    )
    _refuse_changes("letter_text")
    op.create_table(
        "unsubscribed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient_kind", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["link_request.id"],
            name=op.f("fk_unsubscribed_request_id_link_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsubscribed")),
    )
    op.create_index(
        "uq_unsubscribed_in_force",
        "unsubscribed",
        ["address"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    op.create_index(
        "ix_unsubscribed_recipient", "unsubscribed", ["recipient_kind", "recipient_id"]
    )
    with op.batch_alter_table("outbox_message") as table:
        table.add_column(sa.Column("stop_subject", sa.Text(), nullable=True))
        table.add_column(
            sa.Column("one_click", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("values", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("outbox_message") as table:
        table.alter_column("one_click", existing_type=sa.Boolean(), server_default=None)


def downgrade():
    with op.batch_alter_table("outbox_message") as table:
        table.drop_column("values")
        table.drop_column("one_click")
        table.drop_column("stop_subject")
    op.drop_index("ix_unsubscribed_recipient", "unsubscribed")
    op.drop_index("uq_unsubscribed_in_force", "unsubscribed")
    op.drop_table("unsubscribed")
    op.drop_table("letter_text")


def _refuse_changes(table):
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
    else:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
