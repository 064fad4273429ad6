"""Compare a sheet of employers with what is stored: what is new, what changes, what is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from app.core.db import db
from app.core.intake.problems import Problem
from app.core.text import fold
from app.employers.import_reading import Line, Listed
from app.employers.models import Contact, Employer, Site

# addresses there say nothing of the employer
PUBLIC: Final = frozenset(
    "gmail.com yahoo.com hotmail.com outlook.com aol.com icloud.com comcast.net msn.com".split()  # noqa: SIM905
)
Values = dict[str, Any]


@dataclass(slots=True)
class Wish:
    """Be what a sheet says of one record, and the stored one that it speaks of, if there is one."""

    values: Values
    stored: Any = None

    @property
    def changes(self) -> Values:
        """Give the values that differ from what is stored."""
        return {
            name: value
            for name, value in self.values.items()
            if self.stored is None or getattr(self.stored, name) != value
        }


@dataclass(slots=True)
class EmployerWish:
    """Be all that a sheet says of one employer."""

    row: int
    own: Wish
    sites: dict[str, Wish] = field(default_factory=dict)
    contacts: dict[str, Wish] = field(default_factory=dict)
    site_of: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Give the employer's name: the stored one, else as the sheet has it."""
        return str(self.own.stored.name if self.own.stored else self.own.values["name"])

    @property
    def what(self) -> str:
        """Say whether it is new, changes, or is known already."""
        if self.own.stored is None:
            return "New"
        touched = [self.own, *self.sites.values(), *self.contacts.values()]
        return "Updated" if any(wish.changes for wish in touched) else "Unchanged"

    @property
    def told(self) -> str:
        """Say in a few words what is written."""
        parts = [f"{name.replace('_', ' ')}: {value}" for name, value in self._own_changes()]
        for noun, wishes in (("site", self.sites), ("contact", self.contacts)):
            for wish in wishes.values():
                name = wish.values.get("name") or wish.stored.name
                if wish.stored is None:
                    parts.append(f"new {noun} {name}")
                elif wish.changes:
                    fields = ", ".join(field.replace("_", " ") for field in wish.changes)
                    parts.append(f"{noun} {name}: {fields}")
        return "; ".join(parts)

    def _own_changes(self) -> list[tuple[str, Any]]:
        return [(name, value) for name, value in self.own.changes.items() if name != "name"]


@dataclass(slots=True)
class Plan:
    """Be what an import would write, by folded name of the employer."""

    listed: Listed
    employers: dict[str, EmployerWish]
    warnings: tuple[Problem, ...]

    def count(self, what: str) -> int:
        """Count the employers that are New, Updated or Unchanged."""
        return sum(each.what == what for each in self.employers.values())


def plan_for(listed: Listed) -> Plan:
    """Compare the good rows with what is stored: three statements, whatever the sheet's length."""
    stored = {each.search: each for each in db.session.scalars(sa.select(Employer))}
    sites = {
        (each.employer_id, fold(each.name)): each for each in db.session.scalars(sa.select(Site))
    }
    contacts = {
        (each.employer_id, each.email.lower()): each
        for each in db.session.scalars(sa.select(Contact))
    }
    wishes: dict[str, EmployerWish] = {}
    for line in listed.lines:
        key = fold(line.employer)
        wish = wishes.get(key)
        if wish is None:
            wish = wishes[key] = EmployerWish(line.number, Wish({}, stored.get(key)))
            if wish.own.stored is None:
                wish.own.values["name"] = line.employer
        _add(wish, line, sites, contacts)
    warnings = _alike(listed, wishes, list(stored.values()))
    return Plan(listed, wishes, (*listed.warnings, *warnings))


def _add(
    wish: EmployerWish,
    line: Line,
    sites: dict[tuple[int, str], Site],
    contacts: dict[tuple[int, str], Contact],
) -> None:
    employer_id = wish.own.stored.id if wish.own.stored else 0
    if line.industry:
        wish.own.values["industry"] = line.industry
    site_key = fold(line.site)
    if line.site:
        known = sites.get((employer_id, site_key))
        site = wish.sites.setdefault(site_key, Wish({}, known))
        site.values |= line.place | ({} if site.stored else {"name": line.site})
        if "state" in line.place and (site.stored is None or not site.stored.jurisdiction):
            site.values["jurisdiction"] = line.place["state"]
    if line.contact:
        email = line.contact["email"].lower()
        contact = wish.contacts.setdefault(email, Wish({}, contacts.get((employer_id, email))))
        # the address of a known contact stays in the spelling that links were mailed to
        contact.values |= {
            name: value
            for name, value in line.contact.items()
            if name != "email" or contact.stored is None
        }
        if line.site:
            wish.site_of[email] = site_key


def _alike(
    listed: Listed, wishes: dict[str, EmployerWish], stored: list[Employer]
) -> list[Problem]:
    """Warn of new employers whose people write from the mail domain of a known one."""
    domains = {each.email_domain: each.name for each in stored if each.email_domain}
    found = []
    for wish in wishes.values():
        domain = domain_of(wish)
        if wish.own.stored is None and domain in domains:
            message = (
                f"may be {domains[domain]}, whose mail domain is {domain} too. "
                "It is taken as another employer; merge the two if they are one."
            )
            found.append(Problem(listed.file, wish.row, "employer", message))
    return found


def domain_of(wish: EmployerWish) -> str:
    """Give the mail domain of an employer's people, empty for a public one."""
    domains = {email.rpartition("@")[2] for email in wish.contacts} - PUBLIC
    return domains.pop() if len(domains) == 1 else ""
