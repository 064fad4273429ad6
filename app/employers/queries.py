"""Read employers with their sites, and the list of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from app.accounts.models import Role, StaffUser
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnySelect, Sorts
from app.core.text import fold, like, number
from app.employers.models import Contact, ContactLog, Employer, Site
from app.employers.pledge_models import Pledge, PledgeState
from app.programs.models import Program


def columns() -> Sorts:
    """Give the columns by which the list of employers is sorted."""
    return {
        "name": Employer.search,
        "industry": Employer.industry,
        # nobody comes first on both databases
        "owner": sa.func.coalesce(StaffUser.name, ""),
        "id": Employer.id,
    }


def _found(words: str) -> sa.ColumnElement[bool]:
    """Find an employer by its name, or by the name or the address of one of its people."""
    pattern = like(words)
    # as `like` folds what was typed
    address = sa.func.replace(sa.func.lower(Contact.email), "-", " ")
    people = sa.exists().where(
        Contact.employer_id == Employer.id,
        Contact.left_at.is_(None),
        Contact.search.like(pattern, escape="\\") | address.like(pattern, escape="\\"),
    )
    return Employer.search.like(pattern, escape="\\") | people


def _overdue(today: date) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        ContactLog.employer_id == Employer.id,
        ContactLog.done_at.is_(None),
        ContactLog.due_on < today,
    )


def _promised(today: date, *, now: bool) -> sa.ColumnElement[bool]:
    """Tell of whom a season that is not over (or was) has seats."""
    over = Program.end_date < today
    return sa.exists().where(
        Pledge.employer_id == Employer.id,
        Pledge.state.in_((PledgeState.PLEDGED, PledgeState.CONFIRMED)),
        Program.id == Pledge.program_id,
        ~over if now else over,
    )


MARKED: Final[dict[str, Callable[[date], sa.ColumnElement[bool]]]] = {
    "silent": lambda _today: Employer.do_not_contact.is_(True),
    "overdue": _overdue,
    "pledged": lambda today: _promised(today, now=True),
    "unpledged": lambda today: ~_promised(today, now=True),
    "renew": lambda today: _promised(today, now=False) & ~_promised(today, now=True),
}
ONLY: Final = (
    ("pledged", "With seats this season"),
    ("unpledged", "Without seats this season"),
    ("renew", "With seats before, none this season"),
    ("overdue", "With an overdue next step"),
    ("silent", "Do not contact"),
)


def cities() -> Sequence[str]:
    """Give the cities in use."""
    query = sa.select(Site.city).distinct().order_by(Site.city)
    return [each for each in db.session.scalars(query) if each]


def listed(filters: dict[str, str], today: date) -> AnySelect:
    """Give the query of the list of employers, narrowed by the filters."""
    sites = sa.select(sa.func.count(Site.id)).where(Site.employer_id == Employer.id)
    contacts = sa.select(sa.func.count(Contact.id)).where(
        Contact.employer_id == Employer.id, Contact.left_at.is_(None)
    )
    query = sa.select(
        Employer.id,
        Employer.name,
        Employer.industry,
        Employer.do_not_contact,
        StaffUser.name.label("owner"),
        sites.scalar_subquery().label("sites"),
        contacts.scalar_subquery().label("contacts"),
    ).outerjoin(StaffUser, StaffUser.id == Employer.owner_id)
    query = query.where(Employer.merged_into_id.is_(None))
    if filters.get("q"):
        query = query.where(_found(filters["q"]))
    if filters.get("city"):
        query = query.where(
            sa.exists().where(Site.employer_id == Employer.id, Site.city == filters["city"])
        )
    if (asked := MARKED.get(filters.get("only", ""))) is not None:
        query = query.where(asked(today))
    if filters.get("industry"):
        query = query.where(Employer.industry == filters["industry"])
    if (owner_id := number(filters.get("owner", ""))) is not None:
        query = query.where(Employer.owner_id == owner_id)
    return query


def industries() -> Sequence[str]:
    """Give the industries in use."""
    query = sa.select(Employer.industry).distinct().order_by(Employer.industry)
    return [each for each in db.session.scalars(query) if each]


def owner_choices() -> list[tuple[int, str]]:
    """Give the staff who may own the relation with an employer, as id and name."""
    rows = db.session.execute(
        sa.select(StaffUser.id, StaffUser.name)
        .where(
            StaffUser.role.in_((Role.EMPLOYER_ENGAGEMENT, Role.ADMINISTRATOR)),
            StaffUser.disabled_at.is_(None),
        )
        .order_by(StaffUser.name)
    )
    return [(row.id, row.name) for row in rows]


def owned_by(owner_id: int | None) -> Sequence[Employer]:
    """Give the employers of an owner, or of nobody."""
    owner = Employer.owner_id
    return db.session.scalars(
        sa.select(Employer)
        .where(owner.is_(None) if owner_id is None else owner == owner_id)
        .order_by(Employer.search)
    ).all()


def open_steps_of(user_id: int) -> Sequence[ContactLog]:
    """Give the open next steps that somebody is to take."""
    return db.session.scalars(
        sa.select(ContactLog).where(
            ContactLog.assignee_id == user_id,
            ContactLog.next_step != "",
            ContactLog.done_at.is_(None),
        )
    ).all()


def owner_counts() -> list[tuple[int | None, str, int]]:
    """Give each owner with the number of their employers, nobody first."""
    rows = db.session.execute(
        sa.select(Employer.owner_id, StaffUser.name, sa.func.count(Employer.id).label("number"))
        .outerjoin(StaffUser, StaffUser.id == Employer.owner_id)
        .group_by(Employer.owner_id, StaffUser.name)
        .order_by(sa.func.coalesce(StaffUser.name, ""))
    )
    return [(row.owner_id, row.name or "Nobody yet", row.number) for row in rows]


def sheet(employer_id: int) -> Employer:
    """Give an employer with its sites and contacts: three statements; raise NotFound."""
    found = db.session.scalar(
        sa.select(Employer)
        .where(Employer.id == employer_id)
        .options(selectinload(Employer.sites), selectinload(Employer.contacts))
    )
    if found is None:
        raise NotFound
    return found


def site(site_id: int) -> Site:
    """Give a site with its employer; raise NotFound."""
    found = db.session.scalar(
        sa.select(Site)
        .join(Site.employer)
        .options(contains_eager(Site.employer))
        .where(Site.id == site_id)
    )
    if found is None:
        raise NotFound
    return found


def name_taken(name: str, but: int | None = None) -> bool:
    """Tell whether another employer has a name, whatever its case, accents and apostrophes."""
    query = sa.select(Employer.id).where(Employer.search == fold(name))
    if but is not None:
        query = query.where(Employer.id != but)
    return db.session.scalar(query) is not None


def site_choices() -> list[tuple[int, str]]:
    """Give every site as id and `Employer – site`, for a select."""
    rows = db.session.execute(
        sa.select(Site.id, Site.name, Employer.name.label("employer"))
        .join(Employer, Employer.id == Site.employer_id)
        .order_by(Employer.search, Site.name)
    )
    return [(row.id, f"{row.employer} – {row.name}") for row in rows]


def employer_choices() -> list[tuple[int, str]]:
    """Give every employer as id and name."""
    rows = db.session.execute(
        sa.select(Employer.id, Employer.name)
        .where(Employer.merged_into_id.is_(None))
        .order_by(Employer.search)
    )
    return [(row.id, row.name) for row in rows]
