"""Take the README's pictures by walking its five minutes: own database, own port, fixed day."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
# a Wednesday of the demo's season: last week's requests are out, some are answered
NOW = datetime(2026, 11, 18, 18, tzinfo=UTC)
SEED = 1
MOST_BYTES = 150_000
START_SECONDS, STOP_SECONDS = 60, 15
DESK = {"viewport": {"width": 1100, "height": 760}}
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 1.5,
    "is_mobile": True,
    "has_touch": True,
    "java_script_enabled": False,
}


class House:
    """Be Footbridge on a database of its own, with the demo in it, at the fixed day."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        offset = int((NOW - datetime.now(UTC)).total_seconds())
        self.env = {
            "PATH": os.environ.get("PATH", ""),
            "APP_ENV": "development",
            "BASE_URL": self.address,
            "CLOCK": f"{offset}s",
            "DATABASE_URL": f"sqlite:///{folder / 'app.sqlite3'}",
            "DISTRICT_NAME": "Rivertown Public Schools",
            "HOST": "127.0.0.1",
            "MAIL_FROM": "wbl@rivertown.example",
            "PORT": str(self.port),
            "SECRET_KEY": secrets.token_hex(32),
            "SMTP_URL": "",
            "TIMEZONE": "America/Los_Angeles",
        }
        self.flask("db", "upgrade")
        day = f"{NOW:%Y-%m-%d}"
        loaded = self.flask("demo", "load", "--today", day, "--seed", str(SEED), "--json")
        self.passwords = {
            one["role"]: (one["email"], one["password"]) for one in json.loads(loaded)["sign_ins"]
        }
        self.work()

    def flask(self, *arguments: str) -> str:
        """Run one of the app's commands; give what it printed."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, check=True, stdout=subprocess.PIPE)  # noqa: S603
        return done.stdout.decode()

    def work(self) -> None:
        """Do what the worker has to do by now."""
        self.flask("worker", "--once")

    @contextmanager
    def open(self) -> Iterator[None]:
        """Serve pages until the block ends."""
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.py", "wsgi:app"]
        web = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL)  # noqa: S603
        try:
            self._wait_for_answer(web)
            yield
        finally:
            web.terminate()
            try:
                web.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                web.kill()
                web.wait()

    def _wait_for_answer(self, web: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and web.poll() is None:
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/readyz")
                if connection.getresponse().status == http.HTTPStatus.OK:
                    return
            time.sleep(0.05)
        sys.exit("The app did not start, so there are no pictures.")


def take(page: Page, name: str, *, height: int, top: int = 0) -> None:
    """Keep a part of a page as a picture: from `top`, so many pixels high."""
    path = PICTURES / f"{name}.png"
    width = page.viewport_size["width"] if page.viewport_size else 0
    part = {"x": 0, "y": top, "width": width, "height": height}
    page.screenshot(path=path, full_page=True, clip=part, animations="disabled")
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}  {size // 1000} KB")
    if size > MOST_BYTES:
        sys.exit(f"{path.name} is larger than {MOST_BYTES // 1000} KB; show less of the page.")


def press(page: Page, name: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).click()


def signed_in(browser: Browser, house: House, role: str, *, dark: bool = False) -> Page:
    """Open a window in which somebody of a role has signed in."""
    scheme = "dark" if dark else "light"
    page = browser.new_context(base_url=house.address, color_scheme=scheme, **DESK).new_page()
    email, password = house.passwords[role]
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")
    page.wait_for_url("**/")
    return page


def walk(browser: Browser, house: House) -> None:
    """Take an hour from the week's page to the supervisor's phone and into the ledger."""
    page = signed_in(browser, house, "career_specialist")
    take(page, "home", height=640)
    page.get_by_role("link", name="See who has not answered").click()
    page.get_by_label("Program").select_option(index=internships(page))
    press(page, "Filter")
    page.wait_for_url("**program=**")
    week, match, mail = asked_in_english(page)
    page.goto(week)
    press(page, "Take the week back")
    enter_two_days(page)
    take(page, "week", height=700)
    press(page, "Save and submit to the supervisor")
    page.goto(mail)
    take(page, "mail", height=700)
    answer(browser, house, page.locator("a[href*='/r/']").first.get_attribute("href") or "")
    house.work()
    page.goto(match)
    take(page, "match", height=900)


def internships(page: Page) -> int:
    """Give the place of the program that pays by the hour among those to choose from."""
    names = page.get_by_label("Program").locator("option").all_inner_texts()
    return next(place for place, name in enumerate(names) if "Internship" in name)


def asked_in_english(page: Page) -> tuple[str, str, str]:
    """Find a waiting week whose supervisor reads English; give its page, its match, its mail."""
    links = page.locator("#weeks tbody th a").all()
    for week in [link.get_attribute("href") or "" for link in links]:
        page.goto(week)
        page.locator("p.lead a").first.click()
        match = page.url
        supervisor = page.locator("dt:text-is('Supervisor') + dd").inner_text().split(",")[0]
        page.goto(f"/mailbox?q={supervisor}")
        newest = page.locator("tbody tr").first.get_by_role("link").first
        if newest.inner_text().startswith("Please confirm"):
            return week, match, newest.get_attribute("href") or ""
    sys.exit("No waiting week has a supervisor who reads English.")


def enter_two_days(page: Page) -> None:
    """Type the first planned day of a week, and copy it to the day after."""
    for name, text in (("Start", "3:30 pm"), ("End", "6:30 pm"), ("Break", "0")):
        page.get_by_label(f"{name} on").first.fill(text)
    page.get_by_role("button", name="Same as yesterday").first.click()
    page.wait_for_load_state("networkidle")


def answer(browser: Browser, house: House, link: str) -> None:
    """Confirm a week on a phone without scripts."""
    phone = browser.new_context(base_url=house.address, **PHONE).new_page()
    phone.goto(link)
    take(phone, "partner", height=900)
    press(phone, "Confirm all hours")
    take(phone, "receipt", height=560)


def look_around(browser: Browser, house: House) -> None:
    """Show what the other roles open every day."""
    page = signed_in(browser, house, "employer_engagement", dark=True)
    page.goto("/placements")
    take(page, "placements-dark", height=700)
    page = signed_in(browser, house, "finance")
    page.goto("/stipends")
    take(page, "stipends", height=700)


def main() -> None:
    """Start everything, walk, stop everything."""
    if not Path(CHROMIUM).exists():
        sys.exit(f"{CHROMIUM} is missing. Install Chromium, or name one in CHROMIUM.")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        house = House(Path(folder))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with house.open():
            walk(browser, house)
            look_around(browser, house)
        browser.close()


if __name__ == "__main__":
    main()
