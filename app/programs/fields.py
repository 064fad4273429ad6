"""Know career fields and clusters: dated taxonomies side by side, with the crosswalk between."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

DATA: Final = Path(__file__).with_name("data")


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be one entry of a taxonomy; `confirmed` is false for a name still to be checked."""

    code: str
    name: str
    confirmed: bool = True


class Framework(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be one version of the career clusters."""

    key: str
    name: str
    since: str
    clusters: tuple[Named, ...]


class Cross(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say into which modern clusters a classic one went."""

    classic: str
    modern: tuple[str, ...]


class Clusters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be the dated file of clusters."""

    title: str
    dated: str
    note: str
    frameworks: tuple[Framework, ...]
    crosswalk: tuple[Cross, ...]


class Fields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be the dated file of a district's own career fields."""

    title: str
    dated: str
    fields: tuple[Named, ...]


CLUSTERS: Final = msgspec.json.decode((DATA / "career_clusters.json").read_bytes(), type=Clusters)
FIELDS: Final = msgspec.json.decode((DATA / "career_fields.json").read_bytes(), type=Fields)
FIELD_NAMES: Final = {field.code: field.name for field in FIELDS.fields}
CLUSTER_NAMES: Final = {
    cluster.code: cluster.name
    for framework in CLUSTERS.frameworks
    for cluster in framework.clusters
}


def cluster_choices() -> list[tuple[str, str]]:
    """Give every cluster as code and name, with its framework where names could be mistaken."""
    return [
        (cluster.code, f"{cluster.name} ({framework.key})")
        for framework in CLUSTERS.frameworks
        for cluster in framework.clusters
    ]


def counterparts(code: str) -> list[str]:
    """Give the codes of the other framework that a cluster corresponds to; many to many."""
    found = [new for cross in CLUSTERS.crosswalk if cross.classic == code for new in cross.modern]
    found += [cross.classic for cross in CLUSTERS.crosswalk if code in cross.modern]
    return found
