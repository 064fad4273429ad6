"""Drive Chromium, watching that no page errs, breaks the content policy or calls elsewhere."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    Request,
    Response,
    expect,
)

from tests.support import runs

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",  # a container's is too small
]
# milliseconds; a busy machine is slow, and only a failing test waits so long
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
SLOW_NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 400_000 // 8,
    "uploadThroughput": 400_000 // 8,
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# a form that comes back with its errors is an answer, not a fault
EXPECTED = "Failed to load resource: the server responded with a status of 4"


def launch(playwright: Playwright) -> Browser:
    """Start Chromium: the one that CHROMIUM names, or Debian's."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        runs.lacks("Chromium (/usr/bin/chromium, or the one that CHROMIUM names)")
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


@dataclass
class Traffic:
    """Be what a page asked for: `requests`, `size` in bytes over the line, and `faults`."""

    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    size: int = 0

    def clear(self) -> None:
        """Begin to count anew."""
        self.requests.clear()
        self.size = 0


@dataclass
class Browsing:
    """Open pages in windows that know nothing of each other.

    `browse()` gives a Playwright page with JavaScript on a desktop;
    `browse(javascript=False, phone=True)` the same without, on a phone; `slow=True` makes processor
    and network those of a cheap one.
    `traffic(page)` tells what it asked for. At the test's end each page must be without faults.
    """

    browser: Browser
    base_url: str
    contexts: list[BrowserContext] = field(default_factory=list)
    seen: dict[Page, Traffic] = field(default_factory=dict)

    def __call__(
        self, *, javascript: bool = True, phone: bool = False, slow: bool = False, **options: Any
    ) -> Page:
        """Open a window on an empty page; goto("/sign-in") is relative to the live server."""
        settings = (PHONE if phone else DESKTOP) | {"reduced_motion": "reduce"} | options
        context = self.browser.new_context(
            base_url=self.base_url, java_script_enabled=javascript, **settings
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        self._watch(page)
        if slow:
            session = context.new_cdp_session(page)
            session.send("Network.emulateNetworkConditions", SLOW_NETWORK)
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        return page

    def sign_in(self, page: Page, email: str, password: str) -> None:
        """Sign in as a person does."""
        page.goto("/sign-in")
        page.locator('input[name="email"]').fill(email)
        page.locator('input[name="password"]').fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()

    def traffic(self, page: Page) -> Traffic:
        """Give what a page asked for so far."""
        return self.seen[page]

    def _watch(self, page: Page) -> None:
        traffic = self.seen[page] = Traffic()
        home = urlsplit(self.base_url).netloc

        def note(request: Request) -> None:
            traffic.requests.append(request.url)
            parts = urlsplit(request.url)
            if parts.scheme in {"http", "https"} and parts.netloc != home:
                traffic.faults.append(f"called {request.url}")

        def judge(response: Response) -> None:
            if response.status >= 500:
                traffic.faults.append(f"{response.status} for {response.url}")

        def say(message: Any) -> None:
            if message.type == "error" and not message.text.startswith(EXPECTED):
                traffic.faults.append(f"console: {message.text}")

        def weigh(request: Request) -> None:
            sizes = request.sizes()
            traffic.size += sizes["responseBodySize"] + sizes["responseHeadersSize"]

        page.on("request", note)
        page.on("response", judge)
        page.on("requestfinished", weigh)
        page.on("console", say)
        page.on("pageerror", lambda error: traffic.faults.append(f"script: {error}"))

    def close(self) -> None:
        """Close every window; fail when a page had a fault."""
        for context in self.contexts:
            context.close()
        faults = [fault for traffic in self.seen.values() for fault in traffic.faults]
        assert not faults, "\n".join(faults)


def axe(page: Page, **options: Any) -> None:
    """Fail with what axe finds on a page, by rule and element; the page needs JavaScript."""
    options = {"runOnly": {"type": "tag", "values": RULES}} | options
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # what axe passed is long, and would be carried over here element by element
    found = page.evaluate(
        "options => axe.run(document, options).then(result => result.violations)",
        {"resultTypes": ["violations"]} | options,
    )
    lines = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n    {node['html']}"
        for rule in found
        for node in rule["nodes"]
    ]
    assert not lines, f"axe on {page.url}:\n" + "\n".join(lines)
