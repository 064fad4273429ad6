"""Production refuses to start insecurely, and says in one sentence what to set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KEY = "0123456789abcdef" * 4
WEAK = {"SECRET_KEY": "dev"}
OURS = {"APP_ENV", "SECRET_KEY", "SMTP_URL", "DATABASE_URL", "OUTBOX_UNKNOWN"}


def start(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    command = (sys.executable, "-m", *words)
    return subprocess.run(  # noqa: S603 - our own command
        command,
        cwd=ROOT,
        env=kept | settings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "Set SECRET_KEY to 32 or more random characters."),
        (WEAK, "Set SECRET_KEY to 32 or more random characters."),
        ({"SECRET_KEY": KEY}, "Set SMTP_URL: in production, mail must have a way out."),
    ],
)
def test_an_unsafe_start_is_refused_with_a_sentence(settings: dict[str, str], sentence: str):
    tried = start("flask", "--app", "wsgi", "routes", **settings)
    assert tried.returncode == 1
    assert sentence in tried.stderr
    assert "Traceback" not in tried.stderr


def test_a_safe_start_is_not_refused(tmp_path: Path):
    database = f"sqlite:///{tmp_path / 'app.sqlite3'}"
    settings = {"SECRET_KEY": KEY, "SMTP_URL": "smtp://127.0.0.1:25", "DATABASE_URL": database}
    assert start("flask", "--app", "wsgi", "routes", **settings).returncode == 0


def test_the_web_server_gives_up_at_once_and_says_why():
    tried = start("gunicorn", "-c", "deploy/gunicorn.py", "wsgi:app", **WEAK)
    assert tried.returncode != 0
    assert tried.stderr.count("Footbridge does not start. Set SECRET_KEY") == 1
