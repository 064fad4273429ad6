"""Load the demo from the command line."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.engine import make_url

from app.core import clock
from app.core.errors import AppError
from app.desk.demo.load import is_empty
from app.desk.demo.load import load as load_demo
from app.desk.demo.making import SCALES
from app.desk.demo.season import ZONE
from app.desk.worker_cli import refuse_wrong_schema

demo: Final = AppGroup("demo", help="Load a district of invented people.")
NOTE: Final = "demo.json"


@demo.command("load")
@click.option("--scale", type=click.Choice(list(SCALES)), default="small", show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Mid-season; by default today.")
@click.option("--if-empty", is_flag=True, help="Do nothing when there is data already.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def load(*, scale: str, seed: int, today: datetime | None, if_empty: bool, as_json: bool) -> None:
    """Load a district in mid-season; the same seed and date give the same rows."""
    day = today.date() if today else clock.today(ZONE)
    refuse_wrong_schema()
    try:
        if if_empty and not is_empty():
            _say({"loaded": False}, "There is data already; nothing was loaded.", as_json=as_json)
            return
        loaded = load_demo(SCALES[scale], seed, day)
    except AppError as error:
        raise click.ClickException(error.sentence) from error
    told = {
        "loaded": True,
        "scale": scale,
        "seed": seed,
        "today": day.isoformat(),
        **asdict(loaded),
        "mailbox": "/mailbox",
    }
    note_path().write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    _say(told, _words(told), as_json=as_json)


def note_path() -> Path:
    """Give where the sign-ins are noted: beside the SQLite file, else in the instance folder."""
    url = make_url(str(current_app.config["SQLALCHEMY_DATABASE_URI"]))
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database).parent / NOTE
    folder = Path(current_app.instance_path)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / NOTE


def _say(told: dict[str, object], words: str, *, as_json: bool) -> None:
    click.echo(json.dumps(told) if as_json else words)


def _words(told: dict[str, object]) -> str:
    counts, sign_ins = told["counts"], told["sign_ins"]
    if not isinstance(counts, dict) or not isinstance(sign_ins, list):
        raise TypeError
    lines = [f"Loaded {counts['student']} students and {counts['placement']} placements."]
    lines += ["  {role:22} {email:36} {password}".format(**one) for one in sign_ins]
    return "\n".join(lines)
