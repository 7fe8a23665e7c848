"""`support/`: tickets as JSON lines, and the year before them compressed with zstd."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from backports import zstd

from sample_data import prose
from sample_data.identifiers import card, grouped, iban, ssn, version
from sample_data.ledger import Ledger, Notes
from sample_data.world import Person, World, moment

NOW, BEFORE = "support/tickets.jsonl", "support/tickets-2017.jsonl.zst"
VERDICTS = {"US_SSN": "broad_only"}
"""An SSN in a letter to the company is "other information you choose to provide"; an illness never is."""
Row = dict[str, object]


def _extras(rng: Random, who: Person, counts: Counter[str]) -> list[str]:
    """Sentences with personal data in them."""
    made: list[str] = []
    choices: tuple[tuple[str, float, Callable[[], str]], ...] = (
        ("PHONE_NUMBER", 0.3, lambda: rng.choice(prose.PHONES).format(phone=who.phone.written(rng))),
        ("EMAIL_ADDRESS", 0.09, lambda: rng.choice(prose.MAILS).format(email=who.email)),
        ("US_SSN", 0.025, lambda: rng.choice(prose.SSNS).format(ssn=ssn(rng))),
        ("HEALTH", 0.03, lambda: prose.health(rng)),
        ("IBAN_CODE", 0.012, lambda: rng.choice(prose.IBANS).format(iban=_iban(rng))),
        ("CREDIT_CARD", 0.012, lambda: rng.choice(prose.CARDS).format(card=_card(rng))),
    )
    for entity, share, sentence in choices:
        if rng.random() < share:
            made.append(sentence())
            counts[entity] += 1
    return made


def _iban(rng: Random) -> str:
    number = iban(rng, rng.choice(("NO", "DE", "GB", "NL", "SE")))
    return grouped(number, " ") if rng.random() < 0.7 else number


def _card(rng: Random) -> str:
    return grouped(card(rng)[1], rng.choice((" ", "-")))


def _body(rng: Random, who: Person, counts: Counter[str]) -> str:
    sentences = [prose.filled(rng, text) for text in rng.sample(prose.PROBLEMS, rng.choice((1, 1, 2)))]
    sentences += [prose.filled(rng, text) for text in rng.sample(prose.MORE, rng.choice((1, 2, 3)))]
    sentences += _extras(rng, who, counts)
    cut = rng.randint(1, len(sentences))
    paragraphs = [rng.choice(prose.OPENINGS), " ".join(sentences[:cut]), " ".join(sentences[cut:])]
    closing = f"{rng.choice(prose.CLOSINGS)}\n{rng.choice((who.first, who.name))}"
    return "\n\n".join(part for part in (*paragraphs, closing) if part)


def _comments(rng: Random, created: datetime) -> list[Row]:
    return [
        {
            "at": _iso(created + timedelta(minutes=rng.randint(5, 4000))),
            "agent_id": rng.randint(1, 24),
            "text": prose.filled(rng, rng.choice(prose.REPLIES)),
        }
        for _ in range(rng.choice((0, 1, 1, 2)))
    ]


def _iso(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def _ticket(rng: Random, world: World, number: int, created: datetime, counts: Counter[str]) -> Row:
    index = rng.randrange(len(world.contacts))
    who = world.contacts[index]
    return {
        "id": number,
        "created_at": _iso(created),
        "channel": rng.choice(("email", "email", "web", "chat")),
        "priority": rng.choice(("low", "normal", "normal", "high")),
        "status": rng.choice(("open", "pending", "solved", "solved", "closed")),
        "subject": prose.filled(rng, rng.choice(prose.SUBJECTS)),
        "requester": {"name": who.name, "email": who.email, "customer_id": 1001 + index},
        "body": _body(rng, who, counts),
        "tags": rng.sample(
            ("billing", "porting", "hardware", "login", "audio", "vip", "churn-risk"), rng.randint(0, 3)
        ),
        "custom": {
            "app_version": version(10, rng.randint(0, 4), rng.randint(0, 9), rng.randint(1, 250)),
            "order_no": rng.randint(10**9, 10**10 - 1) if rng.random() < 0.4 else None,
            "satisfaction": rng.choice((None, None, "good", "bad")),
        },
        "comments": _comments(rng, created),
    }


def make(folder: Path, world: World, ledger: Ledger) -> None:
    (folder / "support").mkdir(parents=True, exist_ok=True)
    for asset, year, count, first in ((NOW, 2018, 950, 48210), (BEFORE, 2017, 500, 40112)):
        rng = world.rng(asset)
        counts: Counter[str] = Counter()
        times = sorted(
            moment(rng, datetime(year, 1, 2, tzinfo=UTC), datetime(year, 11, 29, tzinfo=UTC)) for _ in range(count)
        )
        rows = [_ticket(rng, world, first + step, when, counts) for step, when in enumerate(times)]
        text = "".join(json.dumps(row, ensure_ascii=year == 2017) + "\n" for row in rows)
        data = text.encode()
        (folder / asset).write_bytes(zstd.compress(data) if asset.endswith(".zst") else data)
        _note(Notes(ledger, asset), rows, counts)


def _note(notes: Notes, rows: list[Row], counts: Counter[str]) -> None:
    notes.plant("requester.name", "PERSON", len(rows))
    notes.plant("requester.email", "EMAIL_ADDRESS", len(rows))
    notes.plant("body", "COMMUNICATION", len(rows))
    notes.plant("subject", "COMMUNICATION", len(rows))
    replies = [row["comments"] for row in rows]
    notes.plant("comments[].text", "COMMUNICATION", sum(len(reply) for reply in replies if isinstance(reply, list)))
    notes.plant_counts("body", counts, VERDICTS)
    notes.near_miss("body", ["IP_ADDRESS"], "versions of four numbers")
    notes.near_miss("subject", ["PHONE_NUMBER", "HEALTH"], "order numbers, a dead line")
    notes.near_miss("comments[].text", ["IP_ADDRESS", "PHONE_NUMBER"], "versions and case numbers")
    notes.near_miss("custom.app_version", ["IP_ADDRESS"], "versions of four numbers")
    notes.near_miss("custom.order_no", ["PHONE_NUMBER"], "ten digits")
    notes.near_miss("created_at", ["DATE_OF_BIRTH"], "the ticket's own time")
    notes.also("body", "identity.name", "the writer's name at the end")
    notes.also("created_at", "usage.timestamp", "time of the ticket")
