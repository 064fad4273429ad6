"""Run web, worker and commands as real processes over the database of an app."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from tests.support import runs

FIRST_ANSWER = 60.0
END = 20.0
BRIEFLY = 0.01
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR")


@dataclass
class Process:
    """Be one process in a group of its own: `stop()` is polite, `kill()` is not."""

    command: list[str]
    env: dict[str, str]
    log_file: Path
    child: subprocess.Popen[bytes] | None = None

    def start(self, *, pass_fds: tuple[int, ...] = ()) -> None:
        """Start, or start again."""
        with self.log_file.open("ab") as log:
            self.child = subprocess.Popen(  # noqa: S603 - our own commands
                self.command,
                env=self.env,
                cwd=runs.ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=pass_fds,
            )

    @property
    def log(self) -> str:
        """Give everything that it has printed."""
        return self.log_file.read_text() if self.log_file.exists() else ""

    def log_with(self, words: str, *, since: int = 0) -> str:
        """Wait until it has printed these words since a place in its log; give that part."""
        deadline = time.monotonic() + END
        while words not in self.log[since:]:
            assert time.monotonic() < deadline, f"no {words!r} in:\n{self.log[since:]}"
            time.sleep(BRIEFLY)
        return self.log[since:]

    @property
    def pid(self) -> int:
        """Give its process number."""
        assert self.child, "not started"
        return self.child.pid

    def kill(self) -> None:
        """End it and its children as a crash would."""
        if self.child:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()

    def stop(self) -> int:
        """Ask it to end and wait; give its exit code."""
        assert self.child, "not started"
        self.child.terminate()
        try:
            return self.child.wait(END)
        finally:
            self.kill()

    def wait(self, seconds: float = FIRST_ANSWER) -> int:
        """Wait until it ends by itself; give its exit code."""
        assert self.child, "not started"
        return self.child.wait(seconds)


@dataclass
class Web(Process):
    """Be a web server; `url` is where it answers."""

    port: int = 0

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, pass_fds: tuple[int, ...] = ()) -> None:
        """Start and wait for the first answer; a second time, on the same port."""
        del pass_fds
        listening = _listen(self.port)
        self.port = listening.getsockname()[1]
        self.env |= {"BASE_URL": self.url, "PORT": str(self.port)}
        self.command[-2:] = ["--bind", f"fd://{listening.fileno()}"]
        super().start(pass_fds=(listening.fileno(),))
        # a question asked now waits in the socket's queue until the server takes it
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=FIRST_ANSWER)
        asked.connect()
        listening.close()
        try:
            asked.request("GET", "/healthz")
            assert asked.getresponse().status == http.client.OK, self.log
        except OSError as error:
            raise AssertionError(f"the web server did not answer:\n{self.log}") from error
        finally:
            asked.close()


def _listen(port: int) -> socket.socket:
    # the children of a killed server let go of its port a moment after it
    deadline = time.monotonic() + END
    while True:
        try:
            return socket.create_server(("127.0.0.1", port), backlog=128)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(BRIEFLY)


@dataclass
class Answer:
    """Be how a command ended: `code`, `out`, `err`, and `json`, what it printed with `--json`."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Read the one document on stdout."""
        return json.loads(self.out)


@dataclass
class Processes:
    """Start processes over an app's database; settings are given as in the environment.

    `web(WEB_CONCURRENCY="2")` and `worker(SMTP_URL=sink.url)` start and give a process;
    `flask("verify", "--json")` runs a command to its end and gives its Answer.
    """

    app: Flask
    folder: Path
    started: list[Process] = field(default_factory=list)

    def env(self, **settings: str) -> dict[str, str]:
        """Give the environment of a process: nothing of this machine's but what is needed."""
        own = {name: os.environ[name] for name in INHERITED if name in os.environ}
        return own | {
            "APP_ENV": "development",
            "DATABASE_URL": str(self.app.config["SQLALCHEMY_DATABASE_URI"]),
            "SECRET_KEY": str(self.app.config["SECRET_KEY"]),
            "BASE_URL": str(self.app.config["BASE_URL"]),
            "MAIL_FROM": str(self.app.config["MAIL_FROM"]),
            "TIMEZONE": str(self.app.config["TIMEZONE"]),
            "SMTP_URL": "",
            "CLOCK": "",
            "WORKER_INTERVAL": "0.1",
            "WEB_CONCURRENCY": "1",
            "PYTHONUNBUFFERED": "1",
            **settings,
        }

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}-{len(self.started)}.log"

    def web(self, *, of: str = "wsgi:app", **settings: str) -> Web:
        """Start a web server and wait until it answers; `of` names another application."""
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.py", of, "", ""]
        server = Web(command, self.env(**settings), self._log("web"))
        self.started.append(server)
        server.start()
        return server

    def worker(self, *options: str, **settings: str) -> Process:
        """Start a worker."""
        worker = Process([*FLASK, "worker", *options], self.env(**settings), self._log("worker"))
        self.started.append(worker)
        worker.start()
        return worker

    def flask(self, *words: str, stdin: str = "", **settings: str) -> Answer:
        """Run a command to its end."""
        done = subprocess.run(  # noqa: S603 - our own commands
            [*FLASK, *words],
            env=self.env(**settings),
            cwd=runs.ROOT,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def stop(self) -> None:
        """End everything that was started."""
        for process in self.started:
            process.kill()
