"""Ask employers about the students referred to what is coming; some were answered about already."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.core.filters import day as day_words
from app.core.language import speaking
from app.desk.demo.placements import Stage
from app.desk.demo.requests import Reader, lay_out, open_request
from app.desk.demo.students import put_on_file
from app.employers.models import Contact
from app.matches.models import Match, MatchState
from app.matches.slate_models import Answer, EmployerRank, Reason, ReferralAnswer
from app.matches.slate_queries import KIND, PLACEMENT
from app.outreach.models import LinkAnswer
from app.outreach.shapes import Subject
from app.placements.models import Placement
from app.programs.mailing import DEFAULTS
from app.students.models import Student, StudentDocument
from app.students.privacy import CONSENT_KIND

if TYPE_CHECKING:
    from datetime import datetime

    from app.desk.demo.making import Making
    from app.desk.demo.placements import Job
    from app.desk.demo.rows import Row

S = MatchState
PLAN: Final = DEFAULTS[KIND]
CONSENT_DAYS_AGO: Final = 75
ANSWERS: Final = {
    S.INTERVIEWING: (Answer.INTERVIEW, None),
    S.OFFERED: (Answer.OFFER, None),
    S.DECLINED_BY_EMPLOYER: (Answer.DECLINE, Reason.ANOTHER_CHOSEN),
}


def make_referrals(making: Making, jobs: list[Job]) -> None:
    """Open one request for each coming placement with a student who waits for an answer."""
    coming = {job.id: job for job in jobs if job.stage is Stage.COMING and not job.course.ago}
    by_job: dict[int, list[Row]] = {}
    for match in making.rows.of(Match):
        if match["placement_id"] in coming:
            by_job.setdefault(match["placement_id"], []).append(match)
    consented = {
        row["student_id"] for row in making.rows.of(StudentDocument) if row["kind"] == CONSENT_KIND
    }
    for placement_id, matches in by_job.items():
        waiting = [match["student_id"] for match in matches if match["state"] is S.REFERRED]
        for student_id in waiting:
            # who opted out is referred only with consent
            if _opted_out(making, student_id) and student_id not in consented:
                consented.add(student_id)
                put_on_file(making, student_id, CONSENT_KIND, CONSENT_DAYS_AGO)
        if waiting:
            _ask(making, coming[placement_id], matches)


def _opted_out(making: Making, student_id: int) -> bool:
    return bool(making.rows.row(Student, student_id)["directory_opt_out"])


def _ask(making: Making, job: Job, matches: list[Row]) -> None:
    contact = making.rows.row(Contact, job.supervisor_id)
    placement = making.rows.row(Placement, job.id)
    shown = [each for each in matches if each["state"] is S.REFERRED or each["state"] in ANSWERS]
    at = making.season.loaded_at - timedelta(hours=30)
    with speaking(contact["language"]):
        days = {
            "first_day": day_words(placement["start_date"]),
            "last_day": day_words(placement["end_date"]),
            "due": day_words((at + timedelta(days=PLAN.expire_after_days)).date()),
        }
    request_id = open_request(
        making,
        making.draw(f"referral {job.id}"),
        KIND,
        Reader("contact", contact["id"], contact["name"], contact["email"], contact["language"]),
        Subject(PLACEMENT, job.id),
        PLAN,
        program_id=job.course.id,
        school_ids=sorted(
            {making.rows.row(Student, each["student_id"])["school_id"] for each in shown}
        ),
        at=at,
        placement=placement["title"],
        **days,
    )
    lay_out(making, request_id, PLAN, making.season.loaded_at)
    for number, match in enumerate(shown, start=1):
        if match["state"] in ANSWERS:
            _answer(making, request_id, match, contact, at + timedelta(hours=number))
            making.rows.link(EmployerRank, match_id=match["id"], rank=number, at=at)


def _answer(making: Making, request_id: int, match: Row, contact: Row, at: datetime) -> None:
    answer, reason = ANSWERS[match["state"]]
    by = f"contact:{contact['id']}"
    making.rows.add(
        ReferralAnswer,
        match_id=match["id"],
        request_id=request_id,
        answer=answer,
        reason=reason,
        times=[],
        note="",
        method="link",
        by=by,
        name="",
        evidence="",
        at=at,
    )
    making.rows.add(
        LinkAnswer,
        request_id=request_id,
        at=at,
        action=str(answer),
        method="link",
        by=by,
        name_typed="",
        address="203.0.113.9",
        agent="",
        figures={"match": match["id"], "times": [], "reason": reason, "note": ""},
    )
