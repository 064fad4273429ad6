#!/usr/bin/env python3
"""Set up, run and check Footbridge with nothing but Python 3.11 and a package index.

usage: python3 dev.py COMMAND

  run          install, migrate, load the demo when empty, start web and worker
  test [ARGS]  install what tests need and run pytest; --all tries 10 times as many examples
  lint         ruff, mypy, djlint, import-linter
  bench        the benchmarks, with their peers in an environment of their own
  screenshots  the README's pictures
  help         this list
"""

from __future__ import annotations

import hashlib
import http.client
import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / os.environ.get("VENV", ".venv")
INSTANCE = ROOT / "instance"
KEY_FILE = INSTANCE / "secret_key"
SIGN_INS = INSTANCE / "demo.json"
START_SECONDS, STOP_SECONDS, OFTEN = 60, 15, 0.05
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
QUIET_PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-compile")
LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("djlint", "templates", "--lint", "--check"),
    ("lint-imports",),
)


def works(*command: str) -> bool:
    """Tell whether a command runs and ends well, without showing what it prints."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_venv(venv: Path, uv: str | None) -> None:
    """Make the environment, unless there is one of this very Python version that works."""
    version = "import sys; sys.exit(sys.version_info[:2] != ({}, {}))".format(*sys.version_info)
    if works(str(venv / "bin" / "python"), "-c", version):
        return
    if uv:
        subprocess.run([uv, "venv", "-q", "--clear", "-p", sys.executable, venv], check=True)
    elif importlib.util.find_spec("ensurepip") is None:
        sys.exit("Python's venv module is incomplete here. Run: sudo apt install python3-venv")
    else:
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)


def install(requirements: str, venv: Path = VENV) -> str:
    """Put a locked file's packages into the environment, once per lock; give its interpreter."""
    lock, python = ROOT / requirements, str(venv / "bin" / "python")
    uv = shutil.which("uv")
    uv = uv if uv and works(uv, "--version") else None
    make_venv(venv, uv)
    stamp = venv / f".installed-{requirements}"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return python
    print(f"Installing {requirements} into {venv.name} ...", flush=True)
    if uv is None:
        tools = ROOT / "requirements-tools.txt"
        works(python, *QUIET_PIP, "--require-hashes", "-r", str(tools))
        uv = str(venv / "bin" / "uv")
    hashed = ("--require-hashes", "-r", str(lock))
    if not works(uv, "pip", "install", "-q", "-p", python, *hashed):
        works(python, "-m", "ensurepip")
        if subprocess.run([python, *QUIET_PIP, *hashed], check=False).returncode:
            sys.exit(f"Could not install {requirements}: is the package index in reach?")
    stamp.write_text(wanted)
    return python


def settings() -> dict[str, str]:
    """Join `.env` and the environment, which wins; make a secret key where neither has one."""
    found: dict[str, str] = {}
    if (ROOT / ".env").is_file():
        for line in (ROOT / ".env").read_text().splitlines():
            name, is_setting, value = line.strip().removeprefix("export ").partition("=")
            if is_setting and not name.startswith("#"):
                found[name.strip()] = value.strip().strip("'\"")
    found |= os.environ
    for name, value in (("APP_ENV", "development"), ("HOST", "127.0.0.1"), ("PORT", "8000")):
        found[name] = found.get(name) or value
    INSTANCE.mkdir(mode=0o700, exist_ok=True)
    if not found.get("SECRET_KEY"):
        if not KEY_FILE.is_file() or not KEY_FILE.read_text():
            KEY_FILE.touch(mode=0o600)
            KEY_FILE.write_text(secrets.token_hex(32))
        found["SECRET_KEY"] = KEY_FILE.read_text()
    return found


def answers(host: str, port: int) -> bool:
    """Tell whether the web process answers its health check."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - to compare only
    try:
        connection = http.client.HTTPConnection(here, port, timeout=5)
        connection.request("GET", "/healthz")
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False


def refuse_used_port(host: str, port: int) -> None:
    """End with a sentence when something else listens there already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.exit(f"Cannot listen on {host}:{port} ({error.strerror}). Set another PORT.")


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """End every child's process group: politely first, then for good."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            print(f"Process {child.pid} did not stop; ending it.", file=sys.stderr)
    for child in children:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
        child.wait()


def greet(address: str) -> None:
    """Print where the app is, who can sign in, and where mail is read."""
    print(f"\nFootbridge is at {address}\n")
    if SIGN_INS.is_file():
        for one in json.loads(SIGN_INS.read_text()).get("sign_ins", []):
            print("  {role:22} {email:36} {password}".format(**one))
    print(f"\nMail is kept and read at {address}/mailbox\n", flush=True)


def run() -> int:
    """Serve until told to stop; give 1 when web or worker ended by itself."""
    python, env = install("requirements.txt"), settings()
    flask = (python, "-m", "flask", "--app", "wsgi")
    refuse_used_port(env["HOST"], int(env["PORT"]))
    subprocess.run([*flask, "db", "upgrade"], env=env, check=True)
    if env["APP_ENV"] == "development":
        load = [*flask, "demo", "load", "--scale", "small", "--if-empty", "--json"]
        subprocess.run(load, env=env, check=True, stdout=subprocess.DEVNULL)
    web = (python, "-m", "gunicorn", "-c", str(ROOT / "deploy" / "gunicorn.py"), "wsgi:app")
    told: list[int] = []
    for ending in ENDINGS:
        # from here on a signal only leaves a note, so that no child can be forgotten
        signal.signal(ending, lambda number, _frame: told.append(number))
    # sessions of their own: a terminal's Ctrl-C reaches only us, and we end both in order
    children = [
        subprocess.Popen(command, env=env, start_new_session=True)
        for command in (web, (*flask, "worker"))
    ]
    try:
        return watch(children, told, env)
    finally:
        stop(children)


def watch(children: list[subprocess.Popen[bytes]], told: list[int], env: dict[str, str]) -> int:
    """Greet once the app answers, then wait: 0 when told to stop, 1 when a child ended first."""
    deadline, greeted = time.monotonic() + START_SECONDS, False
    while not told:
        if any(child.poll() is not None for child in children):
            print("Web or worker ended by itself; stopping the other.", file=sys.stderr)
            return 1
        if not greeted and answers(env["HOST"], int(env["PORT"])):
            greet(env.get("BASE_URL") or f"http://{env['HOST']}:{env['PORT']}")
            greeted = True
        if not greeted and time.monotonic() > deadline:
            print(f"No answer after {START_SECONDS} seconds; stopping.", file=sys.stderr)
            return 1
        time.sleep(5 * OFTEN if greeted else OFTEN)
    return 0


def become(python: str, *arguments: str) -> NoReturn:
    """Become another program, so that signals and the exit code are its own."""
    os.execv(python, [python, *arguments])


def test(*arguments: str) -> NoReturn:
    """Run pytest on both processors."""
    python = install("requirements-dev.txt")
    if "--all" in arguments:
        os.environ["HYPOTHESIS_PROFILE"] = "all"
    rest = [argument for argument in arguments if argument != "--all"]
    become(python, "-m", "pytest", "-n", "2", "--dist", "worksteal", *rest)


def lint() -> int:
    """Run every linter, also after one has found something; give 1 when any has."""
    tools = Path(install("requirements-dev.txt")).parent
    broken = []
    for name, *options in LINTERS:
        print(f"-- {' '.join([name, *options])}", flush=True)
        if subprocess.run([tools / name, *options], check=False).returncode:
            broken.append(name)
    print(f"Broken: {', '.join(broken)}" if broken else "All well.")
    return 1 if broken else 0


def bench(*arguments: str) -> NoReturn:
    """Run the benchmarks beside their peers."""
    become(install("requirements-bench.txt", ROOT / ".venv-bench"), "-m", "benchmarks", *arguments)


def screenshots(*arguments: str) -> NoReturn:
    """Take the README's pictures."""
    become(install("requirements-dev.txt"), "docs/screenshots.py", *arguments)


COMMANDS = {"run": run, "test": test, "lint": lint, "bench": bench, "screenshots": screenshots}


def main(command: str = "help", *arguments: str) -> int:
    """Do one command; give its exit code, 2 for one that there is not."""
    if command in COMMANDS:
        os.chdir(ROOT)
        return COMMANDS[command](*arguments)
    known = command in {"help", "-h", "--help"}
    print(__doc__, file=sys.stdout if known else sys.stderr)
    return 0 if known else 2


def leave(*_: object) -> NoReturn:
    """Turn a signal into a normal way out, so that `finally` runs."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is the one that may meet an old Python
        sys.exit("Footbridge needs Python 3.11 or newer.")
    for number in ENDINGS:
        signal.signal(number, leave)
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(0)
    except subprocess.CalledProcessError as error:
        sys.exit(f"Failed: {' '.join(map(str, error.cmd))}")
