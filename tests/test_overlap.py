"""Fields that hold largely the same values are told, whatever the spelling, and nothing is told of others."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.detector.compiled import Words
from scanner.model.data import Origin
from scanner.overlap import FEWEST, PARTNERS, Sketched, bounds_of, compared
from scanner.tally import SKETCH, smallest
from tests.command import NOTICE, fairnotice

EVERY = np.uint64(2**64 - 1)


def drawn(seed: int, count: int) -> Words:
    return np.random.default_rng(seed).integers(0, 2**64, count, dtype=np.uint64) | np.uint64(1)


def field(name: str, values: Words, space: float = 1e12) -> Sketched:
    known = smallest(values)
    limit = known[-1] if len(known) == SKETCH else EVERY
    return Sketched(Origin("a.csv", field=name), "contact.email", known, limit, space)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    shared=st.integers(600, 20_000),
    mine=st.integers(0, 300),
    others=st.integers(0, 40_000),
)
def test_the_estimate_is_near_the_true_share(seed: int, shared: int, mine: int, others: int) -> None:
    values = drawn(seed, shared + mine + others)
    one, other = values[: shared + mine], np.concatenate([values[:shared], values[shared + mine :]])
    (told,) = compared([field("one", one), field("other", other)])
    truth = {"one": shared / len(one), "other": shared / len(other)}
    for place, share in ((told.a, told.a_in_b), (told.b, told.b_in_a)):
        reach = 2.5 * max(share.high - share.share, share.share - share.low) + 0.001  # five standard errors
        assert abs(share.share - truth[place.field]) <= reach
    assert told.exact == (max(len(one), len(other)) < SKETCH)
    assert abs(told.shared - shared) <= 0.3 * shared


@given(st.lists(st.integers(0, 2**64 - 1), max_size=3000), st.randoms(use_true_random=False))
def test_a_sketch_is_the_same_in_any_order_of_merging(values: list[int], rng: random.Random) -> None:
    whole = smallest(np.array(values, np.uint64))
    rng.shuffle(values)
    cut = rng.randint(0, len(values))
    parts = [smallest(np.array(part, np.uint64)) for part in (values[cut:], values[:cut])]
    assert smallest(np.concatenate(parts)).tolist() == whole.tolist()


@given(st.integers(1, 1000), st.integers(0, 1000))
def test_bounds_lie_around_the_share(count: int, part: int) -> None:
    part = min(part, count)
    low, high = bounds_of(np.array([part]), np.array([count]), np.array([False]))
    assert 0 <= low <= part / count + 1e-12
    assert part / count - 1e-12 <= high <= 1


def test_small_fields_are_counted() -> None:
    values = drawn(1, 60)
    (told,) = compared([field("one", values[:40]), field("other", values[10:])])
    assert (told.shared, told.exact) == (30, True)
    assert (told.a.field, told.a_in_b.share, told.b_in_a.share) == ("one", 0.75, 0.6)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(drawn(1, 5000), drawn(2, 5000), id="unrelated"),
        pytest.param(drawn(1, FEWEST - 1), drawn(1, FEWEST - 1), id="too few"),
        pytest.param(drawn(1, 400), np.concatenate([drawn(1, 400)[:180], drawn(2, 400)]), id="less than half"),
        pytest.param(drawn(1, 200), np.append(drawn(1, 200), drawn(2, 2_000_000)), id="too many more"),
    ],
)
def test_nothing_is_told_without_evidence(one: Words, other: Words) -> None:
    assert not list(compared([field("one", one), field("other", other)]))


def test_nothing_is_told_where_chance_would_do_it() -> None:
    space = drawn(1, 2000)
    rng = np.random.default_rng(2)
    fields = [field(name, rng.choice(space, 1500, replace=False), 2000) for name in ("one", "other")]
    assert not list(compared(fields))


def test_of_many_alike_each_is_named_with_a_few() -> None:
    values = drawn(1, 3000)
    told = list(compared([field(f"f{number:03}", values) for number in range(300)]))
    named = [place.field for each in told for place in (each.a, each.b)]
    assert set(named) == {f"f{number:03}" for number in range(300)}
    assert len(told) <= 300 * PARTNERS


def test_groups_are_found_among_many() -> None:
    fields = [field(f"f{number:04}", drawn(number // 2, 200)) for number in range(2000)]
    told = list(compared(fields))
    assert len(told) == 1000
    assert all(int(each.a.field[1:]) // 2 == int(each.b.field[1:]) // 2 for each in told)


def test_where_all_share_something_those_that_share_most_are_named() -> None:
    """Each field has 60 % of its values from a pool that all have, and the rest with its twin alone."""
    pool = drawn(1, 1500)
    rng = np.random.default_rng(2)
    fields = []
    for number in range(300):
        own = drawn(100 + number // 2, 1000)
        fields.append(field(f"f{number:03}", np.concatenate([rng.choice(pool, 1200, replace=False), own])))
    told = list(compared(fields))[:150]
    assert {int(each.a.field[1:]) // 2 for each in told} == set(range(150))
    assert all(int(each.a.field[1:]) // 2 == int(each.b.field[1:]) // 2 for each in told)


# --- the whole command ----------------------------------------------------------------------------

GIVEN = ("Anna", "Bob", "Carol", "Deniz", "Emil", "Fatou", "Goran", "Hanna", "Ivan", "Jorge", "Kim", "Lea")
FAMILY = ("Berg", "Costa", "Dahl", "Evans", "Fischer", "Garcia", "Haddad", "Ito", "Jensen", "Kaya", "Lund", "Meier")


def people(seed: int, count: int) -> list[dict[str, str]]:
    rng = random.Random(seed)
    return [
        {
            "mail": f"{rng.choice(GIVEN)}.{rng.choice(FAMILY)}{rng.randint(10, 10**6)}@nordlys-mail.org".lower(),
            "phone": f"{rng.choice((212, 415, 303, 512, 617))}{rng.randint(200, 999)}{rng.randint(2000, 9999)}",
            "first": rng.choice(GIVEN),
            "gender": rng.choice(("female", "male")),
            "born": f"{rng.randint(1940, 2000)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        }
        for _ in range(count)
    ]


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    path.write_text("\n".join([",".join(header), *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")


def stores(folder: Path, leads: int = 970, count: int = 1000, known: int = 4000) -> Path:
    """Customers, and bought leads of whom so many are customers too, spelled in another way."""
    customers = people(1, known)
    rows = [*customers[:leads], *people(2, count - leads)]
    folder.mkdir()
    write(
        folder / "customers.csv",
        ("id", "first_name", "email", "phone", "gender", "date_of_birth"),
        (
            (str(number), each["first"], each["mail"], f"+1{each['phone']}", each["gender"], each["born"])
            for number, each in enumerate(customers)
        ),
    )
    write(
        folder / "leads.csv",
        ("id", "first_name", "mail", "mobile", "gender", "date_of_birth"),
        (
            (
                str(number),
                each["first"],
                each["mail"].upper(),
                f"({each['phone'][:3]}) {each['phone'][3:6]}-{each['phone'][6:]}",
                each["gender"],
                each["born"],
            )
            for number, each in enumerate(rows)
        ),
    )
    return folder


def told(folder: Path, *options: object) -> list[dict[str, object]]:
    done = fairnotice("scan", folder, "--no-keep", "--ner", "off", "--format", "json", *options)
    found: list[dict[str, object]] = json.loads(done.out)["same_values"]
    return found


def test_bought_leads_are_found_among_customers(tmp_path: Path) -> None:
    found = told(stores(tmp_path / "data"))
    pairs = {(each["a"]["field"], each["b"]["field"]): each for each in found}  # type: ignore[index]
    assert set(pairs) == {("mail", "email"), ("mobile", "phone")}
    for each in pairs.values():
        assert each["a_in_b"]["low"] <= 0.97 <= each["a_in_b"]["high"]  # type: ignore[index]
        assert not each["exact"]


def test_the_text_names_first_what_fails_beside_what_is_declared(tmp_path: Path) -> None:
    folder = stores(tmp_path / "data", 200, 200, 500)
    (folder / "fairnotice.yaml").write_text(
        "format: fairnotice-labels/1\nentries:\n- {match: leads.csv, source: third_party}\n", encoding="utf-8"
    )
    done = fairnotice("scan", folder, "--no-keep", "--ner", "off", "--notice", NOTICE)
    told = " ".join(done.out[done.out.index("The same values") :].split())
    first = told[: told.index("leads.csv: mail ")]
    assert "leads.csv: mobile 100 % of its values are in" in first
    assert "it fails and that one is declared" in first


def test_the_report_is_the_same_with_any_number_of_workers(tmp_path: Path) -> None:
    folder = stores(tmp_path / "data")
    assert told(folder, "--jobs", 1) == told(folder, "--jobs", 2)


def test_nothing_is_told_of_test_values(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("one.csv", "other.csv"):
        write(folder / name, ("id", "email"), ((str(n), f"user{n}@example.com") for n in range(300)))
    assert not told(folder)


def test_a_finding_is_explained_with_what_it_shares(tmp_path: Path) -> None:
    folder = stores(tmp_path / "data", 200, 200, 500)
    report = tmp_path / "report.json"
    fairnotice("scan", folder, "--no-keep", "--ner", "off", "--format", "json", "--output", report)
    leads = next(each["asset"] for each in json.loads(report.read_text())["findings"] if "leads" in each["asset"])
    text = " ".join(fairnotice("explain", report, leads, "mail").out.split())
    assert "others 100 % of its values are in" in text
    page = fairnotice("report", report, "--to", "html").out
    assert "100 % of its values are in" in page
