"""Name the types of queries over columns, whatever the columns are."""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

import sqlalchemy as sa

AnySelect: TypeAlias = sa.Select[*tuple[Any, ...]]
AnyRow: TypeAlias = sa.Row[*tuple[Any, ...]]
Query = TypeVar("Query", bound=AnySelect)
Sorts: TypeAlias = dict[str, Any]
