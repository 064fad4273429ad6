"""Show staff, before they refer, who is mailed what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.letters import Letter
from app.core.links import PLACEHOLDER
from app.employers import contact_queries
from app.employers.recipients import contact_recipient
from app.matches import slate_asking
from app.matches.slate_queries import KIND, letter_waits, request_of_placement
from app.outreach.models import RequestState
from app.outreach.posting import may_mail, may_write
from app.outreach.shapes import Recipient
from app.placements.models import Placement
from app.programs.mailing import plan_for


@dataclass(frozen=True, slots=True)
class Preview:
    """Be what referring mails: to whom, in which words, or why nothing goes out."""

    why_not: str
    reader: Recipient | None = None
    letter: Letter | None = None
    contacts: Sequence[tuple[int, str]] = ()
    open_request: int | None = None

    @property
    def text(self) -> str:
        """Give the letter's text, the link named where it will stand."""
        return self.letter.text.replace(PLACEHOLDER, "(the link)") if self.letter else ""


def preview_of(placement: Placement, at: datetime) -> Preview:
    """Say who is mailed what when students are referred to a placement now; writes nothing."""
    plan = plan_for(placement.program, KIND)
    if plan is None:
        return Preview(f"This mail is off or paused for {placement.program.name}.")
    asked = request_of_placement(placement.id)
    is_open = asked is not None and asked.state is RequestState.OPEN
    reader = contact_recipient(slate_asking.reader_id(placement), placement.site.timezone)
    contacts = contact_queries.contact_choices(placement.site.employer_id)
    request_id = asked.id if asked is not None and is_open else None
    if reader is None:
        return Preview("The contact left; choose another.", None, None, contacts)
    if not may_write(KIND, reader):
        why_not = f"{reader.name} has no address, or must not be contacted. Telephone instead."
        return Preview(why_not, reader, None, contacts, request_id)
    if asked is not None and is_open and letter_waits(asked.id):
        why_not = f"The letter to {reader.name} is on its way already; its page shows them too."
        return Preview(why_not, reader, None, contacts, request_id)
    letter = slate_asking.words(
        placement,
        f"{KIND}-more" if asked is not None else KIND,
        reader.language,
        reader.name,
        at + timedelta(days=plan.expire_after_days),
    )
    return Preview("", reader, letter, contacts, request_id)


def told_of(placement: Placement) -> str:
    """Say, right after students were referred, who is asked about them, or why nobody is."""
    if plan_for(placement.program, KIND) is None:
        return f"Nobody is mailed: this mail is off or paused for {placement.program.name}."
    asked = request_of_placement(placement.id)
    if asked is None or asked.state is not RequestState.OPEN:
        return (
            "Nobody is asked: the contact left, or none of those referred may be shown to partners."
        )
    if not may_mail(asked):
        return f"{asked.recipient_name} cannot be mailed: telephone, and enter the answer."
    return f"{asked.recipient_name} is asked by email."
