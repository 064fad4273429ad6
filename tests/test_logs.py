"""No log shows the token of an emailed link: it is the authority to answer."""

from __future__ import annotations

import http.client

import pytest

TOKEN = "c2VjcmV0.token-of_a~link"


@pytest.mark.parametrize(
    "path",
    [
        f"/r/{TOKEN}",
        f"/r/{TOKEN}?print=1",
        f"//r/{TOKEN}",
        f"/%72/{TOKEN}",
        f"/r%2F{TOKEN}",
        f"/password/{TOKEN}",
        f"/feeds/{TOKEN}",
        f"/nowhere?next=/r/{TOKEN}",
    ],
)
def test_the_web_servers_log_leaves_tokens_out(live_server, path: str):
    before = len(live_server.log)
    asked = http.client.HTTPConnection("127.0.0.1", live_server.port, timeout=20)
    asked.request("GET", path, headers={"Referer": f"{live_server.url}/r/{TOKEN}"})
    asked.getresponse().read()
    asked.close()
    log = live_server.log_with(f'"{live_server.url}/r/-"', since=before)
    assert TOKEN not in log
