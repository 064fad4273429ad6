"""Read users.csv and roles.csv: who is a student of which school, and who stands for whom."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.core.intake.cells import CellError, tidy, to_date, to_email, to_grade, to_language, to_list
from app.core.intake.csv_table import Cells, CsvTable
from app.core.intake.problems import Progress
from app.core.intake.row_cells import RowCells
from app.students.demographics import Facts
from app.students.oneroster_schools import Schools
from app.students.roster import GuardianRow, StudentRow

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
Standing = tuple[frozenset[str], tuple[str, ...]]
CELLS = 14


class Place(NamedTuple):
    """A role of a person at an organization; primary ones sort first."""

    rank: int
    role: str
    org: str


class PeopleReader:
    """Gather students and guardians; after `read_users` the results stand in its attributes."""

    def __init__(self, on: date, schools: Schools) -> None:
        self._on = on
        self._schools = schools
        self._places: dict[str, list[Place]] | None = None
        self._school_column = "orgSourcedIds"
        self._guardian_rows: dict[str, GuardianRow] = {}
        self._wards: dict[str, list[str]] = {}
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
            places.setdefault(row[0], []).append(Place(rank, _role(row[3] or ""), row[6] or ""))
        self._places, self._school_column = places, "sourcedId"

    def read_users(self, table: CsvTable, progress: Progress | None) -> None:
        """Sort the users into students and guardians; others are passed over."""
        rows: dict[str, int] = {}
        for number, cells in table.rows(progress):
            if not cells or not cells[0]:
                self.nameless += 1
                if cells:
                    table.error(number, "sourcedId", "is empty.")
            elif (earlier := rows.setdefault(cells[0], number)) != number:
                table.error(number, "sourcedId", f"is the same as in row {earlier}.")
            else:
                self._sort(table, number, cells)
        self._tie_guardians(table, rows)

    def guardians(self) -> tuple[GuardianRow, ...]:
        """Give the guardians who stand for at least one student of the file."""
        known = {student.sourced_id for student in self.students}
        return tuple(
            GuardianRow(*guardian[:6], wards, guardian.row)
            for guardian in self._guardian_rows.values()
            if (wards := self._wards_of(guardian, known))
        )

    def _wards_of(self, guardian: GuardianRow, known: set[str]) -> tuple[str, ...]:
        named = self._wards.get(guardian.sourced_id, [])
        if len(named) == 1 and not guardian.student_ids:
            return tuple(named)
        claimed = [student for student in guardian.student_ids if student in known]
        return tuple(dict.fromkeys([*named, *claimed]))

    def _has_ended(self, table: CsvTable, number: int, text: str | None) -> bool:
        try:
            ends = to_date(text or "")
        except CellError as why:
            table.error(number, "endDate", str(why))
            return True
        return ends is not None and ends < self._on

    def _sort(self, table: CsvTable, number: int, cells: Cells) -> None:
        sourced_id = cells[0] or ""
        roles, orgs = self._standing(sourced_id, cells)
        gone = bool(cells[1]) and (cells[1] or "").lower() == GONE
        if STUDENT in roles or (gone and not roles):
            self.mentioned.add(sourced_id)
            if gone:
                self.left.add(sourced_id)
            else:
                self._add_student(table, number, cells, orgs)
        elif not gone and (found := roles & GUARDIANS):
            self._add_guardian(table, number, cells, min(found))
        elif not roles:
            table.warn(number, "sourcedId", "has no role in roles.csv and was passed over.")
        elif not roles & STAFF:
            table.warn(number, "role", "is not a role of OneRoster; the person was passed over.")

    def _standing(self, sourced_id: str, cells: Cells) -> Standing:
        """Give all roles of a person, and the organizations where they are a student."""
        if self._places is None:
            return _standing_of(cells[12] or "", cells[13] or "")
        places = self._places.get(sourced_id, [])
        if len(places) > 1:
            places.sort(key=lambda place: (place.rank, place.org != cells[12]))
        orgs = tuple(place.org for place in places if place.role == STUDENT)
        return frozenset(place.role for place in places), orgs

    def _add_student(self, table: CsvTable, number: int, row: Cells, orgs: tuple[str, ...]) -> None:
        try:
            student = self._student(row, number, orgs)
        except CellError:
            self._note_wrong_cells(RowCells(table, number), row, orgs)
            return
        self.students.append(student)
        for agent in to_list(row[9] or ""):
            self._wards.setdefault(agent, []).append(student.sourced_id)

    def _student(self, row: Cells, number: int, orgs: tuple[str, ...]) -> StudentRow:
        """Build a student; raises CellError for the first cell that is wrong."""
        sourced_id, _, identifier, given, family, preferred, email, phone, sms = row[:9]
        if not sourced_id or not given or not family:
            raise CellError
        birth_date, sex, races = self.facts.get(sourced_id, NO_FACTS)
        return StudentRow(
            sourced_id,
            identifier,
            given if given.isascii() else tidy(given),
            family if family.isascii() else tidy(family),
            preferred and tidy(preferred),
            birth_date,
            sex,
            races,
            row[10] and to_grade(row[10]),
            self._schools.choose(orgs),
            email and to_email(email),
            phone or sms or phone,
            row[11] and to_language(row[11]),
            number,
        )

    def _note_wrong_cells(self, cells: RowCells, row: Cells, orgs: tuple[str, ...]) -> None:
        """Note every cell that keeps a student from being built, not only the first."""
        cells.required("givenName", row[3])
        cells.required("familyName", row[4])
        cells.read("grades", to_grade, row[10])
        cells.choose(self._school_column, self._schools.choose, orgs)
        cells.read("email", to_email, row[6])

    def _add_guardian(self, table: CsvTable, number: int, row: Cells, role: str) -> None:
        """Note a guardian; a bad address is only a warning: families' are typed by hand."""
        sourced_id, _, _, given, family, _, email, phone, sms, agents = row[:10]
        if not given and not family:
            table.warn(number, "familyName", "is empty; the guardian was left out.")
            return
        try:
            address = email and to_email(email)
        except CellError:
            address = None
            table.warn(number, "email", "is no address of a guardian; it was left out.")
        self._guardian_rows[sourced_id or ""] = GuardianRow(
            sourced_id or "",
            tidy(given or ""),
            tidy(family or ""),
            role,
            address,
            phone or sms or phone,
            to_list(agents or ""),
            number,
        )

    def _tie_guardians(self, table: CsvTable, rows: dict[str, int]) -> None:
        for stranger in self._wards.keys() - rows.keys():
            number = rows[self._wards[stranger][0]]
            table.warn(number, "agentSourcedIds", "names people who are not in this file.")


def _role(text: str) -> str:
    return text.strip().lower().replace(" ", "")


@lru_cache(maxsize=10_000)
def _standing_of(role: str, orgs: str) -> Standing:
    return frozenset({_role(role)}), to_list(orgs)
