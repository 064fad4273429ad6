"""Say what is next for a student: one sentence a live match, computed from the facts at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from flask import url_for

from app.core.calendar import week_of
from app.core.filters import day, hours
from app.credit.progress import Progress
from app.hours.models import TimesheetState
from app.matches.models import Match, MatchState

S = MatchState
W = TimesheetState
TOLD: Final = {
    S.SUGGESTED: ("Look at the suggestion of {title} at {employer}", "Look at it"),
    S.SHORTLISTED: ("Refer to {employer} for {title}", "Refer"),
    S.REFERRED: ("{employer} to answer the referral for {title}", "See the match"),
    S.INTERVIEWING: ("Note how the interview at {employer} went", "See the match"),
    S.OFFERED: ("Answer the offer of {title} at {employer}", "See the match"),
}
STEP_OF_WEEK: Final = (
    (W.DISPUTED, "Settle the week of {week}, which is disputed", "See the week", "stop"),
    (W.OPEN, "Submit the week of {week} to {supervisor}", "See the week", "wait"),
    (W.SUBMITTED, "{supervisor} to confirm the week of {week}", "See the week", "wait"),
)


@dataclass(frozen=True, slots=True)
class NextStep:
    """Be what is next: a sentence, where it is done, the words of the way there, its tone."""

    sentence: str
    url: str
    step: str
    tone: str = "wait"


@dataclass(frozen=True, slots=True)
class MatchFacts:
    """Be what one match has come to: its weeks, its credit, the documents that it lacks."""

    match: Match
    weeks: Sequence[Any]
    progress: Progress
    lacking: Sequence[str]


def next_of(facts: MatchFacts, today: date) -> NextStep | None:
    """Give what is next for one match; None where nothing more is to come."""
    match = facts.match
    place = match.placement
    here = url_for("desk.match", match_id=match.id)
    if match.state in TOLD:
        sentence, step = TOLD[match.state]
        said = sentence.format(title=place.title, employer=place.site.employer.name)
        return NextStep(said, here, step)
    if match.state is S.ACCEPTED:
        return _before_work(facts, here)
    if match.state is S.ACTIVE:
        return _at_work(facts, here, today)
    if match.state is S.COMPLETED and facts.progress.missing:
        return NextStep(f"Credit for {place.title} waits: {facts.progress.missing[0]}", here, "See")
    return None


def _before_work(facts: MatchFacts, here: str) -> NextStep:
    place = facts.match.placement
    if facts.lacking:
        names = ", ".join(facts.lacking)
        said = f"Not on file yet for {place.title}: {names}"
        student = url_for("desk.student", student_id=facts.match.student_id, _anchor="documents")
        return NextStep(said, student, "Note documents", "stop")
    return NextStep(
        f"Activate {place.title}: every document is on file, it begins {day(place.start_date)}",
        here,
        "Activate",
    )


def _at_work(facts: MatchFacts, here: str, today: date) -> NextStep:
    place = facts.match.placement
    for state, sentence, step, tone in STEP_OF_WEEK:
        found = [week for week in facts.weeks if week.state == state and week.minutes]
        if found:
            oldest = min(found, key=lambda week: week.week)
            said = sentence.format(week=day(oldest.week), supervisor=place.supervisor.name)
            more = f", and {len(found) - 1} more" if len(found) > 1 else ""
            return NextStep(said + more, _week(facts.match, oldest.week), step, tone)
    done, target = facts.progress.minutes, place.program.rules.target_minutes
    if target and done >= target:
        said = f"Complete {place.title}: {hours(done)} of {hours(target)} are confirmed"
        return NextStep(said, here, "Complete", "good")
    last_week = week_of(today) - timedelta(days=7)
    worked = {week.week for week in facts.weeks}
    if week_of(place.start_date) <= last_week <= place.end_date and last_week not in worked:
        said = f"Enter the hours of the week of {day(last_week)} at {place.site.employer.name}"
        return NextStep(said, _week(facts.match, last_week), "Enter hours")
    ends = f"Work at {place.site.employer.name} goes on until {day(place.end_date)}"
    return NextStep(ends, here, "See the match", "info")


def _week(match: Match, week: date) -> str:
    return url_for("hours.week", match_id=match.id, week=week.isoformat())
