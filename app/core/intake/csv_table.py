"""Read one sheet row by row: its header as people misspell it, and cells that must not pass."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from operator import itemgetter

from app.core.intake.cells import MAX_TEXT, CellError, check_text
from app.core.intake.csv_text import CsvText
from app.core.intake.headers import HEADER_ROW, Layout, find_columns, title_of
from app.core.intake.problems import FileRefusedError, Problems, Progress
from app.core.sheets import unguarded

MAX_COLUMNS = 300
MAX_IDS = 20_000
STEP = 1000
Cells = tuple[str | None, ...]


class SheetTable:
    """A sheet whose header is understood; iterate `rows()` once.

    `places` are the columns as a person chose them; without it they are found by their names.
    Raises FileRefusedError where a required column is missing.
    """

    def __init__(  # noqa: PLR0913 - a sheet has these parts
        self,
        file: str,
        header: list[str],
        records: Iterable[tuple[int, list[str]]],
        layout: Layout,
        problems: Problems,
        *,
        places: Mapping[str, int] | None = None,
        lines: int = 0,
    ) -> None:
        self.file = file
        self.lines = lines
        self._columns = layout.columns
        self._problems = problems
        self._records = records
        self._header = header
        found = find_columns(file, header, layout, problems) if places is None else places
        self._places = dict(found)

    def has(self, name: str) -> bool:
        """Tell whether the file has the column."""
        return name in self._places

    def title(self, name: str) -> str:
        """Give the column's title as the file spells it."""
        return self._header[self._places[name]] if name in self._places else name

    def error(self, row: int, column: str | None, message: str) -> None:
        """Note an error of one cell."""
        self._problems.error(self.file, row, self.title(column) if column else None, message)

    def warn(self, row: int | None, column: str | None, message: str) -> None:
        """Note a warning about one cell."""
        self._problems.warn(self.file, row, self.title(column) if column else None, message)

    def rows(self, progress: Progress | None = None) -> Iterator[tuple[int, Cells | None]]:
        """Yield row number and trimmed cells in the order of the columns asked for.

        A missing column is None in each row; a row that cannot pass is noted and yields None.
        """
        width = len(self._header)
        project = itemgetter(*(self._places.get(column.name, width) for column in self._columns))
        number = HEADER_ROW
        for number, cells in self._records:
            joined = "|".join(cells)
            if not joined.strip("| "):
                continue
            if len(cells) != width and not self._fits(number, cells, width):
                yield number, None
            elif _is_plain(joined):
                yield number, project([*cells, None])
            else:
                row: Cells = project([*(unguarded(cell.strip()) for cell in cells), None])
                yield number, row if self._passes(number, row) else None
            if progress and not number % STEP:
                progress.step(STEP)
        if progress:
            progress.step(number % STEP)

    def _fits(self, number: int, cells: list[str], width: int) -> bool:
        """Make a short or long row as wide as the header, unless text would be lost."""
        if any(cell.strip() for cell in cells[width:]):
            message = f"has {len(cells)} cells, the header {width}. Does a comma lack quotes?"
            self.error(number, None, message)
            return False
        fewer = len(cells) < width
        more = "has more cells than the header; they are empty and were left out."
        message = "has fewer cells than the header; the rest was read as empty." if fewer else more
        self._problems.warn(self.file, number, None, message)
        cells[width:] = repeat("", max(width - len(cells), 0))
        return True

    def _passes(self, number: int, row: Cells) -> bool:
        for column, cell in zip(self._columns, row, strict=True):
            try:
                check_text(cell or "", MAX_IDS if column.is_list else MAX_TEXT)
            except CellError as why:
                self.error(number, column.name, str(why))
                return False
        return True


class CsvTable(SheetTable):
    """A CSV file opened and its header understood, read as it is iterated."""

    def __init__(self, file: str, content: bytes, layout: Layout, problems: Problems) -> None:
        records = CsvText(file, content, problems).records()
        header = header_of(file, next(records, []))
        numbered = enumerate(records, HEADER_ROW + 1)
        lines = content.count(b"\n")
        super().__init__(file, header, numbered, layout, problems, lines=lines)


def header_of(file: str, cells: list[str]) -> list[str]:
    """Give the titles of a header row; raise FileRefusedError for none and for far too many."""
    if len(cells) > MAX_COLUMNS:
        message = f"has {len(cells):,} columns; at most {MAX_COLUMNS} are read."
        raise FileRefusedError(file, message, HEADER_ROW)
    while cells and not cells[-1].strip():
        cells.pop()
    if not cells:
        raise FileRefusedError(file, "has no header row.", HEADER_ROW)
    return [title_of(title) for title in cells]


def _is_plain(joined: str) -> bool:
    """Tell fast that no cell of the row needs trimming or checking."""
    return (
        joined.isprintable()
        and len(joined) <= MAX_TEXT
        and " |" not in joined
        and "| " not in joined
        and joined[0] != " "
        and joined[-1] != " "
        and "'" not in joined
    )
