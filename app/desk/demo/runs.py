"""Run the matching of the program for which most students said what they want, twice to compare."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa

from app.accounts.models import Role, StaffUser
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict
from app.matches import run_services
from app.matches.engine.solving import Objective
from app.matches.preference_models import PreferenceList
from app.matches.run_models import Writes

SEED: Final = 253


def run_matching(at: datetime) -> None:
    """Keep a run in two stages and one by worth alone, neither committed."""
    program_id = db.session.scalar(
        sa.select(PreferenceList.program_id)
        .group_by(PreferenceList.program_id)
        .order_by(sa.func.count().desc(), PreferenceList.program_id)
        .limit(1)
    )
    if program_id is None:
        return
    user = db.session.scalars(
        sa.select(StaffUser).where(StaffUser.role == Role.ADMINISTRATOR).order_by(StaffUser.id)
    ).first()
    by = Actor("staff", user.id, user.name, str(user.role)) if user else Actor("system")
    for objective in Objective:
        try:
            run_services.run_now(
                program_id,
                seed=SEED,
                objective=objective,
                writes=Writes.SHORTLISTED,
                by=by,
                at=at,
            )
        except Conflict:
            return
