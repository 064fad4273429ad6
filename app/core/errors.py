"""Say what went wrong in one sentence, with the status that a browser is answered."""

from __future__ import annotations

from typing import ClassVar


class AppError(Exception):
    """Be a refusal with a sentence for the person who met it."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = "That did not work"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadInput(AppError):
    """Say that what was sent cannot be read at all."""

    status = 400
    title = "That could not be read"


class Refused(AppError):
    """Say that this person may not do this."""

    status = 403
    title = "You may not do this"


class NotFound(AppError):
    """Say that there is no such record, or none that this person may see."""

    status = 404
    title = "Not found"

    def __init__(self, sentence: str = "There is no such page, or it is not yours to see.") -> None:
        super().__init__(sentence)


class Conflict(AppError):
    """Say that the record changed or stands in a state that forbids this."""

    status = 409
    title = "Something changed meanwhile"


class StaleView(Conflict):
    """Say that the page shown is older than the record."""


class Invalid(AppError):
    """Carry the sentence of each field that was not right."""

    status = 422
    title = "There is a problem"

    def __init__(self, sentence: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.fields = fields or {}

    @property
    def said(self) -> str:
        """Give the sentence and those of the fields, each once."""
        return " ".join(dict.fromkeys([self.sentence, *self.fields.values()]))


class TooMany(AppError):
    """Say that this was tried too often, and when to try again."""

    status = 429
    title = "Too many tries"


class Unavailable(AppError):
    """Say that the database or the disk cannot take this now; nothing was changed."""

    status = 503
    title = "Not available right now"
