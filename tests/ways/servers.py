"""Local servers: one that gives files by ranges, one that speaks as S3 does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """What is served, by path; and what was asked for."""

    def __init__(self, pages: dict[str, bytes], ranges: bool = True, told: bool = True) -> None:
        self.pages = pages
        self.ranges = ranges
        self.told = told
        """Whether answers say how long they are."""
        self.cut: int | None = None
        """So many bytes are sent of what was promised."""
        self.asked: list[tuple[str, str | None]] = []
        self.known_by: list[str | None] = []
        """The `Authorization` of each request."""
        self.moved: dict[str, str] = {}
        """Paths that are answered with another address."""
        self.address = ""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer(head=True)

        def do_GET(self) -> None:
            self._answer(head=False)

        def _answer(self, head: bool) -> None:
            wanted = self.headers.get("Range")
            site.asked.append((self.command, wanted))
            site.known_by.append(self.headers.get("Authorization"))
            if target := site.moved.get(self.path):
                self.send_response(302)
                self.send_header("Location", target)
                self.end_headers()
                return
            data = site.pages.get(self.path.partition("?")[0])
            if data is None:
                self.send_error(404)
                return
            status, body = 200, data
            if wanted and site.ranges:
                first, _, last = wanted.removeprefix("bytes=").partition("-")
                status, body = 206, data[int(first) : int(last) + 1 if last else None]
            self.send_response(status)
            if site.ranges:
                self.send_header("Accept-Ranges", "bytes")
            if site.told:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not head:
                self.wfile.write(body[: site.cut])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
