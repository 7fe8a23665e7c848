from __future__ import annotations

from benchmarks.accuracy import Span, ours, report, score


def test_spans_are_in_code_points_and_levels_are_told_apart() -> None:
    found = ours(["Grüße an jörg@example.com", "nothing here"])
    assert found == [[Span(9, 25, "EMAIL")], []]


def test_each_span_is_matched_once_and_best_first() -> None:
    gold = [[Span(0, 10, "PHONE"), Span(12, 20, "PHONE")]]
    found = [[Span(0, 10, "PHONE"), Span(0, 9, "PHONE"), Span(13, 20, "PHONE")]]
    one = score(gold, found)["PHONE"]
    assert (one.gold, one.found, one.hit, one.right) == (2, 3, 2, 2)


def test_less_than_half_in_common_is_no_match() -> None:
    assert score([[Span(0, 10, "URL")]], [[Span(6, 16, "URL")]])["URL"].hit == 0


def test_a_place_inside_an_address_is_no_false_alarm() -> None:
    gold = [[Span(0, 30, "ADDRESS"), Span(40, 44, "LOCATION")]]
    one = score(gold, [[Span(20, 30, "LOCATION"), Span(50, 55, "LOCATION")]])["LOCATION"]
    assert (one.found, one.right) == (1, 0)


def test_an_address_is_found_when_half_of_it_is_covered() -> None:
    gold = [[Span(0, 30, "ADDRESS")]]
    assert score(gold, [[Span(0, 10, "ADDRESS"), Span(12, 20, "LOCATION")]])["ADDRESS"].hit == 1
    assert score(gold, [[Span(0, 10, "ADDRESS")]])["ADDRESS"].hit == 0


def test_the_table_has_a_row_for_each_type_of_the_gold() -> None:
    text = "write to ann@example.org"
    lines = list(report([text], [[Span(9, 24, "EMAIL")]], lambda _: [[]]))
    assert len(lines) == 2
    assert "1.00 / 1.00 / 1.000" in lines[1]
    assert "0.00 / 0.00 / 0.000" in lines[1]
