"""Read one CSV file row by row: encoding, delimiter, header, and cells that must not pass."""

import csv
import io
from collections.abc import Callable, Iterator
from itertools import repeat
from operator import itemgetter

from app.students.cells import MAX_TEXT, CellError, check_text
from app.students.headers import HEADER_ROW, Layout, find_columns, title_of
from app.students.roster import FileRefusedError, Problems

MAX_COLUMNS = 300
MAX_LINE = 100_000
MAX_LINES_OF_A_ROW = 50
MAX_IDS = 20_000
Progress = Callable[[int], None]
STEP = 1000
Cells = tuple[str | None, ...]


class _Lines:
    """Hand lines to the csv reader, refusing endless ones and quotes that are never closed."""

    def __init__(self, file: str, stream: io.TextIOBase) -> None:
        self._file = file
        self._readline = stream.readline
        self.row = HEADER_ROW
        self.of_row = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._readline(MAX_LINE)
        if not line:
            raise StopIteration
        self.of_row += 1
        if len(line) == MAX_LINE:
            raise FileRefusedError(
                self._file,
                f"has a line of more than {MAX_LINE:,} characters.",
                self.row,
            )
        if self.of_row > MAX_LINES_OF_A_ROW:
            raise FileRefusedError(
                self._file, "has a quotation mark that is never closed.", self.row
            )
        return line


class CsvTable:
    """A CSV file opened and its header understood; iterate `rows()` once."""

    def __init__(self, file: str, content: bytes, layout: Layout, problems: Problems) -> None:
        self.file = file
        self._columns = layout.columns
        self._problems = problems
        encoding = _encoding(file, content, problems)
        stream = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
        first = _first_line(file, stream)
        stream.seek(0)
        self._lines = _Lines(file, stream)
        self._reader = csv.reader(self._lines, delimiter=_delimiter(file, first, problems))
        self._header = self._read_header()
        self._places = find_columns(file, self._header, layout, problems)

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
        width, lines = len(self._header), self._lines
        project = itemgetter(*(self._places.get(column.name, width) for column in self._columns))
        number = HEADER_ROW
        for number, cells in enumerate(self._records(), HEADER_ROW + 1):
            lines.row, lines.of_row = number, 0
            joined = "".join(cells)
            if not joined.strip():
                continue
            if len(cells) != width and not self._fits(number, cells, width):
                yield number, None
                continue
            passes = joined.isprintable() and len(joined) <= MAX_TEXT
            row: Cells = project([*map(str.strip, cells), None])
            yield number, row if passes or self._passes(number, row) else None
            if progress and not number % STEP:
                progress(STEP)
        if progress:
            progress(number % STEP)

    def _records(self) -> Iterator[list[str]]:
        try:
            yield from self._reader
        except csv.Error as why:
            message = f"cannot be read as a CSV file: {why}."
            raise FileRefusedError(self.file, message, self._lines.row + 1) from why
        except UnicodeError as why:
            raise FileRefusedError(
                self.file, "is not text. Save it as CSV UTF-8.", self._lines.row + 1
            ) from why

    def _read_header(self) -> list[str]:
        header = next(self._records(), [])
        self._lines.of_row = 0
        if len(header) > MAX_COLUMNS:
            raise FileRefusedError(
                self.file,
                f"has {len(header):,} columns; at most {MAX_COLUMNS} are read.",
                HEADER_ROW,
            )
        while header and not header[-1].strip():
            header.pop()
        if not header:
            raise FileRefusedError(self.file, "has no header row.", HEADER_ROW)
        return [title_of(title) for title in header]

    def _fits(self, number: int, cells: list[str], width: int) -> bool:
        """Make a short or long row as wide as the header, unless text would be lost."""
        if any(cell.strip() for cell in cells[width:]):
            self.error(
                number,
                None,
                f"has {len(cells)} cells, the header {width}. Does a comma lack quotation marks?",
            )
            return False
        if len(cells) < width:
            self._problems.warn(
                self.file,
                number,
                None,
                "has fewer cells than the header; the rest was read as empty.",
            )
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


def _encoding(file: str, content: bytes, problems: Problems) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        problems.warn(file, None, None, "is in UTF-16; it was read so. UTF-8 is expected.")
        return "utf-16"
    if b"\x00" in content[:512]:
        raise FileRefusedError(file, "is not a CSV file: it holds binary data.")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        problems.warn(
            file,
            None,
            None,
            "is not in UTF-8; it was read as Windows-1252. Check names with accents.",
        )
        return "cp1252"
    if content.startswith(b"\xef\xbb\xbf"):
        problems.warn(file, None, None, "begins with a byte order mark; it was left out.")
    return "utf-8-sig"


def _first_line(file: str, stream: io.TextIOWrapper) -> str:
    try:
        return stream.readline(MAX_LINE)
    except UnicodeError as why:
        raise FileRefusedError(file, "is not text. Save it as CSV UTF-8.") from why


def _delimiter(file: str, first: str, problems: Problems) -> str:
    if "," not in first:
        for delimiter, word in ((";", "semicolons"), ("\t", "tabs")):
            if delimiter in first:
                problems.warn(
                    file,
                    HEADER_ROW,
                    None,
                    f"is separated by {word}, not commas; it was read so.",
                )
                return delimiter
    return ","
