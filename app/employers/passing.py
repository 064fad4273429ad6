"""Pass a request to a colleague at the employer, or hear that its reader no longer does this."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from app.core import journal
from app.core.db import db
from app.core.forms import normal_email
from app.core.text import one_line
from app.core.todos import open_todo
from app.employers import contact_queries
from app.employers.models import Contact, ContactRole
from app.employers.recipients import contact_recipient
from app.outreach import services as outreach
from app.outreach.models import LinkRequest
from app.outreach.queries import schools_of
from app.outreach.shapes import AskAgain, Evidence, Reply
from app.programs.rules import ReminderPlan

PASSED: Final = {"passed": "1"}


@dataclass(frozen=True, slots=True)
class Typed:
    """Be what was typed to pass a request on."""

    to: str = ""
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """Be what is passed on, as staff read of it, and the plan by which a colleague is asked."""

    what: str
    gone: str
    plan: ReminderPlan


Asker = Callable[[str, Typed], AskAgain]


def colleagues(asked: LinkRequest) -> Sequence[Contact]:
    """Give the other contacts on file whom the request may go to at once."""
    return contact_queries.colleagues(asked.recipient_id)


def pass_on(  # noqa: PLR0913 - a passing has these parts
    asked: LinkRequest,
    form: MultiDict[str, str],
    evidence: Evidence,
    at: datetime,
    *,
    again: Asker,
    matter: Matter,
) -> Reply:
    """Hand the request to a colleague on file or of the mail domain; else staff decide."""
    typed = Typed(
        form.get("to", "")[:20], one_line(form.get("to_name", "")), form.get("to_email", "")[:254]
    )
    known = {str(each.id): each for each in colleagues(asked)}
    if typed.to in known:
        return _hand(asked, known[typed.to], evidence, at, matter)
    if not typed.email.strip() and not typed.to:
        raise again(_("Choose a colleague, or enter a name and an email address."), typed)
    try:
        email = normal_email(typed.email)
    except ValidationError as error:
        raise again(_("Enter an email address, like name@example.org."), typed) from error
    if not typed.name:
        raise again(_("Enter your colleague’s name."), typed)
    reader = contact_queries.contact(asked.recipient_id)
    if email.lower() == reader.email.lower():
        raise again(_("That is your own address. Enter your colleague’s."), typed)
    return _to_address(asked, reader, typed.name, email, evidence, at, matter)


def _to_address(  # noqa: PLR0913, PLR0917 - a passing has these parts
    asked: LinkRequest,
    reader: Contact,
    name: str,
    email: str,
    evidence: Evidence,
    at: datetime,
    matter: Matter,
) -> Reply:
    employer = reader.employer
    known = contact_queries.contact_of_email(employer.id, email)
    if known is not None:
        return _hand(asked, known, evidence, at, matter)
    if employer.email_domain and email.lower().endswith(f"@{employer.email_domain.lower()}"):
        colleague = Contact(
            employer_id=employer.id,
            site_id=reader.site_id,
            name=name,
            email=email,
            role=ContactRole.SUPERVISOR,
            language=reader.language,
            created_at=at,
        )
        db.session.add(colleague)
        db.session.flush()
        journal.record("created", "contact", colleague.id, by=evidence.by, at=at)
        return _hand(asked, colleague, evidence, at, matter)
    _ask_staff(
        asked, f"asks to pass {matter.what} on to {name} <{email}>, an address not on file", at
    )
    return Reply("pass-asked", {"name": name, "email": email}, go=PASSED)


def _hand(
    asked: LinkRequest, colleague: Contact, evidence: Evidence, at: datetime, matter: Matter
) -> Reply:
    recipient = contact_recipient(colleague.id, asked.zone, schools_of(asked.id))
    if recipient is None or recipient.do_not_contact:
        why = "left" if recipient is None else "must not be contacted"
        _ask_staff(asked, f"asks to pass {matter.what} on to {colleague.name}, who {why}", at)
        return Reply("pass-asked", {"contact": colleague.id}, go=PASSED)
    outreach.pass_on(asked.id, recipient, plan=matter.plan, by=evidence.by, at=at)
    _ask_staff(asked, f"passed {matter.what} on to {colleague.name}", at)
    return Reply("passed", {"contact": colleague.id}, go=PASSED)


def no_longer_here(
    asked: LinkRequest, evidence: Evidence, at: datetime, *, matter: Matter
) -> Reply:
    """Note that the reader no longer does this; staff look for who does."""
    reason = "its reader is no longer there"
    outreach.end_for_reader(asked.id, reason=reason, by=evidence.by, at=at)
    _ask_staff(asked, f"says that they {matter.gone}", at)
    return Reply("gone", {"name": evidence.name}, go=PASSED)


def _ask_staff(asked: LinkRequest, said: str, at: datetime) -> None:
    schools: list[int | None] = [*sorted(schools_of(asked.id))]
    for school_id in schools or [None]:
        open_todo(
            "request_passed" if school_id is None else f"request_passed_{school_id}",
            "request",
            asked.id,
            f"{asked.recipient_name} {said}.",
            url=f"/requests/{asked.id}",
            role="employer_engagement" if school_id is None else "career_specialist",
            school_id=school_id,
            at=at,
        )
