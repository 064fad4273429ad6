"""Let administrators keep schools and their calendars; the rooms below know no roles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for

from app.accounts import policies
from app.accounts.blueprint import bp
from app.core import clock, guard, respond
from app.core.access import access
from app.core.errors import AppError, Invalid
from app.core.months import months
from app.schools import queries, services
from app.schools.forms import SchoolForm, YearForm, typed_next_year, typed_year
from app.schools.models import Calendar, School

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

SATURDAY = 5


@bp.get("/settings/schools")
@access(policies.can_manage_schools)
def schools() -> Response:
    """List schools and the calendars that they keep."""
    return respond.page(
        "accounts/schools.html",
        schools=queries.all_schools(),
        calendars=queries.all_calendars(),
    )


@bp.route("/settings/schools/new", methods=["GET", "POST"])
@access(policies.can_manage_schools)
def new_school() -> AnyResponse:
    """Add a school."""
    return _take_school(None, SchoolForm(data={"calendar_code": "district"}))


@bp.route("/settings/schools/<int:school_id>", methods=["GET", "POST"])
@access(policies.can_manage_schools)
def school(school_id: int) -> AnyResponse:
    """Change a school."""
    found = queries.school(school_id)
    return _take_school(found, SchoolForm(obj=found))


@bp.get("/settings/calendars/<int:calendar_id>")
@access(policies.can_manage_schools)
def calendar(calendar_id: int) -> Response:
    """Show a school year, month by month."""
    year = queries.calendar(calendar_id)
    return respond.page(
        "accounts/calendar.html",
        year=year,
        months=list(months(year.first_day, year.last_day, _told(year))),
        school_days=_school_days(year),
    )


@bp.route("/settings/calendars/new", methods=["GET", "POST"])
@access(policies.can_manage_schools)
def new_calendar() -> AnyResponse:
    """Add a school year."""
    return _take_year(None, YearForm(data={"code": "district"}))


@bp.route("/settings/calendars/<int:calendar_id>/edit", methods=["GET", "POST"])
@access(policies.can_manage_schools)
def edit_calendar(calendar_id: int) -> AnyResponse:
    """Change a school year."""
    year = queries.calendar(calendar_id)
    return _take_year(year, YearForm(data=typed_year(year)))


@bp.route("/settings/calendars/<int:calendar_id>/copy", methods=["GET", "POST"])
@access(policies.can_manage_schools)
def copy_calendar(calendar_id: int) -> AnyResponse:
    """Take the next school year, its days off on the same weekdays."""
    return _take_year(None, YearForm(data=typed_next_year(queries.calendar(calendar_id))))


def _take_school(found: School | None, form: SchoolForm) -> AnyResponse:
    problems: list[str] = []
    status = Invalid.status
    if form.accept():
        try:
            services.save_school(
                found.id if found else None,
                form.facts(),
                by=guard.current_actor(),
                at=clock.now(),
                version=form.shown_version(),
            )
        except AppError as problem:
            problems, status = _said(form, problem), problem.status
        else:
            respond.tell(f"{form.name.data} is saved.")
            return respond.go(url_for(".schools"))
    return respond.page(
        "accounts/school.html",
        status=status if problems or form.errors else 200,
        form=form,
        problems=problems,
        school=found,
        codes=queries.calendar_codes(),
    )


def _take_year(found: Calendar | None, form: YearForm) -> AnyResponse:
    problems: list[str] = []
    status = Invalid.status
    if form.accept():
        try:
            saved = services.save_year(
                found.id if found else None,
                form.facts(),
                by=guard.current_actor(),
                at=clock.now(),
                version=form.shown_version(),
            )
        except AppError as problem:
            problems, status = _said(form, problem), problem.status
        else:
            respond.tell("The calendar is saved.")
            return respond.go(url_for(".calendar", calendar_id=saved))
    return respond.page(
        "accounts/calendar_form.html",
        status=status if problems or form.errors else 200,
        form=form,
        problems=problems,
        year=found,
    )


def _said(form: SchoolForm | YearForm, problem: AppError) -> list[str]:
    if isinstance(problem, Invalid):
        form.add_errors(problem.fields)
        return []
    return [problem.sentence]


def _told(year: Calendar) -> Mapping[date, tuple[str, str]]:
    told = {off.day: (off.name or "No school", "off") for off in year.days_off}
    return {
        year.first_day: ("First day", "edge"),
        year.last_day: ("Last day", "edge"),
        **told,
    }


def _school_days(year: Calendar) -> int:
    off = {each.day for each in year.days_off}
    days = map(date.fromordinal, range(year.first_day.toordinal(), year.last_day.toordinal() + 1))
    return sum(1 for day in days if day.weekday() < SATURDAY and day not in off)
