"""Make a visit of the other day whose host was asked who came, one to a language of hosts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from app.core.filters import clock as clock_words
from app.core.filters import day as day_words
from app.core.language import speaking
from app.desk.demo.activities import add_activity, sign_up
from app.desk.demo.requests import Reader, lay_out, open_request
from app.employers.models import Contact
from app.outreach.shapes import Subject
from app.placements.activity_models import Activity, ActivityKind, ActivityState, ActivityStudent
from app.placements.attendance_queries import ACTIVITY, KIND
from app.programs.mailing import DEFAULTS
from app.students.models import Student

if TYPE_CHECKING:
    from app.desk.demo.employers import Partner
    from app.desk.demo.making import Making
    from app.desk.demo.programs import Course

PLAN: Final = DEFAULTS["shadow-attendance"]
SCENE: Final = (ActivityKind.JOB_SHADOW_DAY, "A day with {0}", 0, 8, ActivityState.OPEN)
FRIDAY: Final = 4


def make_visits(making: Making, courses: list[Course], partners: list[Partner]) -> None:
    """Make a visit on the last working day before today, of one host of each language."""
    draw, seen = making.draw("visits"), set()
    day = making.season.today - timedelta(days=1)
    while day.weekday() > FRIDAY:
        day -= timedelta(days=1)
    running = [course for course in courses if course.start <= day <= course.end]
    for partner in partners if running else []:
        person = making.rows.row(Contact, partner.supervisors[0])
        if person["language"] in seen or person["left_at"] is not None or not person["email"]:
            continue
        seen.add(person["language"])
        activity_id = add_activity(making, draw, partner, SCENE, day=day, program_id=running[0].id)
        students = [row for row in making.rows.of(Student) if row["left_at"] is None]
        sign_up(making, draw, activity_id, students)
        opened = making.season.moment(day - timedelta(weeks=3), 9)
        making.move(Activity, activity_id, ActivityState.OPEN, by="staff:1", at=opened)
        making.rows.row(Activity, activity_id)["version"] = 2
        _ask(making, activity_id, person, running[0], day)


def _ask(
    making: Making, activity_id: int, person: dict[str, object], course: Course, day: date
) -> None:
    activity = making.rows.row(Activity, activity_id)
    schools = {
        making.rows.row(Student, each["student_id"])["school_id"]
        for each in making.rows.of(ActivityStudent)
        if each["activity_id"] == activity_id
    }
    with speaking(str(person["language"])):
        words = {"day": day_words(day), "start": clock_words(activity["start"])}
    request_id = open_request(
        making,
        making.draw(f"visit {activity_id}"),
        KIND,
        Reader(
            "contact",
            int(str(person["id"])),
            str(person["name"]),
            str(person["email"]),
            str(person["language"]),
        ),
        Subject(ACTIVITY, activity_id),
        PLAN,
        program_id=course.id,
        school_ids=sorted(schools),
        at=making.season.moment(day, 15),
        activity=activity["title"],
        **words,
    )
    lay_out(making, request_id, PLAN, making.season.loaded_at)
