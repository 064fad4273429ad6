"""Stand in the demo district on Wednesday, November 18, 2026, at ten: app, web and worker alike.

- `new_town`  the district as it was loaded; last week's hours are due and nobody was asked yet
- `town`      the same a moment later: every supervisor was asked, the mails wait in the outbox
- `five`      a supervisor there who was asked about five students
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.stories.town import Asked, Town, clock_offset
from tests.support.processes import Processes, Web

CLOCK = clock_offset()


@pytest.fixture
def app(app: Flask) -> Flask:
    app.config["CLOCK"] = CLOCK
    return app


@pytest.fixture(scope="session")
def _server(_sqlite_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    started = Processes(_sqlite_app, tmp_path_factory.mktemp("server"))
    yield started.web(CLOCK=CLOCK)
    started.stop()


@pytest.fixture
def new_town(app: Flask, processes: Processes) -> Town:
    town = Town(app, processes, {"CLOCK": CLOCK})
    town.fill(asked=False)
    return town


@pytest.fixture
def town(app: Flask, processes: Processes) -> Town:
    town = Town(app, processes, {"CLOCK": CLOCK})
    town.fill(asked=True)
    return town


@pytest.fixture
def five(town: Town) -> Asked:
    return town.asked(students=5)
