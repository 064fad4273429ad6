"""Keep consent forms, every answer to them, and what became of missing documents"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1236"
down_revision = "20261126_1228"
branch_labels = None
depends_on = None

TABLES = ("consent_form", "consent", "document_word")
REFUSAL = "this table is append-only"
METHODS = "method in ('link','phone','paper','in_person')"


def upgrade():
    op.create_table(
        "consent_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_consent_form_number")),
        sa.CheckConstraint("length(text_hash) = 64", name=op.f("ck_consent_form_text_hash")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_consent_form_student_id_student")
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_consent_form_program_id_program")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_form")),
        sa.UniqueConstraint(
            "student_id",
            "program_id",
            "number",
            name=op.f("uq_consent_form_student_id_program_id_number"),
        ),
    )
    op.create_index(op.f("ix_consent_form_program_id"), "consent_form", ["program_id"])
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("takes_part", sa.Boolean(), nullable=False),
        sa.Column("directory", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(METHODS, name=op.f("ck_consent_method")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_consent_number")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_consent_name")),
        sa.CheckConstraint(
            "method <> 'phone' OR NOT takes_part", name=op.f("ck_consent_written")
        ),
        sa.ForeignKeyConstraint(
            ["form_id"], ["consent_form.id"], name=op.f("fk_consent_form_id_consent_form")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["link_request.id"], name=op.f("fk_consent_request_id_link_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("form_id", "number", name=op.f("uq_consent_form_id_number")),
    )
    op.create_index(op.f("ix_consent_request_id"), "consent", ["request_id"])
    op.create_table(
        "document_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("said", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("teller", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "said in ('handed_in','coming','help')", name=op.f("ck_document_word_said")
        ),
        sa.CheckConstraint(METHODS, name=op.f("ck_document_word_method")),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_document_word_match_id_match")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["link_request.id"],
            name=op.f("fk_document_word_request_id_link_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_word")),
    )
    op.create_index("ix_document_word_match", "document_word", ["match_id", "kind", "id"])
    op.create_index(op.f("ix_document_word_request_id"), "document_word", ["request_id"])
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
    op.drop_table("document_word")
    op.drop_table("consent")
    op.drop_table("consent_form")
