"""Make users from the command line, the first administrator above all."""

from __future__ import annotations

import json
import sys
from typing import Final

import click
from flask.cli import AppGroup
from wtforms.validators import ValidationError

from app.accounts import passwords, queries, services
from app.accounts.models import Role
from app.core import clock
from app.core.access import SYSTEM
from app.core.errors import AppError
from app.core.forms import normal_email

accounts: Final = AppGroup("accounts", help="Make staff users.")


@accounts.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option("--school", "codes", multiple=True, metavar="CODE", help="A school of theirs.")
@click.option("--name", help="As others know them; by default made from the address.")
@click.option("--password-stdin", is_flag=True, help="Read the password; else mail an invitation.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def create(  # noqa: PLR0913 - one argument an option
    email: str,
    *,
    role: str,
    codes: tuple[str, ...],
    name: str | None,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Make a user; exit 1 with a sentence when the address, a school or the password is refused."""
    try:
        address = normal_email(email).lower()
        name = " ".join((name or "").split()) or name_from(address)
        password = _read_password(address, name) if password_stdin else None
        user_id = _create(address, name, Role(role), _schools(codes), password)
    except (AppError, ValidationError) as error:
        raise click.ClickException(str(error)) from error
    made = {"id": user_id, "email": address, "role": role, "schools": sorted(codes)}
    click.echo(json.dumps(made) if as_json else f"Created {address} as {role}.")


def name_from(email: str) -> str:
    """Make a name from an address: `ana.lopez@example.org` becomes Ana Lopez."""
    local = email.partition("@")[0]
    return " ".join(part.capitalize() for part in local.replace("_", ".").split(".") if part)


def _create(email: str, name: str, role: Role, schools: list[int], password: str | None) -> int:
    at = clock.now()
    if password is None:
        return services.invite(
            email=email, name=name, role=role, school_ids=schools, by=SYSTEM, at=at
        )
    return services.create_user(
        email=email,
        name=name,
        role=role,
        school_ids=schools,
        password_hash=passwords.hash_password(password),
        by=SYSTEM,
        at=at,
    )


def _read_password(email: str, name: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    problem = passwords.problem_with(password, email=email, name=name)
    if problem:
        raise click.ClickException(problem)
    return password


def _schools(codes: tuple[str, ...]) -> list[int]:
    found = queries.school_ids(codes)
    unknown = [code for code in codes if code not in found]
    if unknown:
        raise click.ClickException(f"There is no school with the code {', '.join(unknown)}.")
    return sorted(found.values())
