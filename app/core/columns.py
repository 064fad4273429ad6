"""Make the column types that several rooms share."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import sqlalchemy as sa


def choice(kind: type[StrEnum]) -> sa.Enum:
    """Give a text column for an enum, kept by value; pair it with `one_of` on the table."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def one_of(column: str, kind: type[StrEnum]) -> sa.CheckConstraint:
    """Give the CHECK that a text column holds a value of an enum."""
    values = ",".join(f"'{member.value}'" for member in kind)
    return sa.CheckConstraint(f"{column} in ({values})", name=column)


def reference(target: str, *, index: bool = True, **kwargs: Any) -> Any:  # noqa: ANN401 - a column of any type
    """Give a foreign key column to `table.column`."""
    return sa.orm.mapped_column(sa.ForeignKey(target), index=index, **kwargs)
