"""Put the weekly request together: how it is mailed, shown and answered."""

from __future__ import annotations

from datetime import timedelta

from app.core.filters import day as day_words
from app.core.language import speaking
from app.core.letters import Letter, compose
from app.employers.recipients import contact_recipient
from app.hours import notices, queries
from app.hours.answering import apply
from app.hours.shown import is_closed, is_done, printable, show, week_asked
from app.hours.weekly import KIND
from app.outreach.models import LinkRequest
from app.outreach.queries import schools_of
from app.outreach.shapes import Kind, Recipient


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the weekly letter of a step: the first asking, a reminder, or late hours."""
    kind = {"ask": KIND, "remind": "hours-week-reminder", "more": "hours-week-more"}[step]
    sheets = queries.sheets_of_supervisor(asked.subject_id, week_asked(asked))
    with speaking(asked.language):
        return compose(
            kind,
            asked.language,
            name=asked.recipient_name,
            first_day=day_words(week_asked(asked)),
            last_day=day_words(week_asked(asked) + timedelta(days=6)),
            students=str(len(sheets)),
        )


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give whom the request goes to, as their record is now."""
    return contact_recipient(asked.recipient_id, asked.zone, schools_of(asked.id))


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff."""
    return f"Hours of the week of {day_words(week_asked(asked))}"


HOURS_WEEK = Kind(
    name=KIND,
    campaign=False,
    show=show,
    apply=apply,
    letter=letter,
    recipient=recipient,
    is_done=is_done,
    is_closed=is_closed,
    summary=summary,
    printable=printable,
    escalate=notices.escalate,
)
