"""`fairnotice notice export`: DPV as JSON-LD, and Fides manifests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from scanner.notice.categories import Categories
from scanner.notice.interchange import term
from tests.command import fairnotice
from tests.notice.example import notice_text, write_notice

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own

CATEGORIES = Categories.shipped()
SHIPPED = ["ringcentral-2018-05-22", "ringcentral-2018-11-30"]
DPV = Namespace("https://w3id.org/dpv#")
DCT = Namespace("http://purl.org/dc/terms/")
BASE = "urn:fairnotice:notice:example-2020-02-01"
MORE = """
applies_to: {subjects: [customer, end_user, own_staff], not: [own_staff]}
legal_bases: [{id: agreed, basis: consent, quote: with your consent}]
recipients: [{id: ads, who: advertiser, purposes: [marketing], quote: who advertise}]
retention: [{id: kept, period: P6M, disposal: [delete], quote: for six months}]
transfers:
  - {id: norway, countries: [NO], quote: on servers in Norway}
  - {id: elsewhere, open: true, quote: in other countries}
  - {id: clauses, safeguard: standard_clauses, quote: standard contractual clauses}
rights: [{id: see, right: access, scope: eea, quote: see your data}]
"""
PURPOSES = """purposes:
  - {id: service, quote: We collect}
  - {id: marketing, basis: agreed, quote: to market}
  - {id: dowsing, quote: to find water}
"""


def exported(folder: Path, to: str) -> str:
    text = notice_text().replace("purposes:\n  - {id: service, quote: We collect}\n", PURPOSES) + MORE
    text = text.replace("purposes: [service]", "purposes: [marketing, dowsing]\n    when: {condition: on request}")
    ran = fairnotice("notice", "export", write_notice(folder, text), "--to", to)
    assert ran.status == 0
    return ran.out


def graph_of(text: str) -> Graph:
    return Graph().parse(data=text, format="json-ld")


def node(name: str) -> URIRef:
    return URIRef(f"{BASE}#{name}")


def test_a_declaration_is_a_process_with_its_data_source_purpose_and_condition(tmp_path: Path) -> None:
    graph = graph_of(exported(tmp_path, "dpv"))
    email = node("email")
    assert (email, RDF.type, DPV.PersonalDataProcess) in graph
    assert (email, DPV.hasPersonalData, URIRef("https://w3id.org/dpv/pd#EmailAddress")) in graph
    assert (email, DPV.hasDataSource, DPV.DataSubjectDataSource) in graph
    assert (email, DPV.hasPurpose, node("marketing")) in graph
    assert (email, DCT.description, Literal("email addresses")) in graph
    assert (node("marketing"), RDF.type, DPV.Marketing) in graph
    assert set(graph.objects(node("dowsing"), RDF.type)) == {DPV.Purpose}, "no word for it is invented"
    context = graph.value(email, DPV.hasContext)
    assert graph.value(context, URIRef("http://www.w3.org/2000/01/rdf-schema#label")) == Literal("on request")


def test_what_holds_for_all_data_is_said_once(tmp_path: Path) -> None:
    graph = graph_of(exported(tmp_path, "dpv"))
    whole = node("processing")
    assert (URIRef(BASE), DPV.hasProcess, whole) in graph
    assert set(graph.objects(whole, DPV.hasDataSubject)) == {node("subjects/customer"), node("subjects/end_user")}
    assert (node("ads"), RDF.type, DPV.ThirdParty) in graph
    assert (node("agreed"), RDF.type, DPV.Consent) in graph
    assert (node("see"), RDF.type, URIRef("https://w3id.org/dpv/legal/eu/gdpr#A15")) in graph
    assert (whole, DPV.hasLocation, URIRef("https://w3id.org/dpv/loc#NO")) in graph
    assert (node("elsewhere"), RDF.type, DPV.ThirdCountry) in graph
    assert (node("safeguard/standard_clauses"), RDF.type, DPV.DataTransferLegalBasis) in graph
    assert str(graph.value(node("kept"), DPV.hasDuration)) == "P6M"
    assert {DPV.StorageDuration, DPV.StorageDeletion} == set(graph.objects(node("kept"), RDF.type))
    assert (whole, DPV.hasProhibition, node("no-children")) in graph


@pytest.mark.parametrize("notice", SHIPPED)
def test_every_node_that_is_named_is_described_and_no_word_is_left_unexpanded(notice: str) -> None:
    graph = graph_of(fairnotice("notice", "export", notice, "--to", "dpv").out)
    own = f"urn:fairnotice:notice:{notice}"
    named = {each for each in graph.objects() if isinstance(each, URIRef) and str(each).startswith(own)}
    assert named <= set(graph.subjects(RDF.type))
    known = re.compile(
        r"https://w3id\.org/dpv(/pd|/loc|/legal/eu/gdpr)?#|http://(purl\.org|www\.w3\.org)/|urn:fairnotice:"
    )
    used = {str(each) for triple in graph for each in triple if isinstance(each, URIRef)}
    assert [each for each in used if not known.match(each)] == []


def test_a_fides_system_has_a_declaration_for_each_purpose_and_source(tmp_path: Path) -> None:
    manifest = yaml.safe_load(exported(tmp_path, "fides"))
    [system] = manifest["system"]
    declared = {(each["data_use"], each["name"]): each for each in system["privacy_declarations"]}
    marketing = declared["marketing", "Marketing, data subject"]
    assert marketing["data_categories"] == ["user.contact.email"]
    assert marketing["data_subjects"] == ["customer", "end_user"]
    assert marketing["legal_basis_for_processing"] == "Consent"
    assert marketing["third_parties"] == "advertiser"
    assert ("dowsing", "Dowsing, data subject") in declared
    assert declared["purpose_not_named", "Purpose not named, automatic"]["data_categories"] == [
        "user.device.ip_address"
    ]
    assert [each["fides_key"] for each in manifest["data_use"]] == ["dowsing", "purpose_not_named"]
    assert [each["fides_key"] for each in manifest["data_subject"]] == ["end_user"]


@pytest.mark.parametrize("notice", SHIPPED)
def test_a_fides_manifest_has_the_documented_structure(notice: str) -> None:
    """As the models of fideslang 3.1.4 ask for; they need an older pydantic and cannot be installed beside this."""
    manifest = yaml.safe_load(fairnotice("notice", "export", notice, "--to", "fides").out)
    assert set(manifest) == {"data_use", "data_subject", "system"}
    own_uses, own_subjects = (
        {each["fides_key"] for each in manifest[kind] if each["name"] and each["description"]}
        for kind in ("data_use", "data_subject")
    )
    categories = {each.fideslang for each in CATEGORIES}
    for system in manifest["system"]:
        keyed(system["fides_key"])
        names = [each["name"] for each in system["privacy_declarations"]]
        assert len(set(names)) == len(names)
        for each in system["privacy_declarations"]:
            assert each["data_categories"]
            assert set(each["data_categories"]) <= categories
            assert each["data_use"] in own_uses or "." in each["data_use"] or each["data_use"] in USES
            assert {keyed(subject) for subject in each["data_subjects"]} - own_subjects <= SUBJECTS
            assert isinstance(each["processes_special_category_data"], bool)
    assert all("." not in keyed(each) for each in own_uses | own_subjects), "a dot would want a parent"


USES = {"analytics", "collect", "employment", "essential", "finance", "functional", "marketing", "operations", "sales"}
USES |= {"personalize", "third_party_sharing"}
SUBJECTS = frozenset(
    ["anonymous_user", "customer", "employee", "job_applicant", "patient", "prospect", "supplier_vendor", "visitor"]
)


def keyed(key: Any) -> str:
    assert re.fullmatch(r"[a-zA-Z0-9_.<>-]+", key)
    return str(key)


@pytest.mark.parametrize(
    ("name", "dpv"),
    [("marketing", "dpv:Marketing"), ("fraud_prevention", "dpv:FraudPreventionAndDetection"), ("supporters", "")],
)
def test_purposes_are_known_by_whole_words_of_their_ids(name: str, dpv: str) -> None:
    assert term("purposes", "dpv", name) == dpv


def test_a_form_that_there_is_not_is_status_2(tmp_path: Path) -> None:
    assert fairnotice("notice", "export", SHIPPED[0], "--to", "xml").status == 2
    ran = fairnotice("notice", "export", SHIPPED[0], "--to", "dpv", "--output", tmp_path / "absent" / "x.json")
    assert ran.status == 2
    assert "cannot be written" in ran.err
