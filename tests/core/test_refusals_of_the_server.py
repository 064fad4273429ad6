"""What the web server refuses by itself bears the same headers as any page."""

from __future__ import annotations

import socket

import pytest

from app.core.guard import HEADERS


def answer_to(port: int, request: bytes) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(request)
        line.settimeout(10)
        answer = b""
        while chunk := line.recv(65_536):
            answer += chunk
    return answer.decode("latin1")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nbad header\r\n\r\n", "400"),
        (b"nonsense\r\n\r\n", "400"),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "414"),
    ],
    ids=["header", "line", "long"],
)
def test_what_is_no_http_is_refused_with_our_headers(live_server, request_: bytes, status: str):
    port = int(live_server.url.rpartition(":")[2].rstrip("/"))
    answer = answer_to(port, request_)
    assert answer.startswith(f"HTTP/1.1 {status}")
    head = answer.partition("\r\n\r\n")[0]
    for name, value in {**HEADERS, "Cache-Control": "no-store"}.items():
        assert f"\r\n{name}: {value}" in head
