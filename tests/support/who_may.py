"""Know one person in the demo district: which records are theirs, and what a page may tell them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from app.accounts.models import Role
from app.core.db import Base, db
from tests.support import district
from tests.support.routes import Route
from tests.support.visiting import Visitor

A, E, C, F, D = (
    Role.ADMINISTRATOR,
    Role.EMPLOYER_ENGAGEMENT,
    Role.CAREER_SPECIALIST,
    Role.FINANCE,
    Role.DISTRICT_LEAD,
)
PEOPLE = {
    "administrator": A,
    "engagement": E,
    "specialist": C,
    "without_school": C,
    "finance": F,
    "lead": D,
}

# Which record a part of an address names; of those with a query, whose students it tells of.
STUDENT_SIDE = {
    "student_id": "select id, school_id from student order by id % 7, id",
    "course_id": "select c.id, s.school_id from course_completed c join student s"
    " on s.id = c.student_id order by c.id % 7, c.id",
    "guardian_id": "select g.id, s.school_id from guardian g join student s on s.id = g.student_id"
    " order by g.id % 7, g.id",
    "match_id": "select m.id, s.school_id from match m join student s on s.id = m.student_id"
    " order by m.state = 'active' desc, m.id % 7, m.id",
    "sent_id": "select x.id, s.school_id from sent_document x join match m on m.id = x.match_id"
    " join student s on s.id = m.student_id order by x.id",
    "timesheet_id": "select t.id, s.school_id from timesheet t join match m on m.id = t.match_id"
    " join student s on s.id = m.student_id order by t.id % 7, t.id",
    "sign_up_id": "select x.id, s.school_id from activity_student x"
    " join student s on s.id = x.student_id order by x.id % 7, x.id",
    "award_id": "select a.id, s.school_id from credit_award a join student s"
    " on s.id = a.student_id order by a.id % 7, a.id",
    "credential_award_id": "select a.id, s.school_id from credential_award a join student s"
    " on s.id = a.student_id order by a.evidence_id is null, a.id",
    "export_id": "select id, school_id from transcript_export order by id",
    "guest_id": "select id, school_id from activity_guest order by id",
    "shift_id": "select x.id, s.school_id from shift x join timesheet t on t.id = x.timesheet_id"
    " join match m on m.id = t.match_id join student s on s.id = m.student_id order by x.id % 7",
}
SHARED = (
    "select {0} from {1} left join request_school s on s.request_id = {2}"
    " group by {0} order by count(distinct s.school_id) desc, {0}"
)
OTHERS = {
    "request_id": SHARED.format("r.id", "link_request r", "r.id"),
    "message_id": SHARED.format("o.id", "outbox_message o", "o.record_id")
    .replace("left join", "join")
    .replace("group by", "and o.kind = 'hours-receipt' group by"),
    "placement_id": "select p.id from placement p left join match m on m.placement_id = p.id"
    " left join student s on s.id = m.student_id group by p.id"
    " order by count(distinct s.school_id) desc, p.id",
    "activity_id": "select a.id from activity a"
    " left join activity_student x on x.activity_id = a.id left join student s"
    " on s.id = x.student_id group by a.id order by count(distinct s.school_id) desc, a.id",
    "credential_id": "select id from credential",
    "employer_id": "select id from employer order by id % 13",
    "site_id": "select id from site order by id % 13",
    "contact_id": "select id from contact order by id % 13",
    "log_id": "select id from contact_log order by id % 13",
    "pledge_id": "select id from pledge order by id % 13",
    "program_id": "select id from program",
    "run_id": "select id from match_run",
    "pay_batch_id": "select id from pay_batch",
    "payment_id": "select id from payment",
    "rule_id": "select id from labor_rule",
    "override_id": "select id from labor_override",
    "user_id": "select id from staff_user",
    "answer_id": "select id from link_answer",
    "file_id": "select id from file",
    "sheet_id": "select id from kept_sheet",
    "batch_id": "select id from import_batch",
    "task_id": "select id from task",
    "school_id": "select id from school",
    "calendar_id": "select id from calendar",
    "todo_id": "select id from todo",
    "feed_id": "select id from calendar_feed",
    "stage": "select 'baseline'",
}
WORDS = {
    "path": [
        "shortlist",
        "refer",
        "accept",
        "withdraw",
        "publish",
        "again",
        "unmark",
        "open",
        "take-up",
    ],
    "kind": ["work_permit"],
    "mail_kind": ["pledge"],
    "letter_name": ["hours-week"],
    "action": ["commit", "send", "set-aside"],
}
TWO = ("student_id", "match_id")
# what a person of employer engagement or finance learns of a student, at most
NAMES = {"E": set("GF"), "F": set("GFN")}


@dataclass
class World:
    """Be the district and one person in it, with what is theirs and what is not."""

    app: Flask
    person: Visitor
    role: Role
    schools: frozenset[int]
    user_id: int

    def ids(self, name: str, *, own: bool, few: int = 2) -> list[int]:
        """Give some records of this person's schools, or of others'."""
        with self.app.app_context():
            rows = db.session.execute(sa.text(STUDENT_SIDE[name])).all()
        return [row[0] for row in rows if (row[1] in self.schools) == own][:few]

    def some(self, name: str, few: int = 3) -> list[int]:
        """Give some records that belong to no school alone, first those that several share."""
        with self.app.app_context():
            return list(db.session.scalars(sa.text(OTHERS[name])))[:few] or [1]

    def addresses(self, route: Route, *, own: bool) -> Iterator[str]:
        """Give addresses of a route with records of this person's schools, or of others'."""
        values = [
            WORDS[name]
            if name in WORDS
            else self.ids(name, own=own)
            if name in STUDENT_SIDE
            else self.some(name)
            for name in sorted(route.names)
        ]
        for combination in itertools.product(*values):
            yield route.url(self.app, **dict(zip(sorted(route.names), combination, strict=True)))

    def questions(self) -> list[str]:
        """Give what may be asked of a list: a search, a page, a filter by what is not theirs."""
        student, match = ([*self.ids(name, own=False, few=1), 1][0] for name in TWO)
        school = min(set(range(1, 12)) - self.schools)
        filters = f"school={school}&school_id={school}&student_id={student}&match_id={match}"
        return ["", "?q=v", "?page=2", f"?school={school}", f"?{filters}", f"?match={match}"]

    def strangers(self) -> set[int]:
        """Give the students of whom this person may see nothing."""
        with self.app.app_context():
            rows = db.session.execute(sa.text(SEEN[self.role]), {"user": self.user_id}).all()
            every = set(db.session.scalars(sa.text("select id from student")))
        return every - {row[0] for row in rows}

    def leaks(self, text: str, strangers: set[int]) -> set[tuple[str, int, int]]:
        """Give the marks in a text that this person may not see."""
        sorts = NAMES.get({E: "E", F: "F"}.get(self.role, ""), set("GFNCP"))
        return {
            found
            for found in district.marks_in(text)
            if found[2] in strangers or found[0] not in sorts
        }


ALL = "select id from student"
SEEN = {
    A: ALL,
    D: ALL,
    C: "select s.id from student s join staff_school w on w.school_id = s.school_id"
    " where w.user_id = :user",
    E: "select m.student_id from match m join placement p on p.id = m.placement_id"
    " join site i on i.id = p.site_id join employer e on e.id = i.employer_id"
    " where e.owner_id = :user and m.state not in ('suggested', 'shortlisted')",
    F: "select m.student_id from match m join stipend_line l on l.match_id = m.id",
}


def changed(before: dict[str, list[tuple]], after: dict[str, list[tuple]]) -> dict[str, int]:
    return {
        name: len(set(map(str, after[name])) ^ set(map(str, rows)))
        for name, rows in before.items()
        if after[name] != rows
    }


def rows_about(app: Flask, students: set[int]) -> dict[str, list[tuple]]:
    """Give every row that hangs on some students, however far down."""
    hanging: dict[str, set[int]] = {"student": students}
    found: dict[str, list[tuple]] = {}
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            rows = db.session.execute(sa.select(table)).mappings().all()
            for row in rows:
                ids = [
                    row[key.parent.name] in hanging[key.column.table.name]
                    for key in table.foreign_keys
                    if key.column.table.name in hanging
                ]
                if (table.name == "student" and row["id"] in students) or any(ids):
                    hanging.setdefault(table.name, set()).add(row.get("id", 0))
                    found.setdefault(table.name, []).append(tuple(row.values()))
    return found
