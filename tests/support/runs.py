"""Know the one test run that all xdist workers share, and what this machine lacks for it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

RUN = "FOOTBRIDGE_TEST_RUN"
MEMORY = Path("/dev/shm")  # noqa: S108 - the run's own folder in it is private
ENOUGH = 512 * 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]


def begin() -> Path:
    """Make the run's folder, known to xdist workers through the environment."""
    os.environ[RUN] = tempfile.mkdtemp(prefix="footbridge-test-", dir=_fast())
    return folder()


def _fast() -> str | None:
    # where each commit need not reach a disk: what a killed process wrote is there all the same
    free = shutil.disk_usage(MEMORY).free if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else 0
    return str(MEMORY) if free > ENOUGH else None


def folder() -> Path:
    """Give the run's folder."""
    return Path(os.environ[RUN])


def end() -> None:
    """Remove the run's folder."""
    shutil.rmtree(os.environ.pop(RUN), ignore_errors=True)


@contextlib.contextmanager
def once(name: str) -> Iterator[Path | None]:
    """Let one process of the run make a thing: it gets the path to make, the others get None."""
    path = folder() / name
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield None if path.exists() else path


def lacks(what: str) -> None:
    """Skip the test for a missing program, or fail it where CI promised that there is one."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"no {what} here")
