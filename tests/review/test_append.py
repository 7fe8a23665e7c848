"""New entries go to the end of what people wrote, and are read back as they were given."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.acceptances import Entry, read_acceptances
from scanner.errors import UsageError
from scanner.review.append import append

HEAD = "# Ours.\nformat: fairnotice-accept/1\n"
ONE = "- field: fax   # nobody has one\n  reason: old\n  owner: Ada\n"
INDENTED = "".join(f"    {line}\n" for line in ONE.splitlines())
ENTRY = Entry(
    finding="0123456789abcdef", reason="agreed: until 2027 # no comment", owner="Bo", expires=date(2027, 6, 30)
)

printable = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1)
words = printable.map(str.strip).filter(bool)
entries = st.builds(
    Entry,
    finding=st.text("0123456789abcdef", min_size=8, max_size=32),
    verdict=st.sampled_from(["accepted", "false_positive", "todo"]),
    reason=words,
    owner=words,
    expires=st.none() | st.dates(),
    note=st.just("") | words,
)


@given(st.lists(entries, min_size=1, max_size=4))
def test_entries_are_read_back_as_they_were_given(given_: list[Entry]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "accept.yaml"
        for each in given_:
            append(file, each)
        assert [each.entry for each in read_acceptances(file)] == given_


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        f"{HEAD}entries:\n",
        f"{HEAD}entries:",
        f"{HEAD}entries:\n{ONE}",
        f"{HEAD}entries:\n{INDENTED}# the end",
        f"entries:\n{ONE}".replace("entries", "format: fairnotice-accept/1\nentries"),
    ],
)
def test_what_people_wrote_stays_as_it_is(tmp_path: Path, text: str) -> None:
    file = tmp_path / "accept.yaml"
    file.write_text(text)
    before = len(read_acceptances(file))
    append(file, ENTRY)
    append(file, ENTRY)
    assert file.read_text().startswith(text)
    assert [each.entry for each in read_acceptances(file)][before:] == [ENTRY, ENTRY]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}entries: []\n",
        f"entries:\n{ONE}format: fairnotice-accept/1\n",
        f"{HEAD}entries:\n{ONE}...\n",
    ],
)
def test_a_file_that_cannot_grow_at_its_end_is_left_alone(tmp_path: Path, text: str) -> None:
    file = tmp_path / "accept.yaml"
    file.write_text(text)
    with pytest.raises(UsageError, match="cannot be added at its end"):
        append(file, ENTRY)
    assert file.read_text() == text
