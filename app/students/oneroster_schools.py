"""Read orgs.csv and find the school of a person among several organizations."""

from app.core.intake.cells import CellError, shown, tidy
from app.core.intake.csv_table import CsvTable
from app.students.roster import SchoolRow

GONE = "tobedeleted"


class Schools:
    """The schools of orgs.csv; `whole` tells that the file names all of them."""

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole
        self._ids: set[str] = set()
        self._others: dict[str, str] = {}
        self.rows: list[SchoolRow] = []

    def read(self, table: CsvTable | None) -> None:
        """Read orgs.csv, if there is one."""
        if table is None:
            self._whole = False
            return
        for number, row in table.rows():
            if row:
                self._add(table, number, *(cell or "" for cell in row))
        if not self.rows:
            self._whole = False
            table.warn(
                None, None, "names no school; schools are looked up among those already here."
            )

    def _add(self, table: CsvTable, number: int, *cells: str) -> None:
        sourced_id, status, name, kind, code = cells
        if not sourced_id or not name:
            table.error(number, "name" if sourced_id else "sourcedId", "is empty.")
        elif status.lower() == GONE:
            self._others[sourced_id] = "was deleted"
        elif kind.lower() != "school":
            self._others[sourced_id] = f"is a {kind.lower()}"
        elif sourced_id in self._ids:
            table.error(number, "sourcedId", "stands in an earlier row too.")
        else:
            self._ids.add(sourced_id)
            self.rows.append(SchoolRow(sourced_id, tidy(name), code, number))

    def choose(self, orgs: tuple[str, ...]) -> str:
        """Choose the first that is a school; raises CellError when none can be."""
        for org in orgs:
            if org in self._ids:
                return org
        unknown = [org for org in orgs if org and org not in self._others]
        if unknown and not self._whole:
            return unknown[0]
        raise CellError(self._why_not(orgs, unknown))

    def _why_not(self, orgs: tuple[str, ...], unknown: list[str]) -> str:
        if unknown:
            return f"names {shown(unknown[0])}, which is no school of orgs.csv."
        if any(orgs):
            return (
                f"names {shown(orgs[0])}, which {self._others[orgs[0]]}. A student needs a school."
            )
        return "names no school. A student needs one."
