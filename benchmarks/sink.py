"""Take mail and forget it, in a process of its own: prints its port, ends with its input."""

from __future__ import annotations

import socketserver
import sys
import threading

ANSWERS = {b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n", b"EHLO": b"250-sink\r\n250 SIZE\r\n"}


class Sink(socketserver.StreamRequestHandler):
    """Answer yes to everything."""

    def handle(self) -> None:
        """Speak as a mail server does until the other side ends."""
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            self.wfile.write(ANSWERS.get(word, b"250 ok\r\n"))
            if word == b"DATA":
                while self.rfile.readline() not in {b".\r\n", b""}:
                    pass
                self.wfile.write(b"250 taken\r\n")
            if word == b"QUIT":
                return


def main() -> None:
    """Serve until the input ends."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink) as server:
        print(server.server_address[1], flush=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main()
