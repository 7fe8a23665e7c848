"""YAML, INI files and their relatives, environment variables: keys as fields, lines as rows, nothing lost."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.content import LocalFile
from scanner.model.data import UNPARSED
from scanner.model.problems import Reason
from scanner.registry import source_for, sources
from tests.command import scan
from tests.sources.reading import Outcome, read

YAML = """\
# mail anna@fjordtel-post.com before a change
smtp: &base
  host: mail.fjordtel.example   # was bob@kaya-haddad.com's
  password: 'a # b'
users:
  - name: Anna Berg
    emails: [anna@fjordtel-post.com, "berg@nordlys-mail.org"]
  - *base
note: |
  first line
  # no comment
---
second: 2
"""
INI = """\
; written by bob@kaya-haddad.com
[mail]
smtp_password = s3cret
Admin Email: anna@fjordtel-post.com
[paths]
home = "C:\\\\new"
list = a,\\
       b
no setting
"""
TOML = """\
title = "shop"
[owner]
email = "anna@fjordtel-post.com"
text = \"\"\"
two
lines\"\"\"
ports = [
  8000,
]
[[users]]
email = "bob@kaya-haddad.com"
"""
ENV = """\
# mail bob@kaya-haddad.com
DB_USER=anna
export ADMIN_EMAIL="anna@fjordtel-post.com"
KEY="-----BEGIN
MIIB
-----END"
EMPTY=
"""
PROPERTIES = "mail.from=anna@fjordtel-post.com\nmail.host: mail.fjordtel.example\n! note\nurl=jdbc:a\\\n  b\n"

OTHERS = {
    "a.txt": "Dear Anna: thank you.\nWe met in May: as you know.\nYours: Bob\n",
    "a.md": "# Title\n\n- one: two\n- three\n\nfour: five\n",
    "b.md": "---\ntitle: a\n---\n\nSome prose follows here.\nAnd more of it.\n",
    "a.py": "import a\n\nA = 1\nB = 2\n\ndef f():\n    return A\n",
    "c.py": "class A:\n    x: int = 1\n    y: str\n\n    def f(self):\n        try:\n            pass\n",
    "a.c": "[section]\nint a = 1;\nint b = 2;\nint main() {\n}\n",
    "a.css": "a {\n  color: red;\n  margin: 0;\n}\n",
    "a.sh": "#!/bin/sh\nA=1\nB=2\necho $A\n",
    "nginx.conf": "server {\n  listen 80;\n  server_name a.example;\n  root /var/www;\n}\n",
    "a.log": "2018-11-30 10:00:01 key: value\n2018-11-30 10:00:02 key: value\n",
    "LICENSE": "Copyright: 2018 Fjordtel\n\nPermission is hereby granted, free of charge, to any person.\nAs is.\n",
}


def outcome_of(folder: Path, text: str, name: str) -> tuple[str, Outcome]:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    source = source_for(LocalFile(str(path)), name)
    assert source is not None
    return source.name, read(source, path)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.yaml", YAML, "yaml"),
        ("a.yml", "a: 1\n", "yaml"),
        ("compose", YAML, "yaml"),
        ("a.ini", INI, "ini"),
        ("config", INI, "ini"),
        ("a.toml", TOML, "ini"),
        ("a.properties", PROPERTIES, "ini"),
        (".env", "a=1\nb=2\n", "dotenv"),
        (".env.production", ENV, "dotenv"),
        ("prod.env", ENV, "dotenv"),
        ("settings.txt", ENV.replace("-----BEGIN\nMIIB\n-----END", "x"), "dotenv"),
    ],
)
def test_fit(tmp_path: Path, name: str, text: str, kind: str) -> None:
    assert outcome_of(tmp_path, text, name)[0] == kind


@pytest.mark.parametrize("name", OTHERS)
def test_other_text_stays_text(tmp_path: Path, name: str) -> None:
    assert outcome_of(tmp_path, OTHERS[name], name)[0] == "text"


def test_yaml(tmp_path: Path) -> None:
    _, outcome = outcome_of(tmp_path, YAML, "a.yaml")
    assert outcome.cells() == {
        "smtp.host": [(3, "mail.fjordtel.example")],
        "smtp.password": [(4, "a # b")],
        "users[].name": [(6, "Anna Berg")],
        "users[].emails[]": [(7, "anna@fjordtel-post.com"), (7, "berg@nordlys-mail.org")],
        "note": [(9, "first line\n# no comment\n")],
        "second": [(13, "2")],
        UNPARSED: [(1, "# mail anna@fjordtel-post.com before a change\n"), (3, "# was bob@kaya-haddad.com's\n")],
    }
    assert outcome.reasons == {}


def test_yaml_of_one_value_and_of_keys_that_are_no_words(tmp_path: Path) -> None:
    assert outcome_of(tmp_path, "just a word\n", "a.yaml")[1].cells() == {"[]": [(1, "just a word")]}
    _, outcome = outcome_of(tmp_path, "? [a, b]\n: c\n1: d\n", "b.yaml")
    assert outcome.cells() == {".?[]": [(1, "a"), (1, "b")], "?": [(2, "c")], "1": [(3, "d")]}


def test_a_template_is_yaml_up_to_where_it_is_none(tmp_path: Path) -> None:
    text = "a: 1\nb: bob@kaya-haddad.com\n{{- if .Values.x }}\nc: anna@fjordtel-post.com\n{{- end }}\n"
    _, outcome = outcome_of(tmp_path, text, "a.yaml")
    assert outcome.values("b") == ["bob@kaya-haddad.com"]
    assert (4, "c: anna@fjordtel-post.com\n") in outcome.cells()[UNPARSED]
    assert outcome.reasons == {Reason.UNPARSED: 1}


def test_aliases_are_not_followed(tmp_path: Path) -> None:
    layers = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 40))
    started = time.monotonic()
    _, outcome = outcome_of(tmp_path, "l0: &l0 [bob@kaya-haddad.com]\n" + layers, "a.yaml")
    assert outcome.cells() == {"l0[]": [(1, "bob@kaya-haddad.com")]}
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "text", ["[" * 200_000, "- " * 100_000, "a: " * 50_000, "{a: " * 100_000, "\0", "%YAML 9\n---\n", ""]
)
def test_hostile_yaml(tmp_path: Path, text: str) -> None:
    _, outcome = outcome_of(tmp_path, f"mail: bob@kaya-haddad.com\n{text}", "a.yaml")
    assert any("bob@kaya-haddad.com" in value for cells in outcome.cells().values() for _, value in cells)


def test_large_yaml_is_text(tmp_path: Path) -> None:
    text = "- mail: bob@kaya-haddad.com\n" * 400_000
    _, outcome = outcome_of(tmp_path, text, "a.yaml")
    assert sum(batch.rows for batch in outcome.batches) == 400_000
    assert outcome.reasons == {Reason.UNPARSED: 1}


def test_keys_that_are_data(tmp_path: Path) -> None:
    for name, mark in (("a.yaml", ": "), ("a.ini", " = ")):
        text = "".join(f"key{number}{mark}value {number}\n" for number in range(60_000))
        _, outcome = outcome_of(tmp_path, text, name)
        held = [value for cells in outcome.cells().values() for _, value in cells]
        assert all(any(f"value {number}" in value for value in held[-3:] + held[:3]) for number in (0, 59_999))
        assert len(held) == 60_000
        assert outcome.reasons == {Reason.UNPARSED: 1}


def test_ini(tmp_path: Path) -> None:
    _, outcome = outcome_of(tmp_path, INI, "a.ini")
    assert outcome.cells() == {
        "mail.smtp_password": [(3, "s3cret")],
        "mail.Admin Email": [(4, "anna@fjordtel-post.com")],
        "paths.home": [(6, "C:\\\\new")],
        "paths.list": [(7, "a,b")],
        UNPARSED: [(1, "; written by bob@kaya-haddad.com\n"), (9, "no setting\n")],
    }
    assert outcome.reasons == {Reason.UNPARSED: 1}


def test_toml(tmp_path: Path) -> None:
    _, outcome = outcome_of(tmp_path, TOML, "a.toml")
    cells = outcome.cells()
    assert cells["title"] == [(1, "shop")]
    assert cells["owner.email"] == [(3, "anna@fjordtel-post.com")]
    assert "two\nlines" in cells["owner.text"][0][1]
    assert cells["users.email"] == [(11, "bob@kaya-haddad.com")]
    assert (8, "8000,\n") in cells[UNPARSED]


def test_properties(tmp_path: Path) -> None:
    _, outcome = outcome_of(tmp_path, PROPERTIES, "a.properties")
    assert outcome.cells() == {
        "mail.from": [(1, "anna@fjordtel-post.com")],
        "mail.host": [(2, "mail.fjordtel.example")],
        "url": [(4, "jdbc:ab")],
        UNPARSED: [(3, "! note\n")],
    }


def test_environment(tmp_path: Path) -> None:
    _, outcome = outcome_of(tmp_path, ENV, ".env")
    assert outcome.cells() == {
        "DB_USER": [(2, "anna")],
        "ADMIN_EMAIL": [(3, "anna@fjordtel-post.com")],
        "KEY": [(4, "-----BEGIN\nMIIB\n-----END")],
        "EMPTY": [(7, "")],
        UNPARSED: [(1, "# mail bob@kaya-haddad.com\n")],
    }


@pytest.mark.parametrize(("name", "line"), [("a.ini", "key = 1\n"), ("a.yaml", "- a: 1\n"), (".env", "KEY=1\n")])
def test_a_line_of_many_megabytes(tmp_path: Path, name: str, line: str) -> None:
    text = line + "x" * (20 << 20) + "\n" + line
    _, outcome = outcome_of(tmp_path, text, name)
    assert sum(len(value) for value in outcome.values(UNPARSED)) >= 20 << 20


SHREDS = st.lists(st.sampled_from([*"\n\n :=#-[]{}'\"|>&*\\!a1\tü", "key: ", "- ", "[s]\n", "a=", "'''"]), max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(st.sampled_from(["yaml", "ini", "dotenv"]), SHREDS, st.booleans())
def test_nothing_is_lost(tmp_path: Path, name: str, shreds: list[str], before: bool) -> None:
    """An address on a line of its own comes out, whatever stands around it."""
    line = "mail: bob@kaya-haddad.com\n" if name == "yaml" else "mail=bob@kaya-haddad.com\n"
    text = line + "".join(shreds) if before else "".join(shreds) + "\n" + line
    path = tmp_path / "a"
    path.write_text(text, encoding="utf-8", newline="")
    outcome = read(sources()[name], path)
    assert outcome.error is None
    fields = outcome.cells()
    assert any("bob@kaya-haddad.com" in value for cells in fields.values() for _, value in cells)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    st.recursive(
        st.text("abc @.#:-'\"\n", min_size=1, max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner),
        max_leaves=8,
    )
)
def test_what_yaml_writes_comes_back(tmp_path: Path, value: object) -> None:
    _, outcome = outcome_of(tmp_path, yaml.safe_dump(value), "a.yaml")
    found = sorted(text for cells in outcome.cells().values() for _, text in cells)
    assert found == sorted(_leaves(value))


def _leaves(value: object) -> list[str]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner)]
    return [str(value)]


def test_findings_name_keys(tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text("admin:\n  email: anna@fjordtel-post.com\n  smtp_password: Xk3-9pQ2vv\n")
    (tmp_path / "app.ini").write_text("[mail]\nadmin_email = bob@kaya-haddad.com\nport = 25\n")
    (tmp_path / ".env").write_text("ADMIN_EMAIL=berg@nordlys-mail.org\nA=1\nB=2\n")
    ran = scan(tmp_path)
    assert {
        ("app.yaml", None, "admin.email", "contact.email"),
        ("app.ini", "mail", "admin_email", "contact.email"),
        (".env", None, "ADMIN_EMAIL", "contact.email"),
    } <= ran.found()
