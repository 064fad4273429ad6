"""Know the kinds of mail that a program can switch on, and the plan that each starts from."""

from __future__ import annotations

from typing import Final, cast, get_args

import msgspec

from app.programs.models import Program
from app.programs.rules import MailKind, ProgramRules, QuietHours, ReminderPlan

KINDS: Final[tuple[MailKind, ...]] = get_args(MailKind)
HOURS_WEEK: Final = "hours-week"
WEEKLY: Final = ("hours-week", "hours-entry")
CAMPAIGNS: Final = ("pledge", "describe-placement", "renew")
# what `ReminderPlan.days` counts from
OCCASIONS: Final = {
    "shadow-attendance": "the day of the visit",
    "review-baseline": "the first day of the match",
    "review-final": "the last day of the placement",
    "documents": "the first day of the placement",
    "consent": "the first day of the placement",
    "renew": "the last day of the program",
}
WORKING_DAYS: Final = QuietHours(weekend=True)
DAY, WEEK = 24, 7 * 24


def _plan(*days: int, escalate: int, expire: int, **more: object) -> ReminderPlan:
    values: dict[str, object] = {
        "remind_after_hours": [each * DAY for each in days],
        "escalate_after_hours": escalate * DAY,
        "expire_after_days": expire,
        **more,
    }
    return msgspec.convert({**msgspec.to_builtins(ReminderPlan()), **values}, ReminderPlan)


DEFAULTS: Final[dict[MailKind, ReminderPlan]] = {
    "pledge": _plan(7, 14, escalate=21, expire=60, quiet=WORKING_DAYS),
    "describe-placement": _plan(7, 14, escalate=21, expire=60, quiet=WORKING_DAYS),
    "referral-answer": _plan(2, 4, escalate=5, expire=14, quiet=WORKING_DAYS),
    "agreement-sign": _plan(3, 7, escalate=8, expire=45),
    # its hours are its own: a supervisor of a weekend shift reads on Saturday
    "hours-week": ReminderPlan(),
    "hours-entry": _plan(2, escalate=5, expire=21, weekday=4, at="15:00"),
    "shadow-attendance": _plan(1, 3, escalate=4, expire=21, at="15:00", quiet=WORKING_DAYS),
    "review-baseline": _plan(4, 8, escalate=10, expire=45, days=21, quiet=WORKING_DAYS),
    "review-final": _plan(4, 8, escalate=10, expire=45, days=-7, quiet=WORKING_DAYS),
    "offer-answer": _plan(1, 2, escalate=3, expire=7),
    "preferences": _plan(3, 7, escalate=10, expire=30),
    "consent": _plan(3, 7, escalate=10, expire=60, days=-42),
    "documents": _plan(4, 8, escalate=10, expire=60, days=-28),
    "renew": _plan(7, 14, escalate=21, expire=60, days=7, quiet=WORKING_DAYS),
}


def plan_for(program: Program, kind: str) -> ReminderPlan | None:
    """Give the plan by which a kind goes out for a program; None while nothing may be mailed.

    That is while the program's mail is off as a whole, or this kind of it is off or paused.
    """
    rules = program.rules
    goes_out = program.mail_on and kind in rules.mailing.on and kind not in rules.mailing.paused
    return plan_in(rules, kind) if goes_out else None


def plan_in(rules: ProgramRules, kind: str) -> ReminderPlan:
    """Give the plan of a kind, whether or not it is switched on; raise KeyError for no kind."""
    name = cast("MailKind", kind)
    return rules.mailing.plans.get(name) or DEFAULTS[name]


def with_plan(rules: ProgramRules, kind: str, plan: ReminderPlan) -> ProgramRules:
    """Give the rules with another plan for a kind; one that is the usual one is not kept."""
    name = cast("MailKind", kind)
    plans = {key: kept for key, kept in rules.mailing.plans.items() if key != name}
    if plan != DEFAULTS[name]:
        plans[name] = plan
    mailing = msgspec.structs.replace(rules.mailing, plans=plans)
    return msgspec.structs.replace(rules, mailing=mailing)


def switched_on(rules: ProgramRules, *kinds: str) -> ProgramRules:
    """Give the rules with exactly these kinds switched on, in the order of KINDS."""
    on = tuple(kind for kind in KINDS if kind in kinds)
    mailing = msgspec.structs.replace(rules.mailing, on=on)
    return msgspec.structs.replace(rules, mailing=mailing)
