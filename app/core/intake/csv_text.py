"""Turn the bytes of a CSV file into records of cells: encoding, delimiter, overlong lines."""

import csv
import io
from collections.abc import Iterator

from app.core.intake.headers import HEADER_ROW
from app.core.intake.problems import FileRefusedError, Problems

MAX_LINE = 100_000
MAX_LINES_OF_A_ROW = 50
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
STRAY_NULS = 4
UTF_8_MARK = b"\xef\xbb\xbf"


class CsvText:
    """The records of one file; `row` is the spreadsheet row of the last one."""

    def __init__(self, file: str, content: bytes, problems: Problems) -> None:
        self._file = file
        self.row = 0
        encoding = _encoding(file, content, problems)
        if len(content) >= MAX_LINE:
            _refuse_long_lines(file, content)
        self._stream = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
        delimiter = _delimiter(file, self._first_line(), problems)
        self._reader = csv.reader(self._lines(), delimiter=delimiter)

    def records(self) -> Iterator[list[str]]:
        """Yield the remaining records; raises FileRefusedError with the row that cannot be read."""
        try:
            for record in self._reader:
                self.row += 1
                yield record
        except csv.Error as why:
            message = f"cannot be read as CSV: {why}."
            raise FileRefusedError(self._file, message, self.row + 1) from why
        except UnicodeError as why:
            message = "is not text. Save the file as CSV UTF-8."
            raise FileRefusedError(self._file, message, self.row + 1) from why

    def _lines(self) -> Iterator[str]:
        """Yield lines, refusing a record that runs over too many of them."""
        row, lines = self.row, 0
        for line in self._stream:
            if row != self.row:
                row, lines = self.row, 0
            lines += 1
            if lines > MAX_LINES_OF_A_ROW:
                message = "has a quotation mark that is never closed."
                raise FileRefusedError(self._file, message, row + 1)
            yield line

    def _first_line(self) -> str:
        try:
            first = self._stream.readline(MAX_LINE)
        except UnicodeError as why:
            raise FileRefusedError(self._file, "is not text. Save it as CSV UTF-8.") from why
        self._stream.seek(0)
        return first


def _encoding(file: str, content: bytes, problems: Problems) -> str:
    if content[:2] in UTF_16_MARKS:
        problems.warn(file, None, None, "is in UTF-16; it was read so. UTF-8 is expected.")
        return "utf-16"
    if content.count(b"\x00", 0, 512) > STRAY_NULS:
        raise FileRefusedError(file, "is not a CSV file: it holds binary data.")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        message = "is not in UTF-8; it was read as Windows-1252. Check names with accents."
        problems.warn(file, None, None, message)
        return "cp1252"
    if content.startswith(UTF_8_MARK):
        problems.warn(file, None, None, "begins with a byte order mark; it was left out.")
    return "utf-8-sig"


def _refuse_long_lines(file: str, content: bytes) -> None:
    """Hop from line end to line end, at most MAX_LINE bytes at a time."""
    start = 0
    while len(content) - start > MAX_LINE:
        end = max(
            content.rfind(b"\n", start, start + MAX_LINE),
            content.rfind(b"\r", start, start + MAX_LINE),
        )
        if end < 0:
            raise FileRefusedError(
                file, f"has a line of more than {MAX_LINE:,} bytes: too many columns."
            )
        start = end + 1


def _delimiter(file: str, first: str, problems: Problems) -> str:
    if first.count("\t") > first.count(","):
        return _told(file, "\t", "tabs", problems)
    if "," not in first and ";" in first:
        return _told(file, ";", "semicolons", problems)
    return ","


def _told(file: str, delimiter: str, word: str, problems: Problems) -> str:
    message = f"is separated by {word}, not commas; it was read so."
    problems.warn(file, HEADER_ROW, None, message)
    return delimiter
