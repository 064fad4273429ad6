"""Take what staff say of an activity."""

from __future__ import annotations

from typing import Any, Final

from app.core.forms import (
    DateField,
    IntegerField,
    LongTextField,
    NumberRange,
    SelectField,
    SelectMultipleField,
    TextField,
    TimeField,
    VersionedForm,
    choices,
    required,
)
from app.core.text import number
from app.core.zones import ZONES
from app.placements.activity_facts import ActivityFacts
from app.placements.activity_models import MOST_PLACES, Activity, ActivityKind
from app.placements.vocabulary import STAGE_WORDS

SAME: Final = (
    *("title", "day", "start", "end", "timezone", "capacity", "program_id", "site_id"),
    *("contact_id", "place", "description", "stage_chosen", "version"),
)


class ActivityForm(VersionedForm):
    """Take an activity."""

    title = TextField("Title", validators=[required("Enter a title, like Tour of the port.")])
    kind = SelectField(
        "Kind", choices=choices((each.value, each.replace("_", " ")) for each in ActivityKind)
    )
    day = DateField("Date", validators=[required("Enter the date.")])
    start = TimeField("Start", validators=[required("Enter the start, like 09:00.")])
    end = TimeField("End", validators=[required("Enter the end, like 11:30.")])
    timezone = SelectField("Time zone", choices=choices(ZONES))
    capacity = IntegerField(
        "Places",
        validators=[
            required("Enter the number of places, like 30."),
            NumberRange(1, MOST_PLACES, f"Enter a number from 1 to {MOST_PLACES}."),
        ],
    )
    program_id = SelectField("Program")
    site_id = SelectField("Site")
    contact_id = SelectField("Whom to ask for")
    place = TextField("Place")
    school_ids = SelectMultipleField("Schools it is for")
    description = LongTextField("Description")
    stage_chosen = SelectField(
        "Stage by statute", choices=choices(STAGE_WORDS.items(), blank="As the kind says")
    )

    def facts(self, employer_id: int | None) -> ActivityFacts:
        """Give the typed values."""
        return ActivityFacts(
            title=self.title.data,
            kind=ActivityKind(self.kind.data),
            day=self.day.data,
            start=self.start.data,
            end=self.end.data,
            timezone=self.timezone.data,
            capacity=self.capacity.data,
            program_id=number(self.program_id.data),
            employer_id=employer_id,
            site_id=number(self.site_id.data),
            contact_id=number(self.contact_id.data),
            place=self.place.data,
            description=self.description.data,
            stage_chosen=self.stage_chosen.data,
            school_ids=tuple(int(each) for each in self.school_ids.data),
        )


def as_typed(activity: Activity) -> dict[str, Any]:
    """Give the fields' values of an activity."""
    values: dict[str, Any] = {name: getattr(activity, name) for name in SAME}
    values |= {name: values[name] or "" for name in ("program_id", "site_id", "contact_id")}
    return values | {
        "kind": str(activity.kind),
        "school_ids": [str(school.id) for school in activity.schools],
    }
