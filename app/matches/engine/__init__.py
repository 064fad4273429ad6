"""Own the matching mechanism: integers in, integers out; nothing here knows a table or a page.

Two stages. First, student-proposing deferred acceptance on the ranks that students stated, with
locks, the employers' own order, soft reserves and one lottery number a student. Then the students
still without a place are filled into open seats by an auction. Nobody placed first is moved.
"""

from __future__ import annotations

from typing import Final

VERSION: Final = "1"
