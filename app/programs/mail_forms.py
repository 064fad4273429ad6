"""Take which kinds of mail a program lets out, and the plan of one kind."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec
from wtforms import DecimalField

from app.core.forms import (
    BooleanField,
    IntegerField,
    NumberRange,
    SelectField,
    SelectMultipleField,
    TextField,
    VersionedForm,
    choices,
    required,
)
from app.programs.mail_words import DAY, DAYS, TITLES, days_text
from app.programs.mailing import KINDS, OCCASIONS, WEEKLY
from app.programs.rules import QuietHours, ReminderPlan

CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
LONGEST_DAYS, MOST_STEPS, MOST_MAILS = 90, 8, 10
LONGEST_LINK = 180
QUIET: Final = (
    ("none", "It may go out at any hour"),
    ("nights", "Not at night"),
    ("weekends", "Not at night, nor on a weekend"),
)
Problems = dict[str, str]


class MailForm(VersionedForm):
    """Take which kinds are on."""

    on = SelectMultipleField("Goes out", choices=choices((each, TITLES[each]) for each in KINDS))


class MailPlanForm(VersionedForm):
    """Take one kind's plan."""

    on = BooleanField("Goes out for this program")
    ask_weekday = SelectField("Goes out on", choices=choices(enumerate(DAYS)))
    ask_at = TextField("at (local to the site)", longest=5)
    days = IntegerField(
        "Goes out so many days",
        validators=[NumberRange(0, LONGEST_LINK, f"Enter a number from 0 to {LONGEST_LINK}.")],
    )
    side = SelectField(
        "before or after", choices=choices((("before", "before"), ("after", "after")))
    )
    again = TextField("Asked again after so many days")
    escalate = DecimalField("Staff are told after so many days", places=None)
    expire = IntegerField(
        "The link works for so many days",
        validators=[
            required("Enter a number of days, like 21."),
            NumberRange(1, LONGEST_LINK, f"Enter a number from 1 to {LONGEST_LINK}."),
        ],
    )
    quiet = SelectField("Quiet hours", choices=choices(QUIET))
    quiet_begins = TextField("from", longest=5)
    quiet_ends = TextField("to", longest=5)
    most_mails = IntegerField(
        "Most mails of one request",
        validators=[
            required("Enter a number, like 4."),
            NumberRange(1, MOST_MAILS, f"Enter a number from 1 to {MOST_MAILS}."),
        ],
    )

    def __init__(self, kind: str, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.kind = kind
        if kind not in WEEKLY:
            del self.ask_weekday, self.ask_at
        if kind in OCCASIONS:
            self.side.label.text = f"before or after {OCCASIONS[kind]}"
        else:
            del self.days, self.side

    def validate(self, extra_validators: object = None) -> bool:
        """Check also that the steps follow one another, and that times are times."""
        right = bool(super().validate(extra_validators))
        problems = {} if self.errors else self._problems()
        self.add_errors(problems)
        return right and not problems

    def _problems(self) -> Problems:
        problems: Problems = {}
        steps, last = _steps(self.again.data), _hours(self.escalate.data)
        if steps is None:
            problems["again"] = "Enter days, each later than the one before, like 2, 4."
        if last is None:
            problems["escalate"] = f"Enter days, up to {LONGEST_DAYS}, like 5."
        if last and self.expire.data * DAY < last:
            problems["expire"] = "The link must work until staff are told, at least."
        for name in ("ask_at", "quiet_begins", "quiet_ends"):
            if name in self and not CLOCK.fullmatch(self[name].data or ""):
                problems[name] = "Enter a time like 07:00."
        return problems

    def plan(self, before: ReminderPlan) -> ReminderPlan:
        """Give the typed plan; what is not asked of this kind stays as it was."""
        quiet = None
        if self.quiet.data != "none":
            quiet = QuietHours(
                begins=self.quiet_begins.data,
                ends=self.quiet_ends.data,
                weekend=self.quiet.data == "weekends",
            )
        typed = msgspec.structs.replace(
            before,
            remind_after_hours=tuple(_steps(self.again.data) or ()),
            escalate_after_hours=_hours(self.escalate.data) or before.escalate_after_hours,
            expire_after_days=self.expire.data,
            quiet=quiet,
            most_mails=self.most_mails.data,
        )
        if self.kind in WEEKLY:
            weekday, at = int(self.ask_weekday.data), self.ask_at.data
            return msgspec.structs.replace(typed, weekday=weekday, at=at)
        if self.kind in OCCASIONS:
            days = -self.days.data if self.side.data == "before" else self.days.data
            return msgspec.structs.replace(typed, days=days)
        return typed


def as_typed(plan: ReminderPlan) -> dict[str, object]:
    """Give the values of a plan's fields."""
    quiet = plan.quiet or QuietHours()
    kept = "weekends" if quiet.weekend else "nights"
    return {
        "ask_weekday": str(plan.weekday),
        "ask_at": plan.at,
        "days": abs(plan.days),
        "side": "before" if plan.days < 0 else "after",
        "again": ", ".join(days_text(hours) for hours in plan.remind_after_hours),
        "escalate": Decimal(days_text(plan.escalate_after_hours)),
        "expire": plan.expire_after_days,
        "quiet": kept if plan.quiet else "none",
        "quiet_begins": quiet.begins,
        "quiet_ends": quiet.ends,
        "most_mails": plan.most_mails,
    }


def _hours(days: Decimal | None) -> int | None:
    """Give days as whole hours; None for what is no number of hours from 1 on."""
    if days is None or not days.is_finite() or not 0 < days <= LONGEST_DAYS:
        return None
    return round(days * DAY) or 1


def _steps(text: str | None) -> list[int] | None:
    """Read `2, 4` as hours; None for what is no list of days, each later than the last."""
    found: list[int] = []
    for part in re.split(r"[,;\s]+", (text or "").strip()):
        if not part:
            continue
        try:
            hours = _hours(Decimal(part))
        except InvalidOperation:
            return None
        if hours is None or (found and hours <= found[-1]):
            return None
        found.append(hours)
    return found if len(found) <= MOST_STEPS else None
