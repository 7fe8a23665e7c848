"""`README.md` of the sample data, its tables made from the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from sample_data.ledger import Ledger

ABOUT = {
    "crm": "customers, portal users and support contacts: a PostgreSQL dump with COPY blocks",
    "calls": "call detail records of five days: a partitioned Parquet dataset with a struct and dictionary columns",
    "web": "two access logs in combined format, the older one compressed with gzip, and the application's log",
    "support": "tickets as JSON lines, the year before compressed with zstd",
    "marketing": "a bought list of leads: CSV with byte order mark, quoted line breaks and a few ragged rows",
    "billing": "invoices, cards, bank accounts and credit checks: a MariaDB dump with extended inserts",
    "forum": "an export of the community forum: one JSON array",
    "app": "the database of the mobile app: SQLite",
    "releases": "release notes and a build log that hold nothing personal, only what looks like it",
}
TEXT = """\
# Sample data: the world of Fjordtel

Fjordtel is a small telephone company that does not exist. **Everything here is invented**: no person, company,
account, card, telephone line or address was taken from anywhere. Names are drawn from short lists and put together
by chance; check digits are computed; e-mail domains are reserved ones or made up; network addresses are mostly from
ranges reserved for documentation and tests, others are random; password hashes are random letters that no password
leads to. Should a number or an address belong to somebody, then by accident.

`python -m sample_data.make` writes it all anew from one seed, this page and `planted.yaml` included. Each part is
made by the program `make_*.py` that bears its name. The figures are for what is in the files, so that a scan can be
held against them: `tests/test_sample_data.py` reads the files in its own way and compares.

| folder | what it is |
| --- | --- |
{folders}

## What is planted

Verdicts are those under the notice `ringcentral-2018-11-30`, without labels. An empty field means lines of text.
In what is counted, a value is a record, list element or line that holds at least one.

| file | table | field | entity | category | verdict | values |
| --- | --- | --- | --- | --- | --- | ---: |
{planted}

{contradicts}
The list of leads has five ragged rows. Their cells are not counted above.

## What only looks like it

None of these may be reported as certain.

| file | table | field | looks like | what it is |
| --- | --- | --- | --- | --- |
{near_misses}

## Also about people

Personal data of kinds that are not planted on purpose: a report may name them or not.

| file | table | field | category | what it is |
| --- | --- | --- | --- | --- |
{also}
"""


def _table(rows: Iterable[tuple[object, ...]]) -> str:
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)


def readme(names: Iterable[str], ledger: Ledger) -> str:
    planted = _table(
        (row.asset, row.table, row.field, row.entity, row.category, row.verdict, row.values) for row in ledger.planted
    )
    near = _table((row.asset, row.table, row.field, ", ".join(row.looks_like), row.shape) for row in ledger.near_misses)
    also = _table((row.asset, row.table, row.field, row.category, row.shape) for row in ledger.also_personal)
    notes = "".join(f"`{row.field}` with verdict `{row.verdict}`: {row.note}.\n" for row in ledger.planted if row.note)
    return TEXT.format(
        folders=_table((f"`{name}/`", ABOUT[name]) for name in names),
        planted=planted,
        contradicts=notes,
        near_misses=near,
        also=also,
    )
