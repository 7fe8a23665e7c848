"""`releases/`: notes and a build log that are nothing but near misses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sample_data.identifiers import digits, hexes, not_a_card, uuid4, version
from sample_data.ledger import Ledger, Notes
from sample_data.world import World

NOTES, LOG = "releases/release-notes.md", "releases/build.log"
LOOKS_LIKE = ("EMAIL_ADDRESS", "PHONE_NUMBER", "IP_ADDRESS", "CREDIT_CARD", "US_SSN", "IBAN_CODE", "MAC_ADDRESS")
ALSO_NOT = ("COORDINATES", "PASSWORD_HASH", "DATE_OF_BIRTH", "HEALTH")


def _version(rng: Random) -> str:
    return version(rng.randint(4, 10), rng.randint(0, 9), rng.randint(0, 9), rng.randint(0, 250))


def _isbn(rng: Random) -> str:
    body = "978013" + digits(rng, 6)
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"978-0-13-{body[6:]}-{-total % 10}"


NOTE_LINES: tuple[Callable[[Random], str], ...] = (
    lambda r: f"Desk phones: firmware version {_version(r)} replaces version {_version(r)}.",
    lambda r: f"`std::vector<Call>::at` no longer throws when `rtp::Stream::id` is {r.randint(10**9, 2**31)}.",
    lambda r: f"Upgraded `lodash@4.17.11`, `sip.js@0.11.6` and `@fjordtel/ui@{r.randint(1, 9)}.{r.randint(0, 20)}.0`.",
    lambda r: f"Fixed order {not_a_card(r)} being shown twice (case {digits(r, 7)}).",
    lambda r: f"Reference numbers such as {not_a_card(r)} are refused, since their last digit is wrong.",
    lambda r: f"Handlers marked `@Deprecated` or `@app.route` are listed in {uuid4(r)}.json.",
    lambda r: f"Jitter fell from {r.random():.16f} to {r.random():.16f}.",
    lambda r: f"The manual (ISBN {_isbn(r)}) has a new chapter on CSS `a::before` and `p::first-line`.",
    lambda r: f"Expiry {1541030400 + r.randint(0, 10**6)} (unix time) is now read as UTC.",
    lambda r: f"Commit {hexes(r, 40)} reverts {hexes(r, 7)}.",
    lambda r: (
        f"Build times: 00:{r.randint(10, 59)}:{r.randint(10, 59)}, then 00:0{r.randint(1, 9)}:{r.randint(10, 59)}."
    ),
    lambda r: f"Part {r.randint(10, 99)}-{digits(r, 4)}-{digits(r, 3)} is sold as FT{digits(r, 2)}X{digits(r, 8)}.",
    lambda r: f"Checksums: sha256 `{hexes(r, 64)}`, md5 `{hexes(r, 32)}`.",
)
LOG_LINES: tuple[Callable[[Random], str], ...] = (
    lambda r: f"npm notice fetched ajv@6.5.{r.randint(0, 9)} in {r.randint(3, 900)}ms (cache key {hexes(r, 16)})",
    lambda r: (
        f"CXX src/rtp/Jitter{r.randint(1, 40)}.cpp -> obj/{hexes(r, 12)}.o  std::chrono::seconds{{{r.randint(1, 99)}}}"
    ),
    lambda r: f"test call_router::holiday_{r.randint(1, 400)} ... ok ({r.random() * 9:.15f} s)",
    lambda r: f"uploading fjordtel-softphone-{_version(r)}.deb ({r.randint(10**6, 10**9)} bytes, etag {hexes(r, 32)})",
    lambda r: f"layer sha256:{hexes(r, 64)} exists, job {uuid4(r)}",
    lambda r: f"seed {r.choice('1789')}{digits(r, 18)} gives ratio {r.random():.17f}",
    lambda r: f"TAP {digits(r, 2)}:{digits(r, 2)}:{digits(r, 2)} elapsed, {r.randint(10**9, 10**10)} ns left",
    lambda r: f"warning: macro @interface expands at line {r.randint(1, 9000)}, column {r.randint(1, 120)}",
    lambda r: f"artifact number 2018{digits(r, 10)} stored under build/{digits(r, 3)}-{digits(r, 3)}/{digits(r, 6)}",
    lambda r: f"health probe of the test cluster: {r.randint(1, 9)} of 9 nodes alive, version {_version(r)}",
)


def _notes(rng: Random) -> str:
    parts = ["# Release notes of the Fjordtel softphone\n"]
    day = datetime(2018, 11, 26, tzinfo=UTC)
    for step in range(60):
        parts.append(f"\n## Version {version(10, 4, 9 - step % 10, 220 - 3 * step)} ({day:%Y-%m-%d})\n\n")
        parts += [f"- {rng.choice(NOTE_LINES)(rng)}\n" for _ in range(rng.randint(5, 11))]
        day -= timedelta(days=rng.randint(5, 12))
    return "".join(parts)


def _log(rng: Random) -> str:
    now = datetime(2018, 11, 26, 3, 0, tzinfo=UTC)
    lines: list[str] = []
    for _ in range(1800):
        now += timedelta(milliseconds=rng.randint(1, 900))
        lines.append(f"[{now:%H:%M:%S}.{now.microsecond // 1000:03d}] {rng.choice(LOG_LINES)(rng)}\n")
    return "".join(lines)


def make(folder: Path, world: World, ledger: Ledger) -> None:
    (folder / "releases").mkdir(parents=True, exist_ok=True)
    for asset, text in ((NOTES, _notes(world.rng(NOTES))), (LOG, _log(world.rng(LOG)))):
        (folder / asset).write_text(text, encoding="utf-8", newline="\n")
        Notes(ledger, asset).near_miss(
            "",
            LOOKS_LIKE + ALSO_NOT,
            "versions, packages with versions, hashes, UUIDs, ISBNs, unix times, order numbers, decimals, scopes",
        )
