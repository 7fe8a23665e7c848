"""Labels in comments of dumps: which texts are labels, and that no text makes the search slow."""

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from scanner.sources._sql.comments import OPTION, STATEMENT, hints, statement_hints

words = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)


def pairs(comment: str) -> list[tuple[str, str]]:
    return [(hint.key, hint.value) for hint in hints(comment.encode(), "t", "f")]


def test_what_is_a_label() -> None:
    assert pairs("Leads. fairnotice: source=third_party, purpose = marketing; owner=Ads.") == [
        ("source", "third_party"), ("purpose", "marketing"), ("owner", "Ads"),
    ]  # fmt: skip
    assert pairs("fairnotice: source=third_party and more = less") == [("source", "third_party")]
    assert pairs("source=third_party") == []
    assert pairs("unfairnotice: source=third_party") == []
    assert pairs("fairnotice: none") == []


@given(st.lists(st.tuples(words, words), max_size=5), st.sampled_from([", ", " ", ";", ",\n"]))
def test_each_pair_is_read(given_pairs: list[tuple[str, str]], between: str) -> None:
    assert pairs("fairnotice: " + between.join(f"{key}={value}" for key, value in given_pairs)) == given_pairs


def test_the_names_of_a_statement() -> None:
    match = STATEMENT.match(b"""COMMENT ON COLUMN public."Lead List".email IS 'It''s. fairnotice: owner=Ads';""")
    assert match is not None
    (hint,) = statement_hints(match, "crm")
    assert (hint.table, hint.field, hint.where) == ("crm.public.Lead List", "email", "comment on the column")


def test_hostile_text_takes_no_time() -> None:
    start = perf_counter()
    pairs("fairnotice: " + "a" * 200_000)
    pairs("fairnotice:" + "a=b" * 100_000)
    for _ in range(100):
        STATEMENT.match(b"COMMENT ON TABLE a IS '" + b"''" * 10_000)
        OPTION.match(b" COMMENT" * 5_000 + b"'")
    assert perf_counter() - start < 2
