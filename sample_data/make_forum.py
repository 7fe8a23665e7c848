"""`forum/export.json`: the community forum, one JSON array of posts."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sample_data import prose
from sample_data.identifiers import address, hexes
from sample_data.ledger import Ledger, Notes
from sample_data.world import PUBLISHED, Person, World, moment

ASSET = "forum/export.json"
THREADS = (
    "Firmware 10.4 and hold music",
    "Which headset for a loud office?",
    "API: paging through call logs",
    "Porting from abroad",
    "Feature request: dark mode",
    "Echo on conference calls",
    "SIP over TLS and wildcard certificates",
    "How to export voicemail",
)
Row = dict[str, object]


def _text(rng: Random, writer: Person, others: tuple[Person, ...], counts: Counter[str]) -> str:
    patterns = rng.sample(prose.POSTS, rng.choice((1, 1, 2)))
    parts = [prose.filled(rng, text, mention=rng.choice(others).username, hash=hexes(rng, 64)) for text in patterns]
    if rng.random() < 0.06:
        parts.append(rng.choice(prose.ASKS).format(email=writer.email))
        counts["EMAIL_ADDRESS"] += 1
    if rng.random() < 0.02:
        parts.append(rng.choice(prose.CALLS).format(phone=writer.phone.written(rng)))
        counts["PHONE_NUMBER"] += 1
    return rng.choice((" ", "\n", "\n\n")).join(parts)


def make(folder: Path, world: World, ledger: Ledger) -> None:
    rng = world.rng("forum")
    members = tuple(rng.sample(world.users, 220))
    homes = {who: address(rng) for who in members}
    counts: Counter[str] = Counter()
    times = sorted(moment(rng, datetime(2017, 2, 1, tzinfo=UTC), PUBLISHED) for _ in range(1000))
    posts: list[Row] = []
    for number, when in enumerate(times, start=70001):
        writer = rng.choice(members)
        thread = rng.randrange(len(THREADS))
        posts.append(
            {
                "id": number,
                "thread": {"id": 900 + thread, "title": THREADS[thread]},
                "author": {
                    "username": writer.username,
                    "ip": homes[writer],
                    "rank": rng.choice(("newcomer", "member", "regular")),
                },
                "posted_at": int(when.timestamp()),
                "text": _text(rng, writer, members, counts),
                "likes": rng.choice((0, 0, 0, 1, 2, 7)),
                "slug": f"{900 + thread}-{hexes(rng, 12)}",
            }
        )
    path = folder / ASSET
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(posts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    notes = Notes(ledger, ASSET)
    notes.plant("author.username", "USERNAME", len(posts))
    notes.plant("author.ip", "IP_ADDRESS", len(posts))
    notes.plant("text", "COMMUNICATION", len(posts), category="content.public_posts")
    notes.plant_counts("text", counts)
    notes.near_miss("text", ["IP_ADDRESS"], "versions of four numbers")
    notes.near_miss("posted_at", ["PHONE_NUMBER", "US_SSN", "DATE_OF_BIRTH"], "seconds since 1970")
    notes.near_miss("slug", ["MAC_ADDRESS", "PASSWORD_HASH"], "twelve hex digits behind a number")
    notes.near_miss("thread.title", ["EMAIL_ADDRESS", "IP_ADDRESS"], "titles")
    notes.also("text", "identity.username", "mentions: an at sign and a user name, which is no address")
