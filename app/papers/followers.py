"""Follow the file of a student, as far as something was asked about it."""

from __future__ import annotations

from app.core.todos import close_todo
from app.matches import queries as matches
from app.outreach import answers
from app.outreach import queries as requests
from app.papers import document_asking, document_services, queries, sent_services
from app.papers.consent_asking import FORM, KIND
from app.students.changes import DocumentsChanged
from app.students.queries import documents_of


def settle_documents(change: DocumentsChanged) -> None:
    """Settle what was asked about the documents of matches, now that a paper came or went."""
    document_kinds = {each.kind for each in documents_of(change.student_id)}
    for match in matches.live_of_student(change.student_id):
        for asked in document_asking.asked_about(match.id):
            answers.settle(asked, by=change.by, at=change.at)
        if change.kind in document_kinds:
            sent_services.note_accepted(match.id, change.kind, by=change.by, at=change.at)
        close_todo(document_services.HANDED_IN, "match", match.id, by=change.by, at=change.at)


def settle_consents(change: DocumentsChanged) -> None:
    """Settle or open again what was asked of guardians, now that a paper came or went."""
    for form in queries.forms_of(change.student_id):
        for asked in requests.unended_of_subject(KIND, FORM, form.id):
            answers.settle(asked, by=change.by, at=change.at)
