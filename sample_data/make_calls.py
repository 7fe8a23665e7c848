"""`calls/`: call detail records as a partitioned Parquet dataset, one folder a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from sample_data.identifiers import hexes, mac, uuid4
from sample_data.ledger import Ledger, Notes
from sample_data.places import City, any_city, phone
from sample_data.useragents import Handset, handset
from sample_data.world import World

ASSET = "calls"
DAYS = tuple(datetime(2018, 11, day, tzinfo=UTC) for day in (1, 2, 3, 4, 5))
BUSY = (1300, 1250, 420, 380, 1350)
"""Calls on each of the days; the third and fourth are a weekend."""
Row = dict[str, object]
_WORD = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        ("call_id", pa.string()),
        ("direction", _WORD),
        ("caller_number", pa.string()),
        ("callee_number", pa.string()),
        ("start_time", pa.timestamp("ms", tz="UTC")),
        ("duration_s", pa.int32()),
        ("status", _WORD),
        ("codec", _WORD),
        ("trunk", _WORD),
        ("device", pa.struct([("model", pa.string()), ("os", pa.string()), ("mac", pa.string())])),
        ("cell_lat", pa.float64()),
        ("cell_lon", pa.float64()),
        ("mos", pa.float32()),
        ("rtp_stats", pa.list_(pa.int64())),
        ("sip_call_id", pa.string()),
    ]
)


class _Line:
    """A telephone that calls: its number, its device and where it stands."""

    def __init__(self, rng: Random, number: str, city: City) -> None:
        self.number = number
        self.city = city
        self.device: Handset = handset(rng)
        self.mac = mac(rng)


def _lines(rng: Random, world: World) -> list[_Line]:
    people = rng.sample(world.contacts + world.users, 900)
    return [_Line(rng, who.phone.e164, who.company.city) for who in people]


def _call(rng: Random, lines: list[_Line], day: datetime) -> Row:
    line = rng.choice(lines)
    other = rng.choice(lines).number if rng.random() < 0.3 else phone(rng, any_city(rng)).e164
    inbound = rng.random() < 0.45
    status = rng.choices(("completed", "no_answer", "busy", "failed", "voicemail"), weights=(70, 14, 5, 3, 8))[0]
    hour = rng.choices(range(24), weights=[1] * 7 + [6, 10, 14, 14, 12, 9, 12, 13, 12, 9, 6, 4, 3, 2, 2, 1, 1])[0]
    start = day + timedelta(hours=hour, milliseconds=rng.randrange(3_600_000))
    mobile = line.device.system.startswith(("iOS", "Android"))
    packets = rng.randint(50, 30000)
    return {
        "call_id": uuid4(rng),
        "direction": "inbound" if inbound else "outbound",
        "caller_number": other if inbound else line.number,
        "callee_number": line.number if inbound else other,
        "start_time": start,
        "duration_s": int(rng.expovariate(1 / 190)) + 1 if status in ("completed", "voicemail") else 0,
        "status": status,
        "codec": rng.choices(("G.722", "G.711u", "opus"), weights=(5, 3, 4))[0],
        "trunk": rng.choice(("osl-sbc-01", "osl-sbc-02", "sjc-sbc-01", "sjc-sbc-02", "ams-sbc-01")),
        "device": {"model": line.device.model, "os": line.device.system, "mac": line.mac},
        "cell_lat": round(line.city.lat + rng.gauss(0, 0.05), 6) if mobile else None,
        "cell_lon": round(line.city.lon + rng.gauss(0, 0.08), 6) if mobile else None,
        "mos": round(rng.uniform(3.1, 4.4), 2),
        "rtp_stats": [packets, packets * 172, rng.randint(0, 40)],
        "sip_call_id": f"{hexes(rng, 32)}-{int(start.timestamp())}",
    }


def make(folder: Path, world: World, ledger: Ledger) -> None:
    rng = world.rng("calls")
    lines = _lines(rng, world)
    rows: list[Row] = []
    for day, count in zip(DAYS, BUSY, strict=True):
        calls = sorted((_call(rng, lines, day) for _ in range(count)), key=lambda row: str(row["start_time"]))
        part = folder / ASSET / f"dt={day:%Y-%m-%d}"
        part.mkdir(parents=True, exist_ok=True)
        table = pa.Table.from_pylist(calls, schema=SCHEMA)
        pq.write_table(table, part / "part-0000.parquet", compression="zstd", row_group_size=700)
        rows += calls
    _note(Notes(ledger, ASSET), rows)


def _note(notes: Notes, rows: list[Row]) -> None:
    notes.plant_columns(
        rows,
        {
            "caller_number": "PHONE_NUMBER",
            "callee_number": "PHONE_NUMBER",
            "start_time": "CALL_DETAIL",
            "duration_s": "CALL_DETAIL",
            "status": "CALL_DETAIL",
            "cell_lat": "COORDINATES",
            "cell_lon": "COORDINATES",
        },
    )
    notes.plant("device.model", "DEVICE_MODEL", len(rows))
    notes.plant("device.os", "OPERATING_SYSTEM", len(rows))
    notes.plant("device.mac", "MAC_ADDRESS", len(rows))
    notes.near_miss("call_id", ["PHONE_NUMBER", "CREDIT_CARD", "PASSWORD_HASH"], "random UUIDs")
    notes.near_miss("sip_call_id", ["PHONE_NUMBER", "CREDIT_CARD", "PASSWORD_HASH"], "32 hex digits and a unix time")
    notes.near_miss("rtp_stats[]", ["PHONE_NUMBER"], "packet and byte counts")
    notes.near_miss("mos", ["COORDINATES"], "voice quality, a decimal")
    notes.near_miss("trunk", ["USERNAME"], "names of machines")
    notes.near_miss("device.os", ["IP_ADDRESS"], "firmware versions of four numbers")
    notes.also("direction", "telecom.cdr", "inbound or outbound")
