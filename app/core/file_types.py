"""Know a document by its content, whatever its name says: PDF, JPEG, PNG, HEIC or WebP."""

from __future__ import annotations

from typing import Final

from app.core.errors import Invalid
from app.core.files import LARGEST

PDF, JPEG, PNG, WEBP, HEIC = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/heic",
)
BEGINNINGS: Final = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
HEIC_BRANDS: Final = (b"heic", b"heix", b"mif1", b"hevc")


def type_of(content: bytes) -> str:
    """Give the type of a document by how it begins, empty for anything else."""
    for beginning, kind in BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return HEIC if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS else ""


def check_document(name: str, content: bytes) -> str:
    """Give the type of a document; raise Invalid for an empty, a too large or an unknown one."""
    sentence = ""
    if not content:
        sentence = f"The file {name} is empty. Choose another."
    elif len(content) > LARGEST:
        sentence = f"The file {name} is larger than 10 MB. Choose a smaller one."
    elif not (kind := type_of(content)):
        sentence = f"The file {name} is no PDF and no photo. Choose a PDF, JPEG, PNG or HEIC file."
    else:
        return kind
    raise Invalid(sentence, {"file": sentence})
