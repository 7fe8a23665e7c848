"""Options from files and from the environment, and which goes first."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.configuration import Kind, Option, Told, from_environment, in_force, unknown_variables
from scanner.configuration_file import nearest, parsed
from scanner.errors import UsageError
from tests.command import NOTICE, ROOT, Ran, fairnotice
from tests.runs.keeping import people

OPTIONS = {
    "scan": {
        each.name: each
        for each in (
            Option("paths", Kind.TEXT, many=True, placed=lambda text, folder: f"{folder.name}/{text}"),
            Option("files-from", Kind.TEXT, many=True),
            Option("jobs", Kind.WHOLE),
            Option("min-share", Kind.NUMBER),
            Option("all", Kind.FLAG),
            Option("fail-on", Kind.WORDS),
            Option("label", Kind.TEXT, many=True),
        )
    },
    "find": {"jobs": Option("jobs", Kind.WHOLE), "all": Option("all", Kind.FLAG)},
    "runs.prune": {"keep": Option("keep", Kind.WHOLE)},
}


def read(text: str, file: str = "fairnotice.toml") -> dict[str, dict[str, Told]]:
    return parsed(text.encode(), file, Path("/etc/night"), OPTIONS)


def test_values_with_their_lines() -> None:
    table = read(
        'paths = [\n  "a",\n  "b",\n]\n\nfail-on = ["x", "y"]\nmin-share = 1\n[runs.prune]\n# many\nkeep = 3\n'
    )
    assert table["scan"] == {
        "paths": Told(["night/a", "night/b"], "fairnotice.toml:1"),
        "fail-on": Told("x,y", "fairnotice.toml:6"),
        "min-share": Told(1, "fairnotice.toml:7"),
    }
    assert table["runs.prune"] == {"keep": Told(3, "fairnotice.toml:10")}


def test_a_table_of_pyproject() -> None:
    table = read(
        '[project]\njobs = "theirs"\n[tool.fairnotice]\njobs = 2\n[tool.fairnotice.find]\nall = true\n',
        "pyproject.toml",
    )
    assert table == {"scan": {"jobs": Told(2, "pyproject.toml:4")}, "find": {"all": Told(True, "pyproject.toml:6")}}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("\njob = 1", "fairnotice.toml:2: `scan` has no option `job`. Did you mean `jobs`?"),
        ("fail_on = 'x'", "fairnotice.toml:1: `scan` has no option `fail_on`. Did you mean `fail-on`?"),
        ('jobs = "1"', "fairnotice.toml:1: `jobs` must be a whole number."),
        ("jobs = true", "fairnotice.toml:1: `jobs` must be a whole number."),
        ("all = 1", "fairnotice.toml:1: `all` must be true or false."),
        ("paths = [1]", "fairnotice.toml:1: `paths` must be a list of texts in quotes."),
        ("[find]\nkeep = 1", "fairnotice.toml:2: `find` has no option `keep`."),
        ("keep = 1", "It belongs in the table [runs.prune]."),
        ("[fnd]\njobs = 1", "fairnotice.toml:1: there is no table [fnd]. Did you mean `find`?"),
        ("[scan]\njobs = 1", "fairnotice.toml:1: options of `scan` stand at the top"),
        ("[label]\na = 1", "fairnotice.toml:1: `label` must be a list of texts in quotes; it is a table."),
        ("show-values = true", "fairnotice.toml:1: `show-values` is given on the command line only, each time."),
        ("jobs = ", "it is no valid TOML: Invalid value (at"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=re.escape(complaint)):
        read(text)


def test_variables() -> None:
    said = {
        "FAIRNOTICE_JOBS": "3", "FAIRNOTICE_ALL": "yes", "FAIRNOTICE_PATHS": "a, b", "FAIRNOTICE_LABEL": "x=1,2\n",
        "FAIRNOTICE_RUNS_PRUNE_KEEP": "7", "FAIRNOTICE_FAIL_ON": "", "FAIRNOTICE_JOB": "1", "PATH": "/bin",
    }  # fmt: skip
    table = from_environment(said, OPTIONS)
    assert {name: told.value for name, told in table["scan"].items()} == {
        "jobs": 3, "all": True, "paths": ["a", "b"], "label": ["x=1,2"]
    }  # fmt: skip
    assert table["runs.prune"]["keep"] == Told(7, "FAIRNOTICE_RUNS_PRUNE_KEEP")
    assert unknown_variables(said, OPTIONS) == ("FAIRNOTICE_JOB",)


@pytest.mark.parametrize("name", ["FAIRNOTICE_JOBS", "FAIRNOTICE_ALL"])
def test_a_wrong_variable_is_named_and_its_value_is_not(name: str) -> None:
    with pytest.raises(UsageError, match=f"^{name}: it must be") as error:
        from_environment({name: "hunter2"}, OPTIONS)
    assert "hunter2" not in str(error.value)


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), min_size=2))
def test_a_list_has_an_item_a_line(items: list[str]) -> None:
    table = from_environment({"FAIRNOTICE_LABEL": "\n".join(items)}, OPTIONS)
    assert table["scan"]["label"].value == items


def test_which_layer_goes_first() -> None:
    strong = {"scan": {"jobs": Told(1, "E"), "files-from": Told(["l"], "E")}}
    weak = {
        "scan": {"jobs": Told(2, "F"), "paths": Told(["p"], "F"), "all": Told(True, "F")},
        "find": {"jobs": Told(3, "F")},
    }
    table = in_force([strong, weak], OPTIONS, OPTIONS)
    assert {name: told.where for name, told in table["scan"].items()} == {"jobs": "E", "files-from": "E", "all": "F"}
    assert table["find"] == {"jobs": Told(1, "E")}  # `all` of a scan is not handed on
    assert in_force([weak], OPTIONS, OPTIONS)["find"]["jobs"] == Told(3, "F")


def test_the_nearest_file(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").write_text("[tool.other]\nx = 1  # no fairnotice here\n")
    (tmp_path / "fairnotice.toml").write_text("")
    assert nearest(inner) == tmp_path / "fairnotice.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.fairnotice]\n")
    assert nearest(inner) == tmp_path / "a" / "pyproject.toml"


def told(ran: Ran) -> dict[str, tuple[object, str]]:
    assert ran.status == 0, ran.err
    return {each["option"]: (each["value"], each["from"]) for each in json.loads(ran.out)["options"]}


def test_show_says_where_each_value_came_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fairnotice.toml").write_text(
        'paths = ["data", "postgresql://ann:geheim@db.example/crm?password=geheim"]\n'
        'notice = "own.yaml"\njobs = 2\nner = "off"\n'
    )
    (tmp_path / "sub").mkdir()
    monkeypatch.setenv("FAIRNOTICE_JOBS", "4")
    monkeypatch.setenv("FAIRNOTICE_JOSB", "4")
    words = ["scan", "--ner", "all", "--exclude", "*.tmp"]
    ran = fairnotice("config", "show", "--format", "json", *words, cwd=tmp_path / "sub")
    shown = told(ran)
    assert shown["paths"] == (["../data", "postgresql://db.example/crm"], "../fairnotice.toml:1")
    assert shown["notice"] == (["../own.yaml"], "../fairnotice.toml:2")
    assert shown["jobs"] == (4, "environment: FAIRNOTICE_JOBS")
    assert shown["ner"] == ("all", "command line")
    assert shown["max-depth"] == (6, "default")
    listed = told(fairnotice("config", "show", "--format", "json", "scan", "--files-from", "x", cwd=tmp_path))
    assert listed["paths"] == ([], "default")
    text = fairnotice("config", "show", *words, cwd=tmp_path / "sub").out
    assert "geheim" not in text + ran.out
    assert "FAIRNOTICE_JOSB: set, but no option is called so." in text
    assert re.search(r"^jobs +4 +environment: FAIRNOTICE_JOBS$", text, re.MULTILINE)
    other = told(fairnotice("--no-config", "config", "show", "--format", "json", cwd=tmp_path))
    assert other["notice"] == ([], "default")


def test_the_file_of_the_documentation(tmp_path: Path) -> None:
    text = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "configuration.md").read_text(), re.DOTALL)[0]
    (tmp_path / "named.toml").write_text(text)
    shown = {
        command: told(
            fairnotice("--config", "named.toml", "config", "show", "--format", "json", *command.split(), cwd=tmp_path)
        )
        for command in ("scan", "judge", "runs prune")
    }
    assert len([where for _, where in shown["scan"].values() if where.startswith("named.toml:")]) == 11
    assert shown["scan"]["output"][0] == [f"{form}=reports/{file}" for form, file in (
        ("json", "report.json"), ("sarif", "fairnotice.sarif"), ("prometheus", "fairnotice.prom"))]  # fmt: skip
    assert shown["judge"]["rules"] == (["our-rules"], "named.toml:5")
    assert shown["judge"]["output"] == (["reports/judged.txt"], "named.toml:19")
    assert shown["runs prune"]["keep"] == (30, "named.toml:28")


def test_a_scan_from_a_file_and_a_command_line_that_goes_first(tmp_path: Path) -> None:
    people(tmp_path / "data", 1)
    (tmp_path / "fairnotice.toml").write_text(
        f'paths = ["data"]\nall = true\nnotice = "{NOTICE}"\njobs = 1\nner = "off"\n'
        'format = "json"\nfail-on = "declared"\n'
    )
    ran = fairnotice("scan", cwd=tmp_path)
    assert ran.status == 1
    assert {each["asset"] for each in ran.report["coverage"]} == {"people0.csv", "notes0.txt"}
    assert ran.report["run"]["notice"] == [NOTICE]
    ran = fairnotice("scan", "--fail-on", "none", "data/notes0.txt", cwd=tmp_path)
    assert ran.status == 0
    assert {each["asset"] for each in ran.report["coverage"]} == {"notes0.txt"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('ner = "offf"', "fairnotice.toml:1: Invalid value for '--ner'"),
        ("jobs = -1", "fairnotice.toml:1: Invalid value for '--jobs'"),
        ('fail-on = "undeclred"', "fairnotice.toml:1: --fail-on: undeclred is no verdict"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "fairnotice.toml").write_text(text)
    ran = fairnotice("scan", ".", cwd=tmp_path)
    assert ran.status == 2
    assert ran.err.startswith(complaint)
    typed = fairnotice("scan", ".", "--fail-on", "nonsense", "--ner", "off", "--jobs", "1", cwd=tmp_path)
    assert typed.status == 2
    assert typed.err.startswith("--fail-on: nonsense")


def test_a_broken_file_is_no_bar_to_help(tmp_path: Path) -> None:
    (tmp_path / "fairnotice.toml").write_text("jobs = ")
    assert fairnotice("scan", "--help", cwd=tmp_path).status == 0
    assert fairnotice("--version", cwd=tmp_path).status == 0
    assert fairnotice("runs", "list", cwd=tmp_path).err.startswith("fairnotice.toml: it is no valid TOML")


def test_runs_note_what_was_configured_and_go_on_without_the_file(tmp_path: Path) -> None:
    from scanner.runs.folder import Folder
    from scanner.runs.store import Store

    people(tmp_path / "data", 1)
    file = tmp_path / "fairnotice.toml"
    file.write_text(
        'paths = ["data"]\njobs = 1\nner = "off"\nkeep = true\nformat = "json"\n'
        'label = ["country=NL"]\nrun-dir = "runs"\n'
    )
    assert fairnotice("scan", "--keep", cwd=tmp_path).status == 0
    (run,) = Folder(tmp_path / "runs").runs()
    words = "scan --format json --label country=NL --jobs 1 --ner off --run-dir runs --keep data"
    assert f"command  fairnotice {words}\n" in fairnotice("runs", "show", cwd=tmp_path).out
    store = Store.open(run.path, write=True)
    store.note(state="interrupted")
    store.close()
    file.write_text(
        'paths = ["data"]\njobs = 1\nner = "off"\nformat = "json"\nlabel = ["country=US"]\nrun-dir = "runs"\n'
    )
    assert fairnotice("scan", "--keep", cwd=tmp_path).report["run"]["id"] != run.id
    ran = fairnotice("resume", run.id, cwd=tmp_path)
    assert ran.report["run"]["id"] == run.id
