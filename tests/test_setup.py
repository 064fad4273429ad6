"""`python3 dev.py run`: one command serves, and one signal ends all of it."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.runs import ROOT

LEFT_OUT = shutil.ignore_patterns(".git", ".venv*", "instance", ".env", "*_cache", "__pycache__")
ENDING = 60
Launched = subprocess.Popen[str]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy this checkout, without what earlier runs have left in it."""
    copy = tmp_path_factory.mktemp("checkout") / "footbridge"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    return copy


@pytest.fixture
def launch(checkout: Path) -> Iterator[Callable[[int], Launched]]:
    """Start `dev.py run` on a port."""
    started: list[Launched] = []

    def start(port: int) -> Launched:
        own = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        started.append(
            subprocess.Popen(
                [sys.executable, "dev.py", "run"],
                cwd=checkout,
                env=own | {"PORT": str(port), "VENV": sys.prefix, "PYTHONUNBUFFERED": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return started[-1]

    yield start
    for one in started:
        if one.poll() is None:
            one.terminate()
        one.communicate(timeout=ENDING)


def greeting_of(process: Launched) -> str:
    """Read what it prints up to the line that tells where mail is read."""
    assert process.stdout
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if "/mailbox" in line:
            return "".join(lines)
    pytest.fail("it ended before it served:\n" + "".join(lines))


def status_of(port: int, path: str) -> int:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    asked.request("GET", path)
    status = asked.getresponse().status
    asked.close()
    return status


def running() -> dict[int, tuple[int, str]]:
    """Give parent and command of every process on this machine that has not ended."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,stat=,args="],  # noqa: S607 - where it is differs
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = [line.split(maxsplit=3) for line in listed.splitlines()]
    return {
        int(pid): (int(parent), args[0] if args else "")
        for pid, parent, state, *args in rows
        if not state.startswith("Z")
    }


def below(process: Launched) -> dict[int, str]:
    """Give the processes that it started, and those that they started."""
    now = running()
    found = {process.pid}
    for _generation in range(3):
        found |= {pid for pid, (parent, _) in now.items() if parent in found}
    return {pid: now[pid][1] for pid in found - {process.pid}}


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_command_serves_and_one_signal_ends_everything(launch, ending: signal.Signals):
    port = free_port()
    process = launch(port)
    greeting = greeting_of(process)
    assert f"http://127.0.0.1:{port}" in greeting
    for role in (
        "administrator",
        "employer_engagement",
        "career_specialist",
        "finance",
        "district_lead",
    ):
        assert role in greeting
    assert status_of(port, "/healthz") == 200
    children = below(process)
    assert len(children) >= 3, "web, its processes, and the worker"
    process.send_signal(ending)
    assert process.wait(ENDING) == 0
    assert not children.keys() & running().keys()


def test_when_the_worker_dies_the_web_stops_too(launch):
    port = free_port()
    process = launch(port)
    greeting_of(process)
    children = below(process)
    (worker,) = [pid for pid, command in children.items() if command.endswith(" worker")]
    os.kill(worker, signal.SIGKILL)
    assert process.wait(ENDING) == 1
    assert not children.keys() & running().keys()


def test_a_used_port_is_told_in_a_sentence(launch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = launch(taken.getsockname()[1])
        out, _ = process.communicate(timeout=ENDING)
    assert process.returncode == 1
    assert "Set another PORT." in out
    assert "Traceback" not in out


def test_a_second_start_serves_the_same_data(launch):
    port = free_port()
    for _ in range(2):
        process = launch(port)
        greeting = greeting_of(process)
        process.terminate()
        assert process.wait(ENDING) == 0
    assert "administrator" in greeting
