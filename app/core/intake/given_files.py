"""Open a folder, a zip or a single file safely: sizes and names are checked before reading."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from app.core.intake.problems import FileRefusedError

MAX_FILE = 64 * 1024 * 1024
MAX_RATIO = 120
RATIO_MATTERS_FROM = 4 * 1024 * 1024
MAX_ENTRIES = 500
MAX_NAME = 255
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
XLSX_ENTRY = "[Content_Types].xml"


class GivenFiles(Protocol):
    """Files by their bare lower-case names, as `users.csv`."""

    @property
    def label(self) -> str:
        """Name the folder or file as the person gave it."""

    @property
    def names(self) -> Mapping[str, str]:
        """Map lower-case names to the names as they stand."""

    def read(self, name: str) -> bytes:  # noqa: ARG002, RUF100
        """Read one file whole, at most MAX_FILE bytes; raises FileRefusedError."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The CSV files of one folder."""

    label: str
    names: Mapping[str, str]
    path: Path

    def read(self, name: str) -> bytes:  # noqa: ARG002, RUF100
        """Read one file of the folder."""
        return read_path(self.path / self.names[name], self.names[name])


@dataclass(frozen=True, slots=True)
class SingleFile:
    """One CSV file."""

    label: str
    names: Mapping[str, str]
    content: bytes

    def read(self, name: str) -> bytes:  # noqa: ARG002 - there is only one
        """Give the file's bytes."""
        return self.content


@dataclass(frozen=True, slots=True)
class Archive:
    """The CSV files of a zip whose entries have been checked."""

    label: str
    names: Mapping[str, str]
    entries: Mapping[str, zipfile.ZipInfo]
    archive: zipfile.ZipFile

    def read(self, name: str) -> bytes:  # noqa: ARG002, RUF100
        """Unpack one entry, refusing one that is damaged."""
        shown = self.names[name]
        try:
            return self.archive.read(self.entries[name])
        except BROKEN_ZIP as why:
            message = "cannot be unpacked: the zip file is damaged. Make it again."
            raise FileRefusedError(shown, message) from why


def open_path(path: Path) -> GivenFiles:
    """Open a folder, a zip or a single file on disk; raises FileRefusedError."""
    if path.is_dir():
        return _folder(path)
    with path.open("rb") as file:
        magic = file.read(4)
    if magic in ZIP_MAGIC:
        return _archive(path.name, path)
    return open_upload(path.name, read_path(path, path.name))


def open_upload(name: str, content: bytes) -> GivenFiles:
    """Open an uploaded zip or CSV, told apart by its content; raises FileRefusedError."""
    shown = PurePosixPath(name.replace("\\", "/")).name[:MAX_NAME] or "upload"
    if not content.strip():
        raise FileRefusedError(shown, "is empty. Export it again.")
    if content[:4] in ZIP_MAGIC:
        return _archive(shown, io.BytesIO(content))
    if shown.lower().endswith(".zip"):
        raise FileRefusedError(
            shown, "is not a zip file, although its name says so. Export it again."
        )
    return SingleFile(shown, {shown.lower(): shown}, content)


def _folder(path: Path) -> Folder:
    names: dict[str, str] = {}
    for entry in path.iterdir():
        if len(names) >= MAX_ENTRIES:
            raise FileRefusedError(
                path.name,
                f"holds more than {MAX_ENTRIES} files; a OneRoster folder has about 20.",
            )
        if entry.is_file() and entry.name.lower().endswith(".csv"):
            names[entry.name.lower()] = entry.name
    return Folder(path.name, names, path)


def read_path(path: Path, shown: str) -> bytes:
    """Read a file of at most MAX_FILE bytes; raise FileRefusedError for a larger one."""
    if path.stat().st_size > MAX_FILE:
        raise FileRefusedError(shown, _too_big(path.stat().st_size))
    with path.open("rb") as file:
        return file.read(MAX_FILE)


def _archive(shown: str, source: Path | io.BytesIO) -> Archive:
    try:
        archive = zipfile.ZipFile(source)
    except BROKEN_ZIP as why:
        raise FileRefusedError(
            shown, "is not a zip file that can be opened. Make it again."
        ) from why
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise FileRefusedError(
            shown, f"holds {len(infos):,} files; more than {MAX_ENTRIES} are refused."
        )
    names: dict[str, str] = {}
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        _refuse_unsafe(shown, info)
        # some Windows tools write backslashes between folders
        bare = PurePosixPath(info.filename.replace("\\", "/")).name
        if not _is_sheet(info, bare):
            continue
        if bare.lower() in entries:
            raise FileRefusedError(shown, f"holds {bare} twice. Zip one export at a time.")
        names[bare.lower()], entries[bare.lower()] = bare, info
    return Archive(shown, names, entries, archive)


def _is_sheet(info: zipfile.ZipInfo, bare: str) -> bool:
    hidden = info.filename.startswith("__MACOSX/") or bare.startswith(".")
    return not info.is_dir() and not hidden and bare.lower().endswith(".csv")


def _refuse_unsafe(shown: str, info: zipfile.ZipInfo) -> None:
    """Raise FileRefusedError for an entry that climbs, is locked, or unpacks to far too much."""
    name = info.filename
    if info.orig_filename == XLSX_ENTRY:
        raise FileRefusedError(
            shown,
            "is an Excel workbook; a OneRoster export is a zip of CSV files.",
        )
    parts = PurePosixPath(name.replace("\\", "/")).parts
    unsafe = ".." in parts or name[:1] in ("/", "\\") or name[1:2] == ":" or not name.isprintable()
    if unsafe or "\x00" in info.orig_filename or len(name) > MAX_NAME:
        raise FileRefusedError(
            shown,
            "holds a file whose name points outside the zip or cannot be printed.",
        )
    if info.flag_bits & 0x1:
        raise FileRefusedError(shown, "is locked with a password. Make it again without one.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefusedError(shown, "is packed in an unusual way. Make an ordinary zip.")
    if info.file_size > MAX_FILE:
        raise FileRefusedError(shown, f"{parts[-1]} {_too_big(info.file_size)}")
    if info.file_size > RATIO_MATTERS_FROM and info.file_size > MAX_RATIO * max(
        info.compress_size, 1
    ):
        raise FileRefusedError(
            shown,
            f"{parts[-1]} would unpack to {MAX_RATIO} times its size or more; refused.",
        )


def _too_big(size: int) -> str:
    return f"holds {size // 1_000_000:,} MB; files over {MAX_FILE // 1_048_576} MB are refused."
