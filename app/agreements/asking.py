"""Ask each party to sign by link, and say in letters what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext as _

from app.agreements import queries
from app.agreements.models import Agreement, AgreementState, Party
from app.core.access import Actor
from app.core.filters import day as day_words
from app.core.language import speaking
from app.core.letters import Letter, compose
from app.core.todos import open_todo
from app.employers.recipients import contact_recipient
from app.matches.models import Match
from app.outreach import posting
from app.outreach import queries as requests
from app.outreach import services as outreach
from app.outreach.models import LinkRequest, RequestState
from app.outreach.shapes import Recipient, Subject
from app.outreach.superseding import supersede
from app.programs.mailing import plan_for
from app.students.queries import guardians_of
from app.students.recipients import guardian_recipient, student_recipient

KIND: Final = "agreement-sign"
AGREEMENT: Final = "agreement"
PARTY_OF: Final = {
    "student": Party.STUDENT,
    "guardian": Party.GUARDIAN,
    "contact": Party.EMPLOYER,
}


@dataclass(frozen=True, slots=True)
class Signer:
    """Be a person whom an agreement is mailed to, for a party."""

    party: Party
    recipient: Recipient

    @property
    def key(self) -> str:
        """Name the person as signatures do, such as `guardian:4`."""
        return f"{self.recipient.kind}:{self.recipient.id}"

    @property
    def mailed(self) -> bool:
        """Tell whether there is an address that may be written to."""
        return posting.may_write(KIND, self.recipient)


def signers(agreement: Agreement, parties: list[Party]) -> list[Signer]:
    """Give the people who can sign for the parties outside the school; any guardian may."""
    return list(_signers(agreement, set(parties)))


def _signers(agreement: Agreement, parties: set[Party]) -> Iterator[Signer]:
    match = agreement.match
    if Party.STUDENT in parties and (found := student_recipient(match.student_id)):
        yield Signer(Party.STUDENT, found)
    if Party.GUARDIAN in parties:
        for guardian in guardians_of(match.student_id):
            if found := guardian_recipient(guardian.id):
                yield Signer(Party.GUARDIAN, found)
    signer_id = agreement.signer_id or match.placement.supervisor_id
    zone = match.placement.site.timezone
    if Party.EMPLOYER in parties and (
        found := contact_recipient(signer_id, zone, {match.student.school_id})
    ):
        yield Signer(Party.EMPLOYER, found)


def ask_parties(agreement: Agreement, *, by: Actor, at: datetime) -> int:
    """Ask whoever has not signed the present text yet, inside the open use case; give how many.

    While this mail is off for the program nobody is asked: paper remains.
    """
    plan = plan_for(agreement.match.placement.program, KIND)
    if plan is None:
        return 0
    needed = [Party(each) for each in queries.text_of(agreement.id, agreement.number).parties]
    signed, subject = queries.in_force(agreement), Subject(AGREEMENT, agreement.id)
    asked = {(each.recipient_kind, each.recipient_id) for each in requests.live(KIND, subject)}
    waiting = [
        each
        for each in signers(agreement, needed)
        if each.party not in signed and (each.recipient.kind, each.recipient.id) not in asked
    ]
    for each in waiting:
        outreach.ask(
            KIND,
            each.recipient,
            subject,
            plan=plan,
            program_id=agreement.match.placement.program_id,
            school_ids=frozenset({agreement.match.student.school_id}),
            by=by,
            at=at,
        )
    return len(waiting)


def unended(agreement_id: int) -> list[LinkRequest]:
    """Give the requests about an agreement that are not cancelled or replaced."""
    return list(requests.unended_of_subject(KIND, AGREEMENT, agreement_id))


def replace_all(agreement_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Let all links of an agreement die, inside the open use case; new ones are mailed."""
    for asked in unended(agreement_id):
        supersede(asked.id, reason=reason, by=by, at=at)


def end_all(agreement_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Withdraw what was asked about an agreement, inside the open use case."""
    for asked in unended(agreement_id):
        if asked.state is RequestState.ANSWERED:
            outreach.end_for_reader(asked.id, reason=reason, by=by, at=at)
        else:
            outreach.cancel(asked.id, reason=reason, by=by, at=at)


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the letter of a step: the first asking, or a reminder."""
    kind = KIND if step == "ask" else f"{KIND}-reminder"
    agreement = queries.agreement_of(asked.subject_id)
    with speaking(asked.language):
        news = (
            _("Its terms changed, so the earlier signatures ended and everybody signs once more.")
            if agreement.number > 1
            else _("Please read it before you sign.")
        )
        return compose(kind, asked.language, **_values(asked, agreement), news=news)


def mail_copies(agreement: Agreement, *, at: datetime) -> None:
    """Mail everybody that all have signed, with the link to their copy."""
    for asked in unended(agreement.id):
        if posting.may_mail(asked):
            with speaking(asked.language):
                words = compose("agreement-copy", asked.language, **_values(asked, agreement))
            posting.mail(asked, words, at=at)


def _values(asked: LinkRequest, agreement: Agreement) -> dict[str, str]:
    placement = agreement.match.placement
    return {
        "name": asked.recipient_name,
        "student": short_name(agreement.match),
        "placement": placement.title,
        "employer": placement.site.employer.name,
        "first_day": day_words(placement.start_date),
        "last_day": day_words(placement.end_date),
    }


def short_name(match: Match) -> str:
    """Give the first name and initial that partners see."""
    student = match.student
    return f"{student.preferred_name or student.given_name} {student.family_name[:1]}."


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give whom the request goes to, as their record is now."""
    if asked.recipient_kind == "student":
        return student_recipient(asked.recipient_id)
    if asked.recipient_kind == "guardian":
        return guardian_recipient(asked.recipient_id)
    return contact_recipient(asked.recipient_id, asked.zone, requests.schools_of(asked.id))


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff."""
    match = queries.agreement_of(asked.subject_id).match
    return f"Agreement of {short_name(match)}, {match.placement.title}"


def escalate(asked: LinkRequest, at: datetime) -> None:
    """Open a to-do for the specialist: this signature has not come."""
    agreement = queries.agreement_of(asked.subject_id)
    party = PARTY_OF[asked.recipient_kind]
    if agreement.state is not AgreementState.SIGNING or party in queries.in_force(agreement):
        return
    student = agreement.match.student
    open_todo(
        "agreement_not_signed",
        "request",
        asked.id,
        f"{asked.recipient_name} has not signed the agreement of {student.shown_name}. "
        "Telephone, or print it to be signed on paper.",
        url=f"/matches/{agreement.match_id}/agreement",
        role="career_specialist",
        school_id=student.school_id,
        at=at,
    )
