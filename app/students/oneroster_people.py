"""Read users.csv and roles.csv: who is a student of which school, and who stands for whom."""

from datetime import date
from typing import NamedTuple

from app.students.cells import CellError, tidy, to_date, to_email, to_grade, to_list
from app.students.csv_table import Cells, CsvTable, Progress
from app.students.demographics import Facts
from app.students.oneroster_schools import Schools
from app.students.roster import GuardianRow, StudentRow
from app.students.row_cells import RowCells

STUDENT = "student"
GUARDIANS = frozenset({"guardian", "parent", "relative"})
STAFF = frozenset(
    {
        *("administrator", "aide", "counselor", "districtadministrator", "principal", "proctor"),
        *("siteadministrator", "systemadministrator", "teacher"),
    }
)
GONE = "tobedeleted"
NO_FACTS = Facts(None, None, None)
PRIMARY, OTHER = 0, 1


class Place(NamedTuple):
    """A role of a person at an organization; primary ones sort first."""

    rank: int
    role: str
    org: str


class User(NamedTuple):
    """The cells of users.csv, in the order of the layouts; None is a column that the file lacks."""

    sourced_id: str
    status: str | None
    identifier: str | None
    given_name: str
    family_name: str
    preferred_name: str | None
    email: str | None
    phone: str | None
    sms: str | None
    agents: str | None
    grades: str | None
    language: str | None
    role: str | None
    orgs: str | None


class PeopleReader:
    """Gather students and guardians; after `read_users` the results stand in its attributes."""

    def __init__(self, on: date, schools: Schools) -> None:
        self._on = on
        self._schools = schools
        self._places: dict[str, list[Place]] | None = None
        self._guardian_rows: dict[str, tuple[CsvTable, int, str, User]] = {}
        self._agents_of: list[tuple[str, int, str]] = []
        self.facts: dict[str, Facts] = {}
        self.students: list[StudentRow] = []
        self.left: set[str] = set()
        self.mentioned: set[str] = set()
        self.nameless = 0

    def read_roles(self, table: CsvTable, progress: Progress | None) -> None:
        """Note the roles of each person, but for those that have ended."""
        places: dict[str, list[Place]] = {}
        for number, row in table.rows(progress):
            if not row or (row[1] or "").lower() == GONE or self._has_ended(table, number, row[5]):
                continue
            if not row[0]:
                table.error(number, "userSourcedId", "is empty.")
                continue
            rank = PRIMARY if (row[2] or "").lower() == "primary" else OTHER
            places.setdefault(row[0], []).append(Place(rank, _role(row[3]), row[6] or ""))
        self._places = places

    def read_users(self, table: CsvTable, progress: Progress | None) -> None:
        """Sort the users into students and guardians; others are passed over."""
        rows: dict[str, int] = {}
        for number, cells in table.rows(progress):
            if not cells or not cells[0]:
                self.nameless += 1
                if cells:
                    table.error(number, "sourcedId", "is empty.")
                continue
            user = _user(cells)
            if (earlier := rows.setdefault(user.sourced_id, number)) != number:
                table.error(number, "sourcedId", f"is the same as in row {earlier}.")
                continue
            self._sort(table, number, user)
        self._warn_of_strangers(table, rows)

    def guardians(self) -> tuple[GuardianRow, ...]:
        """Give the guardians who stand for at least one student of the file."""
        wards = self._wards()
        return tuple(
            _guardian(table, number, role, user, tuple(wards[sourced_id]))
            for sourced_id, (table, number, role, user) in self._guardian_rows.items()
            if sourced_id in wards and _has_name(table, number, user)
        )

    def _has_ended(self, table: CsvTable, number: int, text: str | None) -> bool:
        try:
            ends = to_date(text or "")
        except CellError as why:
            table.error(number, "endDate", str(why))
            return True
        return ends is not None and ends < self._on

    def _sort(self, table: CsvTable, number: int, user: User) -> None:
        places = self._places_of(user)
        roles = {place.role for place in places}
        gone = (user.status or "").lower() == GONE
        if STUDENT in roles or (gone and not roles):
            self.mentioned.add(user.sourced_id)
            if gone:
                self.left.add(user.sourced_id)
            else:
                orgs = [place.org for place in places if place.role == STUDENT]
                self._add_student(table, number, user, orgs)
        elif not gone and (found := roles & GUARDIANS):
            self._guardian_rows[user.sourced_id] = (table, number, min(found), user)
        elif not roles:
            table.warn(number, "sourcedId", "has no role in roles.csv and was passed over.")
        elif not roles & STAFF:
            table.warn(number, "role", "is not a role of OneRoster; the person was passed over.")

    def _places_of(self, user: User) -> list[Place]:
        if self._places is None:
            role = _role(user.role)
            return [Place(OTHER, role, org) for org in to_list(user.orgs or "") or ("",)]
        places = self._places.get(user.sourced_id, [])
        if len(places) > 1:
            places.sort(key=lambda place: (place.rank, place.org != user.orgs))
        return places

    def _add_student(self, table: CsvTable, number: int, user: User, orgs: list[str]) -> None:
        cells = RowCells(table, number)
        student = self._student(user, number, cells, orgs)
        if not cells.wrong:
            self.students.append(student)
            if user.agents:
                self._agents_of.append((user.sourced_id, number, user.agents))

    def _student(self, user: User, number: int, cells: RowCells, orgs: list[str]) -> StudentRow:
        facts = self.facts.get(user.sourced_id, NO_FACTS)
        preferred = user.preferred_name
        return StudentRow(
            user.sourced_id,
            user.identifier,
            cells.required("givenName", user.given_name),
            cells.required("familyName", user.family_name),
            preferred and tidy(preferred),
            facts.birth_date,
            facts.sex,
            facts.races,
            cells.read("grades", to_grade, user.grades),
            cells.choose(self._schools_column, self._schools.choose, orgs),
            cells.read("email", to_email, user.email),
            user.phone or user.sms or user.phone,
            user.language,
            number,
        )

    @property
    def _schools_column(self) -> str:
        return "orgSourcedIds" if self._places is None else "sourcedId"

    def _wards(self) -> dict[str, dict[str, None]]:
        """Give the students of each guardian, told from either side."""
        wards: dict[str, dict[str, None]] = {}
        for student, _, agents in self._agents_of:
            for agent in to_list(agents):
                wards.setdefault(agent, {})[student] = None
        students = {student.sourced_id for student in self.students}
        for guardian, (_, _, _, user) in self._guardian_rows.items():
            for ward in to_list(user.agents or ""):
                if ward in students:
                    wards.setdefault(guardian, {})[ward] = None
        return wards

    def _warn_of_strangers(self, table: CsvTable, rows: dict[str, int]) -> None:
        for _, number, agents in self._agents_of:
            if any(agent not in rows for agent in to_list(agents)):
                table.warn(
                    number,
                    "agentSourcedIds",
                    "names people who are not in this file; they were left out.",
                )


def _user(cells: Cells) -> User:
    """Line up the cells of either version: 1.2 has no role and at most one organization."""
    both = cells if len(cells) == len(User._fields) else (*cells[:-1], None, cells[-1])
    return User._make(both)


def _role(text: str | None) -> str:
    return (text or "").strip().lower().replace(" ", "")


def _has_name(table: CsvTable, number: int, user: User) -> bool:
    if user.given_name or user.family_name:
        return True
    table.warn(number, "familyName", "is empty; the guardian was left out.")
    return False


def _guardian(
    table: CsvTable, number: int, role: str, user: User, students: tuple[str, ...]
) -> GuardianRow:
    """Build a guardian; a bad address is only a warning: families' addresses are typed by hand."""
    try:
        email = user.email and to_email(user.email)
    except CellError:
        email = None
        table.warn(number, "email", "holds guardians' addresses that are none; they were left out.")
    phone = user.phone or user.sms or user.phone
    names = tidy(user.given_name), tidy(user.family_name)
    return GuardianRow(user.sourced_id, *names, role, email, phone, students, number)
