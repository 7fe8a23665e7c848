"""How TDS 7 encrypts: the handshake of TLS lies in packets of TDS, what follows lies bare in the connection."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Callable
from pathlib import Path
from socket import socket

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Encrypted:
    """In the place of the socket, after the handshake. take: the next message. give: sends one, of the same kind."""

    def __init__(
        self, bare: socket, context: ssl.SSLContext, take: Callable[[], bytes], give: Callable[[bytes], None]
    ) -> None:
        self._bare, self._in, self._out = bare, ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_side=True)
        done = False
        while not done:
            try:
                self._tls.do_handshake()
                done = True
            except ssl.SSLWantReadError:
                pass
            if self._out.pending:
                give(self._out.read())
            if not done:
                data = take()
                if not data:
                    raise OSError
                self._in.write(data)

    def recv(self, size: int) -> bytes:
        while True:
            try:
                return self._tls.read(size)
            except ssl.SSLWantReadError:
                more = self._bare.recv(4096)
                if not more:
                    return b""
                self._in.write(more)

    def sendall(self, data: bytes) -> None:
        self._tls.write(data)
        self._bare.sendall(self._out.read())

    def shutdown(self, how: int) -> None:
        self._bare.shutdown(how)

    def fileno(self) -> int:
        return self._bare.fileno()


def certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    """A server's context with a certificate that it signed itself, and the file of that."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    private, public = folder / f"{host}.key", folder / f"{host}.pem"
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(public, private)
    return context, public
