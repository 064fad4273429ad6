"""What the documents say is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.models import Role
from app.accounts.policies import PERMISSIONS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)\)")
READ = re.compile(r"""read\("([A-Z_]+)""")


def words(*names: str) -> str:
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_linked_file_and_picture_is_there(page: Path):
    targets = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "//" not in link]
    assert [link for link in targets if not (page.parent / link).exists()] == []


def test_every_setting_that_is_read_is_explained():
    names = READ.findall(words("config.py"))
    assert len(names) > 15
    told = words("docs/settings.md")
    assert [name for name in names if f"`{name}`" not in told] == []


def test_every_command_is_named(app: Flask):
    told = words("README.md", *(f"docs/{page.name}" for page in PAGES[2:]))
    ours = {"accounts", "bounces", "demo", "labor", "matches", "placements", "requests", "students"}
    groups = {name: app.cli.commands[name] for name in ours}
    named = [
        f"{name} {command}"
        for name, group in groups.items()
        for command in getattr(group, "commands", {})
    ]
    assert len(named) >= len(ours)
    assert [name for name in [*named, "verify", "worker"] if name not in told] == []


def test_every_permission_stands_in_the_table_with_its_roles():
    rows = {
        cells[0]: cells[1:]
        for line in words("docs/roles.md").splitlines()
        if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == len(Role) + 1
    }
    for permission, roles in PERMISSIONS.items():
        told = rows[permission.replace("_", " ")]
        assert told == ["yes" if role in roles else "" for role in Role], permission


@pytest.mark.parametrize("name", re.findall(r"`(tests/[\w./]+)`", words("docs/security.md")))
def test_every_test_that_security_names_is_there(name: str):
    assert (ROOT / name).exists()


def test_every_promise_is_proved_by_tests_that_exist():
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", words("docs/promises.md"))
    assert len(named) > 40
    assert [pair for pair in named if f"def {pair[1]}(" not in words(pair[0])] == []
