"""Ask two students for their own hours of this week, one of them in Spanish where there is one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.desk.demo.requests import Reader, lay_out, open_request
from app.employers.models import Employer
from app.hours.models import Timesheet, TimesheetState
from app.hours.own_week_asking import KIND, MATCH
from app.outreach.shapes import Subject
from app.programs.mailing import DEFAULTS
from app.students.models import Student

if TYPE_CHECKING:
    from app.desk.demo.making import Making
    from app.desk.demo.weeks import Week

PLAN: Final = DEFAULTS[KIND]


def ask_for_own_weeks(making: Making, weeks: list[Week]) -> None:
    """Ask a student of each language whose week is under way."""
    draw, asked = making.draw("own weeks"), set()
    for week in weeks:
        student = making.rows.row(Student, week.place.student_id)
        is_open = making.rows.row(Timesheet, week.id)["state"] is TimesheetState.OPEN
        if not is_open or not student["email"] or student["language"] in asked:
            continue
        asked.add(student["language"])
        name = f"{student['preferred_name'] or student['given_name']} {student['family_name']}"
        request_id = open_request(
            making,
            draw,
            KIND,
            Reader("student", student["id"], name, student["email"], student["language"]),
            Subject(MATCH, week.place.id, week.week),
            PLAN,
            program_id=week.place.job.course.id,
            school_ids=[week.place.school_id],
            at=making.season.loaded_at - timedelta(hours=8),
            employer=making.rows.row(Employer, week.place.job.partner.id)["name"],
        )
        lay_out(making, request_id, PLAN, making.season.loaded_at)
