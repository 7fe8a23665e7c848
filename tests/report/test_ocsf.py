"""OCSF events against the schema of OCSF 1.6.0 for class 2006, without profiles, nothing more allowed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from jsonschema import Draft202012Validator
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

from scanner.model.found import Confidence
from scanner.model.judged import Report, Verdict
from scanner.report import ocsf
from scanner.report.view import View
from tests.command import fairnotice
from tests.report.made import judged, report
from tests.test_report import reports


@cache
def validator() -> Draft202012Validator:
    schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version=ocsf.VERSION)).get_class_schema("data_security_finding", [])
    assert schema["additionalProperties"] is False
    return Draft202012Validator(schema)


def events(lines: str) -> list[dict[str, object]]:
    loaded = [json.loads(line) for line in lines.split("\n") if line]
    assert [error.json_path + error.message for each in loaded for error in validator().iter_errors(each)] == []
    return loaded


def test_the_sample(saved: Path) -> None:
    told = events(fairnotice("report", saved, "--to", "ocsf").out)
    assert len(told) == len(json.loads(saved.read_bytes())["findings"])
    worst = told[0]
    assert (worst["class_uid"], worst["type_uid"], worst["severity"]) == (2006, 200601, "Critical")
    assert worst["data_security"]["policy"]["uid"] == "no-children"  # type: ignore[index]


def test_captions_are_those_of_the_schema() -> None:
    schema = get_ocsf_schema(version=ocsf.VERSION)
    (event,) = events(ocsf.render(report(judged()), View()).decode())
    data = event["data_security"]
    assert isinstance(data, dict)
    finding = schema["classes"]["data_security_finding"]["attributes"]
    for holder, attributes in ((event, finding), (data, schema["objects"]["data_security"]["attributes"])):
        numbered = {key.removesuffix("_id"): value for key, value in holder.items() if key.endswith("_id")}
        told = {name: holder[name] for name in numbered if name in holder}
        assert told == {name: attributes[f"{name}_id"]["enum"][str(numbered[name])]["caption"] for name in told}
        assert told


def test_what_is_possible_is_informational() -> None:
    sure, unsure, fine = events(
        ocsf.render(
            report(judged(), judged(confidence=Confidence.POSSIBLE), judged(verdict=Verdict.DECLARED)), View()
        ).decode()
    )
    assert [each["severity"] for each in (sure, unsure, fine)] == ["High", "Informational", "Informational"]
    assert [each["is_alert"] for each in (sure, unsure, fine)] == [True, False, False]


@given(reports)
@settings(max_examples=15)
def test_every_report_is_valid(shown: Report) -> None:
    assert len(events(ocsf.render(shown, View()).decode())) == len(shown.findings)
