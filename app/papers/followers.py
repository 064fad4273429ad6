"""Follow the file of a student, as far as something was asked about it."""

from __future__ import annotations

from app.outreach import answers
from app.outreach import queries as requests
from app.papers import queries
from app.papers.consent_asking import FORM, KIND
from app.students.changes import DocumentsChanged


def settle_consents(change: DocumentsChanged) -> None:
    """Settle or open again what was asked of guardians, now that a paper came or went."""
    for form in queries.forms_of(change.student_id):
        for asked in requests.unended_of_subject(KIND, FORM, form.id):
            answers.settle(asked, by=change.by, at=change.at)
