"""Compose a student's or an employer's calendar from what the rooms know, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final

from app.core.access import Actor
from app.core.calendar import days_of, months_on, on_weekday, week_of, weeks_of_month
from app.core.filters import hours as in_hours
from app.core.rows import AnyRow
from app.core.states import words
from app.hours import queries as hours
from app.matches import planned
from app.matches.planned import Plan, Whose
from app.placements import activity_queries as activities
from app.schools import queries as schools
from app.students.models import Student

MONTH, WEEK = "month", "week"
VIEWS: Final = (MONTH, WEEK)
WORKDAYS: Final = 5
TIMED: Final = ("work", "activity", "school")


@dataclass(frozen=True, slots=True)
class Entry:
    """Be one thing on one day: work, school, a day off, an activity."""

    day: date
    start: time | None
    end: time | None
    kind: str
    title: str
    where: str = ""
    note: str = ""
    match_id: int | None = None
    placement_id: int | None = None
    activity_id: int | None = None
    clash: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Be the stretch of days that a page shows, and where it leads before and after."""

    view: str
    day: date
    weeks: Sequence[Sequence[date]]
    before: date
    after: date

    @property
    def first(self) -> date:
        """Give the first day shown."""
        return self.weeks[0][0]

    @property
    def last(self) -> date:
        """Give the last day shown."""
        return self.weeks[-1][-1]


def span_of(view: str, day: date) -> Span:
    """Give the month or the week of a date."""
    if view == WEEK:
        monday = week_of(day)
        week = days_of(monday)
        before, after = days_of(monday)[0].toordinal() - 7, monday.toordinal() + 7
        return Span(WEEK, day, [week], date.fromordinal(before), date.fromordinal(after))
    return Span(MONTH, day, weeks_of_month(day), months_on(day, -1), months_on(day, 1))


def of_student(student: Student, actor: Actor, span: Span) -> list[Entry]:
    """Give a student's entries: work planned and entered, school, activities, what overlaps."""
    plans = planned.of_student(student.id)
    taking_part = _activities(activities.of_student(student.id, actor), span)
    entries = [*_school(student, span), *_work(plans, span), *taking_part]
    return _marked(_with_entered(entries, plans, span))


def of_employer(whose: Whose, record_id: int, actor: Actor, span: Span) -> list[Entry]:
    """Give who comes when to an employer's placements, named only as far as the actor may see."""
    plans = planned.of_employer(whose, record_id, actor)
    return _sorted([replace(each, note=plan.who) for plan in plans for each in _days(plan, span)])


def _activities(rows: Sequence[AnyRow], span: Span) -> Iterator[Entry]:
    for row in rows:
        if span.first <= row.day <= span.last:
            said = words(row.state)
            yield Entry(
                row.day,
                row.start,
                row.end,
                "activity",
                row.title,
                row.place,
                f"{words(row.kind)}, {said}",
                activity_id=row.id,
            )


def _work(plans: Sequence[Plan], span: Span) -> Iterator[Entry]:
    for plan in plans:
        yield from _days(plan, span)


def _days(plan: Plan, span: Span) -> Iterator[Entry]:
    first, last = max(span.first, plan.first_day), min(span.last, plan.last_day)
    for day in on_weekday(plan.slot.weekday, first, last):
        yield Entry(
            day,
            plan.slot.start,
            plan.slot.end,
            "work",
            plan.title,
            f"{plan.employer}, {plan.place}",
            "planned",
            plan.match_id,
            plan.placement_id,
        )


def _school(student: Student, span: Span) -> Iterator[Entry]:
    school = student.school
    for year in schools.calendars(span.first, span.last):
        if year.code != school.calendar_code:
            continue
        off = {each.day: each.name for each in year.days_off}
        for day in (each for week in span.weeks for each in week):
            if not year.first_day <= day <= year.last_day or day.weekday() >= WORKDAYS:
                continue
            if day in off:
                yield Entry(day, None, None, "off", off[day] or "No school")
            else:
                yield Entry(day, school.bell_start, school.bell_end, "school", school.name)


def _with_entered(entries: Sequence[Entry], plans: Sequence[Plan], span: Span) -> list[Entry]:
    titles = {plan.match_id: plan for plan in plans if plan.match_id is not None}
    found = {(each.match_id, each.day): each for each in entries if each.match_id is not None}
    rest = [each for each in entries if each.match_id is None]
    for row in hours.days_of_matches(list(titles)):
        if not span.first <= row.day <= span.last:
            continue
        plan = titles[row.match_id]
        said = "absent" if row.absent else f"{in_hours(row.minutes)} entered"
        before = found.get((row.match_id, row.day))
        start, end = (row.start, row.end) if row.start else (None, None)
        if before and start is None:
            start, end = before.start, before.end
        found[row.match_id, row.day] = Entry(
            row.day,
            start,
            end,
            "entered",
            plan.title,
            f"{plan.employer}, {plan.place}",
            said,
            row.match_id,
            plan.placement_id,
        )
    return [*rest, *found.values()]


def _marked(entries: Sequence[Entry]) -> list[Entry]:
    by_day: dict[date, list[Entry]] = {}
    for each in entries:
        by_day.setdefault(each.day, []).append(each)
    return _sorted([replace(each, clash=_clash(each, by_day[each.day])) for each in entries])


def _clash(entry: Entry, others: Sequence[Entry]) -> str:
    if entry.kind not in TIMED or entry.kind == "school":
        return ""
    names = [
        other.title
        for other in others
        if other is not entry and other.kind in TIMED and _meet(entry, other)
    ]
    return ", ".join(names)


def _meet(one: Entry, other: Entry) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    until = one.end if one.end > one.start else time.max
    other_until = other.end if other.end > other.start else time.max
    return one.start < other_until and other.start < until


def _sorted(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda each: (each.day, each.start or time.min, each.title))
