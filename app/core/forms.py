"""Be the base of every form: shape only, typed values out, a clear sentence at the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import email_validator
import wtforms
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from app.core.text import has_control, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wtforms import Field

__all__ = [
    "BooleanField",
    "DateField",
    "EmailField",
    "Form",
    "HiddenField",
    "InputRequired",
    "IntegerField",
    "Length",
    "LongTextField",
    "NumberRange",
    "Optional",
    "SelectField",
    "SelectMultipleField",
    "SubmitField",
    "TextField",
    "TimeField",
    "ValidationError",
    "VersionedForm",
    "choices",
    "required",
]
LONGEST_LINE = 200
LONGEST_TEXT = 4000


class Form(FlaskForm):
    """Be a staff form; it carries the CSRF token, which the guard checks before the view."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def accept(self) -> bool:
        """Tell whether the form was posted and every field is right."""
        return bool(self.validate_on_submit())

    def add_errors(self, fields: Mapping[str, str]) -> None:
        """Put a service's sentences at their fields; unknown names go to the form itself."""
        for name, sentence in fields.items():
            if name in self:
                self[name].errors = [*self[name].errors, sentence]
            else:
                self.form_errors.append(sentence)


class VersionedForm(Form):
    """Be a form over a record that others may change meanwhile; it carries the version shown."""

    version = HiddenField()

    def shown_version(self) -> int | None:
        """Give the version that the form was drawn from, None where it tells none."""
        return number(str(self.version.data or ""))


class NoControl:
    """Refuse control characters, NUL among them."""

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        """Raise ValidationError with a sentence."""
        if isinstance(field.data, str) and has_control(field.data):
            field.data = "".join(char for char in field.data if not has_control(char))
            raise ValidationError("Remove the hidden characters; only plain text is kept.")


class TextField(StringField):
    """Take one line of text, its ends stripped; an empty line is an empty string."""

    def __init__(self, label: str, *, longest: int = LONGEST_LINE, **kwargs: Any) -> None:
        validators = [*kwargs.pop("validators", []), NoControl(), _longest(longest)]
        filters = [*kwargs.pop("filters", []), _strip]
        super().__init__(label, validators=validators, filters=filters, **kwargs)


class LongTextField(TextAreaField):
    """Take some lines of text."""

    def __init__(self, label: str, *, longest: int = LONGEST_TEXT, **kwargs: Any) -> None:
        validators = [*kwargs.pop("validators", []), NoControl(), _longest(longest)]
        super().__init__(label, validators=validators, filters=[_strip], **kwargs)


class IntegerField(wtforms.IntegerField):
    """Take a whole number."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; raise ValueError with a sentence for what is no whole number."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter a whole number in digits, like 2.") from error


class DateField(wtforms.DateField):
    """Take a date."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; raise ValueError with a sentence for what is no date."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter a date, like 2027-06-30.") from error


class TimeField(wtforms.TimeField):
    """Take a wall-clock time."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; raise ValueError with a sentence for what is no time."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter a time, like 14:30.") from error


class EmailField(TextField):
    """Take one email address, as it is used: domain in small letters."""

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401 - WTForms' own signature
        """Raise ValidationError for what is no address."""
        super().pre_validate(form)
        if self.data:
            self.data = normal_email(self.data)


def normal_email(text: str) -> str:
    """Give an address in its usual spelling; raise ValidationError for what is none."""
    try:
        found = email_validator.validate_email(
            text.strip(), check_deliverability=False, test_environment=True
        )
    except email_validator.EmailNotValidError as error:
        raise ValidationError("Enter an email address, like name@example.org.") from error
    return found.normalized


def required(sentence: str) -> InputRequired:
    """Ask for a value, with the sentence to show when it is missing."""
    return InputRequired(message=sentence)


def choices(pairs: Iterable[tuple[Any, str]], *, blank: str | None = None) -> list[SelectChoice]:
    """Give the options of a select, with an empty first one if `blank` names it."""
    first = [SelectChoice(value="", label=blank)] if blank is not None else []
    return first + [SelectChoice(value=str(value), label=label) for value, label in pairs]


def _longest(number: int) -> Length:
    return Length(max=number, message=f"Use at most {number} characters.")


def _strip(text: object) -> str:
    # a field may be drawn over a record's number
    return "" if text is None else str(text).strip()
