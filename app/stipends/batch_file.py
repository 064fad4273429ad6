"""Write a pay batch as finance's system reads it: a line a payment, and a line that sums up."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final

from app.core import sheets
from app.core.rows import AnyRow
from app.core.sheets import Cell
from app.stipends.batch_models import PayBatch, Payment

HEADINGS: Final = (
    "Batch",
    "Payee",
    "Legal name",
    "Method",
    "Gross",
    "Reason",
    "From",
    "Through",
    "Fund",
    "Account",
    "Form on file",
    "Lines",
)
TOTAL: Final = "TOTAL"
# what tells in a workbook when it was written, besides the earliest day that a zip knows
WHEN: Final = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
Lines = Mapping[int, Sequence[AnyRow]]


def rows_of(batch: PayBatch, payments: Sequence[Payment], lines: Lines) -> list[list[Cell]]:
    """Give the lines of a batch: its payments, then their count, sum and the SHA-256 of them.

    The SHA-256 is of the lines of the payments in UTF-8, their cells parted by tabs.
    """
    found = [_row(batch, payment, lines.get(payment.id, ())) for payment in payments]
    text = "\n".join("\t".join(map(str, row)) for row in found)
    proof = hashlib.sha256(text.encode()).hexdigest()
    total: list[Cell] = [
        *(batch.id, TOTAL, len(found), "", sheets.amount(batch.cents), f"sha256 {proof}"),
        *(batch.first_day, batch.last_day, "", "", "", sum(len(each) for each in lines.values())),
    ]
    return [*found, total]


def _row(batch: PayBatch, payment: Payment, lines: Sequence[AnyRow]) -> list[Cell]:
    return [
        batch.id,
        payment.payee,
        payment.legal_name,
        payment.method,
        sheets.amount(payment.cents),
        f"{batch.program.name}: {_reason(lines)}",
        batch.first_day,
        batch.last_day,
        payment.fund,
        payment.account,
        "yes" if payment.form_on_file else "no",
        len(lines),
    ]


def _reason(lines: Sequence[AnyRow]) -> str:
    kinds = dict.fromkeys(str(line.kind) for line in lines if line.cents)
    return ", ".join(kinds) or "hours"


def csv_of_batch(batch: PayBatch, payments: Sequence[Payment], lines: Lines) -> bytes:
    """Write a batch as CSV."""
    return sheets.csv_of(HEADINGS, rows_of(batch, payments, lines))


def xlsx_of_batch(batch: PayBatch, payments: Sequence[Payment], lines: Lines) -> bytes:
    """Write a batch as a workbook, the same to the byte whenever it is written."""
    made = sheets.xlsx_file(f"Pay batch {batch.id}", HEADINGS, rows_of(batch, payments, lines))
    with made, zipfile.ZipFile(made) as book:
        steady = io.BytesIO()
        with zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as written:
            for entry in book.infolist():
                content = book.read(entry)
                if entry.filename == "docProps/core.xml":
                    content = WHEN.sub(batch.last_day.isoformat().encode() + b"T00:00:00Z", content)
                written.writestr(zipfile.ZipInfo(entry.filename, FIRST_DAY), content)
        return steady.getvalue()
