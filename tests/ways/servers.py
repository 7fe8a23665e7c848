"""Local servers: one that gives files by ranges, and one that stands before a store that speaks as S3 does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
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


@dataclass
class Asked:
    """A request to a store: its method, path with query, range in bytes, headers, and what was sent back."""

    method: str
    path: str
    start: int
    stop: int
    headers: Mapping[str, str]
    status: int
    sent: int


class Proxy:
    """What stands before a store, keeps a log of what is asked for, and can refuse it.

    slow: so many requests are answered with 503 SlowDown. cut: so many answers end half-way.
    """

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.log: list[Asked] = []
        self.slow = 0
        self.cut = 0
        self.before: Callable[[str], None] = lambda _: None
        """Called with the path before a request is passed on."""
        self.address = ""

    def reads(self) -> list[Asked]:
        """Requests for bytes of objects."""
        return [each for each in self.log if each.method == "GET" and "list-type" not in each.path]

    def listings(self) -> list[Asked]:
        """First pages of listings."""
        return [each for each in self.log if "list-type" in each.path and "continuation-token" not in each.path]


SLOW_DOWN = (
    b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
)


@contextmanager
def before(host: str, port: int) -> Iterator[Proxy]:
    proxy = Proxy(host, port)
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            first, _, last = (self.headers.get("Range") or "").removeprefix("bytes=").partition("-")
            place = int(first or 0), int(last) + 1 if last else -1
            with lock:
                slow, proxy.slow = proxy.slow > 0, max(proxy.slow - 1, 0)
            if slow:
                proxy.log.append(Asked(self.command, self.path, *place, dict(self.headers), 503, 0))
                self._answer(503, {"Content-Type": "application/xml"}, SLOW_DOWN)
                return
            proxy.before(self.path)
            connection = HTTPConnection(proxy.host, proxy.port, timeout=60)
            connection.request(self.command, self.path, body, dict(self.headers))
            given = connection.getresponse()
            data = given.read()
            headers = {k: v for k, v in given.getheaders() if k.lower() not in ("content-length", "connection", "date")}
            length = given.getheader("Content-Length") if self.command == "HEAD" else None
            connection.close()
            proxy.log.append(Asked(self.command, self.path, *place, dict(self.headers), given.status, len(data)))
            self._answer(given.status, headers, data, length)

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass  # noqa: N815 - names of the base class

        def _answer(self, status: int, headers: Mapping[str, str], data: bytes, length: str | None = None) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", length or str(len(data)))
            self.end_headers()
            if proxy.cut and self.command == "GET" and len(data) > 1000 and "list-type" not in self.path:
                proxy.cut -= 1
                data = data[: len(data) // 2]
                self.close_connection = True
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    proxy.address = f"127.0.0.1:{server.server_port}"
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
