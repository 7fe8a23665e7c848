"""Invented files to measure with: the same bytes on every machine, written line by line."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path

Lines = Iterator[str]

_NAMES = ("anna", "bob", "carol", "deniz", "emil", "fatou", "goran", "hanna", "ivan", "jorge", "kim", "lea")
_FAMILIES = ("Berg", "Costa", "Dahl", "Evans", "Fischer", "Garcia", "Haddad", "Ito", "Jensen", "Kaya", "Lund", "Meier")
_HOSTS = ("fjordtel-post.com", "nordlys-mail.org", "mail.dahlberg-lund.net", "kaya-haddad.com", "post.meierdahl.org")
_CITIES = ("Oslo", "Porto", "Lyon", "Gent", "Graz", "Bergen", "Denver", "Austin")
_AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.{} Safari/537.36"
)


def write(path: Path, lines: Callable[[random.Random], Lines], megabytes: float) -> Path:
    """A file of at least so many megabytes (10^6 bytes) of these lines. A large one repeats its first 50 MB."""
    if megabytes > _BLOCK:
        block = list(_take(lines(random.Random(1)), _BLOCK))
        head, body = _parted(block)
        with path.open("w", encoding="ascii") as file:
            file.writelines(head)
            for _ in range(round(megabytes / _BLOCK)):
                file.writelines(body)
    else:
        with path.open("w", encoding="ascii") as file:
            file.writelines(_take(lines(random.Random(1)), megabytes))
    return path


_BLOCK = 50


def _parted(lines: list[str]) -> tuple[list[str], list[str]]:
    """What opens the file once (a header, the start of a dump), and what may be repeated."""
    opening = next((at + 1 for at, line in enumerate(lines[:20]) if line.startswith(("COPY ", "id,"))), 0)
    return lines[:opening], lines[opening:]


def _take(lines: Lines, megabytes: float) -> Lines:
    left = megabytes * 1e6
    for line in lines:
        if left <= 0:
            return
        left -= len(line)
        yield line


def access_log(rng: random.Random) -> Lines:
    """A web server's combined log: an address a line, and numbers that are none."""
    while True:
        yield (
            f'{address(rng)} - - [12/Nov/2018:{clock(rng)} +0000] "GET /item/{rng.randint(1, 9999)}?page=2 HTTP/1.1" '
            f'200 {rng.randint(100, 99999)} "https://www.fjordtel.example/page" "{_AGENT.format(rng.randint(1, 99))}"\n'
        )


def application_log(rng: random.Random) -> Lines:
    """A service's log: an e-mail address, an internal address and a hexadecimal id a line."""
    while True:
        yield (
            f"2018-11-{rng.randint(10, 30)} {clock(rng)},{rng.randint(100, 999)} INFO [worker-{rng.randint(1, 9)}] "
            f"example.svc.Session - user={mailbox(rng)} id={rng.getrandbits(64):016x} took {rng.randint(1, 999)} ms "
            f"from 10.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{rng.randint(0, 255)}\n"
        )


def customers(rng: random.Random) -> Lines:
    """A table of customers in which every row holds all four core entities."""
    yield "id,first_name,last_name,email,phone,ip,card,created,city\n"
    for number in itertools.count(1):
        yield ",".join((str(number), *customer(rng))) + "\n"


def json_lines(rng: random.Random) -> Lines:
    """The same customers, an object a line."""
    for number in itertools.count(1):
        first, last, email, phone, ip, card, created, city = customer(rng)
        yield (
            f'{{"id": {number}, "name": {{"first": "{first}", "last": "{last}"}}, "email": "{email}", '
            f'"phone": "{phone}", "ip": "{ip}", "card": "{card}", "created": "{created}", "city": "{city}"}}\n'
        )


def pg_dump(rng: random.Random) -> Lines:
    """The same customers as the start of a plain dump of PostgreSQL."""
    yield "--\n-- PostgreSQL database dump\n--\n\n"
    yield "CREATE TABLE public.customers (\n    id integer,\n    first_name text,\n    last_name text,\n"
    yield "    email text,\n    phone text,\n    ip text,\n    card text,\n    created date,\n    city text\n);\n\n"
    yield "COPY public.customers (id, first_name, last_name, email, phone, ip, card, created, city) FROM stdin;\n"
    for number in itertools.count(1):
        yield "\t".join((str(number), *customer(rng))) + "\n"


def mysql_dump(rng: random.Random) -> Lines:
    """The same customers as the start of a dump of MySQL, a hundred rows a statement."""
    yield "-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n\n"
    yield "CREATE TABLE `customers` (\n  `id` int NOT NULL,\n  `first_name` text,\n  `last_name` text,\n"
    yield "  `email` text,\n  `phone` text,\n  `ip` text,\n  `card` text,\n  `created` date,\n  `city` text\n"
    yield ") ENGINE=InnoDB;\n\n"
    for first in itertools.count(1, 100):
        rows = (f"({number},'" + "','".join(customer(rng)) + "')" for number in range(first, first + 100))
        yield f"INSERT INTO `customers` VALUES {','.join(rows)};\n"


def customer(rng: random.Random) -> tuple[str, ...]:
    """First name, last name, e-mail address, phone, address, card, day, city."""
    return (
        rng.choice(_NAMES).capitalize(),
        rng.choice(_FAMILIES),
        mailbox(rng),
        f"+1 415 {rng.randint(200, 999)} {rng.randint(1000, 9999)}",
        address(rng),
        card(rng),
        f"2018-11-{rng.randint(10, 30)}",
        rng.choice(_CITIES),
    )


def mailbox(rng: random.Random) -> str:
    """An e-mail address at an invented name: those that are reserved are told apart as test values."""
    return f"{rng.choice(_NAMES)}{rng.randint(1, 99999)}@{rng.choice(_HOSTS)}"


def address(rng: random.Random) -> str:
    """An IPv4 address."""
    return f"{rng.randint(1, 126)}.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"


def clock(rng: random.Random) -> str:
    """A time of day."""
    return f"{rng.randint(10, 23)}:{rng.randint(10, 59)}:{rng.randint(10, 59)}"


def card(rng: random.Random) -> str:
    """Sixteen digits that pass the Luhn check."""
    digits = f"4{rng.randrange(10**14):014d}"
    total = sum(sum(divmod(int(digit) * (2 - at % 2), 10)) for at, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def parquet(table: Path, file: Path) -> None:
    """A CSV file as a Parquet file, a row group for every 8 MiB of text."""
    import pyarrow.csv
    import pyarrow.parquet

    reader = pyarrow.csv.open_csv(table, read_options=pyarrow.csv.ReadOptions(block_size=8 << 20))
    with pyarrow.parquet.ParquetWriter(file, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


def arrow(table: Path, file: Path) -> None:
    """A CSV file as an Arrow IPC file, a record batch for every MiB of text."""
    import pyarrow as pa
    import pyarrow.csv

    reader = pyarrow.csv.open_csv(table, read_options=pyarrow.csv.ReadOptions(block_size=1 << 20))
    with pa.ipc.new_file(str(file), reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


def sqlite(table: Path, file: Path) -> None:
    """A CSV file as the one table of an SQLite file."""
    import csv
    import sqlite3
    from contextlib import closing

    with table.open(newline="", encoding="utf-8") as lines, closing(sqlite3.connect(file)) as base, base:
        rows = csv.reader(lines)
        names = next(rows)
        base.execute(f"create table customers ({', '.join(f'{name} text' for name in names)})")
        base.executemany(f"insert into customers values ({', '.join('?' * len(names))})", rows)
