"""Text without personal data, made by chance from a seed: what near misses look like in anger."""

# ruff: noqa: E501

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

_NAMES = [
    "core",
    "net",
    "util",
    "auth",
    "queue",
    "parser",
    "render",
    "cache",
    "index",
    "store",
    "proxy",
    "router",
    "worker",
    "shard",
    "tensor",
    "buffer",
    "codec",
]
_VERBS = [
    "load",
    "open",
    "read",
    "write",
    "flush",
    "merge",
    "split",
    "build",
    "check",
    "start",
    "stop",
    "retry",
    "resume",
    "drop",
    "push",
    "pull",
    "scan",
]


def build_log(rng: Random) -> str:
    """A line of a compiler or package manager."""
    name, version = rng.choice(_NAMES), _semver(rng)
    return rng.choice(
        [
            f"[{rng.randint(1, 999)}/{rng.randint(999, 4000)}] Building CXX object src/{name}/CMakeFiles/{name}.dir/{name}.cc.o",
            f"npm http fetch GET 200 https://registry.example/{name}/-/{name}-{version}.tgz {rng.randint(10, 9000)}ms (cache hit)",
            f"added {name}@{version} (+{rng.randint(1, 40)} -{rng.randint(0, 9)}) integrity sha512-{_base64(rng, 64)}",
            f"Successfully installed {name}-{version} lib{name}-{_quad(rng)}",
            f"{name}.so.{_quad(rng)} => /usr/lib/{name}/{_quad(rng)}/lib{name}.so (0x{rng.getrandbits(48):012x})",
            f"Downloading {name}-{version}-cp311-cp311-manylinux_2_17_x86_64.whl ({rng.randint(1, 90)}.{rng.randint(0, 9)} MB)",
            f"##[section] job {rng.randint(10**9, 10**10)} step {rng.randint(1, 20)} took {rng.uniform(0, 900):.3f} s",
            f"#{rng.randint(1, 40)} sha256:{_hex(rng, 64)} {rng.randint(10**5, 10**9)} / {rng.randint(10**8, 10**9)} done",
            f"tag {name}:{rng.randint(2018, 2026)}.{rng.randint(1, 12)}.{rng.randint(1, 28)}.{rng.randint(1, 999)} pushed",
        ]
    )


def metric(rng: Random) -> str:
    """A sample of a monitoring system."""
    name = f"{rng.choice(_NAMES)}_{rng.choice(_VERBS)}"
    epoch = rng.randint(1_400_000_000, 1_800_000_000)
    return rng.choice(
        [
            f'{name}_total{{shard="{rng.randint(0, 64)}",le="{rng.uniform(0, 10):.4f}"}} {rng.randint(0, 10**12)} {epoch}{rng.randint(0, 999):03d}',
            f"{name}.p99 {rng.uniform(0, 9999):.6f} {epoch}",
            f"{epoch},{rng.uniform(-180, 180):.6f},{rng.uniform(-90, 90):.6f},{rng.uniform(0, 1):.8f},{rng.randint(0, 10**9)}",
            f"cpu {' '.join(str(rng.randint(0, 10**8)) for _ in range(10))}",
            f"{rng.randint(0, 9999):4d} {rng.randint(0, 9999):4d} {rng.randint(0, 9999):4d} {rng.randint(0, 9999):4d} {rng.randint(0, 9999):4d}",
            f"rx={rng.randint(0, 10**10)} tx={rng.randint(0, 10**10)} drop={rng.randint(0, 10**4)} at={epoch}.{rng.randint(0, 999999):06d}",
            f"hist {' '.join(f'{rng.randint(0, 300)}:{rng.randint(0, 10**7)}' for _ in range(8))}",
        ]
    )


def digest(rng: Random) -> str:
    """Hashes, identifiers and keys of caches."""
    return rng.choice(
        [
            f"{_hex(rng, 64)}  dist/{rng.choice(_NAMES)}-{_semver(rng)}.tar.gz",
            f"{uuid.UUID(int=rng.getrandbits(128), version=4)} {rng.choice(_VERBS)}",
            f"commit {_hex(rng, 40)} parent {_hex(rng, 40)}",
            f'etag: W/"{_hex(rng, 32)}" key={rng.choice(_NAMES)}:{_hex(rng, 16)}:{rng.randint(0, 10**16):016d}',
            f"span={_hex(rng, 16)} trace={_hex(rng, 32)} seq={rng.randint(0, 10**19)}",
            f"fingerprint {':'.join(f'{rng.randrange(256):02X}' for _ in range(20))}",
            f"oid 1.3.6.1.4.1.{rng.randint(1, 60000)}.{rng.randint(1, 99)}.{rng.randint(1, 99)}",
            f"isbn 978-{rng.randint(0, 9)}-{rng.randint(10, 99)}-{rng.randint(100000, 999999)}-{rng.randint(0, 9)}",
            f"order {rng.randint(10**9, 10**10)} item {rng.randint(10**11, 10**13)} batch FT-{rng.randint(10**6, 10**7)}-{rng.randint(1, 9)}",
        ]
    )


def time(rng: Random) -> str:
    """Times in many forms."""
    at = datetime(2015, 1, 1, tzinfo=UTC) + timedelta(
        seconds=rng.randint(0, 400_000_000), microseconds=rng.randint(0, 999_999)
    )
    return rng.choice(
        [
            at.isoformat(),
            f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03d} {rng.choice(_VERBS)} in {rng.uniform(0, 99):.2f} ms",
            f"{at:%Y%m%d%H%M%S}{rng.randint(0, 99):02d} {at.timestamp():.0f} {at.timestamp() * 1000:.0f}",
            f"{at:%a, %d %b %Y %H:%M:%S} GMT, {at:%d.%m.%Y}, {at:%m/%d/%Y} {at:%H:%M}",
            f"[{at:%d/%b/%Y:%H:%M:%S} +0000] {rng.choice(_NAMES)} {rng.randint(100, 999)}-{rng.randint(10, 99)}",
            f"{at:%Y-%m-%d}_{at:%H-%M-%S}_{rng.randint(0, 9999):04d}.log",
            f"every {rng.randint(1, 59)} {rng.randint(0, 23)} * * {rng.randint(0, 6)} since {at:%Y-%m}",
        ]
    )


def encoded(rng: Random) -> str:
    """Base64 of random bytes, whole or in a data URL."""
    text = _base64(rng, rng.randint(20, 160))
    return rng.choice([text, f"data:font/woff2;base64,{text}", f"ssh-ed25519 {text} deploy", f"sig={text}"])


def script(rng: Random) -> str:
    """Minified JavaScript."""
    letters = "abcdefghijklmnopqrstuvwxyz$_"
    parts = []
    for _ in range(rng.randint(4, 14)):
        a, b, c = (rng.choice(letters) for _ in range(3))
        number = rng.choice(
            [f"{rng.random():.12f}"[1:], str(rng.randint(0, 10**9)), f"0x{rng.getrandbits(32):x}", "1e3"]
        )
        parts.append(
            rng.choice(
                [
                    f"function({a},{b}){{return {a}.{b}({number})}}",
                    f"var {a}={b}?{c}:{number};",
                    f"{a}[{rng.randint(0, 999)}]={b}.charCodeAt({rng.randint(0, 99)})<<{rng.randint(0, 31)};",
                    f"M{rng.uniform(0, 99):.3f} {rng.uniform(0, 99):.3f}c{rng.uniform(0, 9):.3f}-{rng.uniform(0, 9):.3f}",
                    f"{a}::{b}||{c}@{rng.choice(_NAMES)};",
                    f"/^[{a}-{b}]{{{rng.randint(1, 9)}}}@?.+$/.test({c});",
                    f"rgba({rng.randint(0, 255)},{rng.randint(0, 255)},{rng.randint(0, 255)},.{rng.randint(1, 9)})",
                ]
            )
        )
    return "".join(parts)


def source(rng: Random) -> str:
    """A line of a program."""
    name, verb = rng.choice(_NAMES), rng.choice(_VERBS)
    return rng.choice(
        [
            f"    def {verb}_{name}(self, {name}: int = {rng.randint(0, 10**6)}) -> None:  # see #{rng.randint(1, 99999)}",
            f"@app.route('/{name}/<int:id>/{verb}', methods=['GET'])",
            f"template <typename T> std::{name}::{verb}::value_type {name}::{verb}() const;",
            f'assert version == "{_semver(rng)}" and {name} != {rng.uniform(0, 1000):.7f}',
            f"#define {name.upper()}_{verb.upper()} 0x{rng.getrandbits(32):08X}UL /* {rng.randint(10**9, 10**10)} */",
            f"import {{ {verb} }} from '@{name}/{verb}@{_semver(rng)}';",
            f"{name} = [{', '.join(f'{rng.uniform(-9, 9):.6f}' for _ in range(rng.randint(2, 6)))}]",
            f"SELECT {name}_id FROM {name} WHERE {verb}_at > {rng.randint(10**9, 2 * 10**9)} LIMIT {rng.randint(1, 10**6)};",
            f"{name}.{verb}({rng.randint(100, 999)}, {rng.randint(10, 99)}, {rng.randint(1000, 9999)});",
            f"git@git.example.org:{name}/{verb}.git {name}@{verb}:{rng.randint(1, 99)}",
        ]
    )


def floats(rng: Random) -> str:
    """JSON of numbers."""
    return rng.choice(
        [
            f'{{"{rng.choice(_NAMES)}": [{", ".join(f"{rng.uniform(-1, 1):.16f}" for _ in range(6))}], "n": {rng.getrandbits(53)}}}',
            f'{{"loss": {rng.uniform(0, 9):.17g}, "step": {rng.randint(0, 10**7)}, "lr": {rng.uniform(0, 1e-3):.3e}}}',
            f'{{"bbox": [{", ".join(f"{rng.uniform(0, 2000):.4f}" for _ in range(4))}], "score": {rng.random():.8f}}}',
            f'{{"id": "{_hex(rng, 24)}", "size": {rng.randint(10**9, 10**15)}, "ts": {rng.randint(10**12, 2 * 10**12)}}}',
            f'{{"v": {rng.randint(10**14, 10**16)}, "w": "{rng.randint(10**15, 10**16)}", "x": {rng.randint(10**8, 10**9)}}}',
        ]
    )


def version(rng: Random) -> str:
    """Versions of two, three and four numbers."""
    return rng.choice(
        [
            f"{rng.choice(_NAMES)} {_semver(rng)}",
            f"{rng.choice(_NAMES)}-{_quad(rng)}.jar",
            f"upgrade {rng.choice(_NAMES)} {_semver(rng)} -> {_semver(rng)}",
            f"Chrome/{rng.randint(40, 140)}.0.{rng.randint(1000, 9999)}.{rng.randint(0, 255)} Safari/537.{rng.randint(1, 99)}",
            f"requires {rng.choice(_NAMES)}>={_quad(rng)},<{_quad(rng)}",
            f"v{_quad(rng)} ({rng.randint(2015, 2025)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d})",
            f"{_quad(rng)} is not newer than version {_quad(rng)}",
        ]
    )


KINDS: tuple[Callable[[Random], str], ...] = (build_log, metric, digest, time, encoded, script, source, floats, version)


def lines(kind: Callable[[Random], str], size: int, seed: int = 7) -> Iterator[str]:
    """Lines of one kind, about `size` bytes of them."""
    rng = Random(f"{kind.__name__} {seed}")
    while size > 0:
        line = kind(rng)
        size -= len(line) + 1
        yield line


def _semver(rng: Random) -> str:
    end = rng.choice(["", "", f"-rc.{rng.randint(1, 9)}", f"+{_hex(rng, 7)}", f".{rng.randint(0, 40)}", "-beta"])
    return f"{rng.randint(0, 30)}.{rng.randint(0, 60)}.{rng.randint(0, 30)}{end}"


def _quad(rng: Random) -> str:
    return ".".join(
        str(rng.randint(0, most)) for most in (30, 30, rng.choice([20, 200, 9999]), rng.choice([20, 250, 20000]))
    )


def _hex(rng: Random, digits: int) -> str:
    return f"{rng.getrandbits(4 * digits):0{digits}x}"


def _base64(rng: Random, size: int) -> str:
    return base64.b64encode(rng.randbytes(size)).decode()
