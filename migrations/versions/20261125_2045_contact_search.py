"""Keep each contact's name folded, so that search forgives accents and apostrophes."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "20261125_2045"
down_revision = "20261125_2020"
branch_labels = None
depends_on = None

FORGIVEN = {**dict.fromkeys(map(ord, "'\u2019\u2018`\u00b4"), None), ord("-"): " "}
CONTACT = sa.table("contact", sa.column("id"), sa.column("name"), sa.column("search"))


def fold(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.translate(FORGIVEN))
    return " ".join("".join(each for each in bare if not unicodedata.combining(each)).casefold().split())


def upgrade() -> None:
    with op.batch_alter_table("contact") as batch:
        batch.add_column(sa.Column("search", sa.Text(), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(sa.select(CONTACT.c.id, CONTACT.c.name)).all():
        connection.execute(
            sa.update(CONTACT).where(CONTACT.c.id == row.id).values(search=fold(row.name))
        )
    with op.batch_alter_table("contact") as batch:
        batch.alter_column("search", existing_type=sa.Text(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("contact") as batch:
        batch.drop_column("search")
