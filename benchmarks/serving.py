"""Serve one variant of a page in a process of its own, and tell what each request cost.

It reads requests as JSON lines (`{"path", "times"}`) and answers with the CPU seconds of each.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks import data


class Served:
    """Be one app that answers in this process."""

    def __init__(self, kind: str, url: str, pages: dict[str, str]) -> None:
        self.app, self.cookie = VARIANTS[kind](url, pages)

    def ask(self, path: str, times: int) -> list[float]:
        """Ask for a page so many times; give the CPU seconds that each took."""
        return [self._cost(path) for _ in range(times)]

    def html(self, path: str) -> str:
        """Give a page's HTML; raise RuntimeError unless the answer is 200."""
        body, status, _headers = run_wsgi_app(self.app, self._environ(path))
        text = b"".join(body).decode()
        if not status.startswith("200"):
            msg = f"{path} answered {status}: {text[:300]}"
            raise RuntimeError(msg)
        return text

    def _cost(self, path: str) -> float:
        environ = self._environ(path)
        began = time.process_time()
        body, status, _headers = run_wsgi_app(self.app, environ)
        b"".join(body)
        cost = time.process_time() - began
        if not status.startswith("200"):
            msg = f"{path} answered {status}"
            raise RuntimeError(msg)
        return cost

    def _environ(self, path: str) -> dict[str, Any]:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        builder = EnvironBuilder(
            path,
            base_url="http://127.0.0.1",
            headers=headers,
            environ_base={"REMOTE_ADDR": "127.0.0.1"},
        )
        return builder.get_environ()


def ours(url: str, _pages: dict[str, str]) -> tuple[Any, str]:
    """Make our app with an administrator signed in."""
    app = data.app_over(url)
    return app, signed_in(app)


def signed_in(app: Any) -> str:  # noqa: ANN401 - a Flask app
    """Sign in as the demo's administrator; give the cookie."""
    client = app.test_client()
    page = client.get("/sign-in", base_url="http://127.0.0.1").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": token, "email": data.EMAIL, "password": data.PASSWORD}
    answer = client.post("/sign-in", data=form, base_url="http://127.0.0.1")
    if answer.status_code != 303:  # noqa: PLR2004 - See Other
        msg = f"signing in answered {answer.status_code}"
        raise RuntimeError(msg)
    cookie = client.get_cookie("session", domain="127.0.0.1")
    return f"session={cookie.value}"


def floor(url: str, pages: dict[str, str]) -> tuple[Any, str]:
    """Make the hand-written floor."""
    from benchmarks.floor import make_floor  # noqa: PLC0415 - only in its own process

    return make_floor(url, pages)


def django(url: str, pages: dict[str, str]) -> tuple[Any, str]:
    """Make the same page in Django."""
    from benchmarks.in_django import make_django  # noqa: PLC0415 - only where it is installed

    return make_django(url, pages)


VARIANTS: dict[str, Callable[[str, dict[str, str]], tuple[Any, str]]] = {
    "ours": ours,
    "floor": floor,
    "django": django,
}


def main(kind: str, url: str) -> None:
    """Serve until the input ends."""
    pages = json.loads(sys.stdin.readline())
    served = Served(kind, url, pages)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        told = served.html(asked["path"]) if asked["times"] == 0 else served.ask(**asked)
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
