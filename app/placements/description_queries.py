"""Read what partners wrote of placements, what they can begin from, and who is asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow
from app.employers.asked_queries import first_contact, first_zone
from app.employers.models import Contact, Employer, Site
from app.employers.pledge_models import Pledge
from app.employers.pledge_queries import PROMISED
from app.outreach.models import LinkRequest, RequestState
from app.placements.description_models import PlacementDescription
from app.placements.models import Placement, PlacementState
from app.programs.models import Program

KIND = "describe-placement"
EARLIER_SHOWN = 6
MOST_ASKED = 500
R = RequestState


def of_request(request_id: int) -> Sequence[AnyRow]:
    """Give what was described through a request, with the title and state of each draft."""
    return db.session.execute(
        sa.select(
            PlacementDescription.id,
            PlacementDescription.key,
            PlacementDescription.state,
            PlacementDescription.said,
            PlacementDescription.said_at,
            PlacementDescription.comment,
            PlacementDescription.version,
            Placement.state.label("placement_state"),
            Placement.copied_from_id,
        )
        .join(Placement, Placement.id == PlacementDescription.placement_id)
        .where(PlacementDescription.request_id == request_id)
        .order_by(PlacementDescription.id)
    ).all()


def description(description_id: int) -> PlacementDescription:
    """Give a description; raise NotFound."""
    found = db.session.get(PlacementDescription, description_id)
    if found is None:
        raise NotFound
    return found


def of_placement(placement_id: int) -> PlacementDescription | None:
    """Give what a partner wrote of a placement, None where staff entered it."""
    return db.session.scalar(
        sa.select(PlacementDescription).where(PlacementDescription.placement_id == placement_id)
    )


def has_key(key: str) -> bool:
    """Tell whether a form was sent already."""
    query = sa.select(PlacementDescription.id).where(PlacementDescription.key == key)
    return db.session.scalar(query) is not None


def earlier(employer_id: int, program: Program) -> Sequence[Placement]:
    """Give an employer's placements of seasons before, the newest first, not yet carried over."""
    over = sa.select(Placement.copied_from_id).where(
        Placement.program_id == program.id,
        Placement.copied_from_id.is_not(None),
        Placement.state != PlacementState.CANCELLED,
    )
    return db.session.scalars(
        sa.select(Placement)
        .join(Placement.program)
        .join(Placement.site)
        .options(
            contains_eager(Placement.program),
            contains_eager(Placement.site),
            selectinload(Placement.slots),
        )
        .where(
            Site.employer_id == employer_id,
            Placement.program_id != program.id,
            Program.start_date <= program.start_date,
            Placement.state.not_in((PlacementState.CANCELLED, PlacementState.DRAFT)),
            Placement.id.not_in(over),
        )
        .order_by(Program.start_date.desc(), Placement.search, Placement.id)
        .limit(EARLIER_SHOWN)
    ).all()


def live_of_employer(employer_id: int, program_id: int) -> LinkRequest | None:
    """Give the newest live request that asks somebody of an employer about a program."""
    return db.session.scalar(
        sa.select(LinkRequest)
        .join(Contact, Contact.id == LinkRequest.recipient_id)
        .where(
            LinkRequest.kind == KIND,
            LinkRequest.program_id == program_id,
            LinkRequest.recipient_kind == "contact",
            Contact.employer_id == employer_id,
            LinkRequest.state.in_((R.OPEN, R.ANSWERED)),
        )
        .order_by(LinkRequest.id.desc())
        .limit(1)
    )


def addressees(contact_ids: Collection[int]) -> dict[int, str]:
    """Give the names of contacts, by id: one statement."""
    rows = db.session.execute(
        sa.select(Contact.id, Contact.name).where(Contact.id.in_(contact_ids))
    )
    return {row.id: row.name for row in rows}


def pledged_without_posting(program_id: int) -> Sequence[AnyRow]:
    """Give the pledges of a program with seats that no placement has yet, whom to ask for them.

    Left out is who was asked already, and who has no site or must not be written to.
    """
    drafted = (
        sa.select(sa.func.coalesce(sa.func.sum(Placement.seats), 0))
        .join(Site, Site.id == Placement.site_id)
        .where(
            Site.employer_id == Pledge.employer_id,
            Placement.program_id == program_id,
            Placement.state == PlacementState.DRAFT,
        )
        .correlate(Pledge)
        .scalar_subquery()
    )
    person = sa.orm.aliased(Contact)
    asked = (
        sa.exists()
        .where(
            LinkRequest.kind == KIND,
            LinkRequest.program_id == program_id,
            LinkRequest.recipient_kind == "contact",
            LinkRequest.recipient_id == person.id,
            person.employer_id == Pledge.employer_id,
        )
        .correlate(Pledge)
    )
    return db.session.execute(
        sa.select(
            Employer.id,
            Employer.name,
            Pledge.seats,
            Pledge.posted,
            (Pledge.seats - Pledge.posted - drafted).label("lacking"),
            first_contact(Pledge.employer_id).label("contact_id"),
            first_zone(Pledge.employer_id).label("zone"),
        )
        .join(Employer, Employer.id == Pledge.employer_id)
        .where(
            Pledge.program_id == program_id,
            Pledge.state.in_(PROMISED),
            Pledge.seats > Pledge.posted + drafted,
            Employer.do_not_contact.is_(False),
            Employer.merged_into_id.is_(None),
            ~asked,
        )
        .order_by(Employer.search, Employer.id)
        .limit(MOST_ASKED)
    ).all()
