"""Take a rule of the district itself."""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal
from typing import Final

from app.core.forms import (
    DateField,
    Form,
    IntegerField,
    NumberRange,
    Optional,
    SelectField,
    SelectMultipleField,
    TextField,
    TimeField,
    choices,
    required,
)
from app.labor.saying import WHEN
from app.labor.services import RuleFacts

KINDS: Final = {
    "day": "Most hours a day",
    "week": "Most hours a week",
    "days": "Most days a week",
    "clock": "Work only between two times",
}
NUMBER: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?", re.ASCII)
MINUTES: Final = 60
AGES: Final = NumberRange(14, 18, "Enter an age from 14 to 18.")


class RuleForm(Form):
    """Take a rule; what a kind does not use is left aside."""

    kind = SelectField("What it limits", choices=choices(KINDS.items()))
    from_age = IntegerField("From age", validators=[required("Enter an age."), AGES])
    below_age = IntegerField("Below age", validators=[required("Enter an age."), AGES])
    when = SelectMultipleField("Only", choices=choices(WHEN.items()))
    limit = TextField("How much", longest=10)
    start = TimeField("Earliest", validators=[Optional()])
    end = TimeField("Latest", validators=[Optional()])
    citation = TextField(
        "Where it stands", validators=[required("Say where it stands, like Board policy 5.2.")]
    )
    effective_from = DateField("First day", validators=[required("Enter the first day.")])
    effective_to = DateField("Last day", validators=[Optional()])

    def facts(self) -> RuleFacts:
        """Give the typed values; the limit is 0 where it cannot be read or is not used."""
        kind, clock = self.kind.data, self.kind.data == "clock"
        return RuleFacts(
            kind=kind,
            from_age=self.from_age.data,
            below_age=self.below_age.data,
            when=tuple(self.when.data or ()),
            limit=0 if clock else _limit(kind, self.limit.data or ""),
            start=_text(self.start.data if clock else None, "00:00"),
            end=_text(self.end.data if clock else None, "24:00"),
            citation=self.citation.data,
            effective_from=self.effective_from.data,
            effective_to=self.effective_to.data,
        )


def _limit(kind: str, typed: str) -> int:
    if not NUMBER.fullmatch(typed):
        return 0
    return int(Decimal(typed) * (1 if kind == "days" else MINUTES))


def _text(value: time | None, otherwise: str) -> str:
    return f"{value:%H:%M}" if value else otherwise
