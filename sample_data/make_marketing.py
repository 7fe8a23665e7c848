"""`marketing/leads.csv`: a bought list as a spreadsheet saves it: byte order mark, CRLF, quotes where needed."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from sample_data.ledger import Ledger, Notes
from sample_data.world import Person, World, moment, plain, postcode, street

ASSET = "marketing/leads.csv"
LONG, SHORT = (211, 745, 1302), (980, 1433)
"""Rows, from 0, in which somebody put a comma without quotes, or stopped in the middle."""
COLUMNS = {
    "First Name": "PERSON",
    "Last Name": "PERSON",
    "E-mail": "EMAIL_ADDRESS",
    "Phone": "PHONE_NUMBER",
    "Street": "POSTAL_ADDRESS",
    "City": "CITY",
    "State": "POSTAL_ADDRESS",
    "ZIP": "POSTAL_ADDRESS",
    "Birth Date": "DATE_OF_BIRTH",
    "Gender": "GENDER",
}


def _lead(rng: Random, who: Person) -> dict[str, str]:
    city = who.company.city
    born = date(1948, 1, 1) + timedelta(days=rng.randrange(365 * 50))
    return {
        "Lead ID": f"{rng.randint(10**11, 10**12 - 1)}",
        "First Name": who.first,
        "Last Name": who.last,
        "E-mail": who.email if rng.random() < 0.97 else "",
        "Phone": who.phone.written(rng) if rng.random() < 0.9 else "",
        "Company": who.company.name,
        "Street": street(rng, "US"),
        "City": city.name,
        "State": city.region,
        "ZIP": postcode(rng, city),
        "Birth Date": f"{born:%m/%d/%Y}" if rng.random() < 0.6 else "",
        "Gender": who.gender if rng.random() < 0.8 else "",
        "List": rng.choice(("TradeShow-2018-SJC", "DataBroker Q3", "Webinar 10/2018")),
        "Bought": f"{moment(rng, datetime(2018, 7, 1, tzinfo=UTC), datetime(2018, 11, 1, tzinfo=UTC)):%m/%d/%Y}",
        "Score": f"{rng.uniform(0, 1):.4f}",
        "Notes": _note(rng) if rng.random() < 0.3 else "",
    }


def _note(rng: Random) -> str:
    return rng.choice(
        (
            "Met at booth 4-112,\nasked about fax over IP",
            'Wants a quote for 25 seats; "call after 5 pm"',
            "Contract with competitor until 03/2019\nDo not push",
            "2x no answer (10/02, 10/09)",
            f"Campaign {rng.randint(10**7, 10**8 - 1)}, clicked 3 of 5",
            "Left the company?",
        )
    )


def make(folder: Path, world: World, ledger: Ledger) -> None:
    rng = world.rng("leads")
    rows = [_lead(rng, who) for who in world.leads]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(rows[0])
    for number, row in enumerate(rows):
        cells = list(row.values())
        if number in LONG:
            cells[5:6] = [plain(cells[5]), " LLC"]
        writer.writerow(cells[:9] if number in SHORT else cells)
    path = folder / ASSET
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue().encode("utf-8-sig"))
    notes = Notes(ledger, ASSET)
    whole = [row for number, row in enumerate(rows) if number not in LONG + SHORT]
    notes.plant_columns(whole, COLUMNS)
    notes.near_miss("Lead ID", ["PHONE_NUMBER", "CREDIT_CARD"], "twelve random digits")
    notes.near_miss("Bought", ["DATE_OF_BIRTH"], "the day on which the list was bought")
    notes.near_miss("Score", ["COORDINATES"], "decimals between 0 and 1")
    notes.near_miss("Notes", ["PHONE_NUMBER", "DATE_OF_BIRTH"], "remarks with dates, times and a booth")
    notes.also("Company", "work.employer", "where the lead works")
    for entity, category in (("EMAIL_ADDRESS", "contact.email"), ("PHONE_NUMBER", "contact.phone")):
        notes.also(
            "(unparsed)", category, f"{len(LONG)} rows with a field too many and {len(SHORT)} cut short: {entity}"
        )
