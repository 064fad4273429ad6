"""Know the credentials to begin a catalogue with, each with the source of how long it lasts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be a credential as its source states it; `lasts_months` is None where it never expires."""

    key: str
    name: str
    issuer: str
    career_field: str
    source: str
    soc: str = ""
    lasts_months: int | None = None


class Presets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be the dated file of them."""

    title: str
    dated: str
    note: str
    credentials: tuple[Preset, ...]


FILE: Final = Path(__file__).with_name("data") / "credentials.json"
PRESETS: Final = {
    preset.key: preset
    for preset in msgspec.json.decode(FILE.read_bytes(), type=Presets).credentials
}
