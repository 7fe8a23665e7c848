"""Fixed-width text: what shells of databases print, exports of old systems, and all that is no table."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources import fixed_width
from scanner.sources.fixed_width import SOURCE
from tests.command import ROOT, scan
from tests.sources.reading import Outcome, read

PSQL = """\
 id |        email         |    city
----+----------------------+------------
  1 | jane@harborline.io   | Porto
  2 | omar@fjordpost.net   | São Paulo
  3 |                      | Ghent | North
(3 rows)

 phone        | note
--------------+------
 +14155550123 | x
(1 row)
"""
SQLCMD = """\
id          email                                    city
----------- ---------------------------------------- --------------------
          1 jane@harborline.io                       Porto
          2 omar@fjordpost.net                       Ghent

(2 rows affected)
"""
ORACLE = """\

        ID EMAIL                          BORN
---------- ------------------------------ ---------
         1 jane@harborline.io             29-FEB-80

        ID EMAIL                          BORN
---------- ------------------------------ ---------
         2 omar@fjordpost.net             01-MAR-90

2 rows selected.
"""


def report(count: int = 30, *, header: bool = True) -> str:
    chance = random.Random(3)
    lines = [f"{'ID':>6} {'NAME':<14} {'BORN':<10} {'BALANCE':>9}"] if header else []
    for number in range(1, count + 1):
        name = chance.choice(["Jane", "Omar Haddad", "Anne-Sophie"])
        lines.append(f"{number:>6} {name:<14} {1950 + number % 50}-0{number % 9 + 1}-11 {number * 1.5:>9.2f}")
    return "\n".join(lines) + "\n"


def fit_of(text: str, name: str = "x.txt") -> Fit:
    return SOURCE.fit(Head(name, text.encode()[:65536], text[:65536], len(text) < 65536))


def outcome_of(tmp_path: Path, text: str, encoding: str = "utf-8") -> Outcome:
    path = tmp_path / "out.txt"
    path.write_bytes(text.encode(encoding))
    return read(SOURCE, path)


def test_psql(tmp_path: Path) -> None:
    assert fit_of(PSQL) == Fit.SIGNATURE
    outcome = outcome_of(tmp_path, PSQL)
    assert outcome.cells() == {
        "id": [(1, "1"), (2, "2"), (3, "3")],
        "email": [(1, "jane@harborline.io"), (2, "omar@fjordpost.net")],
        "city": [(1, "Porto"), (2, "São Paulo"), (3, "Ghent | North")],
        "phone": [(5, "+14155550123")],
        "note": [(5, "x")],
        "(unparsed)": [(4, "(3 rows)\n"), (6, "(1 row)\n")],
    }
    assert outcome.reasons == {Reason.UNPARSED: 2}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_sqlcmd(tmp_path: Path, ends: str, encoding: str) -> None:
    text = SQLCMD.replace("\n", ends)
    assert fit_of(text) == Fit.SIGNATURE
    path = tmp_path / "out.rpt"
    path.write_bytes(text.encode(encoding))
    cells = read(SOURCE, path).cells()
    assert cells["email"] == [(1, "jane@harborline.io"), (2, "omar@fjordpost.net")]
    assert cells["city"][:2] == [(1, "Porto"), (2, "Ghent")]


def test_an_oracle_spool_with_pages(tmp_path: Path) -> None:
    assert fit_of(ORACLE) == Fit.SIGNATURE
    cells = outcome_of(tmp_path, ORACLE).cells()
    assert cells["EMAIL"] == [(1, "jane@harborline.io"), (2, "omar@fjordpost.net")]
    assert cells["BORN"] == [(1, "29-FEB-80"), (2, "01-MAR-90")]


def test_columns_that_blanks_tell(tmp_path: Path) -> None:
    text = report()
    assert fit_of(text) == Fit.CONTENT
    path = tmp_path / "out.txt.gz"
    path.write_bytes(gzip.compress(text.encode()))
    for outcome in (outcome_of(tmp_path, text), read(SOURCE, path)):
        cells = outcome.cells()
        assert cells.keys() == {"ID", "NAME", "BORN", "BALANCE"}
        assert cells["ID"] == [(number, str(number)) for number in range(1, 31)]
        assert cells["BORN"][0] == (1, "1951-02-11")
        assert outcome.reasons == {}


def test_records_of_one_length_without_names(tmp_path: Path) -> None:
    text = report(header=False)
    assert fit_of(text) == Fit.CONTENT
    assert outcome_of(tmp_path, text).cells()["column_3"][0] == (1, "1951-02-11")


def test_a_line_that_does_not_keep_to_the_columns_is_text(tmp_path: Path) -> None:
    text = report(2000) + "call jane@harborline.io about the above\n"
    outcome = outcome_of(tmp_path, text)
    assert outcome.cells()["(unparsed)"] == [(2001, "call jane@harborline.io about the above\n")]
    assert outcome.reasons == {Reason.UNPARSED: 1}


@pytest.mark.parametrize("block", [100, 333, 1000])
def test_blocks_may_end_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    whole = [outcome_of(tmp_path, text).cells() for text in (PSQL, SQLCMD, ORACLE)]
    monkeypatch.setattr(fixed_width, "BLOCK", block)
    assert [outcome_of(tmp_path, text).cells() for text in (PSQL, SQLCMD, ORACLE)] == whole


NO_TABLES = {
    "prose": "Dear all,\n" + "the quick brown fox jumps over the lazy dog and on it goes from here to there\n" * 30,
    "markdown": "| id | email |\n| --- | --- |\n" + "| 1 | jane@harborline.io |\n" * 30,
    "rule": "Title\n-----\n\nText below a rule - with dashes -- in it.\n" * 5,
    "yaml": "---\na: 1\nb: 2\n--- \nc: 3\n" * 10,
    "diff": "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n" * 10,
    "log": "".join(f"2024-01-02 10:00:{n:02} INFO  [main] user {n} signed in from 203.0.113.{n}\n" for n in range(40)),
    "code": "".join(f"    value_{n:02}  =  compute({n:02})  # note\n" for n in range(40)),
    "assembler": "start   mov     eax\n" + "loop    add     ebx\nnext    sub     ecx\n" * 20,
    "short": " a b c\n" * 40,
    "empty": "",
}


@pytest.mark.parametrize("kind", NO_TABLES)
def test_other_texts_are_left_alone(kind: str) -> None:
    assert fit_of(NO_TABLES[kind]) == Fit.NO


def test_no_file_of_this_project_is_a_table() -> None:
    files = [path for suffix in ("py", "md", "toml", "yaml") for path in ROOT.rglob(f"*.{suffix}")]
    texts = {path: path.read_text() for path in files if path.stat().st_size < 1 << 16}
    claimed = {path for path, text in texts.items() if fit_of(text, path.name) > Fit.NO}
    assert len(texts) > 100
    assert claimed == set()


names = st.text("abcdefgh XYZé", min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, names), min_size=1, max_size=30))
def test_what_is_under_a_ruler_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    lines = [f"{'first':<14} {'second':<14}", "-" * 14 + " " + "-" * 14]
    lines += [f"{first:<14} {second}" for first, second in rows]
    outcome = outcome_of(tmp_path_factory.mktemp("fixed"), "\n".join(lines) + "\n")
    assert outcome.values("first") == [first for first, _ in rows]
    assert outcome.values("second") == [second for _, second in rows]


def test_the_command_names_the_field_and_the_row(tmp_path: Path) -> None:
    (tmp_path / "out.txt").write_text(PSQL)
    (tmp_path / "report.txt").write_text(SQLCMD)
    found = scan(tmp_path, "--ner", "off", "--jobs", "1").found()
    assert ("out.txt", None, "email", "contact.email") in found
    assert ("report.txt", None, "email", "contact.email") in found
