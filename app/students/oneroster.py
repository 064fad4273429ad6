"""Read a OneRoster 1.1 or 1.2 export into a Roster, tolerant of what real exports contain."""

from datetime import date

from app.core.intake.csv_table import CsvTable
from app.core.intake.given_files import GivenFiles
from app.core.intake.headers import Layout
from app.core.intake.problems import FileRefusedError, Problems, Progress
from app.students import oneroster_layouts as layouts
from app.students.demographics import Facts, read_demographics
from app.students.oneroster_people import PeopleReader
from app.students.oneroster_schools import Schools
from app.students.oneroster_sessions import read_sessions, school_year
from app.students.roster import Roster, SchoolRow, SessionRow

MANIFEST, ORGS, USERS, ROLES = "manifest.csv", "orgs.csv", "users.csv", "roles.csv"
SESSIONS, DEMOGRAPHICS = "academicsessions.csv", "demographics.csv"
OPTIONAL = {
    ORGS: "schools are looked up among those already here",
    SESSIONS: "the school year is taken from today's date",
    DEMOGRAPHICS: "birth dates stay as they are, and no hours can be checked without one",
}
PROPER = {"academicsessions": "academicSessions"}


def is_oneroster(files: GivenFiles) -> bool:
    """Tell whether the folder or zip looks like a OneRoster export."""
    return USERS in files.names or MANIFEST in files.names


class OneRoster:
    """One export being read; `roster()` gives what could be read and why the rest could not."""

    def __init__(self, files: GivenFiles, on: date, progress: Progress | None = None) -> None:
        self._files = files
        self._on = on
        self._progress = progress
        self._problems = Problems()
        self._manifest: dict[str, str] = {}
        self._contents: dict[str, bytes] = {}

    def roster(self) -> Roster:
        """Read every file that matters; one that is refused leaves an error and an empty roster."""
        try:
            return self._read()
        except FileRefusedError as refused:
            self._problems.refuse(refused)
        found = self._problems
        return Roster(self._files.label, "OneRoster", warnings=found.warnings, errors=found.errors)

    def _read(self) -> Roster:
        self._warn_of_names()
        self._manifest = self._read_manifest()
        self._check_promises()
        self._read_contents()
        version = self._version()
        schools = Schools(whole=self._manifest.get("file.orgs", "bulk").lower() != "delta")
        schools.read(self._optional(ORGS, layouts.ORGS))
        sessions = read_sessions(self._optional(SESSIONS, layouts.SESSIONS))
        people = PeopleReader(self._on, schools)
        people.facts = self._read_facts()
        if version == "1.2":
            people.read_roles(self._table(ROLES, layouts.ROLES), self._progress)
        layout = layouts.USERS_1_1 if version == "1.1" else layouts.USERS_1_2
        people.read_users(self._table(USERS, layout), self._progress)
        return self._roster(version, schools.rows, sessions, people)

    def _roster(
        self,
        version: str,
        schools: list[SchoolRow],
        sessions: list[SessionRow],
        people: PeopleReader,
    ) -> Roster:
        bulk = self._manifest.get("file.users", "bulk").lower() != "delta"
        if not people.students and not people.left and not self._problems:
            self._problems.error(
                self._shown(USERS), None, None, "holds no student. Export students too."
            )
        return Roster(
            file=self._files.label,
            kind=f"OneRoster {version}",
            users_file=self._shown(USERS),
            schools=tuple(schools),
            students=tuple(people.students),
            guardians=people.guardians(),
            sessions=tuple(sessions),
            school_year=school_year(sessions, self._on),
            removes_missing=bulk and not people.nameless,
            left=frozenset(people.left),
            mentioned=frozenset(people.mentioned),
            warnings=self._problems.warnings,
            errors=self._problems.errors,
        )

    def _shown(self, name: str) -> str:
        stem = name.removesuffix(".csv")
        return self._files.names.get(name, f"{PROPER.get(stem, stem)}.csv")

    def _table(self, name: str, layout: Layout) -> CsvTable:
        if name not in self._files.names:
            message = "is missing. A OneRoster export needs it; export again with all files."
            raise FileRefusedError(self._shown(name), message)
        content = self._contents.pop(name, None) or self._files.read(name)
        return CsvTable(self._shown(name), content, layout, self._problems)

    def _read_contents(self) -> None:
        """Read the large files first, so that progress knows how many rows will come."""
        for name in (ROLES, USERS, DEMOGRAPHICS):
            if name in self._files.names:
                self._contents[name] = self._files.read(name)
        if self._progress:
            lines = sum(content.count(b"\n") for content in self._contents.values())
            self._progress.begin(lines)

    def _optional(self, name: str, layout: Layout) -> CsvTable | None:
        if name in self._files.names:
            return self._table(name, layout)
        self._problems.warn(self._shown(name), None, None, f"is missing: {OPTIONAL[name]}.")
        return None

    def _warn_of_names(self) -> None:
        for lower, shown in self._files.names.items():
            stem = lower.removesuffix(".csv")
            if (
                lower in {MANIFEST, USERS, ROLES, *OPTIONAL}
                and shown != f"{PROPER.get(stem, stem)}.csv"
            ):
                self._problems.warn(shown, None, None, f"was read as {PROPER.get(stem, stem)}.csv.")

    def _read_manifest(self) -> dict[str, str]:
        if MANIFEST not in self._files.names:
            self._problems.warn(
                MANIFEST, None, None, "is missing: the files were taken as a whole (bulk) export."
            )
            return {}
        table = self._table(MANIFEST, layouts.MANIFEST)
        return {(row[0] or "").lower(): row[1] or "" for _, row in table.rows() if row}

    def _check_promises(self) -> None:
        """Compare what the manifest promises with the files that are there."""
        for name in (USERS, ROLES, *OPTIONAL):
            mode = self._manifest.get(f"file.{name.removesuffix('.csv')}", "").lower()
            present = name in self._files.names
            if mode in {"bulk", "delta"} and not present:
                raise FileRefusedError(
                    name, f"is missing, although manifest.csv calls it {mode}. Export again."
                )
            if mode == "absent" and present:
                self._problems.warn(
                    self._shown(name),
                    None,
                    None,
                    "was read, although manifest.csv calls it absent.",
                )

    def _version(self) -> str:
        """Tell 1.1 from 1.2 by the files, which know better than the manifest."""
        told = self._manifest.get("oneroster.version", "")
        version = "1.2" if ROLES in self._files.names else "1.1"
        if told and not told.startswith(version):
            message = (
                f"says OneRoster {told[:10]}, the files are {version}; they were read as that."
            )
            self._problems.warn(self._shown(MANIFEST), None, None, message)
        return version

    def _read_facts(self) -> dict[str, Facts]:
        table = self._optional(DEMOGRAPHICS, layouts.DEMOGRAPHICS)
        return read_demographics(table, self._on, self._progress) if table else {}
