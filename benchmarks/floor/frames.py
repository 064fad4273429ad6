"""Turn our HTML into a flat Jinja template: what changes becomes a hole, the rest stays."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
CHOICES = {"/students": ("school", "grade"), "/placements": ("program",)}
ROWS = {"/students": "students.html", "/placements": "placements.html"}
OPTIONS = (
    '<option value="">All</option>{{% for value, said in {0} %}}'
    '<option value="{{{{ value }}}}">{{{{ said }}}}</option>{{% endfor %}}'
)
HOLES = (
    (r"\d+–\d+ of \d+", "{{ first }}–{{ last }} of {{ total }}"),
    (r"Page \d+ of \d+", "Page {{ number }} of {{ pages }}"),
    (r'(name="csrf_token" value=)"[^"]*"', r'\1"{{ csrf }}"'),
)
CARD, NEXT = '<details class="card"', r'<div class="field">\s*<label for="name">'
CARDS = re.compile(rf"{CARD}.*?(?={NEXT})", re.DOTALL)


def frame(html: str, path: str) -> str:
    """Give the template of a page: our frame around the hand-written rows."""
    if path.startswith("/r/"):
        return CARDS.sub(lambda _found: (HERE / "week.html").read_text(), html, count=1)
    rows = (HERE / ROWS[path]).read_text()
    for pattern, hole in HOLES:
        html = re.sub(pattern, hole, html)
    for name in CHOICES[path]:
        html = re.sub(
            rf'(<select id="{name}"[^>]*>).*?(</select>)',
            lambda found, name=name: found[1] + OPTIONS.format(name) + found[2],
            html,
            flags=re.DOTALL,
        )
    return re.sub(r"(<tbody>).*?(</tbody>)", lambda it: it[1] + rows + it[2], html, flags=re.DOTALL)


def plain(html: str) -> str:
    """Give HTML to compare: without white space between tags, and without tokens."""
    html = re.sub(r'name="csrf_token" value="[^"]*"', "", html)
    return re.sub(r"\s+", " ", re.sub(r"\s*(<[^>]*>)\s*", r"\1", html)).replace("&#39;", "'")
