"""`web/`: the site's access log in combined format, one of them compressed, and the application's log."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sample_data.applines import LINES, Line
from sample_data.identifiers import address, hexes, version
from sample_data.ledger import Ledger, Notes
from sample_data.useragents import browser
from sample_data.world import World

ACCESS, OLDER, APP = "web/access.log", "web/access.log.1.gz", "web/app.log"
DAY = datetime(2018, 11, 29, tzinfo=UTC)
PAGES = (
    ("/", 2311),
    ("/pricing", 18233),
    ("/features/voicemail", 15120),
    ("/login", 6210),
    ("/account/overview", 22410),
    ("/account/numbers", 19870),
    ("/support/tickets", 14120),
    ("/static/js/app.4f2a9c1e.js", 214532),
    ("/static/css/site.77b01d3a.css", 48211),
    ("/static/js/vendor@4.17.11.min.js", 73015),
    ("/favicon.ico", 1150),
    ("/api/v2/calls?limit=50&after=1543449600", 8112),
    ("/api/v2/presence", 612),
    (f"/download/fjordtel-{version(10, 4, 1, 219)}.exe", 48211337),
)
POOLS = {"sip": "sip-event", "billing": "billing-worker", "ops": "scheduler", "mail": "outbox", "sms": "outbox"}
BOTS = (
    "Mozilla/5.0 (compatible; Nordbot/2.1; +https://crawl.nordbot.example/about)",
    "curl/7.61.1",
    "python-requests/2.20.1",
)


def _moments(rng: Random, start: datetime, count: int) -> Iterator[datetime]:
    """`count` ascending times of one day, in bursts."""
    now = start
    for _ in range(count):
        now += timedelta(seconds=rng.expovariate(count / 86_000))
        yield now


def _access(rng: Random, world: World, start: datetime, count: int) -> tuple[list[str], Counter[str]]:
    """Lines, and how many hold each entity."""
    visitors = [(address(rng), browser(rng).text) for _ in range(count // 9)]
    visitors += [(address(rng), rng.choice(BOTS)) for _ in range(8)]
    lines: list[str] = []
    counts: Counter[str] = Counter()
    for now in _moments(rng, start, count):
        ip, agent = rng.choice(visitors)
        path, size = rng.choice(PAGES)
        method, referrer = "GET", _referrer(rng)
        if rng.random() < 0.012:
            mail = rng.choice(world.users).email
            path = f"/unsubscribe?email={mail.replace('@', '%40')}&list={rng.randint(1, 9)}"
            counts["EMAIL_ADDRESS"] += 1
        elif rng.random() < 0.05:
            method, path = "POST", rng.choice(("/login", "/api/v2/calls", "/support/tickets"))
        elif rng.random() < 0.05:
            path = f"/order/{rng.randint(10**9, 10**10 - 1)}?session={hexes(rng, 32)}"
        status = rng.choices((200, 304, 302, 404, 500), weights=(84, 8, 4, 3, 1))[0]
        sent = "-" if status == 304 else str(size + rng.randint(0, 40))
        stamp = now.strftime("%d/%b/%Y:%H:%M:%S +0000")
        lines.append(f'{ip} - - [{stamp}] "{method} {path} HTTP/1.1" {status} {sent} "{referrer}" "{agent}"')
        counts["IP_ADDRESS"] += 1
    return lines, counts


def _referrer(rng: Random) -> str:
    return rng.choice(
        (
            "-",
            "-",
            "https://www.fjordtel.example/",
            f"https://www.fjordtel.example/pricing?v={version(4, 4, 2, 1)}",
            "https://search.nordbot.example/?q=voip+phone+system",
            "https://blog.cedarridge.example/2018/11/06/choosing-a-pbx/",
        )
    )


def _app(rng: Random, world: World, count: int) -> tuple[list[str], Counter[str]]:
    lines: list[str] = []
    counts: Counter[str] = Counter()
    weights = [line.weight for line in LINES]
    for now in _moments(rng, DAY, count):
        chosen: Line = rng.choices(LINES, weights=weights)[0]
        pool = POOLS.get(chosen.logger.split(".")[2], "http-nio-8443-exec")
        thread = f"{pool}-{rng.randint(1, 24)}"
        stamp = now.strftime("%Y-%m-%d %H:%M:%S,") + f"{now.microsecond // 1000:03d}"
        lines.append(f"{stamp} {chosen.level:<5} [{thread}] {chosen.logger} - {chosen.text(rng, world)}")
        counts.update(chosen.entities)
    return lines, counts


def make(folder: Path, world: World, ledger: Ledger) -> None:
    (folder / "web").mkdir(parents=True, exist_ok=True)
    for asset, day, count in ((ACCESS, DAY, 2200), (OLDER, DAY - timedelta(days=1), 3000)):
        lines, counts = _access(world.rng(asset), world, day, count)
        data = ("\n".join(lines) + "\n").encode()
        (folder / asset).write_bytes(gzip.compress(data, mtime=0) if asset.endswith(".gz") else data)
        notes = Notes(ledger, asset)
        notes.plant_counts("remote_addr", {"IP_ADDRESS": counts["IP_ADDRESS"]})
        notes.plant_counts("request_uri", {"EMAIL_ADDRESS": counts["EMAIL_ADDRESS"]})
        notes.near_miss("http_user_agent", ["IP_ADDRESS"], "browser and program versions in every line")
        notes.near_miss("http_referer", ["IP_ADDRESS"], "a version of four numbers")
        notes.near_miss("request_uri", ["EMAIL_ADDRESS"], "a script named vendor, an at sign and a version")
        notes.near_miss("request_uri", ["PHONE_NUMBER", "PASSWORD_HASH"], "order numbers, sessions, unix times")
        notes.near_miss("body_bytes_sent", ["PHONE_NUMBER"], "byte counts")
        notes.also("http_user_agent", "online.user_agent", "every value")
        notes.also("http_user_agent", "device.operating_system", "in the comment of the user agent")
        notes.also("http_user_agent", "device.model", "in the comment of the user agent")
        notes.also("http_referer", "online.referrer", "every value")
        notes.also("request_uri", "online.pages_viewed", "every value")
    lines, counts = _app(world.rng(APP), world, 5200)
    (folder / APP).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    notes = Notes(ledger, APP)
    notes.plant_counts("", counts)
    notes.near_miss("", ["IP_ADDRESS"], "versions of four numbers")
    notes.near_miss("", ["CREDIT_CARD"], "sixteen digits that begin like a card and fail its check")
    notes.near_miss("", ["PHONE_NUMBER", "US_SSN"], "order numbers, unix times, durations, byte counts")
    notes.near_miss("", ["MAC_ADDRESS", "PASSWORD_HASH"], "traces, hashes, times with colons")
    notes.also("", "identity.username", "user names behind user=")
