"""Say the kinds of mail and their plans in words."""

from __future__ import annotations

from typing import Final

from app.programs.mailing import OCCASIONS, WEEKLY, plan_in
from app.programs.rules import ProgramRules, QuietHours, ReminderPlan

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TITLES: Final[dict[str, str]] = {
    "pledge": "Pledge of seats",
    "describe-placement": "Describe a placement",
    "referral-answer": "Answer to referred students",
    "agreement-sign": "Sign the agreement",
    "hours-week": "Confirm the week’s hours",
    "hours-entry": "Enter the week’s hours",
    "shadow-attendance": "Attendance of a visit",
    "review-baseline": "First skills review",
    "review-final": "Final skills review",
    "offer-answer": "Answer an offer",
    "preferences": "Rank placements",
    "consent": "Guardian’s consent",
    "documents": "Documents",
    "renew": "Thanks, and again next season",
}
TO_WHOM: Final[dict[str, str]] = {
    "pledge": "contacts of employers",
    "describe-placement": "contacts of employers",
    "referral-answer": "supervisors",
    "agreement-sign": "student, guardian, employer and school",
    "hours-week": "supervisors",
    "hours-entry": "students",
    "shadow-attendance": "hosts",
    "review-baseline": "supervisors",
    "review-final": "supervisors",
    "offer-answer": "students",
    "preferences": "students",
    "consent": "guardians",
    "documents": "students and guardians",
    "renew": "contacts of employers",
}
DAY: Final = 24


def on_words(rules: ProgramRules) -> list[str]:
    """Say which kinds are switched on."""
    said = [TITLES[kind] for kind in rules.mailing.on]
    return [f"{'; '.join(said)}."] if said else ["Nothing."]


def plan_words(rules: ProgramRules, kind: str) -> list[str]:
    """Say the plan of a kind: when it goes out, when again, when it ends."""
    plan = plan_in(rules, kind)
    again = " and ".join(days_text(hours) for hours in plan.remind_after_hours)
    said = [
        _first(kind, plan),
        f"Asked again after {again} days." if again else "Never asked again.",
        f"After {days_text(plan.escalate_after_hours)} days staff are told to telephone.",
        f"The link works for {plan.expire_after_days} days.",
        quiet_words(plan.quiet),
        f"At most {plan.most_mails} mails a request.",
    ]
    return [sentence for sentence in said if sentence]


def quiet_words(quiet: QuietHours | None) -> str:
    """Say when nothing goes out."""
    if quiet is None:
        return ""
    weekend = ", nor on a weekend" if quiet.weekend else ""
    return f"Nothing from {quiet.begins} to {quiet.ends}{weekend}, where the recipient is."


def days_text(hours: int) -> str:
    """Give hours as days, without needless zeros: 48 is 2, 36 is 1.5."""
    return f"{hours / DAY:.4f}".rstrip("0").rstrip(".")


def _first(kind: str, plan: ReminderPlan) -> str:
    if kind in WEEKLY:
        return f"{DAYS[plan.weekday]} {plan.at}, local to the site."
    if kind not in OCCASIONS:
        return "When staff ask, or what it asks for is due."
    if plan.days == 0:
        return f"On {OCCASIONS[kind]}."
    number = abs(plan.days)
    days = "1 day" if number == 1 else f"{number} days"
    return f"{days} {'before' if plan.days < 0 else 'after'} {OCCASIONS[kind]}."
