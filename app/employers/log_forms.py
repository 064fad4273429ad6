"""Take what was said with a partner, and the next step."""

from __future__ import annotations

from app.core.forms import (
    DateField,
    LongTextField,
    Optional,
    SelectField,
    TextField,
    VersionedForm,
    choices,
    required,
)
from app.employers.log_services import LogFacts
from app.employers.models import LogKind


class LogForm(VersionedForm):
    """Take one entry of the contact log."""

    kind = SelectField("How", choices=choices((each.value, each.capitalize()) for each in LogKind))
    contact_id = SelectField("With whom")
    day = DateField("When", validators=[required("Enter the day.")])
    said = LongTextField("What was said", validators=[required("Enter what was said.")])
    next_step = TextField("Next step")
    due_on = DateField("Due", validators=[Optional()])
    assignee_id = SelectField("Who takes it")

    def facts(self) -> LogFacts:
        """Give the typed values."""
        return LogFacts(
            kind=LogKind(self.kind.data),
            contact_id=int(self.contact_id.data) if self.contact_id.data else None,
            day=self.day.data,
            said=self.said.data,
            next_step=self.next_step.data,
            due_on=self.due_on.data,
            assignee_id=int(self.assignee_id.data) if self.assignee_id.data else None,
        )
