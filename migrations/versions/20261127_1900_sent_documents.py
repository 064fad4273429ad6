"""Keep photos and scans of documents that come through a link"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1900"
down_revision = "20261127_1800"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "sent_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting','accepted','sent_back','replaced')",
            name=op.f("ck_sent_document_state"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (settled_at IS NULL)", name=op.f("ck_sent_document_settled_at")
        ),
        sa.CheckConstraint(
            "state <> 'sent_back' OR reason <> ''", name=op.f("ck_sent_document_reason")
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_sent_document_match_id_match")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("fk_sent_document_file_id_file")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["link_request.id"],
            name=op.f("fk_sent_document_request_id_link_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_document")),
        sa.UniqueConstraint("file_id", name=op.f("uq_sent_document_file_id")),
    )
    op.create_index("ix_sent_document_match", "sent_document", ["match_id", "kind", "id"])
    op.create_index(op.f("ix_sent_document_request_id"), "sent_document", ["request_id"])


def downgrade():
    op.drop_table("sent_document")
