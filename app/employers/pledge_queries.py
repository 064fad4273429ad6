"""Read pledges: those of an employer, and one season beside another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from app.accounts.models import StaffUser
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow, AnySelect, Sorts
from app.core.text import like, number
from app.employers.models import Employer
from app.employers.pledge_models import Pledge, PledgeState
from app.outreach.models import LinkRequest
from app.programs.models import Program

S = PledgeState
PROMISED = (S.PLEDGED, S.CONFIRMED)
THIS, LAST = aliased(Pledge), aliased(Pledge)
COMPARED = {
    "renewed": "Renewed",
    "new": "New this season",
    "lost": "Promised last season, not this one",
}


def pledge(pledge_id: int) -> Pledge:
    """Give a pledge with its employer and program; raise NotFound."""
    found = db.session.scalar(
        sa.select(Pledge)
        .join(Pledge.employer)
        .join(Pledge.program)
        .options(contains_eager(Pledge.employer), contains_eager(Pledge.program))
        .where(Pledge.id == pledge_id)
    )
    if found is None:
        raise NotFound
    return found


def of_program(employer_id: int, program_id: int) -> Pledge | None:
    """Give an employer's pledge to a program, or None."""
    return db.session.scalar(
        sa.select(Pledge).where(Pledge.employer_id == employer_id, Pledge.program_id == program_id)
    )


def of_employer(employer_id: int) -> Sequence[AnyRow]:
    """Give the pledges of an employer, the newest season first."""
    return db.session.execute(
        sa.select(
            Pledge.id,
            Pledge.state,
            Pledge.seats,
            Pledge.posted,
            Pledge.answer_by,
            Pledge.note,
            Program.id.label("program_id"),
            Program.name.label("program"),
        )
        .join(Program, Program.id == Pledge.program_id)
        .where(Pledge.employer_id == employer_id)
        .order_by(Program.start_date.desc(), Program.id)
    ).all()


def seasons(program_id: int | None, beside_id: int | None) -> tuple[Program | None, Program | None]:
    """Give the season asked for (else the newest) and the one beside it.

    Unless another is asked for, that is the last one of the same kind that began before.
    """
    order = (Program.start_date.desc(), Program.id)
    asked = sa.select(Program).where(Program.id == program_id)
    this = db.session.scalar(asked if program_id else sa.select(Program).order_by(*order).limit(1))
    if this is None:
        return None, None
    before = sa.select(Program).where(
        Program.kind == this.kind, Program.start_date < this.start_date
    )
    chosen = sa.select(Program).where(Program.id == beside_id, Program.id != this.id)
    last = db.session.scalar(chosen if beside_id else before.order_by(*order).limit(1))
    return this, last


def seats_of_last(employer_id: int, program_id: int) -> int:
    """Give the seats that an employer promised to the season before, 0 without any."""
    _this, last = seasons(program_id, None)
    pledge = of_program(employer_id, last.id) if last else None
    return pledge.seats if pledge and pledge.state in PROMISED else 0


def seats_before(pledge: Pledge) -> int:
    """Give the seats that the employer of a pledge promised to the season before, 0 without any."""
    return seats_of_last(pledge.employer_id, pledge.program_id)


def to_renew(program: Program) -> Sequence[int]:
    """Give the employers that promised seats to the season before, and were not asked for this."""
    _this, last = seasons(program.id, None)
    asked = sa.exists().where(
        THIS.employer_id == LAST.employer_id,
        THIS.program_id == program.id,
        sa.or_(
            THIS.state != S.ASKED,
            sa.exists().where(
                LinkRequest.kind == "pledge",
                LinkRequest.subject_kind == "pledge",
                LinkRequest.subject_id == THIS.id,
            ),
        ),
    )
    return db.session.scalars(
        sa.select(LAST.employer_id)
        .join(Employer, Employer.id == LAST.employer_id)
        .where(
            LAST.program_id == (last.id if last else 0),
            LAST.state.in_(PROMISED),
            Employer.do_not_contact.is_(False),
            Employer.merged_into_id.is_(None),
            ~asked,
        )
        .order_by(Employer.search, Employer.id)
    ).all()


def columns() -> Sorts:
    """Give the columns by which the list of pledges is sorted."""
    return {
        "employer": Employer.search,
        "owner": sa.func.coalesce(StaffUser.name, ""),
        "state": sa.func.coalesce(sa.cast(THIS.state, sa.Text), ""),
        "seats": _promised(THIS),
        "last": _promised(LAST),
        "difference": _promised(THIS) - _promised(LAST),
        "id": Employer.id,
    }


def listed(filters: dict[str, str], this_id: int, last_id: int) -> AnySelect:
    """Give the query of the employers with a pledge in a season or in the one beside it."""
    query = (
        sa.select(
            Employer.id,
            Employer.name,
            Employer.do_not_contact,
            StaffUser.name.label("owner"),
            THIS.id.label("pledge_id"),
            THIS.state,
            sa.func.coalesce(THIS.posted, 0).label("posted"),
            _promised(THIS).label("seats"),
            _promised(LAST).label("last"),
            (_promised(THIS) - _promised(LAST)).label("difference"),
            _compared().label("compared"),
        )
        .outerjoin(StaffUser, StaffUser.id == Employer.owner_id)
        .outerjoin(THIS, (THIS.employer_id == Employer.id) & (THIS.program_id == this_id))
        .outerjoin(LAST, (LAST.employer_id == Employer.id) & (LAST.program_id == last_id))
        .where(THIS.id.is_not(None) | LAST.id.is_not(None), Employer.merged_into_id.is_(None))
    )
    if filters.get("q"):
        query = query.where(Employer.search.like(like(filters["q"]), escape="\\"))
    if filters.get("state"):
        none = filters["state"] == "none"
        query = query.where(THIS.id.is_(None) if none else THIS.state == filters["state"])
    if (owner_id := number(filters.get("owner", ""))) is not None:
        query = query.where(Employer.owner_id == owner_id)
    if filters.get("compared"):
        query = query.where(_compared() == filters["compared"])
    return query


def totals(this_id: int, last_id: int) -> tuple[int, int, int]:
    """Give the seats promised this season and last, and those posted this season."""
    row = db.session.execute(
        sa.select(
            *(
                sa.func.coalesce(sa.func.sum(value).filter(Pledge.program_id == program_id), 0)
                for value, program_id in (
                    (_promised(Pledge), this_id),
                    (_promised(Pledge), last_id),
                    (Pledge.posted, this_id),
                )
            )
        ).where(Pledge.program_id.in_((this_id, last_id)))
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def _promised(pledge: Any) -> sa.ColumnElement[int]:  # noqa: ANN401 - the class or an alias of it
    return sa.case((pledge.state.in_(PROMISED), pledge.seats), else_=0)


def _compared() -> sa.ColumnElement[str]:
    this, last = _promised(THIS), _promised(LAST)
    return sa.case(
        ((this > 0) & (last > 0), "renewed"),
        (this > 0, "new"),
        (last > 0, "lost"),
        else_="",
    )
