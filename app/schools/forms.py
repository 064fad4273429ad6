"""Take a school, and the calendar of a school year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import FloatField
from wtforms.validators import ValidationError

from app.core.forms import (
    DateField,
    IntegerField,
    LongTextField,
    NumberRange,
    Optional,
    TextField,
    TimeField,
    VersionedForm,
    required,
)
from app.schools.days_text import Unreadable, read_days, write_days
from app.schools.models import Calendar
from app.schools.services import SchoolFacts, YearFacts

OLDEST, NEWEST = 2000, 2100
LONGEST_LIST = 10_000


class SchoolForm(VersionedForm):
    """Take a school."""

    name = TextField("Name", validators=[required("Enter the school’s name.")])
    code = TextField("Code", longest=40, validators=[required("Enter a short code.")])
    calendar_code = TextField(
        "Calendar", longest=40, validators=[required("Enter the code of a calendar.")]
    )
    bell_start = TimeField("First bell", validators=[required("Enter a time like 08:00.")])
    bell_end = TimeField("Last bell", validators=[required("Enter a time like 14:30.")])
    latitude = FloatField(
        "Latitude",
        validators=[Optional(), NumberRange(-90, 90, "Enter a number from -90 to 90.")],
    )
    longitude = FloatField(
        "Longitude",
        validators=[Optional(), NumberRange(-180, 180, "Enter a number from -180 to 180.")],
    )

    def facts(self) -> SchoolFacts:
        """Give the typed values."""
        return SchoolFacts(
            code=self.code.data,
            name=self.name.data,
            calendar_code=self.calendar_code.data,
            bell_start=self.bell_start.data,
            bell_end=self.bell_end.data,
            latitude=self.latitude.data,
            longitude=self.longitude.data,
        )


class YearForm(VersionedForm):
    """Take one school year of a calendar."""

    code = TextField("Calendar", longest=40, validators=[required("Enter a short code.")])
    school_year = IntegerField(
        "School year",
        validators=[
            required("Enter the year in which it ends, like 2027."),
            NumberRange(OLDEST, NEWEST, f"Enter a year from {OLDEST} to {NEWEST}."),
        ],
    )
    first_day = DateField("First day of school", validators=[required("Enter the first day.")])
    last_day = DateField("Last day of school", validators=[required("Enter the last day.")])
    days_off = LongTextField("Days without school, one on each line", longest=LONGEST_LIST)

    def validate_days_off(self, field: Any) -> None:  # noqa: ANN401 - WTForms' own signature
        """Refuse a line that cannot be read."""
        try:
            read_days(field.data)
        except Unreadable as problem:
            raise ValidationError(str(problem)) from problem

    def facts(self) -> YearFacts:
        """Give the typed values."""
        return YearFacts(
            code=self.code.data,
            school_year=self.school_year.data,
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            days_off=read_days(self.days_off.data),
        )


def typed_year(year: Calendar) -> dict[str, object]:
    """Give the fields' values of a school year."""
    return {
        "code": year.code,
        "school_year": year.school_year,
        "first_day": year.first_day,
        "last_day": year.last_day,
        "days_off": write_days(_days(year)),
        "version": year.version,
    }


def typed_next_year(year: Calendar) -> dict[str, object]:
    """Give the fields' values of the year after: the same weekdays, 52 weeks later."""
    later = {_later(day): name for day, name in _days(year).items()}
    return {
        "code": year.code,
        "school_year": year.school_year + 1,
        "first_day": _later(year.first_day),
        "last_day": _later(year.last_day),
        "days_off": write_days(later),
    }


def _days(year: Calendar) -> Mapping[date, str]:
    return {off.day: off.name for off in year.days_off}


def _later(day: date) -> date:
    return date.fromordinal(day.toordinal() + 52 * 7)
