"""Make the schools with their bell times, the calendar, and the staff who work in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Final

from app.accounts.models import Role, StaffSchool, StaffUser
from app.desk.demo.making import Making
from app.desk.demo.names import a_name
from app.desk.demo.season import days_off, first_school_day, last_school_day
from app.desk.demo.trades import SCHOOLS
from app.schools.models import Calendar, CalendarDayOff, School

CALENDAR: Final = "district"
BELLS: Final = (
    (time(7, 35), time(14, 5)),
    (time(8, 0), time(14, 30)),
    (time(8, 30), time(15, 0)),
)
DOMAIN: Final = "example.org"
SIGN_INS: Final = (
    (Role.ADMINISTRATOR, "administrator"),
    (Role.EMPLOYER_ENGAGEMENT, "engagement"),
    (Role.CAREER_SPECIALIST, "specialist"),
    (Role.FINANCE, "finance"),
    (Role.FINANCE, "finance2"),
    (Role.DISTRICT_LEAD, "lead"),
)
COLLEAGUES: Final = (
    (Role.EMPLOYER_ENGAGEMENT, "engagement2"),
    *((Role.CAREER_SPECIALIST, f"specialist{number}") for number in range(2, 6)),
)
MORE_FROM: Final = 6
SCHOOLS_OF_THE_FIRST, SCHOOLS_OF_OTHERS = 3, 2


def make_schools(making: Making) -> None:
    """Make the schools, and the calendar of this school year and of those beside it."""
    draw = making.draw("schools")
    for number in range(1, making.scale.schools + 1):
        code, name = _school(number)
        start, end = draw.pick(BELLS)
        making.rows.add(
            School,
            sourced_id=f"org-{number:03d}",
            code=code,
            name=name,
            calendar_code=CALENDAR,
            bell_start=start,
            bell_end=end,
        )
    for year in range(making.season.school_year - 1, making.season.school_year + 2):
        _make_calendar(making, year)


def _school(number: int) -> tuple[str, str]:
    """Name a school; once all the names were used, a number keeps them apart."""
    again, place = divmod(number - 1, len(SCHOOLS))
    code, name = SCHOOLS[place]
    return (f"{code}{again + 1}", f"{name} {again + 1}") if again else (code, name)


def _make_calendar(making: Making, year: int) -> None:
    calendar_id = making.rows.add(
        Calendar,
        code=CALENDAR,
        school_year=year,
        first_day=first_school_day(year),
        last_day=last_school_day(year),
    )
    for day, name in days_off(year).items():
        making.rows.add(CalendarDayOff, calendar_id=calendar_id, day=day, name=name)


def make_staff(making: Making, hashed: dict[str, str]) -> None:
    """Make a sign-in per role, two for finance, and a career specialist for each school."""
    draw = making.draw("staff")
    since = making.season.loaded_at - timedelta(days=400)
    for number, (role, local) in enumerate((*SIGN_INS, *COLLEAGUES, *_more(making))):
        user_id = making.rows.add(
            StaffUser,
            email=f"{local}@{DOMAIN}",
            name=a_name(draw, spanish=draw.chance(20)).whole,
            phone=f"253-555-{100 + number:04}",
            role=role,
            password_hash=hashed.get(local),
            invited_at=since,
            disabled_at=None,
            created_at=since,
        )
        making.note("created", "user", user_id, by="system", at=since, role=str(role))
    for school_id, user_id in specialists_by_school(making).items():
        making.rows.link(StaffSchool, user_id=user_id, school_id=school_id)


def _more(making: Making) -> Iterator[tuple[Role, str]]:
    """Name further specialists, as many as the schools of a large district need."""
    needed = -(-(making.scale.schools - SCHOOLS_OF_THE_FIRST) // SCHOOLS_OF_OTHERS)
    for number in range(MORE_FROM, needed + 2):
        yield Role.CAREER_SPECIALIST, f"specialist{number}"


def specialists_by_school(making: Making) -> dict[int, int]:
    """Give the career specialist of each school; the first has three, the others about two each."""
    staff = making.rows.of(StaffUser)
    first, *others = [row["id"] for row in staff if row["role"] is Role.CAREER_SPECIALIST]
    schools = [row["id"] for row in making.rows.of(School)]
    found = dict.fromkeys(schools[:SCHOOLS_OF_THE_FIRST], first)
    for place, school_id in enumerate(schools[SCHOOLS_OF_THE_FIRST:]):
        found[school_id] = others[place // SCHOOLS_OF_OTHERS % len(others)]
    return found


def engagement_ids(making: Making) -> list[int]:
    """Give the ids of the staff who look after employers."""
    wanted = Role.EMPLOYER_ENGAGEMENT
    return [row["id"] for row in making.rows.of(StaffUser) if row["role"] is wanted]
