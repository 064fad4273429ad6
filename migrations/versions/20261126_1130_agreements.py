"""Keep agreements, and append-only their texts, signatures and what voids them."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1130"
down_revision = "20261126_1110"
branch_labels = None
depends_on = None

TABLES = ("agreement_text", "signature", "signature_void")
REFUSAL = "this table is append-only"


def upgrade():
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("signer_id", sa.Integer(), nullable=True),
        sa.Column("objectives", sa.Text(), nullable=False),
        sa.Column("safety", sa.Text(), nullable=False),
        sa.Column("others", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('draft','signing','signed','cancelled')", name=op.f("ck_agreement_state")
        ),
        sa.CheckConstraint("number >= 0", name=op.f("ck_agreement_number")),
        sa.CheckConstraint(
            "state = 'draft' OR state = 'cancelled' OR number >= 1",
            name=op.f("ck_agreement_frozen"),
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_agreement_match_id_match")
        ),
        sa.ForeignKeyConstraint(
            ["signer_id"], ["contact.id"], name=op.f("fk_agreement_signer_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_match_id"), "agreement", ["match_id"])
    op.create_index(op.f("ix_agreement_signer_id"), "agreement", ["signer_id"])
    op.create_index("ix_agreement_state", "agreement", ["state", "moved_at"])
    live = sa.text("state <> 'cancelled'")
    op.create_index(
        "uq_agreement_live",
        "agreement",
        ["match_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_table(
        "agreement_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("parties", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_agreement_text_number")),
        sa.CheckConstraint("length(text_hash) = 64", name=op.f("ck_agreement_text_text_hash")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_text_agreement_id_agreement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_text")),
        sa.UniqueConstraint(
            "agreement_id", "number", name=op.f("uq_agreement_text_agreement_id_number")
        ),
    )
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "party in ('student','guardian','employer','school')", name=op.f("ck_signature_party")
        ),
        sa.CheckConstraint(
            "method in ('link','paper','in_person','staff')", name=op.f("ck_signature_method")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_signature_number")),
        sa.CheckConstraint("attempt >= 1", name=op.f("ck_signature_attempt")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_signature_name")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_signature_agreement_id_agreement")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_signature_file_id_file")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["link_request.id"], name=op.f("fk_signature_request_id_link_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint(
            "agreement_id",
            "number",
            "party",
            "attempt",
            name=op.f("uq_signature_agreement_id_number_party_attempt"),
        ),
    )
    op.create_index(op.f("ix_signature_request_id"), "signature", ["request_id"])
    op.create_table(
        "signature_void",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["signature.id"],
            name=op.f("fk_signature_void_signature_id_signature"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_void")),
        sa.UniqueConstraint("signature_id", name=op.f("uq_signature_void_signature_id")),
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
    op.drop_table("signature_void")
    op.drop_table("signature")
    op.drop_table("agreement_text")
    op.drop_table("agreement")
