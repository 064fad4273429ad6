"""Read how far each student came with each employer of a program, and which group they are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from app.core.calendar import school_year_of
from app.core.db import db
from app.core.rows import AnyRow
from app.employers.models import Employer, Site
from app.matches.funnel_queries import STEPS, reached
from app.matches.preference_models import Preference, PreferenceList
from app.placements.models import Placement
from app.programs.models import Program
from app.students.models import StudentYear


def steps_of(program_id: int) -> Sequence[AnyRow]:
    """Give each student whom an employer came to know, and how far they came: 1 or 0 a step."""
    found = reached(program_id)
    return db.session.execute(
        sa.select(
            found.c.employer_id,
            Employer.name,
            found.c.student_id,
            *(sa.func.max(found.c[name]).label(name) for name in STEPS),
        )
        .join(Employer, Employer.id == found.c.employer_id)
        .group_by(found.c.employer_id, Employer.name, found.c.student_id)
    ).all()


def wishes_of(program_id: int) -> Sequence[AnyRow]:
    """Give each student who ranked a placement of an employer, once an employer."""
    return db.session.execute(
        sa.select(Site.employer_id, Employer.name, PreferenceList.student_id)
        .join(Preference, Preference.list_id == PreferenceList.id)
        .join(Placement, Placement.id == Preference.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .where(PreferenceList.program_id == program_id)
        .distinct()
    ).all()


def facts_of(program: Program) -> Mapping[int, Mapping[str, object]]:
    """Give the facts of students in the school year in which a program began, by student."""
    year = school_year_of(program.start_date)
    rows = db.session.execute(
        sa.select(StudentYear.student_id, StudentYear.attributes).where(
            StudentYear.school_year == year
        )
    )
    return {row.student_id: row.attributes for row in rows}
