"""Write a sheet of placements, all of it or nothing, and undo it."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.intake import batches, kept_sheets, undoing
from app.core.intake.outcome import Imported, told
from app.core.intake.undoing import UndoPlan
from app.core.use_case import use_case
from app.employers import pledge_queries
from app.employers.pledge_models import Pledge
from app.employers.pledge_services import recount
from app.placements import import_undoing, queries, services
from app.placements.facts import SlotFacts
from app.placements.import_planning import Plan, Wish
from app.placements.import_reading import PURPOSE
from app.placements.models import Placement, PlacementSlot

PARTS: Final = frozenset({("placement_slot", "placement")})


@use_case
def import_placements(
    plan: Plan,
    *,
    by: Actor,
    at: datetime,
    skip_bad_rows: bool = False,
    sheet_id: int | None = None,
) -> Imported:
    """Write the good rows of a sheet; nothing where one is wrong, unless told to leave it out.

    Raises Conflict where a placement changed since the plan was made. `sheet_id` is the kept sheet
    that ends with this.
    """
    if plan.listed.errors and not skip_bad_rows:
        return told(plan, held=True)
    done = told(plan)
    log = batches.begin(PURPOSE, plan.listed.file, by=by, at=at)
    writing = _Writing(log, plan.program.id, by, at)
    for wish in plan.wishes:
        writing.write(wish)
    batch_id = log.close(
        created=done.created,
        updated=done.updated,
        unchanged=done.unchanged,
        schedules=writing.schedules,
        pledges=writing.pledges_told(),
    )
    if sheet_id is not None:
        kept_sheets.drop(sheet_id, PURPOSE, by=by)
    return replace(done, batch_id=batch_id)


@use_case
def undo_import(batch_id: int, *, by: Actor, at: datetime) -> UndoPlan:
    """Undo an import of placements: put back what nobody changed since, remove what is unused.

    Pledges count what is left posted, and sink to what was pledged before where they were raised by
    the import alone. Raises NotFound for no such import, Conflict for one that was undone already.
    """
    plan = undoing.undo(batch_id, PURPOSE, PARTS, by=by, at=at)
    db.session.expire_all()
    for record_id in sorted(plan.values.get("placement", ())):
        journal.record("import_undone", "placement", record_id, by=by, at=at)
    import_undoing.put_schedules_back(plan.batch.counts.get("schedules", {}), by=by, at=at)
    for told_pledge in plan.batch.counts.get("pledges", ()):
        employer_id, program_id = told_pledge["employer_id"], told_pledge["program_id"]
        posted = queries.seats_posted(employer_id, program_id)
        recount(employer_id, program_id, posted, told_pledge, by=by, at=at)
    return plan


class _Writing:
    def __init__(self, log: batches.ImportLog, program_id: int, by: Actor, at: datetime) -> None:
        self._log, self._program_id, self._by, self._at = log, program_id, by, at
        self._pledges: dict[int, tuple[int, str]] = {}
        self.schedules: dict[str, Any] = {}

    def write(self, wish: Wish) -> None:
        """Write one placement; the pledge of its employer follows."""
        if wish.what == "Unchanged":
            return
        line = wish.line
        self._note_pledge(line.employer_id)
        if line.known is None:
            made = services.save_and_post(
                None, line.facts, post=wish.posts, by=self._by, at=self._at
            )
            slots = [slot.id for slot in queries.detail(made).slots]
            self._log.created(Placement, [made])
            self._log.created(PlacementSlot, slots)
            return
        if "schedule" in wish.changes:
            before, after = line.known.facts.slots, line.facts.slots
            self.schedules[str(line.known.id)] = [_plain(before), _plain(after)]
        self._log.watch(Placement, [line.known.id])
        services.save(
            line.known.id, line.facts, by=self._by, at=self._at, version=line.known.version
        )

    def _note_pledge(self, employer_id: int) -> None:
        if employer_id in self._pledges:
            return
        found = pledge_queries.of_program(employer_id, self._program_id)
        self._pledges[employer_id] = (found.seats, str(found.state)) if found else (0, "")

    def pledges_told(self) -> list[dict[str, Any]]:
        """Give each pledge that was touched, as it was before and as it is after."""
        found = []
        for employer_id, (seats, state) in self._pledges.items():
            now: Pledge | None = pledge_queries.of_program(employer_id, self._program_id)
            if now is not None and (now.seats, str(now.state)) != (seats, state):
                after = {"seats_after": now.seats, "state_after": str(now.state)}
                found.append({"seats": seats, "state": state, **after, **_key(now)})
            elif now is not None:
                found.append({"seats": seats, "state": state, **_key(now)})
        return found


def _key(pledge: Pledge) -> dict[str, int]:
    return {"employer_id": pledge.employer_id, "program_id": pledge.program_id}


def _plain(slots: tuple[SlotFacts, ...]) -> list[dict[str, Any]]:
    return [{name: batches.plain(value) for name, value in asdict(slot).items()} for slot in slots]
