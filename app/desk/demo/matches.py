"""Make matches in every state; those that hold a seat take one, and nobody is in two places."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from typing import Final

from app.desk.demo.draw import Draw
from app.desk.demo.making import Making
from app.desk.demo.placements import FIRST_SEATS, Job, Stage
from app.desk.demo.rows import Row
from app.desk.demo.schools import specialists_by_school
from app.desk.demo.students import grade_then, put_on_file
from app.matches.models import HOLDING, Match, MatchState
from app.placements.models import Placement
from app.students.models import Student, StudentDocument

S, G = MatchState, Stage
LISTED: Final = (S.SHORTLISTED, S.REFERRED)
SEATED: Final = (*LISTED, S.INTERVIEWING, S.OFFERED, S.ACCEPTED)
PATHS: Final[dict[MatchState, tuple[MatchState, ...]]] = {
    S.SUGGESTED: (),
    S.SHORTLISTED: LISTED[:1],
    S.REFERRED: LISTED,
    S.INTERVIEWING: SEATED[:3],
    S.OFFERED: SEATED[:4],
    S.ACCEPTED: SEATED,
    S.ACTIVE: (*SEATED, S.ACTIVE),
    S.COMPLETED: (*SEATED, S.ACTIVE, S.COMPLETED),
    S.DECLINED_BY_EMPLOYER: (*LISTED, S.DECLINED_BY_EMPLOYER),
    S.DECLINED_BY_STUDENT: (*SEATED[:4], S.DECLINED_BY_STUDENT),
    S.WITHDRAWN: (*LISTED[:1], S.WITHDRAWN),
    S.EXPIRED: (*SEATED[:4], S.EXPIRED),
    S.NO_SHOW: (*SEATED, S.NO_SHOW),
    S.ENDED_EARLY: (*SEATED, S.ACTIVE, S.ENDED_EARLY),
}
DAYS_BEFORE_START: Final = {
    S.SUGGESTED: 30, S.SHORTLISTED: 27, S.REFERRED: 24, S.INTERVIEWING: 19, S.OFFERED: 14,
    S.ACCEPTED: 10, S.ACTIVE: 3, S.DECLINED_BY_EMPLOYER: 16, S.DECLINED_BY_STUDENT: 12,
    S.WITHDRAWN: 20, S.EXPIRED: 5, S.NO_SHOW: -2,
}  # fmt: skip
REASONS: Final = {
    S.DECLINED_BY_EMPLOYER: "Another student was chosen.",
    S.DECLINED_BY_STUDENT: "Took a place closer to home.",
    S.WITHDRAWN: "Moved to another school.",
    S.NO_SHOW: "Did not come on the first three days.",
    S.ENDED_EARLY: "Basketball practice took the afternoons.",
}
EXITS: Final = (S.DECLINED_BY_EMPLOYER, S.WITHDRAWN, S.DECLINED_BY_STUDENT, S.NO_SHOW, S.EXPIRED,
                S.ENDED_EARLY)  # fmt: skip
COMING: Final = (S.ACCEPTED, S.OFFERED, S.INTERVIEWING, S.REFERRED, S.SHORTLISTED, S.SUGGESTED)
WORKED: Final = (S.ACTIVE, S.COMPLETED, S.ENDED_EARLY)
DAYS_AHEAD, EMPTY_SEAT, LEAVER_WEEKS, PAPERS_DAYS_AGO, SLATE = 5, 20, 2, 75, 3


@dataclass(frozen=True, slots=True)
class Place:
    """Be a match that has hours: until when it was worked, and who looks after it."""

    id: int
    job: Job
    student_id: int
    school_id: int
    specialist: str
    last_day: date


@dataclass(frozen=True, slots=True)
class Wanted:
    """Be a match to make, and who makes it."""

    job: Job
    student_id: int
    state: MatchState
    by: str


class _Pool:
    """Hand out students who may take a placement, each for one live match only."""

    def __init__(self, making: Making, draw: Draw) -> None:
        self._year = making.season.school_year
        self._students = draw.shuffled(making.rows.of(Student))
        self._lines: dict[int, deque[Row]] = {}
        self._taken: set[int] = set()
        self._papers = {(row["student_id"], row["kind"]) for row in making.rows.of(StudentDocument)}
        self._specialists = specialists_by_school(making)

    def take(self, job: Job, *, keep: bool = False) -> Row | None:
        """Give an eligible student, and with `keep` leave them for another placement too."""
        line = self._line(job)
        for _ in range(len(line)):
            student = line.popleft()
            if student["id"] in self._taken:
                continue
            if _age(student["birth_date"], job.start) < job.minimum_age:
                line.append(student)
                continue
            if keep:
                line.append(student)
            else:
                self._taken.add(student["id"])
            return student
        return None

    def _line(self, job: Job) -> deque[Row]:
        """Give those who wait for a program, as its grades allow."""
        if job.course.id not in self._lines:
            grades = job.course.rules.eligibility.grades
            self._lines[job.course.id] = deque(
                student
                for student in self._students
                if grade_then(student, job.course.ago, self._year) in grades
            )
        return self._lines[job.course.id]

    def specialist(self, student: Row) -> str:
        """Name the career specialist of a student's school, as the journal does."""
        return f"staff:{self._specialists[student['school_id']]}"

    def complete_papers(self, making: Making, job: Job, student_id: int) -> None:
        """Put on file what a program asks for before a match is active."""
        for kind in job.course.rules.documents.required:
            if (student_id, kind) not in self._papers:
                self._papers.add((student_id, kind))
                put_on_file(making, student_id, kind, PAPERS_DAYS_AGO)


def make_matches(making: Making, jobs: list[Job]) -> list[Place]:
    """Make the matches of all placements; give those that have hours."""
    draw = making.draw("matches")
    pool, exits = _Pool(making, draw), cycle(EXITS)
    places = []
    for job in jobs:
        for state in _states(job, draw, exits):
            student = pool.take(job, keep=state in EXITS)
            if student is None:
                continue
            by = pool.specialist(student)
            if S.ACTIVE in PATHS[state]:
                pool.complete_papers(making, job, student["id"])
            match_id = _make_match(making, draw, Wanted(job, student["id"], state, by))
            if state in WORKED:
                last = _last_day(making, job, state)
                place = Place(match_id, job, student["id"], student["school_id"], by, last)
                places.append(place)
    _make_slate(making, jobs, pool)
    return places


def _make_slate(making: Making, jobs: list[Job], pool: _Pool) -> None:
    """Let one employer have several students to choose from."""
    coming = next((job for job in jobs if job.stage is G.COMING and not job.course.ago), None)
    for _ in range(SLATE if coming else 0):
        if coming and (student := pool.take(coming)):
            wanted = Wanted(coming, student["id"], S.REFERRED, pool.specialist(student))
            _make_match(making, making.draw(f"slate {student['id']}"), wanted)


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _states(job: Job, draw: Draw, exits: Iterator[MatchState]) -> list[MatchState]:
    match job.stage:
        case G.BUSY | G.BUSY_CLOSED:
            empty = job.number > len(FIRST_SEATS) and job.seats > 1 and draw.chance(EMPTY_SEAT)
            leavers = [next(exits) for _ in range(draw.number(0, 1))]
            return [S.ACTIVE] * (job.seats - empty) + leavers
        case G.DONE if job.course.ago:
            leavers = [next(exits) for _ in range(draw.number(0, 2))]
            return [S.COMPLETED] * job.seats + leavers
        case G.DONE:
            return [S.COMPLETED] * job.seats
        case G.COMING:
            held = [draw.pick(COMING[:2]) for _ in range(draw.number(0, job.seats))]
            return held + [draw.pick(COMING[2:]) for _ in range(draw.number(1, 3))]
        case G.PAUSED:
            return [S.SUGGESTED, S.SHORTLISTED]
        case _:
            return []


def _make_match(making: Making, draw: Draw, wanted: Wanted) -> int:
    job, state, path = wanted.job, wanted.state, PATHS[wanted.state]
    created = making.season.moment(_day(making, job, S.SUGGESTED), 9, draw.number(0, 59))
    match_id = making.rows.add(
        Match,
        student_id=wanted.student_id,
        placement_id=job.id,
        state=S.SUGGESTED,
        reason=REASONS.get(state, ""),
        created_at=created,
        moved_at=created,
        version=1 + len(path),
    )
    making.note(
        *("suggested", "match", match_id), by=wanted.by, at=created, target=str(S.SUGGESTED)
    )
    for step in path:
        at = making.season.moment(_day(making, job, step), 13, draw.number(0, 59))
        by = "system" if step is S.EXPIRED else wanted.by
        making.move(Match, match_id, step, by=by, at=at, reason=REASONS.get(step))
        making.rows.row(Match, match_id)["moved_at"] = at
    making.rows.row(Placement, job.id)["seats_taken"] += state in HOLDING
    return match_id


def _day(making: Making, job: Job, state: MatchState) -> date:
    if state in (S.COMPLETED, S.ENDED_EARLY):
        return _last_day(making, job, state) + timedelta(days=5)
    start = min(job.start, making.season.today + timedelta(days=DAYS_AHEAD))
    return start - timedelta(days=DAYS_BEFORE_START[state])


def _last_day(making: Making, job: Job, state: MatchState) -> date:
    if state is S.ENDED_EARLY:
        return job.start + timedelta(weeks=LEAVER_WEEKS, days=-1)
    return min(job.end, making.season.today - timedelta(days=1))
