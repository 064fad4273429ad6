"""Move each program's weekly plan to where every kind of mail has its plan."""

import json

import sqlalchemy as sa
from alembic import op

revision = "20261126_0158"
down_revision = "20261126_0155"
branch_labels = None
depends_on = None

KIND = "hours-week"
USUAL = {
    "weekday": 0,
    "at": "07:00",
    "remind_after_hours": [48, 96],
    "escalate_after_hours": 120,
    "expire_after_days": 21,
}


def upgrade():
    _each(_moved)


def downgrade():
    _each(_moved_back)


def _moved(rules):
    plan = {**USUAL, **rules.pop("reminders", {})}
    mailing = rules.setdefault("mailing", {"on": [KIND], "paused": [], "plans": {}})
    if plan != USUAL:
        mailing["plans"].setdefault(KIND, plan)
    return rules


def _moved_back(rules):
    plan = rules.pop("mailing", {}).get("plans", {}).get(KIND, USUAL)
    rules["reminders"] = {name: plan.get(name, usual) for name, usual in USUAL.items()}
    return rules


def _each(change):
    connection = op.get_bind()
    table = sa.table("program", sa.column("id"), sa.column("kept_rules", sa.JSON()))
    for row in connection.execute(sa.select(table.c.id, table.c.kept_rules)).all():
        rules = change(json.loads(json.dumps(row.kept_rules)))
        connection.execute(table.update().where(table.c.id == row.id).values(kept_rules=rules))
