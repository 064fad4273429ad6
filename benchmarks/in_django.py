"""Set Django up over one of the databases, for the list of placements."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core import signing
from django.core.wsgi import get_wsgi_application

HERE = Path(__file__).parent
SESSIONS = "django.contrib.sessions.backends.signed_cookies"
OPTIONS = (
    '<option value="">All</option>{% for value, said in programs %}'
    '<option value="{{ value }}">{{ said }}</option>{% endfor %}'
)
COUNT = "{{ page.start_index }}–{{ page.end_index }} of {{ page.paginator.count }}"
MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)


def make_django(url: str, pages: dict[str, str]) -> tuple[Any, str]:
    """Make the app with the frame of our page, and the cookie of a session."""
    template = {"index.html": _template(pages["/placements"])}
    loader = ("django.template.loaders.locmem.Loader", template)
    settings.configure(
        SECRET_KEY="benchmarks",  # noqa: S106 - of nothing
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="benchmarks.django_page",
        MIDDLEWARE=list(MIDDLEWARE),
        SESSION_ENGINE=SESSIONS,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": url.removeprefix("sqlite:///"),
                "CONN_MAX_AGE": None,
            }
        },
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [("django.template.loaders.cached.Loader", [loader])],
                    "context_processors": ["django.template.context_processors.request"],
                },
            }
        ],
    )
    django.setup()
    kept = signing.dumps({"user": 1}, salt=SESSIONS, compress=True)
    return get_wsgi_application(), f"sessionid={kept}"


def _template(html: str) -> str:
    rows = (HERE / "django_placements.html").read_text()
    for pattern, hole in (
        (r"\d+–\d+ of \d+", COUNT),
        (r"Page \d+ of \d+", "Page {{ page.number }} of {{ page.paginator.num_pages }}"),
        (r'<input type="hidden" name="csrf_token" value="[^"]*">', "{% csrf_token %}"),
        (r'(<select id="program"[^>]*>)[\s\S]*?(</select>)', rf"\1{OPTIONS}\2"),
        (r"(<tbody>)[\s\S]*?(</tbody>)", lambda it: it[1] + rows + it[2]),
    ):
        html = re.sub(pattern, hole, html)
    return html
