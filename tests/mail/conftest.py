"""Give tests of mail a server that goes wrong as told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mail.servers import OddServer
from tests.support import smtp


@pytest.fixture
def odd_server() -> Iterator[OddServer]:
    server = OddServer()
    smtp.ALLOWED.ports.add(server.port)
    server.start()
    yield server
    server.stop()
    smtp.ALLOWED.ports.discard(server.port)
