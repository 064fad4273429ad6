"""Keep what a placement asks, pays and offers, and what it was copied from."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1940"
down_revision = "20261125_1930"
branch_labels = None
depends_on = None

LISTS = ("hazards", "grades", "credentials", "documents", "accommodations", "languages")
TEXTS = (
    "career_field",
    "cluster",
    "soc",
    "stage_chosen",
    "wbl_type_chosen",
    "bring",
    "transport",
)
CHOICES = {
    "pay_basis": ("unpaid", "unpaid", "stipend", "employer_wage", "district_wage"),
    "relationship_type": (
        "unpaid_training",
        "employment",
        "student_learner",
        "unpaid_training",
        "service",
        "apprenticeship",
        "credential_training",
    ),
    "work_place": ("on_site", "on_site", "remote", "hybrid"),
}
PAY_CENTS = (
    "pay_cents IS NULL OR (pay_cents >= 1 AND pay_cents <= 50000"
    " AND pay_basis IN ('employer_wage', 'district_wage'))"
)


def upgrade():
    with op.batch_alter_table("placement") as batch_op:
        for name in LISTS:
            batch_op.add_column(
                sa.Column(name, sa.JSON(none_as_null=True), nullable=False, server_default="[]")
            )
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        for name, (default, *values) in CHOICES.items():
            batch_op.add_column(
                sa.Column(name, sa.String(length=40), nullable=False, server_default=default)
            )
            told = ",".join(f"'{value}'" for value in values)
            batch_op.create_check_constraint(
                op.f(f"ck_placement_{name}"), f"{name} in ({told})"
            )
        batch_op.add_column(sa.Column("pay_cents", sa.Integer()))
        batch_op.create_check_constraint(op.f("ck_placement_pay_cents"), PAY_CENTS)
        batch_op.add_column(sa.Column("copied_from_id", sa.Integer()))
        batch_op.create_foreign_key(
            op.f("fk_placement_copied_from_id_placement"),
            "placement",
            ["copied_from_id"],
            ["id"],
        )
        batch_op.create_index(op.f("ix_placement_copied_from_id"), ["copied_from_id"])
        batch_op.create_index(op.f("ix_placement_state_start_date"), ["state", "start_date"])


def downgrade():
    with op.batch_alter_table("placement") as batch_op:
        batch_op.drop_index(op.f("ix_placement_state_start_date"))
        batch_op.drop_index(op.f("ix_placement_copied_from_id"))
        batch_op.drop_constraint(
            op.f("fk_placement_copied_from_id_placement"), type_="foreignkey"
        )
        batch_op.drop_column("copied_from_id")
        batch_op.drop_constraint(op.f("ck_placement_pay_cents"), type_="check")
        batch_op.drop_column("pay_cents")
        for name in CHOICES:
            batch_op.drop_constraint(op.f(f"ck_placement_{name}"), type_="check")
            batch_op.drop_column(name)
        for name in (*TEXTS, *LISTS):
            batch_op.drop_column(name)
