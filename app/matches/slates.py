"""Shortlist or refer several students at once: first what it would do, then each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.core import clock
from app.core.access import Actor
from app.core.errors import AppError
from app.core.rows import AnyRow
from app.matches import candidates, faces, queries, services
from app.matches.models import MatchState
from app.placements.models import Placement
from app.students import privacy

S = MatchState
MOST = 100
BEHIND = {S.SHORTLISTED: {S.SUGGESTED}, S.REFERRED: {S.SUGGESTED, S.SHORTLISTED}}


@dataclass(frozen=True, slots=True)
class Line:
    """Be one chosen student: what the employer would see, and why they are left out, if so."""

    student: AnyRow
    face: faces.Face
    why_not: str = ""
    state: MatchState | None = None

    @property
    def name(self) -> str:
        """Give the student's name, as staff know them."""
        student = self.student
        return f"{student.preferred_name or student.given_name} {student.family_name}"


@dataclass(slots=True)
class Outcome:
    """Be what became of several students: matches moved, with versions, and who was left out."""

    moved: dict[int, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def kept(self) -> str:
        """Give the moved matches with their versions, as an Undo carries them."""
        return kept_of(self.moved)


def preview(
    placement: Placement, student_ids: Sequence[int], target: MatchState, *, by: Actor
) -> list[Line]:
    """Say of each chosen student in scope what will happen, changing nothing."""
    found = candidates.chosen(placement, by, student_ids)
    shown = faces.faces_of([each.student for each in found])
    states = queries.live_states(placement.id, [each.student.id for each in found])
    may = privacy.grounds([each.student.id for each in found], clock.district_day(clock.now()))
    lines = []
    for each in found:
        state = states.get(each.student.id)
        why_not = _already(state, target) if state else _words(each)
        if target is S.REFERRED and not why_not and each.student.id not in may:
            why_not = privacy.OPTED_OUT
        lines.append(Line(each.student, shown[each.student.id], why_not, state))
    return lines


def put_all(
    placement: Placement,
    student_ids: Sequence[int],
    target: MatchState,
    *,
    by: Actor,
    at: datetime,
) -> Outcome:
    """Shortlist or refer students in scope, each by itself: one refused never stops the rest."""
    outcome = Outcome()
    for line in preview(placement, student_ids, target, by=by):
        if line.why_not:
            outcome.skipped.append(f"{line.name}: {line.why_not}")
            continue
        try:
            match_id = services.put(line.student.id, placement.id, target, by=by, at=at)
            outcome.names.append(line.name)
            outcome.moved[match_id] = 0
        except AppError as refusal:
            outcome.skipped.append(f"{line.name}: {refusal.sentence}")
    outcome.moved = queries.versions_of(list(outcome.moved))
    return outcome


def kept_of(versions: dict[int, int]) -> str:
    """Give matches with their versions as one word each, for an Undo to send back."""
    return " ".join(f"{match_id}.{version}" for match_id, version in versions.items())


def undo_all(kept: str, *, by: Actor, at: datetime) -> tuple[int, list[str]]:
    """Undo what an outcome kept, each by itself; give how many, and the sentences of refusals."""
    undone, refused = 0, []
    for each in kept.split()[:MOST]:
        match_id, _, version = each.partition(".")
        if not (match_id.isdigit() and version.isdigit() and len(each) < 20):  # noqa: PLR2004
            continue
        try:
            services.undo(int(match_id), version=int(version), by=by, at=at)
            undone += 1
        except AppError as refusal:
            refused.append(refusal.sentence)
    return undone, list(dict.fromkeys(refused))


def _already(state: MatchState, target: MatchState) -> str:
    return "" if state in BEHIND[target] else f"already {state.replace('_', ' ')}"


def _words(candidate: candidates.Candidate) -> str:
    return "; ".join(rule.words for rule in candidate.rules)
