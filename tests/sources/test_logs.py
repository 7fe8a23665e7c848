"""Logs: access logs, those that name their fields, pairs, syslog; what does not fit is given as text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.content import LocalFile
from scanner.model.data import UNPARSED, Batch
from scanner.model.problems import Reason
from scanner.registry import source_for, sources
from scanner.sources._logs import blocks
from scanner.streams import BLOCK, CUT_FROM
from tests.command import scan
from tests.sources.reading import Outcome, asset_of, read

AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.77"
COMMON = '203.0.113.7 - anna [30/Nov/2018:10:00:01 +0000] "GET /a?x=1 HTTP/1.1" 200 51'
COMBINED = f'{COMMON} "https://www.fjordtel.example/" "{AGENT}"'
IIS = (
    "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2018-11-30 00:00:00\r\n"
    "#Fields: date time cs-uri-stem cs-username c-ip cs(User-Agent) sc-status\r\n"
    f"2018-11-30 10:00:01 /a FJORD\\anna 203.0.113.7 {AGENT.replace(' ', '+')} 200\r\n"
    f"2018-11-30 10:00:02 /b - 203.0.113.8 - 404\r\n"
)
ZEEK = (
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    "#fields\tts\tid.orig_h\tuser\n#types\ttime\taddr\tstring\n1543572001.1\t203.0.113.7\tanna berg\n"
)
LOGFMT = (
    'time=2018-11-30T10:00:01Z level=info msg="mail to \\"anna\\" sent" email=anna@fjordtel-post.com took=3\n'
    "time=2018-11-30T10:00:02Z level=warn msg=no answer from server email= path=C:\\new\n"
)
AUDIT = 'type=USER_LOGIN msg=audit(1543572001.123:420): pid=812 uid=0 acct="anna" addr=203.0.113.7 res=success\n' * 3
OLD_SYSLOG = (
    "Nov 30 10:00:01 web1 sshd[812]: Accepted publickey for anna from 203.0.113.7 port 51 ssh2\n"
    "<34>Nov  1 10:00:02 web1 kernel: [12.3] eth0: up\n"
    "2018-11-30T10:00:03.123+01:00 web2 postfix/smtp[9]: to=<anna@fjordtel-post.com>\n"
    "Nov 30 10:00:04 web1 last message repeated 3 times\n"
)
NEW_SYSLOG = (
    '<165>1 2018-11-30T10:00:01.003Z web1 shop 812 ID47 [user@32473 mail="anna@fjordtel-post.com" note="a \\] b"]'
    '[origin ip="203.0.113.7"] \ufeffAnna came\n'
    "<165>1 2018-11-30T10:00:02Z web1 shop - - - no data\n"
)
FORMS = {
    "access_log": [
        COMMON,
        COMBINED + "\n" + COMMON,
        f"www.fjordtel.example:443 {COMBINED}",
        f'{COMBINED} "-" 0.1 rt=3',
    ],
    "w3c_log": [IIS, ZEEK],
    "logfmt": [LOGFMT, AUDIT],
    "syslog": [OLD_SYSLOG, NEW_SYSLOG],
}
OTHERS = {
    "application log": "2018-11-30 10:00:01,123 INFO [main] c.f.Login - user=anna ip=203.0.113.7\n" * 5,
    "log with levels": "2018-11-30T10:00:01Z INFO login: user came\n" * 5,
    "nginx error log": "2018/11/30 10:00:01 [error] 12#12: *7 open() failed, client: 203.0.113.7, server: _\n" * 5,
    "code": "a = b = c\nx = y = z\nfor (i=0; i<3; i+=1) {}\n",
    "prose": "Dear Anna: thank you.\nWe met in May: as you know.\nYours, Bob\n",
    "markdown": "# Fields: what they are\n\n- a: one\n- b: two\n",
    "shell": "#!/bin/sh\nexport A=1 B=2 C=3\nrun --x=1 --y=2 --z=3\n",
}


def outcome_of(folder: Path, text: str, name: str = "a.log") -> tuple[str, Outcome]:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    source = source_for(LocalFile(str(path)), name)
    assert source is not None
    return source.name, read(source, path)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in FORMS.items() for text in texts])
def test_the_form_is_known_whatever_the_name(tmp_path: Path, name: str, text: str) -> None:
    for file in ("a.log", "access", "a.txt", "a.csv"):
        assert outcome_of(tmp_path, text, file)[0] == name


@pytest.mark.parametrize("name", OTHERS)
def test_other_text_stays_text(tmp_path: Path, name: str) -> None:
    assert outcome_of(tmp_path, OTHERS[name], "a.log")[0] == "text"


def test_a_combined_log(tmp_path: Path) -> None:
    _, outcome = outcome_of(tmp_path, f"{COMBINED}\r\n{COMMON}\nfour oh four\n\n{COMBINED}")
    assert outcome.cells() == {
        "remote_addr": [(1, "203.0.113.7"), (2, "203.0.113.7"), (5, "203.0.113.7")],
        "ident": [],
        "remote_user": [(1, "anna"), (2, "anna"), (5, "anna")],
        "time_local": [(row, "30/Nov/2018:10:00:01 +0000") for row in (1, 2, 5)],
        "request_method": [(1, "GET"), (2, "GET"), (5, "GET")],
        "request_uri": [(1, "/a?x=1"), (2, "/a?x=1"), (5, "/a?x=1")],
        "server_protocol": [(row, "HTTP/1.1") for row in (1, 2, 5)],
        "status": [(1, "200"), (2, "200"), (5, "200")],
        "body_bytes_sent": [(1, "51"), (2, "51"), (5, "51")],
        "http_referer": [(1, "https://www.fjordtel.example/"), (5, "https://www.fjordtel.example/")],
        "http_user_agent": [(1, AGENT), (5, AGENT)],
        UNPARSED: [(3, "four oh four\n"), (4, "\n")],
    }
    assert outcome.reasons == {Reason.UNPARSED: 1}
    assert [problem.row for problem in outcome.problems] == [3]


def test_a_virtual_host_and_further_fields(tmp_path: Path) -> None:
    line = f'www.fjordtel.example:443 {COMBINED} "198.51.100.4, 10.0.0.1" 0.123 "x y"\n'
    _, outcome = outcome_of(tmp_path, line)
    assert outcome.values("vhost") == ["www.fjordtel.example:443"]
    assert outcome.values("http_x_forwarded_for") == ["198.51.100.4, 10.0.0.1"]
    assert (outcome.values("extra_2"), outcome.values("extra_3")) == (["0.123"], ["x y"])


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        ("GET /a b HTTP/1.1", ["GET", "/a b", "HTTP/1.1"]),
        ('GET /\\"x\\" HTTP/2.0', ["GET", '/\\"x\\"', "HTTP/2.0"]),
        ("GET /x?q=anna@fjordtel-post.com", [None, "GET /x?q=anna@fjordtel-post.com", None]),
        ("\\x16\\x03\\x01", [None, "\\x16\\x03\\x01", None]),
        ("-", [None, None, None]),
        ("", [None, None, None]),
    ],
)
def test_requests(tmp_path: Path, request_line: str, expected: list[str | None]) -> None:
    _, outcome = outcome_of(tmp_path, f"{COMMON}\n{COMMON.replace('GET /a?x=1 HTTP/1.1', request_line)}\n" * 3)
    cells = outcome.cells()
    found = [dict(cells[name]).get(2) for name in ("request_method", "request_uri", "server_protocol")]
    assert found == expected


def test_a_user_of_two_words_and_a_quote_inside_an_agent(tmp_path: Path) -> None:
    text = COMBINED.replace("- anna", "- anna berg").replace("Mozilla", 'Mo"zilla') + "\n"
    _, outcome = outcome_of(tmp_path, text * 2)
    assert outcome.values("remote_user") == ["anna berg"] * 2
    assert outcome.values("http_user_agent") == [AGENT.replace("Mozilla", 'Mo"zilla')] * 2


def test_fields_named_on_the_way(tmp_path: Path) -> None:
    text = IIS + "#Fields: date cs-username c-ip\r\n2018-12-01 bob 203.0.113.9\r\n2018-12-01 cut\r\n"
    name, outcome = outcome_of(tmp_path, text)
    cells = outcome.cells()
    assert name == "w3c_log"
    assert cells["cs-username"] == [(5, "FJORD\\anna"), (8, "bob")]
    assert cells["c-ip"] == [(5, "203.0.113.7"), (6, "203.0.113.8"), (8, "203.0.113.9")]
    assert cells["cs(User-Agent)"] == [(5, AGENT)]
    assert [row for row, _ in cells[UNPARSED]] == [1, 2, 3, 4, 7, 9]
    assert outcome.reasons == {Reason.UNPARSED: 1}


def test_zeek(tmp_path: Path) -> None:
    _, outcome = outcome_of(tmp_path, ZEEK)
    assert outcome.cells()["user"] == [(8, "anna berg")]
    assert outcome.values("id.orig_h") == ["203.0.113.7"]


def test_pairs(tmp_path: Path) -> None:
    _, outcome = outcome_of(tmp_path, LOGFMT + "goroutine 1 [running]:\nlevel=info user=anna took=1\n")
    cells = outcome.cells()
    assert cells["msg"] == [(1, 'mail to "anna" sent\n'), (2, "no answer from server\n")]
    assert cells["email"][0] == (1, "anna@fjordtel-post.com")
    assert cells["path"] == [(2, "C:\\new")]
    assert cells["user"] == [(4, "anna")]
    assert cells[UNPARSED] == [(3, "goroutine 1 [running]:\n")]


def test_pairs_of_audit(tmp_path: Path) -> None:
    _, outcome = outcome_of(tmp_path, AUDIT)
    assert outcome.values("acct") == ["anna"] * 3
    assert outcome.values("addr") == ["203.0.113.7"] * 3


def test_syslog_of_the_older_form(tmp_path: Path) -> None:
    _, outcome = outcome_of(tmp_path, OLD_SYSLOG + "    at com.example.Main(Main.java:1)\n")
    cells = outcome.cells()
    assert cells["host"] == [(1, "web1"), (2, "web1"), (3, "web2"), (4, "web1")]
    assert cells["app_name"] == [(1, "sshd"), (2, "kernel"), (3, "postfix/smtp")]
    assert cells["process_id"] == [(1, "812"), (3, "9")]
    assert cells["log_message"][2:] == [(3, "to=<anna@fjordtel-post.com>\n"), (4, "last message repeated 3 times\n")]
    assert cells[UNPARSED] == [(5, "    at com.example.Main(Main.java:1)\n")]


def test_syslog_with_structured_data(tmp_path: Path) -> None:
    _, outcome = outcome_of(tmp_path, NEW_SYSLOG)
    cells = outcome.cells()
    assert cells["user@32473.mail"] == [(1, "anna@fjordtel-post.com")]
    assert cells["user@32473.note"] == [(1, "a ] b")]
    assert cells["origin.ip"] == [(1, "203.0.113.7")]
    assert cells["message_id"] == [(1, "ID47")]
    assert cells["log_message"] == [(1, "Anna came\n"), (2, "no data\n")]


@pytest.mark.parametrize("text", [text for texts in FORMS.values() for text in texts])
def test_more_than_a_block(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_BYTES", BLOCK)
    whole = (text if text.endswith("\n") else f"{text}\n").splitlines(keepends=True)
    head = [line for line in whole if line.startswith("#")]
    body = [line for line in whole if not line.startswith("#")]
    count = 3 * BLOCK // sum(map(len, body))
    _, outcome = outcome_of(tmp_path, "".join(head + body * count))
    assert len(outcome.batches) > 1
    rows = sorted({row for cells in outcome.cells().values() for row, _ in cells})
    assert rows == list(range(1, len(head) + len(body) * count + 1))


@pytest.mark.parametrize("form", [COMBINED + "\n", IIS, LOGFMT, OLD_SYSLOG])
def test_a_line_of_many_megabytes(tmp_path: Path, form: str) -> None:
    _, outcome = outcome_of(tmp_path, form + "x" * (40 << 20) + "\n" + form.splitlines()[-1] + "\n")
    assert sum(len(text) for text in outcome.values(UNPARSED)) >= 40 << 20
    rows = [row for name, cells in outcome.cells().items() if name != UNPARSED for row, _ in cells]
    assert max(rows) == form.count("\n") + 2


def test_a_large_log_is_cut_into_units_that_know_their_fields(tmp_path: Path) -> None:
    path = tmp_path / "iis.log"
    head, line = IIS.splitlines(keepends=True)[:4], IIS.splitlines(keepends=True)[4]
    other = "#Fields: date time c-ip cs-username cs-uri-stem cs(User-Agent) sc-status\r\n"
    half = CUT_FROM // 2 // len(line) + 1
    path.write_text("".join(head) + line * half + other + line * half, newline="")
    source = sources()["w3c_log"]
    units = source.plan(asset_of(path, source))
    assert len(units) > 1
    found: dict[str, int] = {}
    for unit in units:
        for batch in source.read(unit):
            assert isinstance(batch, Batch)
            for column in batch.columns:
                if column.field == "c-ip":
                    for value in column.values.to_pylist():
                        found[value] = found.get(value, 0) + 1
    assert set(found) == {"203.0.113.7", "/a"}


NOISE = st.lists(
    st.sampled_from(
        [*' "\\[]=-#\t\r\n\x00ü', "GET ", "[30/Nov", "<34>", "1 ", "a=", '"b"', "#Fields: a b\n", "Nov 30 10:00:01 "]
    ),
    max_size=30,
).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.sampled_from(["access_log", "w3c_log", "logfmt", "syslog"]), st.lists(NOISE, max_size=6), st.integers(0, 400))
def test_nothing_is_lost_in_damaged_lines(tmp_path: Path, name: str, noise: list[str], cut: int) -> None:
    """Whatever is done to a log, its addresses come out, each under its line."""
    form = FORMS[name][0].rstrip("\r\n")
    lines = [*form.splitlines(), *noise, "anna@fjordtel-post.com", form[:cut], "bob@fjordtel-post.com"]
    path = tmp_path / "a.log"
    path.write_text("\n".join(lines) + "\n", newline="")
    outcome = read(sources()[name], path)
    assert outcome.error is None
    for value in ("anna@fjordtel-post.com", "bob@fjordtel-post.com"):
        held = [row for cells in outcome.cells().values() for row, text in cells if value in text]
        assert path.read_bytes().decode().split("\n").index(value) + 1 in held


def test_findings_name_fields(tmp_path: Path) -> None:
    lines = [f"{COMBINED.replace('203.0.113.7', f'80.104.232.{n}')}\n" for n in range(1, 50)]
    (tmp_path / "access.log").write_text("".join(lines))
    (tmp_path / "app.log").write_text(LOGFMT * 20)
    (tmp_path / "messages").write_text(OLD_SYSLOG.replace("203.0.113.7", "80.104.232.9") * 20)
    ran = scan(tmp_path)
    assert {
        ("access.log", None, "remote_addr", "online.ip_address"),
        ("access.log", None, "http_user_agent", "online.user_agent"),
        ("app.log", None, "email", "contact.email"),
        ("messages", None, "log_message", "contact.email"),
        ("messages", None, "log_message", "online.ip_address"),
    } <= ran.found()
    assert {each["status"] for each in ran.report["coverage"]} == {"scanned"}
