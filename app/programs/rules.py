"""Give the rules of a program their shapes: typed, validated, kept as JSON; data, never code."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias

import msgspec

from app.programs.credit_rules import Credit, EarlierCredit, NoCredit
from app.programs.matching_rules import Matching
from app.programs.shape import Cents, ClockTime, Line, Minutes, Note, Shape, Weekday


class HourlyStipend(Shape, frozen=True, tag="hourly", tag_field="kind"):
    """Pay cents for each confirmed hour, to the minute, rounded half up once per week."""

    cents_per_hour: Cents
    legal_basis: str
    source: str = ""


class CompletionStipend(Shape, frozen=True, tag="completion", tag_field="kind"):
    """Pay one sum when the confirmed minutes reach a target, and nothing before."""

    cents: Cents
    minutes: Annotated[int, msgspec.Meta(ge=60, le=600_000)]
    legal_basis: str
    source: str = ""


class NoStipend(Shape, frozen=True, tag="none", tag_field="kind"):
    """Pay nothing; the employer may pay wages of its own."""


Stipend: TypeAlias = HourlyStipend | CompletionStipend | NoStipend


MailKind: TypeAlias = Literal[
    "pledge",
    "describe-placement",
    "referral-answer",
    "agreement-sign",
    "hours-week",
    "hours-entry",
    "shadow-attendance",
    "review-baseline",
    "review-final",
    "offer-answer",
    "preferences",
    "consent",
    "documents",
    "renew",
]
HoursAfter = Annotated[int, msgspec.Meta(ge=1, le=2160)]


class QuietHours(Shape, frozen=True):
    """Say when nothing goes out by itself, on the recipient's own clock.

    A night from `begins` to `ends`, and with `weekend` all of Saturday and Sunday.
    """

    begins: ClockTime = "20:00"
    ends: ClockTime = "07:00"
    weekend: bool = False


class ReminderPlan(Shape, frozen=True):
    """Say when a kind of request goes out by itself, when it is asked again, and when it ends.

    A weekly kind goes out on `weekday` at `at`, local to the site. `days` counts from the occasion
    of a kind that has one (app.programs.mailing.OCCASIONS), before it if negative.
    `remind_after_hours` counts from the sending; at `escalate_after_hours` staff get a to-do; the
    link expires `expire_after_days` after the sending. No request is mailed more than `most_mails`
    times by itself.
    """

    weekday: Weekday = 0
    at: ClockTime = "07:00"
    days: Annotated[int, msgspec.Meta(ge=-180, le=180)] = 0
    remind_after_hours: Annotated[tuple[HoursAfter, ...], msgspec.Meta(max_length=8)] = (48, 96)
    escalate_after_hours: HoursAfter = 120
    expire_after_days: Annotated[int, msgspec.Meta(ge=1, le=180)] = 21
    quiet: QuietHours | None = QuietHours()
    most_mails: Annotated[int, msgspec.Meta(ge=1, le=10)] = 4

    def __post_init__(self) -> None:
        """Refuse reminders out of order."""
        if list(self.remind_after_hours) != sorted(set(self.remind_after_hours)):
            msg = "each reminder comes later than the one before it"
            raise ValueError(msg)


class Mailing(Shape, frozen=True):
    """Say which kinds of request go out for a program, which wait, and by which plan of its own."""

    on: tuple[MailKind, ...] = ("hours-week",)
    paused: tuple[MailKind, ...] = ()
    plans: dict[MailKind, ReminderPlan] = msgspec.field(default_factory=dict)


class DocumentList(Shape, frozen=True):
    """Name the documents that a student needs before a match is active.

    With `agreement`, everybody must have signed the worksite agreement by then too
    (WAC 392-410-315, domain.md §3.2).
    """

    required: tuple[str, ...] = ()
    agreement: bool = False


class Eligibility(Shape, frozen=True):
    """Say who may take part: grades, age on the first day, how often.

    `lifetime_cap` is the most experiences that one student may ever have, in all seasons together,
    None without a cap; `invited_after` names in words what a student finishes before an invitation
    (Jobs 253: the 80 h only after the 40 h, domain.md §6).
    """

    grades: tuple[str, ...] = ("09", "10", "11", "12")
    minimum_age: Annotated[int, msgspec.Meta(ge=14, le=21)] = 16
    matches_per_student: Annotated[int, msgspec.Meta(ge=1, le=10)] = 1
    lifetime_cap: Annotated[int, msgspec.Meta(ge=1, le=50)] | None = None
    invited_after: Note = ""


Reason: TypeAlias = Literal["first_time", "graduating", "credit_short"]
Rhythm: TypeAlias = Literal["weekly", "biweekly", "semimonthly", "monthly"]
PayMethod: TypeAlias = Literal["check", "direct_deposit", "card"]
Code: TypeAlias = Annotated[str, msgspec.Meta(max_length=60)]
Stage: TypeAlias = Literal["awareness", "exploration", "preparation", "launch"]


class Priority(Shape, frozen=True):
    """Order who is served first; a reason stands once."""

    order: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a reason that is named twice."""
        if len(set(self.order)) != len(self.order):
            msg = "a reason of the priority is named twice"
            raise ValueError(msg)


LATEST_DAY = {"monthly": 28, "semimonthly": 13}


class PayPeriods(Shape, frozen=True):
    """Cut the season into periods that are paid together; app.programs.periods lists them.

    Months begin on the day of the month of `first_day`, half months there and fifteen days later,
    so that no month is too short for it.
    """

    every: Rhythm
    first_day: date

    def __post_init__(self) -> None:
        """Refuse a first day that some month has not."""
        if self.first_day.day > LATEST_DAY.get(self.every, 31):
            msg = f"{self.every} periods begin on day {LATEST_DAY[self.every]} of a month at latest"
            raise ValueError(msg)


class Paying(Shape, frozen=True):
    """Say to what a program's stipends are booked, and how they are paid.

    `fund` and `account` are codes of the district's own books, as finance's system takes them.
    """

    fund: Code = ""
    account: Code = ""
    method: PayMethod = "check"


class Rubric(Shape, frozen=True, kw_only=True):
    """Say which skills a supervisor reviews, and how: one to five on a scale with labels.

    Of the Massachusetts Work-Based Learning Plan (domain.md §5.3): six employability skills, three
    to five of the job, at least two reviews. `version` rises when skills or labels change, so that
    a review always says by which it was given.
    """

    version: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    employability: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1, max_length=10)]
    job: Annotated[tuple[Line, ...], msgspec.Meta(min_length=3, max_length=5)]
    scale: tuple[Line, Line, Line, Line, Line]
    source: Note = ""


class About(Shape, frozen=True):
    """Say where a program stands: what funds it, its region, its stage of the career continuum."""

    funding: Note = ""
    region: Note = ""
    stage: Stage | None = None


class ProgramRules(Shape, frozen=True):
    """Hold all the rules of one program."""

    target_minutes: Minutes
    credit: Credit = NoCredit()
    credit_before: tuple[EarlierCredit, ...] = ()
    stipend: Stipend = NoStipend()
    mailing: Mailing = Mailing()
    documents: DocumentList = DocumentList()
    eligibility: Eligibility = Eligibility()
    priority: Priority = Priority()
    matching: Matching = Matching()
    pay_periods: PayPeriods | None = None
    paying: Paying = Paying()
    rubric: Rubric | None = None
    about: About = About()


def amounts(plan: Stipend) -> tuple[object, ...]:
    """Give what a stipend plan pays, without its words: plans that pay alike give the same."""
    match plan:
        case HourlyStipend():
            return "hourly", plan.cents_per_hour
        case CompletionStipend():
            return "completion", plan.cents, plan.minutes
    return ("none",)


def read_rules(kept: object) -> ProgramRules:
    """Read rules from JSON values; raise msgspec.ValidationError where they have not this shape."""
    return msgspec.convert(kept, ProgramRules)


def keep_rules(rules: ProgramRules) -> dict[str, object]:
    """Give rules as JSON values."""
    kept: dict[str, object] = msgspec.to_builtins(rules)
    return kept
