"""XML: what repeats is records, exports of databases give their tables, the rest of a broken document is text."""

from __future__ import annotations

import random
import shutil
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.content import Held
from scanner.model.data import Asset, Batch, Hint
from scanner.model.problems import Problem
from scanner.source import Fit
from scanner.sources._xml.tables import MOST_FIELDS
from scanner.sources.xml_records import CONTROLS, NOT_XML, SOURCE, TOO_LONG
from scanner.streams import head_of
from tests.command import fairnotice
from tests.sources.dump_servers import mariadb
from tests.sources.reading import Outcome

DECLARED = '<?xml version="1.0"?>\n'


def parse(text: str | bytes) -> Outcome:
    data = text.encode() if isinstance(text, str) else text
    outcome = Outcome()
    for unit in SOURCE.plan(Asset("a.xml", Held("a.xml", data), len(data), SOURCE.name)):
        for item in SOURCE.read(unit):
            if isinstance(item, Batch):
                outcome.batches.append(item)
            elif isinstance(item, Problem):
                outcome.problems.append(item)
    return outcome


def fit(text: str | bytes, name: str = "a.xml") -> Fit:
    return SOURCE.fit(head_of(Held(name, text.encode() if isinstance(text, str) else text)))


def test_what_repeats_is_records() -> None:
    outcome = parse(
        DECLARED + '<export made="2020-01-02"><clients>\n'
        '<client id="1"><email>a@fjordtel.net</email><phone>1</phone><phone>2</phone></client>\n'
        '<client id="2"><!-- call b@fjordtel.net --><address><city>Ulm</city></address></client>\n'
        "</clients><orders><order><n>7</n><item>a</item><item>b</item></order><order><n>8</n></order></orders></export>"
    )
    assert outcome.cells() == {
        "made": [(1, "2020-01-02")],
        "client.id": [(1, "1"), (2, "2")],
        "client.email": [(1, "a@fjordtel.net")],
        "client.phone": [(1, "1"), (1, "2")],
        "client.(annotation)": [(2, " call b@fjordtel.net ")],
        "client.address.city": [(2, "Ulm")],
        "order.n": [(1, "7"), (2, "8")],
        "order.item": [(1, "a"), (1, "b")],
    }
    assert not outcome.problems


def test_namespaces_fields_named_by_attributes_and_mixed_text() -> None:
    outcome = parse(
        '<n:add xmlns:n="urn:x"><n:doc><field name="mail">a@fjordtel.net</field>in <b>bold</b> and\n more</n:doc>'
        '<n:doc><n:field name="mail" kind="work">b@fjordtel.net</n:field></n:doc></n:add>'
    )
    assert outcome.cells() == {
        "doc.mail": [(1, "a@fjordtel.net"), (2, "b@fjordtel.net")],
        "doc.doc": [(1, "in"), (1, "and\n more")],
        "doc.b": [(1, "bold")],
        "doc.mail.kind": [(2, "work")],
    }


def test_one_record_and_several_documents() -> None:
    assert parse("<a><b>x</b></a>\n<a><b>y</b><c>z</c></a>\n").cells() == {"b": [(1, "x"), (2, "y")], "c": [(2, "z")]}
    assert parse("<mails><m>a</m><m>b</m></mails>").cells() == {"m.m": [(1, "a"), (2, "b")]}


def test_equal_names_in_different_places_are_different_tables() -> None:
    outcome = parse("<a><b><row><x>1</x></row><row><x>2</x></row></b><c><row><x>3</x></row><row/></c></a>")
    assert outcome.cells() == {"row.x": [(1, "1"), (2, "2")], "a.c.row.x": [(1, "3")]}


@pytest.mark.parametrize("count", [3, 40_000])
def test_records_are_numbered_whatever_their_number(count: int) -> None:
    rows = "".join(f"<r><n>{n}</n><in><k>{n}</k><k>x</k></in></r>\n" for n in range(1, count + 1))
    cells = parse(f"<a><head>h</head><list>{rows}</list><tail>t</tail></a>").cells()
    assert cells["r.n"] == [(n, str(n)) for n in range(1, count + 1)]
    assert cells["r.in.k"][:2] == [(1, "1"), (1, "x")]
    assert cells["head"] == [(1, "h")]
    assert cells["tail"] == [(1, "t")]


names = st.sampled_from(["a", "b", "c"])
trees = st.recursive(st.text("xyz ", min_size=1), lambda inner: st.lists(st.tuples(names, inner), max_size=4))


def _xml(tree: object) -> str:
    if isinstance(tree, str):
        return tree
    return "".join(f"<{name}>{_xml(inner)}</{name}>" for name, inner in tree)  # type: ignore[attr-defined]


def _texts(tree: object) -> list[str]:
    if isinstance(tree, str):
        return [tree] if tree.strip() else []
    return [text for _, inner in tree for text in _texts(inner)]  # type: ignore[attr-defined]


@settings(max_examples=60, deadline=None)
@given(trees, st.integers(1, 400))
def test_every_text_is_given_once_whenever_records_are_told(tree: object, undecided: int) -> None:
    import scanner.sources._xml.document as document
    import scanner.sources.xml_records as records

    before = document._UNDECIDED, records.BLOCK
    document._UNDECIDED, records.BLOCK = undecided, 7
    try:
        outcome = parse(f"<root>{_xml(tree)}</root>")
    finally:
        document._UNDECIDED, records.BLOCK = before
    found = [value for cells in outcome.cells().values() for _, value in cells]
    assert sorted(text.strip() for text in found) == sorted(text.strip() for text in _texts(tree))


def test_declared_encodings() -> None:
    text = '<?xml version="1.0" encoding="{}"?><a><r>J\u00fcrgen</r><r>\u00d8</r></a>'
    for name in ("iso-8859-1", "windows-1252", "utf-8", "utf-16"):
        assert parse(text.format(name).encode(name)).values("r.r") == ["J\u00fcrgen", "\u00d8"], name


# --- database programs --------------------------------------------------------------------------


def test_mysqldump_gives_what_the_server_holds() -> None:
    if not all(map(shutil.which, ("mariadbd", "mariadb-install-db", "mariadb", "mariadb-dump"))):
        pytest.skip("MariaDB's programs are not installed: mariadbd, mariadb-install-db, mariadb, mariadb-dump")
    with mariadb() as server:
        cells = parse(server.dump("xml")).cells()
        for table, fields in server.tables.items():
            truth = server.truth(table, fields)
            for place, field in enumerate(fields):
                if field != "raw":
                    # XML turns line ends into line feeds.
                    wanted = [
                        (row, values[place].replace("\r\n", "\n").replace("\r", "\n"))
                        for row, values in enumerate(truth, 1)
                        if values[place] is not None
                    ]
                    assert cells[f"shop.{table}.{field}"] == wanted


def test_labels_in_comments_of_mysqldump() -> None:
    text = (
        DECLARED + '<mysqldump><database name="d"><table_structure name="t"><field Field="mail" Type="text" '
        'Comment="from a list; fairnotice: source=third_party" /></table_structure>'
        '<table_data name="t"><row><field name="mail">a@fjordtel.net</field></row></table_data></database></mysqldump>'
    )
    unit = SOURCE.plan(Asset("a", Held("a", text.encode()), 1, "xml"))[0]
    hints = [item for item in SOURCE.read(unit) if isinstance(item, Hint)]
    assert [(hint.table, hint.field, hint.key, hint.value) for hint in hints] == [
        ("d.t", "mail", "source", "third_party")
    ]
    assert parse(text).cells()["d.t.mail"] == [(1, "a@fjordtel.net")]


def test_other_exports() -> None:
    text = (
        DECLARED + '<pma_xml_export version="1.0"><database name="d"><table name="t"><column name="a">1</column>'
        '<column name="b"></column></table><table name="u"><column name="a">2</column></table></database>'
        "</pma_xml_export>"
    )
    cells = parse(text).cells()
    assert (cells["d.t.a"], cells["d.t.b"], cells["d.u.a"]) == ([(1, "1")], [(1, "")], [(1, "2")])
    text = (
        '<resultset statement="select 1" xmlns:xsi="x"><row><field name="a"> </field><field name="b" xsi:nil="true"/>'
        "</row></resultset>"
    )
    assert parse(text).cells() == {"statement": [(1, "select 1")], "row.a": [(1, " ")]}


# --- broken and hostile -------------------------------------------------------------------------


def test_the_rest_of_a_broken_document_is_text() -> None:
    outcome = parse(
        DECLARED + "<a><r><e>a@fjordtel.net</e></r>\n<r><e>b@fjordtel.net</f></r>\n<r><e>c@fjordtel.net</e></r></a>"
    )
    cells = outcome.cells()
    assert cells["r.e"] == [(1, "a@fjordtel.net"), (2, "b@fjordtel.net")]
    assert cells["(unparsed)"] == [(3, "f></r>\n"), (4, "<r><e>c@fjordtel.net</e></r></a>\n")]
    assert [problem.fact for problem in outcome.problems] == [NOT_XML]


def test_a_cut_document_gives_the_records_before_the_cut() -> None:
    text = DECLARED + "<a>" + "".join(f"<r><e>n{n}@fjordtel.net</e></r>" for n in range(50)) + "</a>"
    for size in range(60, len(text), 37):
        outcome = parse(text[:size])
        found = str(outcome.cells())
        assert all(f"n{n}@fjordtel.net" in found for n in range(50) if f"n{n}@fjordtel.net<" in text[:size])
        assert outcome.reasons == {"unparsed": 1}


def test_control_characters_do_not_end_a_document() -> None:
    outcome = parse("<a><r>x\x01y</r><r>\x1b</r><r>z</r></a>")
    assert outcome.values("r.r") == ["x?y", "?", "z"]
    assert [(problem.fact, problem.count) for problem in outcome.problems] == [(CONTROLS, 2)]


def test_entities_are_not_resolved() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    outcome = parse(f'{DECLARED}<!DOCTYPE l [<!ENTITY l0 "a@fjordtel.net">{laughs}]><l>&l29;</l>')
    assert outcome.reasons == {"unparsed": 1}
    assert "a@fjordtel.net" in str(outcome.cells())
    outside = parse(f'{DECLARED}<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>')
    assert "root:" not in str(outside.cells())
    assert not parse(f'{DECLARED}<!DOCTYPE l SYSTEM "l.dtd"><l><a>x</a></l>').problems


def test_deep_nesting_ends_as_text() -> None:
    assert parse(DECLARED + "<a>" * 100_000).reasons == {"unparsed": 1}


@pytest.mark.parametrize(
    "text",
    [
        "<a>" + "".join(f"<b{n}/><c{n}>x</c{n}>" for n in range(50_000)) + "</a>",
        "<a>" + "".join(f"<r><b{n}>x</b{n}></r>" for n in range(50_000)) + "</a>",
        "<a " + " ".join(f'b{n}="x"' for n in range(50_000)) + "/>",
    ],
    ids=["elements", "fields", "attributes"],
)
def test_thousands_of_fields_are_put_together(text: str) -> None:
    cells = parse(DECLARED + text).cells()
    assert len(cells) <= 2 * (MOST_FIELDS + 1)
    assert sum(map(len, cells.values())) == 50_000


def test_memory_stays_flat() -> None:
    def peak(text: bytes) -> int:
        tracemalloc.start()
        unit = SOURCE.plan(Asset("a", Held("a", text), 1, "xml"))[0]
        for _ in SOURCE.read(unit):
            pass
        most = tracemalloc.get_traced_memory()[1] - len(text)  # what is held as a file here
        tracemalloc.stop()
        return most

    peak(b"<a><r/></a>")  # loads modules
    one_record = b"<a><r>" + b"<k>some words of a value</k>" * 200_000 + b"</r><r/></a>"
    assert peak(b"<a>" + b"<r><k>some words of a value</k></r>" * 200_000 + b"</a>") < 16 << 20
    assert peak(one_record) < 16 << 20
    assert peak(b"<a>" + b"x" * (30 << 20) + b"</a>") < 75 << 20


def test_an_endless_tag_is_text() -> None:
    outcome = parse(DECLARED + '<a b="' + "mail a@fjordtel.net " * 1_200_000)
    assert [problem.fact for problem in outcome.problems] == [TOO_LONG]


def test_damage_raises_nothing() -> None:
    text, chance = (
        (DECLARED + '<a b="c"><r><e x="y">z</e><!-- c --><![CDATA[d]]></r><r/></a>').encode(),
        random.Random(3),
    )
    for _ in range(400):
        data = bytearray(text)
        for _ in range(chance.randrange(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        parse(bytes(data))


# --- which files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (DECLARED + "<x/>", Fit.SIGNATURE),
        ("\ufeff" + DECLARED + "<!-- x --><!DOCTYPE x SYSTEM 'x'><x>", Fit.SIGNATURE),
        ("<x><b>1</b></x>", Fit.CONTENT),
        ("<x/>\n<x/>\n", Fit.CONTENT),
        ("<x><b></x>", Fit.NO),
        ("<html><body/></html>", Fit.NO),
        ("<!DOCTYPE html>\n<p>x</p>", Fit.NO),
        (DECLARED + '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x"><html xmlns="x"/>', Fit.NO),
        ("<div class='x'><a/></div>", Fit.NO),
        (DECLARED + '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>', Fit.NO),
        ("<34>Oct 11 22:14:15 host su: failed", Fit.NO),
        ("a < b", Fit.NO),
        ("<?php echo 1; ?>", Fit.NO),
    ],
)
def test_what_is_claimed(text: str, wanted: Fit) -> None:
    assert fit(text) == wanted


def test_the_command_names_table_and_field(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        DECLARED
        + "<x><client><mail>per.olsen@nordkraft.net</mail></client><client><mail>eva@nordkraft.net</mail></client></x>"
    )
    done = fairnotice("scan", tmp_path / "a.xml", "--ner", "off", "--jobs", "1")
    assert "a.xml: client.mail" in done.out
