"""Make activities with their rosters: some were held, some are open, one was called off."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Final

from app.core.text import fold
from app.desk.demo.draw import Draw
from app.desk.demo.employers import Partner
from app.desk.demo.making import Making
from app.desk.demo.schools import engagement_ids, specialists_by_school
from app.employers.models import Employer
from app.placements.activity_models import (
    Activity,
    ActivityKind,
    ActivitySchool,
    ActivityState,
    ActivityStudent,
    SignUpState,
)
from app.schools.models import School
from app.students.models import Student

A, K, U = ActivityState, ActivityKind, SignUpState
# kind, title (of a host, or at a school), weeks from today, places, how far it has come
SCENES: Final = (
    (K.WORKSITE_TOUR, "Tour of {0}", -6, 25, A.HELD),
    (K.GUEST_SPEAKER, "{0} speaks about its trades", -5, 60, A.HELD),
    (K.MOCK_INTERVIEW, "Mock interviews with {0}", -3, 20, A.HELD),
    (K.CAREER_FAIR, "Fall career fair", -2, 120, A.HELD),
    (K.CREDENTIAL_TRAINING, "First aid and CPR day", -1, 16, A.HELD),
    (K.WORKSITE_TOUR, "Tour of {0}", 1, 20, A.OPEN),
    (K.MOCK_INTERVIEW, "Mock interviews with {0}", 1, 24, A.OPEN),
    (K.JOB_SHADOW_DAY, "A day with {0}", 2, 12, A.OPEN),
    (K.CREDENTIAL_TRAINING, "Forklift safety class", 3, 10, A.OPEN),
    (K.GUEST_SPEAKER, "{0} speaks about its trades", 4, 80, A.PLANNED),
    (K.WORKSITE_TOUR, "Tour of {0}", 2, 20, A.CANCELLED),
)
AT_SCHOOL: Final = (K.CAREER_FAIR, K.CREDENTIAL_TRAINING)
EXCEPTIONS: Final = ((U.ATTENDED, 86), (U.ABSENT, 9), (U.EXCUSED, 5))
CALLED_OFF: Final = "The plant is closed that week."


def make_activities(making: Making, partners: list[Partner]) -> None:
    """Make each scene once, and once more for every further twelve schools."""
    draw = making.draw("activities")
    students = [row for row in making.rows.of(Student) if row["left_at"] is None]
    for turn in range(1 + making.scale.schools // 12):
        for place, scene in enumerate(SCENES):
            partner = partners[(turn * len(SCENES) + place) % len(partners)]
            day = making.season.week(-scene[2]) + timedelta(days=draw.number(1, 3))
            activity_id = add_activity(making, draw, partner, scene, day=day)
            sign_up(making, draw, activity_id, students)
            _finish(making, draw, activity_id, scene[-1])


def add_activity(  # noqa: PLR0913 - an activity has these parts
    making: Making,
    draw: Draw,
    partner: Partner,
    scene: tuple[ActivityKind, str, int, int, ActivityState],
    *,
    day: date,
    program_id: int | None = None,
) -> int:
    """Add a planned activity of a scene on a day; give its id."""
    kind, title, _weeks, capacity, _ = scene
    hosted = kind not in AT_SCHOOL
    named = title.format(partner.name)
    made = making.season.moment(day - timedelta(weeks=10), 9, draw.number(0, 59))
    activity_id = making.rows.add(
        Activity,
        uid=draw.hex(32),
        title=named,
        search=fold(named),
        kind=kind,
        day=day,
        start=time(draw.number(8, 10), 30),
        end=time(draw.number(11, 14), 0),
        timezone=making.season.zone,
        capacity=capacity,
        places_taken=0,
        program_id=program_id,
        employer_id=partner.id if hosted else None,
        site_id=partner.sites[0] if hosted else None,
        contact_id=partner.supervisors[0] if hosted else None,
        place="Meet at the front desk" if hosted else "Gymnasium",
        description="Bring a notebook and questions; lunch is at school.",
        stage_chosen="",
        state=A.PLANNED,
        created_at=made,
        version=1,
    )
    making.note("created", "activity", activity_id, by=_planner(making, partner), at=made)
    if kind is K.JOB_SHADOW_DAY:
        for school in making.rows.of(School)[:2]:
            making.rows.link(ActivitySchool, activity_id=activity_id, school_id=school["id"])
    return activity_id


def _planner(making: Making, partner: Partner) -> str:
    owner = making.rows.row(Employer, partner.id)["owner_id"] or engagement_ids(making)[0]
    return f"staff:{owner}"


def sign_up(
    making: Making, draw: Draw, activity_id: int, students: list[dict[str, object]]
) -> None:
    """Sign students up for an activity, as many as suit its places."""
    row = making.rows.row(Activity, activity_id)
    schools = {
        each["school_id"]
        for each in making.rows.of(ActivitySchool)
        if each["activity_id"] == activity_id
    }
    fitting = [each for each in students if not schools or each["school_id"] in schools]
    wanted = row["capacity"] * draw.number(4, 9) // 10
    first = draw.number(0, max(0, len(fitting) - wanted))
    at = making.season.moment(row["day"] - timedelta(weeks=8), 11)
    specialists = specialists_by_school(making)
    for student in fitting[first : first + wanted]:
        sign_up_id = making.rows.add(
            ActivityStudent,
            activity_id=activity_id,
            student_id=student["id"],
            state=U.SIGNED_UP,
            signed_up_at=at,
            host_note="",
            version=1,
        )
        row["places_taken"] += 1
        by = f"staff:{specialists[student['school_id']]}"  # type: ignore[index]
        making.note("created", "sign-up", sign_up_id, by=by, at=at)


def _finish(making: Making, draw: Draw, activity_id: int, state: ActivityState) -> None:
    row = making.rows.row(Activity, activity_id)
    by = "staff:1"
    if state is A.PLANNED:
        return
    opened = making.season.moment(row["day"] - timedelta(weeks=9), 9)
    making.move(Activity, activity_id, A.OPEN, by=by, at=opened)
    if state is A.CANCELLED:
        at = making.season.moment(row["day"] - timedelta(weeks=4), 9)
        making.move(Activity, activity_id, state, by=by, at=at, reason=CALLED_OFF)
    if state is A.HELD:
        _mark(making, draw, activity_id, row["day"])
        making.move(Activity, activity_id, state, by=by, at=making.season.moment(row["day"], 15))
    row["version"] = 3 if state in (A.CANCELLED, A.HELD) else 2


def _mark(making: Making, draw: Draw, activity_id: int, day: date) -> None:
    specialists = specialists_by_school(making)
    at = making.season.moment(day, 15)
    for place in making.rows.of(ActivityStudent):
        if place["activity_id"] == activity_id:
            student = making.rows.row(Student, place["student_id"])
            by = f"staff:{specialists[student['school_id']]}"
            mark = draw.weighted(EXCEPTIONS)
            making.move(ActivityStudent, place["id"], mark, by=by, at=at)
            place["version"] = 2
