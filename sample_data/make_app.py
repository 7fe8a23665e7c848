"""`app/app.sqlite`: the database that the mobile app keeps."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sample_data.identifiers import address, digits, hexes, mac, uuid4
from sample_data.ledger import Ledger, Notes
from sample_data.useragents import handset
from sample_data.world import PUBLISHED, Person, World, moment

ASSET = "app/app.sqlite"
SCHEMA = """
CREATE TABLE devices (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, name TEXT, model TEXT, os TEXT,
  mac_address TEXT, push_token TEXT, app_version TEXT, build_hash TEXT);
CREATE TABLE locations (id INTEGER PRIMARY KEY, device_id INTEGER NOT NULL REFERENCES devices(id), latitude REAL,
  longitude REAL, accuracy_m REAL, recorded_at INTEGER);
CREATE TABLE sessions (id TEXT PRIMARY KEY, device_id INTEGER NOT NULL, ip TEXT, user_agent TEXT, started_at INTEGER,
  bytes_in INTEGER);
CREATE TABLE address_book (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, display_name TEXT, phone_number TEXT,
  email TEXT, favourite INTEGER);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT);
CREATE INDEX locations_device ON locations (device_id);
"""
SETTINGS = {
    "theme": "dark",
    "codec.order": "opus,G.722,G.711u",
    "sync.cursor": "0000018a-4f00-7c21",
    "sync.last": "1543535999",
    "ring.volume": "0.7250000001",
    "schema": "42",
    "feature.flags": "@presence,@chat::v2",
    "cache.key": "d41d8cd98f00b204e9800998ecf8427e",
    "quiet.hours": "22:00:00-06:30:00",
}
SINCE = datetime(2018, 6, 1, tzinfo=UTC)
Row = dict[str, object]


def _devices(rng: Random, owners: list[Person]) -> list[Row]:
    rows: list[Row] = []
    for number, who in enumerate(owners, start=1):
        kind = handset(rng)
        rows.append(
            {
                "id": number,
                "user_id": rng.randint(20001, 22300),
                "name": f"{who.first}'s {kind.model}" if rng.random() < 0.7 else kind.model,
                "model": kind.model,
                "os": kind.system,
                "mac_address": mac(rng, rng.choice((":", ":", "-"))).upper() if rng.random() < 0.95 else None,
                "push_token": hexes(rng, 64),
                "app_version": kind.app,
                "build_hash": hexes(rng, 40),
            }
        )
    return rows


def _locations(rng: Random, owners: list[Person]) -> list[Row]:
    rows: list[Row] = []
    for number in range(1, 2201):
        device = rng.randrange(len(owners))
        city = owners[device].company.city
        rows.append(
            {
                "id": number,
                "device_id": device + 1,
                "latitude": round(city.lat + rng.gauss(0, 0.04), 6),
                "longitude": round(city.lon + rng.gauss(0, 0.06), 6),
                "accuracy_m": round(rng.uniform(3, 65), 1),
                "recorded_at": int(moment(rng, SINCE, PUBLISHED).timestamp()),
            }
        )
    return rows


def _sessions(rng: Random, devices: list[Row]) -> list[Row]:
    rows: list[Row] = []
    for _ in range(1500):
        device = rng.choice(devices)
        rows.append(
            {
                "id": uuid4(rng),
                "device_id": device["id"],
                "ip": address(rng),
                "user_agent": f"Fjordtel/{device['app_version']} ({device['model']}; {device['os']})",
                "started_at": int(moment(rng, SINCE, PUBLISHED).timestamp()),
                "bytes_in": int(digits(rng, rng.randint(4, 10))),
            }
        )
    return rows


def _address_book(rng: Random, people: list[Person]) -> list[Row]:
    return [
        {
            "id": number,
            "user_id": rng.randint(20001, 22300),
            "display_name": who.name if rng.random() < 0.9 else f"{who.last}, {who.first}",
            "phone_number": who.phone.written(rng),
            "email": who.email if rng.random() < 0.4 else None,
            "favourite": int(rng.random() < 0.2),
        }
        for number, who in enumerate(people, start=1)
    ]


def make(folder: Path, world: World, ledger: Ledger) -> None:
    rng = world.rng("app")
    owners = rng.sample(world.users, 520)
    devices = _devices(rng, owners)
    tables: dict[str, list[Row]] = {
        "devices": devices,
        "locations": _locations(rng, owners),
        "sessions": _sessions(rng, devices),
        "address_book": _address_book(rng, rng.sample(world.contacts, 600)),
        "settings": [{"key": key, "value": value} for key, value in SETTINGS.items()],
    }
    path = folder / ASSET
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with sqlite3.connect(path, isolation_level=None) as base:
        base.executescript("PRAGMA journal_mode=DELETE; PRAGMA user_version=42;" + SCHEMA + "BEGIN;")
        for name, rows in tables.items():
            marks = ",".join("?" * len(rows[0]))
            base.executemany(f"INSERT INTO {name} VALUES ({marks})", [tuple(row.values()) for row in rows])
        base.execute("COMMIT")
    base.close()
    _note(ledger, tables)


def _note(ledger: Ledger, tables: dict[str, list[Row]]) -> None:
    planted = {
        "devices": {"model": "DEVICE_MODEL", "os": "OPERATING_SYSTEM", "mac_address": "MAC_ADDRESS"},
        "locations": {"latitude": "COORDINATES", "longitude": "COORDINATES"},
        "sessions": {"ip": "IP_ADDRESS", "user_agent": "USER_AGENT"},
        "address_book": {"display_name": "PERSON", "phone_number": "PHONE_NUMBER", "email": "EMAIL_ADDRESS"},
    }
    notes = {name: Notes(ledger, ASSET, name) for name in tables}
    for name, columns in planted.items():
        notes[name].plant_columns(tables[name], columns)
    notes["devices"].near_miss("app_version", ["IP_ADDRESS"], "versions of four numbers")
    notes["devices"].near_miss("build_hash", ["PASSWORD_HASH"], "a commit, which is no password")
    notes["devices"].near_miss("name", ["USERNAME"], "what the owner calls the telephone")
    notes["locations"].near_miss("recorded_at", ["PHONE_NUMBER", "US_SSN"], "seconds since 1970")
    notes["locations"].near_miss("accuracy_m", ["COORDINATES"], "metres")
    notes["sessions"].near_miss("id", ["PASSWORD_HASH", "PHONE_NUMBER"], "random UUIDs")
    notes["sessions"].near_miss("bytes_in", ["PHONE_NUMBER", "US_SSN"], "byte counts")
    notes["settings"].near_miss("value", ["EMAIL_ADDRESS", "MAC_ADDRESS", "CREDIT_CARD", "PHONE_NUMBER"], "settings")
    notes["devices"].also("name", "identity.name", "first names in names of telephones")
    notes["devices"].also("push_token", "device.hardware_id", "64 hex digits that stand for one device")
    for category in ("device.operating_system", "device.model"):
        notes["sessions"].also("user_agent", category, "in the comment of the user agent")
