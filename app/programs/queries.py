"""Read programs."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import NotFound
from app.programs.mailing import plan_for
from app.programs.models import Program


def all_programs() -> Sequence[Program]:
    """Give every program, the newest season first."""
    return db.session.scalars(
        sa.select(Program).order_by(Program.start_date.desc(), Program.name)
    ).all()


def program_choices() -> list[tuple[int, str]]:
    """Give the programs as id and name, the newest season first."""
    rows = db.session.execute(
        sa.select(Program.id, Program.name).order_by(Program.start_date.desc(), Program.name)
    )
    return [(row.id, row.name) for row in rows]


def mailing_programs(kind: str) -> list[Program]:
    """Give the programs for which a kind of request goes out."""
    programs = db.session.scalars(sa.select(Program).where(Program.mail_on).order_by(Program.id))
    return [each for each in programs if plan_for(each, kind) is not None]


def program(program_id: int) -> Program:
    """Give a program; raise NotFound."""
    found = db.session.get(Program, program_id)
    if found is None:
        raise NotFound
    return found


def next_after(program: Program) -> Program | None:
    """Give the next season of the same kind, None while there is none."""
    return db.session.scalar(
        sa.select(Program)
        .where(Program.kind == program.kind, Program.start_date > program.start_date)
        .order_by(Program.start_date, Program.id)
        .limit(1)
    )


def by_code(code: str) -> Program:
    """Give the program of a code; raise NotFound."""
    found = db.session.scalar(sa.select(Program).where(Program.code == code))
    if found is None:
        msg = f"There is no program {code}."
        raise NotFound(msg)
    return found


def code_taken(code: str, but: int | None = None) -> bool:
    """Tell whether another program has a code."""
    query = sa.select(Program.id).where(Program.code == code)
    if but is not None:
        query = query.where(Program.id != but)
    return db.session.scalar(query) is not None
