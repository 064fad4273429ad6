"""Begin a catalogue of credentials, and note what a training day and a class brought."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.core.calendar import same_day_after
from app.core.files import File
from app.core.text import fold
from app.credentials.models import AwardState, Credential, CredentialAward
from app.credentials.presets import PRESETS
from app.credentials.services import EVIDENCE
from app.desk.demo.making import Making
from app.desk.demo.papers import one_page
from app.desk.demo.schools import specialists_by_school
from app.placements.activity_models import (
    Activity,
    ActivityKind,
    ActivityState,
    ActivityStudent,
    SignUpState,
)
from app.students.models import Student

S = AwardState
FAILS: Final = 7
CARDS_OF_EACH: Final = 12
ALMOST_OVER, HALF_OVER = timedelta(days=690), timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Try:
    """Be what came of a try on a day; `number` is the one on the certificate."""

    student_id: int
    key: str
    state: AwardState
    on: date
    number: str = ""
    activity_id: int | None = None


def make_credentials(making: Making) -> None:
    """Fill the catalogue; note the first-aid days, who plans the forklift class, and some cards."""
    ids = {key: _add(making, key) for key in PRESETS}
    first = set(specialists_by_school(making))
    for each in (*_trained(making), *_cards(making)):
        award_id = _note(making, each, ids[each.key])
        school_id = making.rows.row(Student, each.student_id)["school_id"]
        if each.state is S.EARNED and school_id in first:
            first.remove(school_id)
            _keep(making, award_id, each)


def _add(making: Making, key: str) -> int:
    preset, at = PRESETS[key], making.season.loaded_at - timedelta(days=300)
    credential_id = making.rows.add(
        Credential,
        name=preset.name,
        search=fold(preset.name),
        issuer=preset.issuer,
        career_field=preset.career_field,
        cluster="",
        cip="",
        soc=preset.soc,
        lasts_months=preset.lasts_months,
        exam_fee=None,
        state_approved=False,
        next_id=None,
        note=preset.source,
        retired_at=None,
        created_at=at,
        version=1,
    )
    making.note("added", Credential.NOUN, credential_id, by="staff:1", at=at, name=preset.name)
    return credential_id


def _trained(making: Making) -> list[Try]:
    """Give what the training sessions brought, each student once a credential."""
    found: dict[tuple[str, int], Try] = {}
    for place in making.rows.of(ActivityStudent):
        session, student_id = making.rows.row(Activity, place["activity_id"]), place["student_id"]
        if session["kind"] is not ActivityKind.CREDENTIAL_TRAINING:
            continue
        day, activity_id = session["day"], session["id"]
        if session["state"] is ActivityState.OPEN:
            planned = Try(student_id, "forklift", S.PLANNED, day, "", activity_id)
            found.setdefault(("forklift", student_id), planned)
        elif place["state"] is SignUpState.ATTENDED:
            state = S.FAILED if student_id % FAILS == 0 else S.EARNED
            number = f"FA-{student_id:05}" if state is S.EARNED else ""
            earned = Try(student_id, "first-aid", state, day, number, activity_id)
            found.setdefault(("first-aid", student_id), earned)
    return list(found.values())


def _cards(making: Making) -> list[Try]:
    """Give some students of each school a food worker card; every fourth is almost over."""
    today, given = making.season.today, dict.fromkeys(specialists_by_school(making), 0)
    found = []
    for student in making.rows.of(Student):
        school_id = student["school_id"]
        if student["left_at"] is None and given[school_id] < CARDS_OF_EACH:
            given[school_id] += 1
            on = today - (ALMOST_OVER if given[school_id] % 4 == 0 else HALF_OVER)
            number = f"KC{student['id']:06}"
            found.append(Try(student["id"], "food-worker", S.EARNED, on, number))
    return found


def _note(making: Making, each: Try, credential_id: int) -> int:
    student = making.rows.row(Student, each.student_id)
    by = f"staff:{specialists_by_school(making)[student['school_id']]}"
    earned, lasts = each.state is S.EARNED, PRESETS[each.key].lasts_months
    at = making.season.moment(each.on, 16)
    award_id = making.rows.add(
        CredentialAward,
        student_id=each.student_id,
        credential_id=credential_id,
        activity_id=each.activity_id,
        state=S.PLANNED,
        exam_on=each.on,
        earned_on=each.on if earned else None,
        expires_on=same_day_after(each.on, lasts) if earned and lasts else None,
        number=each.number,
        score="",
        evidence_id=None,
        noted_by=by,
        noted_at=at,
        moved_at=at,
        version=1,
    )
    making.note("planned", CredentialAward.NOUN, award_id, by=by, at=at)
    if each.state is not S.PLANNED:
        making.move(CredentialAward, award_id, each.state, by=by, at=at)
    told = {"credential": PRESETS[each.key].name, "said": str(each.state)}
    making.note("credential noted", "student", each.student_id, by=by, at=at, **told)
    return award_id


def _keep(making: Making, award_id: int, each: Try) -> None:
    row, made = (
        making.rows.row(CredentialAward, award_id),
        one_page(f"{PRESETS[each.key].name} - {each.number} - {each.on.isoformat()}"),
    )
    row["evidence_id"] = making.rows.add(
        File,
        purpose=EVIDENCE,
        name=f"certificate-{each.number}.pdf",
        size=len(made),
        sha256=hashlib.sha256(made).hexdigest(),
        content=made,
        kept_by=row["noted_by"],
        kept_at=row["noted_at"],
    )
