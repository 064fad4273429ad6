"""Make one employer of two, and take it back as it was."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from app.core import journal
from app.core.access import Actor
from app.core.db import Base, db
from app.core.errors import Conflict, Invalid
from app.core.intake import batches, undoing
from app.core.use_case import use_case
from app.employers import queries
from app.employers.models import Contact, Employer, Site
from app.employers.pledge_models import Pledge, PledgeState
from app.outreach.models import RequestState
from app.outreach.queries import unended_of_recipient

PURPOSE: Final = "merge"
FIELDS: Final = {
    "industry": "Industry",
    "email_domain": "Mail domain",
    "owner_id": "Owner",
    "website": "Website",
    "do_not_contact": "Do not contact",
    "note": "Note",
}
OWN_WAY: Final = frozenset({"site", "contact", "pledge"})
PROMISED: Final = (PledgeState.PLEDGED, PledgeState.CONFIRMED)
CHANGED: Final = "Something of it was changed since the merge, so it cannot be undone any more."


@dataclass(frozen=True, slots=True)
class Preview:
    """Be what a merge would do: which values differ, what moves, and what stands in its way."""

    kept: Employer
    gone: Employer
    fields: list[tuple[str, str, Any, Any]]
    moves: list[str]
    blockers: list[str]


def preview_of(kept_id: int, gone_id: int) -> Preview:
    """Say what a merge would do; write nothing. Raises Invalid for an employer and itself."""
    if kept_id == gone_id:
        sentence = "Choose another employer."
        raise Invalid(sentence, {"other": sentence})
    kept, gone = queries.sheet(kept_id), queries.sheet(gone_id)
    if kept.merged_into_id or gone.merged_into_id:
        raise Conflict("One of them was merged already.")
    fields = [
        (name, label, getattr(kept, name), getattr(gone, name))
        for name, label in FIELDS.items()
        if getattr(kept, name) != getattr(gone, name)
    ]
    doubles = _doubles(kept, gone)
    moves = [f"site {_site_name(kept, site)}" for site in gone.sites]
    moves += [
        f"contact {each.name} <{each.email}>" for each in gone.contacts if each not in doubles
    ]
    moves += [
        f"what {each.name} <{each.email}> does, to the contact of that address" for each in doubles
    ]
    blockers = [
        f"{each.name} has an open request. Wait for the answer, or cancel it first."
        for each in doubles
        if any(
            asked.state is RequestState.OPEN for asked in unended_of_recipient("contact", each.id)
        )
    ]
    return Preview(kept, gone, fields, moves, blockers)


@use_case
def merge_employers(
    kept_id: int, gone_id: int, taken: Collection[str], *, by: Actor, at: datetime
) -> int:
    """Move all of one employer to another, and take the named values along; give the batch's id.

    The other stays on file, empty, so that the merge can be undone. Raises Conflict while a
    contact that both have is asked something.
    """
    plan = preview_of(kept_id, gone_id)
    if plan.blockers:
        raise Conflict(" ".join(plan.blockers))
    kept, gone = plan.kept, plan.gone
    log = batches.begin(PURPOSE, gone.name, by=by, at=at)
    log.watch(Employer, [kept.id, gone.id])
    doubles = _doubles(kept, gone)
    _move_own(log, kept, gone, doubles)
    _move_pledges(log, kept, gone, by, at)
    for double, same in doubles.items():
        _repoint(log, "contact", double.id, same.id)
    _repoint(log, "employer", gone.id, kept.id, but=OWN_WAY)
    names = [name for name, *_ in plan.fields if name in taken]
    for name in [*names, *(["do_not_contact_reason"] if "do_not_contact" in names else [])]:
        setattr(kept, name, getattr(gone, name))
    gone.merged_into_id = kept.id
    db.session.flush()
    gone.merge_batch_id = log.close(pledges=_stamp(kept.id))
    journal.record("merged", "employer", kept.id, by=by, at=at, gone=gone.id, fields=names)
    journal.record("merged_away", "employer", gone.id, by=by, at=at, kept=kept.id)
    return gone.merge_batch_id or 0


@use_case
def unmerge(gone_id: int, *, by: Actor, at: datetime) -> None:
    """Undo a merge exactly; raise Conflict where anything that it moved was changed since."""
    gone = queries.sheet(gone_id)
    if gone.merge_batch_id is None or gone.merged_into_id is None:
        raise Conflict("This employer is not merged.")
    kept_id, batch_id = gone.merged_into_id, gone.merge_batch_id
    plan = undoing.plan_undo(batch_id, PURPOSE)
    if plan.changed_since or plan.batch.counts.get("pledges") != _stamp(kept_id):
        raise Conflict(CHANGED)
    for pledge_id, values in plan.values.get("pledge", {}).items():
        if "state" in values:
            journal.record(
                "unmerged", "pledge", pledge_id, by=by, at=at, target=str(values["state"])
            )
    undoing.undo(batch_id, PURPOSE, by=by, at=at)
    db.session.execute(
        sa.update(Employer)
        .where(Employer.id == gone_id)
        .values(merge_batch_id=None)
        .execution_options(synchronize_session=False)
    )
    for employer_id in (kept_id, gone_id):
        journal.record("unmerged", "employer", employer_id, by=by, at=at)


def _doubles(kept: Employer, gone: Employer) -> dict[Contact, Contact]:
    """Give the contacts that both have, each with the one that stays."""
    known = {each.email.lower(): each for each in kept.contacts}
    return {
        each: known[each.email.lower()] for each in gone.contacts if each.email.lower() in known
    }


def _site_name(kept: Employer, site: Site) -> str:
    taken = {each.name for each in kept.sites}
    return site.name if site.name not in taken else f"{site.name} (no. {site.id})"


def _move_own(
    log: batches.ImportLog, kept: Employer, gone: Employer, doubles: Collection[Contact]
) -> None:
    log.watch(Site, [each.id for each in gone.sites])
    log.watch(Contact, [each.id for each in gone.contacts])
    for site in gone.sites:
        site.name, site.employer_id = _site_name(kept, site), kept.id
    for contact in gone.contacts:
        if contact not in doubles:
            contact.employer_id = kept.id


def _move_pledges(
    log: batches.ImportLog, kept: Employer, gone: Employer, by: Actor, at: datetime
) -> None:
    query = sa.select(Pledge).where(Pledge.employer_id.in_((kept.id, gone.id)))
    pledges = db.session.scalars(query.order_by(Pledge.id)).all()
    log.watch(Pledge, [each.id for each in pledges])
    own = {each.program_id: each for each in pledges if each.employer_id == kept.id}
    for pledge in pledges:
        if pledge.employer_id == kept.id:
            continue
        other = own.get(pledge.program_id)
        if other is None:
            pledge.employer_id = kept.id
        elif pledge.state in PROMISED:
            _add_up(other, pledge, by, at)


def _add_up(kept: Pledge, gone: Pledge, by: Actor, at: datetime) -> None:
    reason = "two employers were merged"
    if kept.state not in PROMISED:
        if kept.state is not PledgeState.ASKED:
            kept.move_to(PledgeState.ASKED, by=by, at=at, reason=reason)
        kept.move_to(PledgeState.PLEDGED, by=by, at=at, reason=reason)
        kept.seats = 0
    kept.seats, kept.posted = kept.seats + gone.seats, kept.posted + gone.posted
    gone.posted = 0


def _repoint(
    log: batches.ImportLog, name: str, old: int, new: int, but: Collection[str] = ()
) -> None:
    """Let every row that points to one record point to another, whichever room it is of."""
    db.session.flush()
    for model, column in _pointing_to(name):
        if column.table.name in but:
            continue
        ids = list(db.session.scalars(sa.select(column.table.c.id).where(column == old)))
        log.watch(model, ids)
        if ids:
            db.session.execute(
                sa.update(column.table).where(column == old).values({column.name: new})
            )


def _pointing_to(name: str) -> Iterator[tuple[type[Any], sa.Column[Any]]]:
    for mapper in Base.registry.mappers:
        for key in mapper.local_table.foreign_keys:
            if key.column.table.name == name:
                yield mapper.class_, key.parent


def _stamp(employer_id: int) -> int:
    """Give a figure that every change of an employer's pledges raises."""
    query = sa.select(sa.func.coalesce(sa.func.sum(Pledge.version), 0))
    return int(db.session.scalar(query.where(Pledge.employer_id == employer_id)) or 0)
