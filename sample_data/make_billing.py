"""`billing/billing.sql`: what mariadb-dump writes, with extended inserts."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from sample_data.billing_layout import dump, table
from sample_data.identifiers import card, digits, grouped, hexes, iban, not_a_card, ssn
from sample_data.ledger import Ledger, Notes
from sample_data.world import PUBLISHED, World, moment

ASSET = "billing/billing.sql"
RATES = {"NO": 25, "SE": 25, "DK": 25, "GB": 20, "FR": 20, "DE": 19, "NL": 21}
OPENED = datetime(2016, 1, 4, tzinfo=UTC)
STATEMENT = 200_000
"""Bytes after which a new INSERT begins, so that tables have several."""
VAT = {"US": None, **{home: Decimal(f"{rate}.00") for home, rate in RATES.items()}}
Row = dict[str, object]


def _sql(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | Decimal):
        return str(value)
    text = value.strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else str(value)
    for raw, escaped in (("\\", "\\\\"), ("'", "\\'"), ('"', '\\"'), ("\n", "\\n")):
        text = text.replace(raw, escaped)
    return f"'{text}'"


def inserts(table: str, rows: list[Row]) -> str:
    """Extended inserts, one tuple a line as MariaDB writes them."""
    statements: list[str] = []
    tuples: list[str] = []
    size = 0
    for row in rows:
        tuples.append("(" + ",".join(_sql(value) for value in row.values()) + ")")
        size += len(tuples[-1])
        if size > STATEMENT:
            statements.append(_statement(table, tuples))
            tuples, size = [], 0
    return "".join([*statements, _statement(table, tuples)])


def _statement(table: str, tuples: list[str]) -> str:
    return f"INSERT INTO `{table}` VALUES\n" + ",\n".join(tuples) + ";\n"


def _bank_accounts(rng: Random, world: World) -> list[Row]:
    europeans = [who for who in world.contacts if who.company.city.country != "US"]
    rows: list[Row] = []
    for number, who in enumerate(rng.sample(europeans, 420), start=1):
        country = who.company.city.country if rng.random() < 0.95 else "BE"
        rows.append(
            {
                "id": number,
                "customer_id": 1001 + world.contacts.index(who),
                "holder_name": who.name,
                "iban": iban(rng, country),
                "bic": f"{rng.choice(('DNBA', 'NORD', 'FJRD', 'SPAR'))}{country}{rng.choice(('22', 'KK', 'XX', '2L'))}",
                "mandate_ref": f"FT-{rng.randint(2016, 2018)}-{digits(rng, 8)}" if rng.random() < 0.8 else None,
                "created_at": moment(rng, OPENED, PUBLISHED),
            }
        )
    return rows


def _credit_checks(rng: Random, world: World) -> list[Row]:
    americans = [who for who in world.contacts if who.company.city.country == "US"]
    return [
        {
            "id": number,
            "customer_id": 1001 + world.contacts.index(who),
            "applicant": who.name,
            "ssn": ssn(rng),
            "score": rng.randint(480, 830) if rng.random() < 0.9 else None,
            "bureau_ref": digits(rng, 9),
            "checked_at": moment(rng, OPENED, PUBLISHED),
        }
        for number, who in enumerate(rng.sample(americans, 260), start=1)
    ]


def _invoices(rng: Random, world: World) -> list[Row]:
    rows: list[Row] = []
    for number in range(1, 3601):
        issued = moment(rng, OPENED, PUBLISHED)
        who = rng.randrange(len(world.contacts))
        home = world.contacts[who].company.city.country
        rows.append(
            {
                "id": number,
                "invoice_no": f"INV-{issued:%Y}-{number:06d}",
                "customer_id": 1001 + who,
                "order_no": int(f"{issued:%y%m}{digits(rng, 6)}"),
                "amount": _cents(rng.randint(900, 420000)),
                "currency": {"US": "USD", "NO": "NOK", "GB": "GBP", "SE": "SEK", "DK": "DKK"}.get(home, "EUR"),
                "vat_rate": VAT[home],
                "processor_ref": _reference(rng) if rng.random() < 0.85 else None,
                "status": rng.choices(("paid", "open", "overdue", "void"), weights=(85, 8, 5, 2))[0],
                "issued_at": issued,
                "issued_epoch": int(issued.timestamp()),
                "memo": _memo(rng) if rng.random() < 0.1 else None,
            }
        )
    return rows


def _cents(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-2)


def _reference(rng: Random) -> int:
    """Sixteen random digits: one in ten passes the card check by chance alone."""
    return int(rng.choice("3456") + digits(rng, 15))


def _memo(rng: Random) -> str:
    return rng.choice(
        (
            "Customer's purchase order attached",
            'Credited as agreed ("goodwill")',
            f"Replaces INV-2017-{digits(rng, 6)}",
            "Split in two:\n- lines 1-4 now\n- hardware on delivery",
            f"PO {digits(rng, 10)}",
        )
    )


def _payment_methods(rng: Random, world: World) -> list[Row]:
    rows: list[Row] = []
    for number in range(1, 1201):
        who = rng.randrange(len(world.contacts))
        brand, pan = card(rng)
        kept = rng.random() < 0.35
        rows.append(
            {
                "id": number,
                "customer_id": 1001 + who,
                "brand": brand,
                "cardholder_name": world.contacts[who].name,
                "card_number": grouped(pan, rng.choice(("", "", " ", "-"))) if kept else None,
                "masked_number": "*" * (len(pan) - 4) + pan[-4:],
                "exp_month": rng.randint(1, 12),
                "exp_year": rng.randint(2017, 2023),
                "gateway_token": None if kept else f"tok_{hexes(rng, 24)}",
                "is_default": rng.random() < 0.8,
                "created_at": moment(rng, OPENED, PUBLISHED),
            }
        )
    return rows


def _refunds(rng: Random) -> list[Row]:
    """A small table with nothing personal in it: batch numbers that look like cards and fail their check."""
    return [
        {
            "id": number,
            "invoice_id": rng.randint(1, 3600),
            "batch_no": int(not_a_card(rng)),
            "amount": _cents(rng.randint(100, 20000)),
            "ledger_code": ".".join(str(rng.randint(1, 99)) for _ in range(5)),
        }
        for number in range(1, 301)
    ]


def make(folder: Path, world: World, ledger: Ledger) -> None:
    rng = world.rng("billing")
    tables = {
        "bank_accounts": _bank_accounts(rng, world),
        "credit_checks": _credit_checks(rng, world),
        "invoices": _invoices(rng, world),
        "payment_methods": _payment_methods(rng, world),
        "refunds": _refunds(rng),
    }
    text = dump([table(name, inserts(name, rows), len(rows) + 1) for name, rows in tables.items()])
    path = folder / ASSET
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    _note(ledger, tables)


def _note(ledger: Ledger, tables: dict[str, list[Row]]) -> None:
    accounts = Notes(ledger, ASSET, "bank_accounts")
    accounts.plant_columns(tables["bank_accounts"], {"holder_name": "PERSON", "iban": "IBAN_CODE"})
    accounts.near_miss("mandate_ref", ["PHONE_NUMBER", "IBAN_CODE"], "FT-2018-12345678")
    accounts.also("bic", "financial.bank_account", "the bank's code")
    checks = Notes(ledger, ASSET, "credit_checks")
    checks.plant_columns(tables["credit_checks"], {"applicant": "PERSON", "ssn": "US_SSN"})
    checks.near_miss("bureau_ref", ["US_SSN", "PHONE_NUMBER"], "nine random digits")
    checks.also("score", "financial", "a credit score")
    invoices = Notes(ledger, ASSET, "invoices")
    invoices.near_miss("order_no", ["PHONE_NUMBER"], "ten digits that begin with year and month")
    invoices.near_miss("processor_ref", ["CREDIT_CARD"], "sixteen random digits, one in ten right by chance")
    invoices.near_miss("issued_epoch", ["PHONE_NUMBER", "US_SSN"], "seconds since 1970")
    invoices.near_miss("memo", ["PHONE_NUMBER", "CREDIT_CARD"], "remarks with order numbers")
    invoices.also("amount", "financial.transaction", "what the customer paid")
    cards = Notes(ledger, ASSET, "payment_methods")
    cards.plant_columns(tables["payment_methods"], {"cardholder_name": "PERSON", "card_number": "CREDIT_CARD"})
    cards.near_miss("masked_number", ["CREDIT_CARD"], "asterisks and the last four digits")
    cards.near_miss("gateway_token", ["PASSWORD_HASH"], "tok_ and 24 hex digits")
    for name in ("exp_month", "exp_year"):
        cards.also(name, "financial.payment_card", "the card's last month")
    refunds = Notes(ledger, ASSET, "refunds")
    refunds.near_miss("batch_no", ["CREDIT_CARD"], "begins like a card, fails the check")
    refunds.near_miss("ledger_code", ["IP_ADDRESS"], "five numbers with dots")
