"""`crm/customers.sql`: what pg_dump writes, with COPY blocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from sample_data.crm_layout import end, heading, start
from sample_data.identifiers import address, bcrypt_like, hexes, version
from sample_data.ledger import Ledger, Notes
from sample_data.useragents import browser
from sample_data.world import PUBLISHED, Person, World, moment, person, postcode, street

ASSET = "crm/customers.sql"
OPENED = datetime(2014, 3, 1, tzinfo=UTC)
Row = dict[str, object]


def _text(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    text = value.strftime("%Y-%m-%d %H:%M:%S+00") if isinstance(value, datetime) else str(value)
    for raw, escaped in (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(raw, escaped)
    return text


def copy(table: str, rows: list[Row]) -> str:
    """A COPY block with its header and end."""
    lines = ["\t".join(_text(value) for value in row.values()) for row in rows]
    return f"COPY public.{table} ({', '.join(rows[0])}) FROM stdin;\n" + "\n".join([*lines, "\\."]) + "\n"


def _customers(rng: Random, world: World) -> list[Row]:
    rows: list[Row] = []
    for number, contact in enumerate(world.contacts, start=1001):
        city = contact.company.city
        rows.append(
            {
                "id": number,
                "account_no": f"FT-{rng.randint(10**6, 10**7 - 1)}-{rng.randint(0, 9)}",
                "company": contact.company.name,
                "contact_first_name": contact.first,
                "contact_last_name": contact.last,
                "job_title": contact.job_title if rng.random() < 0.9 else None,
                "email": contact.email,
                "phone": contact.phone.written(rng) if rng.random() < 0.96 else None,
                "street": street(rng, city.country),
                "postcode": postcode(rng, city),
                "city": city.name,
                "state": city.region or None,
                "country": city.country,
                "plan": rng.choice(("office-10", "office-25", "office-100", "solo", "call-centre")),
                "marketing_opt_in": rng.random() < 0.4 if rng.random() < 0.97 else None,
                "created_at": moment(rng, OPENED, PUBLISHED),
                "notes": _note(rng) if rng.random() < 0.15 else None,
            }
        )
    return rows


def _note(rng: Random) -> str:
    return rng.choice(
        (
            "Prefers to be called before noon.\nDo not ring on Fridays.",
            "Invoice goes to head office\tsee contract folder",
            "Moved over from the old PBX in wave 3; ports 5060-5061 opened.",
            "Files on \\\\fs01\\contracts\\2018",
            f"Asked for firmware {version(6, 2, 0, 14)} before go-live.",
            f"Renewal due {rng.randint(1, 12)}/2019, discount {rng.randint(5, 20)} %",
        )
    )


def _born(rng: Random, created: datetime, child: bool) -> date:
    years = rng.randint(9, 15) if child else rng.randint(18, 71)
    return created.date() - timedelta(days=int(years * 365.25) + rng.randint(20, 320))


def _users(rng: Random, world: World) -> tuple[list[Row], int]:
    """The rows, and how many of them are about a child."""
    rows: list[Row] = []
    children = 0
    for number, user in enumerate(world.users, start=20001):
        created = moment(rng, OPENED, PUBLISHED)
        known = rng.random() < 0.7
        child = known and rng.random() < 0.012
        children += child
        seen = rng.random() < 0.93
        rows.append(
            {
                "id": number,
                "customer_id": rng.randint(1001, 1000 + len(world.contacts)),
                "username": user.username,
                "email": user.email,
                "password_hash": bcrypt_like(rng),
                "legacy_password_md5": hexes(rng, 32) if created.year < 2016 else None,
                "date_of_birth": _born(rng, created, child) if known else None,
                "extension": rng.randint(100, 999),
                "last_login_at": moment(rng, created, PUBLISHED + timedelta(days=1)) if seen else None,
                "last_login_ip": address(rng) if seen else None,
                "last_user_agent": browser(rng).text if seen else None,
                "client_version": f"{rng.randint(8, 10)}.{rng.randint(0, 4)}.{rng.randint(0, 9)}.{rng.randint(1, 250)}",
                "failed_logins": rng.choice((0, 0, 0, 0, 1, 2)),
                "created_at": created,
            }
        )
    return rows, children


def _contacts(rng: Random, world: World) -> list[Row]:
    rows: list[Row] = []
    for number in range(1, 801):
        who: Person = person(rng, rng.choice(world.companies))
        rows.append(
            {
                "id": number,
                "customer_id": rng.randint(1001, 1000 + len(world.contacts)),
                "full_name": who.name,
                "role": rng.choice(("technical", "billing", "emergency")),
                "email": who.email,
                "phone": who.phone.e164 if rng.random() < 0.5 else who.phone.written(rng),
                "fax": None,
                "language": rng.choice(("en", "en", "nb", "de", "fr")),
            }
        )
    return rows


def make(folder: Path, world: World, ledger: Ledger) -> None:
    rng = world.rng("crm")
    customers = _customers(rng, world)
    users, children = _users(rng, world)
    contacts = _contacts(rng, world)
    tables = {"customers": customers, "support_contacts": contacts, "users": users}
    blocks = (heading(name, "TABLE DATA", "Data for Name") + copy(name, rows) for name, rows in tables.items())
    last_ids = {"customers": 1000 + len(customers), "support_contacts": len(contacts), "users": 20000 + len(users)}
    text = start() + "\n\n".join(blocks) + "\n\n" + end(last_ids)
    path = folder / ASSET
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    _note_customers(Notes(ledger, ASSET, "public.customers"), customers)
    _note_contacts(Notes(ledger, ASSET, "public.support_contacts"), contacts)
    _note_users(Notes(ledger, ASSET, "public.users"), users, children)


def _note_customers(notes: Notes, rows: list[Row]) -> None:
    notes.plant_columns(
        rows,
        {
            "contact_first_name": "PERSON",
            "contact_last_name": "PERSON",
            "job_title": "JOB_TITLE",
            "email": "EMAIL_ADDRESS",
            "phone": "PHONE_NUMBER",
            "street": "POSTAL_ADDRESS",
            "postcode": "POSTAL_ADDRESS",
            "city": "CITY",
            "state": "POSTAL_ADDRESS",
            "marketing_opt_in": "MARKETING_PREFERENCE",
        },
    )
    notes.near_miss("account_no", ["PHONE_NUMBER", "US_SSN"], "FT-1234567-8")
    notes.near_miss("created_at", ["DATE_OF_BIRTH", "PHONE_NUMBER"], "the row's own time")
    notes.near_miss("plan", ["USERNAME"], "names of price plans")
    notes.near_miss("notes", ["IP_ADDRESS", "PHONE_NUMBER"], "remarks with firmware versions and port numbers")
    notes.near_miss("company", ["HEALTH"], "names of dental and physiotherapy practices")
    notes.also("company", "work.employer", "the contact's company")
    notes.also("country", "contact.postal_address", "two letters")


def _note_contacts(notes: Notes, rows: list[Row]) -> None:
    notes.plant_columns(rows, {"full_name": "PERSON", "email": "EMAIL_ADDRESS", "phone": "PHONE_NUMBER"})
    notes.near_miss("fax", ["PHONE_NUMBER"], "a column without values")
    notes.near_miss("role", ["JOB_TITLE"], "what the contact is for, not the contact's job")


def _note_users(notes: Notes, rows: list[Row], children: int) -> None:
    notes.plant_columns(
        rows,
        {
            "username": "USERNAME",
            "email": "EMAIL_ADDRESS",
            "password_hash": "PASSWORD_HASH",
            "legacy_password_md5": "PASSWORD_HASH",
            "date_of_birth": "DATE_OF_BIRTH",
            "last_login_ip": "IP_ADDRESS",
            "last_user_agent": "USER_AGENT",
        },
    )
    notes.plant(
        "date_of_birth",
        "DATE_OF_BIRTH",
        children,
        verdict="contradicts",
        note="younger than 16 at the row's created_at",
    )
    notes.near_miss("client_version", ["IP_ADDRESS"], "versions of four numbers")
    notes.near_miss("extension", ["PHONE_NUMBER"], "three digits")
    notes.near_miss("created_at", ["DATE_OF_BIRTH"], "the row's own time")
    notes.also("last_login_at", "usage.timestamp", "time of the last login")
    for category in ("device.operating_system", "device.model"):
        notes.also("last_user_agent", category, "in the comment of the user agent")
