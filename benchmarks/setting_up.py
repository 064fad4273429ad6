"""Compare a cold `dev.py run` with `venv` and `pip` by hand, to the first answer (goal 12)."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import data
from benchmarks.table import Table
from benchmarks.tail import wait_for

ROUNDS = 3
KEPT_WORDS = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")


def run(sizes: data.Sizes) -> Table:
    """Set up in fresh folders with empty caches, in turn; then start the first one again."""
    table = Table("setting_up", "12 · From nothing to the first answer")
    if sizes.tiny:
        table.notes.append("tiny: only that dev.py starts")
        began = time.perf_counter()
        subprocess.run([sys.executable, "dev.py", "help"], cwd=data.ROOT, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        table.state("dev.py help", "s", [time.perf_counter() - began], 3)
        return table
    ours, again, by_hand = [], [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            tree, env = _checkout(Path(folder)), _environment(folder)
            ours.append(_answers_after([["python3", "dev.py", "run"]], tree, env))
            again.append(_answers_after([["python3", "dev.py", "run"]], tree, env))
        with tempfile.TemporaryDirectory() as folder:
            tree, env = _checkout(Path(folder)), _environment(folder)
            by_hand.append(_answers_after(_steps(), tree, env))
    table.compare("cold set-up", "s", ours, by_hand, 0.6, peer="venv + pip")
    table.state("second start", "s", again, 3)
    table.notes.append(f"wall time, medians of {ROUNDS}; caches of pip and uv empty each time")
    return table


def _steps() -> list[list[str]]:
    flask = [".venv/bin/python", "-m", "flask", "--app", "wsgi"]
    return [
        ["python3", "-m", "venv", ".venv"],
        [".venv/bin/python", "-m", "pip", "install", "-q", "--require-hashes", "-r",
         "requirements.txt"],
        [*flask, "db", "upgrade"],
        [*flask, "demo", "load", "--json"],
        [".venv/bin/python", "-m", "gunicorn", "-c", "deploy/gunicorn.py", "wsgi:app"],
    ]  # fmt: skip


def _checkout(folder: Path) -> Path:
    """Copy what the repository holds, without anything that was installed or made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - of the developer's own path
        cwd=data.ROOT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    tree = folder / "tree"
    for name in filter(None, listed.stdout.split("\0")):
        target = tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (data.ROOT / name).is_file():
            shutil.copy(data.ROOT / name, target)
    return tree


def _environment(folder: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_"))}
    kept |= {name: os.environ[name] for name in KEPT_WORDS if name in os.environ}
    path = os.pathsep.join(
        each for each in kept["PATH"].split(os.pathsep) if not (Path(each) / "uv").exists()
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    return kept | {
        "PATH": path,
        "PORT": port,
        "APP_ENV": "development",
        "SECRET_KEY": data.KEY,
        "PIP_CACHE_DIR": f"{folder}/pip",
        "UV_CACHE_DIR": f"{folder}/uv",
    }


def _answers_after(steps: Sequence[Sequence[str]], tree: Path, env: dict[str, str]) -> float:
    """Do the steps, of which the last one serves; give the seconds to its first answer."""
    began = time.perf_counter()
    for step in steps[:-1]:
        subprocess.run(step, cwd=tree, env=env, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    server = subprocess.Popen(  # noqa: S603 - our own server
        steps[-1], cwd=tree, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(int(env["PORT"]), server)
        return time.perf_counter() - began
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
