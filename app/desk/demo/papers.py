"""Write invented papers: a PDF of one page."""

from __future__ import annotations

from typing import Final

PAGE: Final = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 200] /Contents 4 0 R"
        " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1"
        " /BaseFont /Helvetica >> >> >> >>"
    ),
)


def one_page(said: str) -> bytes:
    """Give a PDF of one page that says a line of ASCII text."""
    words = said.translate(str.maketrans("()", "[]"))
    text = f"BT /F1 14 Tf 20 120 Td ({words}) Tj ET"
    parts = [*PAGE, f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"]
    made, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(parts) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return f"{made}{end}startxref\n{len(made)}\n%%EOF\n".encode("ascii")
