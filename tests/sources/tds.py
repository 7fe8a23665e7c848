"""A server of TDS 7.4, as small as tests need it: what it answers comes from `tsql.Databases`, not from Microsoft.

It speaks MS-TDS as published: PRELOGIN, TLS or none, LOGIN7 with a check of the password, SQLBatch, attention;
COLMETADATA, ROW, NBCROW, ENVCHANGE, LOGINACK, ERROR, DONE. The real driver talks to it over a real socket. So a reader
is tested against the protocol and against SQL that is parsed and run, but not against SQL Server.
"""

from __future__ import annotations

import select
import socket
import socketserver
import ssl
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from tests.sources import tds_tokens as tokens
from tests.sources.tds_tls import Encrypted
from tests.sources.tsql import Answer, Databases, RefusedError

_LOGIN, _BATCH, _ATTENTION, _PRELOGIN = 0x10, 0x01, 0x06, 0x12
_PACKET = 4096
_MORE, _ERROR, _COUNT, _ATTENDED = 0x01, 0x02, 0x10, 0x20


@dataclass
class Mishaps:
    """What is to go wrong with a table of this name. cut: the connection, after so many rows."""

    locked: set[str] = field(default_factory=set)
    cut: dict[str, int] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    refused: dict[str, RefusedError] = field(default_factory=dict)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False


class SQLServer:
    """Serves at `port` between `with`, to one user with one password."""

    def __init__(self, databases: Databases, user: str, password: str) -> None:
        self.databases, self.user, self.password = databases, user, password
        self.mishaps = Mishaps()
        self.seen: list[str] = []
        """All batches that were asked for."""
        self.attended = 0
        """How often a query was cancelled."""
        self.reads_only = True
        """Whether all who connected said that they only read."""
        self.tls: ssl.SSLContext | None = None

    def __enter__(self) -> SQLServer:
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    _Conversation(outer, self.request).run()

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Conversation:
    def __init__(self, server: SQLServer, connection: socket.socket) -> None:
        self.server = server
        self.connection: socket.socket | Encrypted = connection
        self.out = bytearray()
        self.cursor = server.databases.connect()
        self.lock_seconds = 60.0

    def run(self) -> None:
        while True:
            kind, data = self.message()
            if kind == _PRELOGIN:
                self.send(tokens.prelogin(self.server.tls is not None))
                if self.server.tls and isinstance(self.connection, socket.socket):
                    take, give = lambda: self.message()[1], lambda data: self.send(data, kind=_PRELOGIN)
                    self.connection = Encrypted(self.connection, self.server.tls, take, give)
            elif kind == _LOGIN:
                self.login(data)
            elif kind == _BATCH:
                headers = struct.unpack_from("<I", data)[0]
                self.batch(data[headers:].decode("utf-16-le"))
            elif kind == _ATTENTION:
                self.send(tokens.done(_ATTENDED))
            else:
                return

    def message(self) -> tuple[int, bytes]:
        """A message of the client, whatever number of packets it has; kind 0 where it went away."""
        data, last, kind = b"", 0, 0
        while not last:
            head = self.exactly(8)
            if not head:
                return 0, b""
            kind, status, length = struct.unpack_from(">BBH", head)
            data += self.exactly(length - 8)
            last = status & 1
        return kind, data

    def exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self.connection.recv(size - len(data))
            if not more:
                return b""
            data += more
        return data

    def send(self, data: bytes, last: bool = True, kind: int = 4) -> None:
        """Whole packets of what was given up to now; of the last message all."""
        self.out += data
        room = _PACKET - 8
        while len(self.out) > room or (last and self.out):
            part, self.out = self.out[:room], self.out[room:]
            end = last and not self.out
            self.connection.sendall(struct.pack(">BBHHBB", kind, int(end), len(part) + 8, 51, 1, 0) + part)

    def login(self, data: bytes) -> None:
        def text(place: int) -> bytes:
            start, length = struct.unpack_from("<HH", data, place)
            return data[start : start + 2 * length]

        self.server.reads_only &= bool(data[26] & 0x20)
        password = bytes(((byte ^ 0xA5) >> 4 | (byte ^ 0xA5) << 4) & 0xFF for byte in text(44))
        given = text(40).decode("utf-16-le"), password.decode("utf-16-le")
        database = text(68).decode("utf-16-le") or "master"
        if given != (self.server.user, self.server.password):
            told = b""
        elif database not in self.server.databases.names:
            told = tokens.error(RefusedError(4060, f'Cannot open database "{database}" requested by the login.', 11))
        else:
            self.cursor.use(database)
            name = "Microsoft SQL Server".encode("utf-16-le")
            ack = struct.pack(">BI", 1, 0x74000004) + bytes([len(name) // 2]) + name + bytes([16, 0, 0, 0])
            self.send(tokens.changed(database) + b"\xad" + struct.pack("<H", len(ack)) + ack + tokens.done(0))
            return
        self.send(
            told + tokens.error(RefusedError(18456, f"Login failed for user '{given[0]}'.", 14)) + tokens.done(_ERROR)
        )
        self.connection.shutdown(socket.SHUT_RDWR)

    def batch(self, text: str) -> None:
        self.server.seen.append(text)
        try:
            answer = self.cursor.ask(text)
            self.lock_seconds = self.cursor.lock_seconds
            self.mishap(answer)
        except RefusedError as refused:
            self.send(tokens.error(refused) + tokens.done(_ERROR))
            return
        if answer.database:
            self.send(tokens.changed(answer.database) + tokens.done(0))
        elif answer.names:
            self.rows(answer)
        else:
            self.send(tokens.done(0))

    def mishap(self, answer: Answer) -> None:
        """Waits or raises, where the table is to be locked, slow or refused."""
        wrong = self.server.mishaps
        if answer.table in wrong.locked:
            time.sleep(self.lock_seconds)
            raise RefusedError(1222, "Lock request time out period exceeded.", 16)
        if answer.table in wrong.refused:
            raise wrong.refused[answer.table]
        end = time.monotonic() + wrong.slow.get(answer.table, 0)
        while time.monotonic() < end and not self.asked():
            time.sleep(0.02)

    def asked(self) -> bool:
        """Whether the client has said something meanwhile."""
        return bool(select.select([self.connection], [], [], 0)[0])

    def rows(self, answer: Answer) -> None:
        self.send(tokens.columns(answer), last=False)
        left = self.server.mishaps.cut.get(answer.table, -1)
        count = 0
        for row in answer.rows:
            if count == left:
                self.connection.shutdown(socket.SHUT_RDWR)
                raise OSError
            if count % 64 == 0 and self.asked():
                kind, _ = self.message()
                self.server.attended += 1
                self.send(tokens.done(_ATTENDED) if kind == _ATTENTION else b"")
                return
            self.send(tokens.row(answer.kinds, row), last=False)
            count += 1
        self.send(tokens.done(_COUNT, count))
