"""Write a sheet of employers, all of it or nothing, and undo it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.intake import batches, kept_sheets, undoing
from app.core.intake.outcome import Imported, told
from app.core.intake.undoing import UndoPlan
from app.core.text import fold
from app.core.use_case import use_case
from app.employers.import_planning import EmployerWish, Wish, domain_of, plan_for
from app.employers.import_reading import PURPOSE, Listed
from app.employers.models import Contact, ContactRole, Employer, Site

PARTS: Final = frozenset({("site", "employer"), ("contact", "employer")})
NOUNS: Final[dict[type[Any], str]] = {Employer: "employer", Site: "site", Contact: "contact"}


@use_case
def import_employers(  # noqa: PLR0913 - an import has these parts
    listed: Listed,
    *,
    by: Actor,
    at: datetime,
    zone: str,
    skip_bad_rows: bool = False,
    sheet_id: int | None = None,
) -> Imported:
    """Write the good rows of a sheet; nothing where one is wrong, unless told to leave it out.

    `zone` is the time zone of new sites; `sheet_id` the kept sheet that ends with this.
    """
    plan = plan_for(listed)
    if listed.errors and not skip_bad_rows:
        return told(plan, held=True)
    done = told(plan)
    log = batches.begin(PURPOSE, listed.file, by=by, at=at)
    for wish in plan.employers.values():
        if wish.what != "Unchanged":
            _Writing(log, by, at, zone).write(wish)
    counts = {"created": done.created, "updated": done.updated, "unchanged": done.unchanged}
    batch_id = log.close(**counts)
    if sheet_id is not None:
        kept_sheets.drop(sheet_id, PURPOSE, by=by)
    return replace(done, batch_id=batch_id)


@use_case
def undo_import(batch_id: int, *, by: Actor, at: datetime) -> UndoPlan:
    """Undo an import of employers: put back what nobody changed since, remove what is unused.

    Raises NotFound for no such import, Conflict for one that was undone already.
    """
    plan = undoing.undo(batch_id, PURPOSE, PARTS, by=by, at=at)
    for model, noun in NOUNS.items():
        for record_id in sorted(plan.values.get(model.__tablename__, ())):
            journal.record("import_undone", noun, record_id, by=by, at=at)
    return plan


@dataclass(frozen=True, slots=True)
class _Writing:
    log: batches.ImportLog
    by: Actor
    at: datetime
    zone: str

    def write(self, wish: EmployerWish) -> None:
        """Write one employer with its sites and contacts."""
        name = wish.own.values.get("name", "")
        new = {
            "search": fold(name),
            "email_domain": domain_of(wish),
            "owner_id": self.by.id if self.by.role == "employer_engagement" else None,
            "created_at": self.at,
        }
        employer_id = self._one(Employer, wish.own, new)
        sites = {
            key: self._one(Site, site, {"employer_id": employer_id, "timezone": self.zone})
            for key, site in wish.sites.items()
        }
        for email, contact in wish.contacts.items():
            values = {
                "employer_id": employer_id,
                "site_id": sites.get(wish.site_of.get(email, "")),
                "created_at": self.at,
            }
            if "role" in contact.values:
                contact.values["role"] = ContactRole(contact.values["role"])
            self._one(Contact, contact, values)

    def _one(self, model: type[Any], wish: Wish, new: dict[str, Any]) -> int:
        noun, record = NOUNS[model], wish.stored
        if record is None:
            record = model(**new | wish.values)
            db.session.add(record)
            db.session.flush()
            self.log.created(model, [record.id])
            journal.record("created", noun, record.id, by=self.by, at=self.at)
        elif changes := wish.changes:
            self.log.watch(model, [record.id])
            for name, value in changes.items():
                setattr(record, name, value)
            fields = list(changes)
            journal.record("changed", noun, record.id, by=self.by, at=self.at, fields=fields)
        return int(record.id)
