from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.detector.mask import DOT, mask
from scanner.detector.rule import Mask

VALUES = st.one_of(
    st.text(min_size=1, max_size=60),
    st.text("0123456789 -", min_size=1, max_size=24),
    st.emails(),
    st.from_regex(r"[a-z.]{1,20}(@|%40)[a-z.]{1,20}", fullmatch=True),
)


def _alnums(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@pytest.mark.parametrize(
    ("how", "most"), [(Mask.LAST4, 4), (Mask.LAST2, 2), (Mask.FIRST, 1), (Mask.START, 8), (Mask.NOTHING, 0)]
)
@given(value=VALUES)
def test_no_more_is_shown_than_the_mask_says(how: Mask, most: int, value: str) -> None:
    shown = mask(value, how)
    assert len(_alnums(shown)) <= most
    if how is Mask.START:
        assert len(shown.rstrip(DOT)) <= max(len(value) // 3, 0)


@pytest.mark.parametrize("how", list(Mask))
@given(value=VALUES)
def test_a_value_is_never_shown_whole(how: Mask, value: str) -> None:
    if how is Mask.EMAIL and not re.fullmatch(r"[^@]*[^\W_][^@]*[^\W_][^@]*@[^@.]*\w[^@.]*\.[^@]+", value):
        return
    if len(_alnums(value)) >= 2 and how is not Mask.LENGTH:
        assert _alnums(value) != _alnums(mask(value, how))
        if len(_alnums(value)) >= 6:
            assert value not in mask(value, how)


@given(value=VALUES)
def test_of_a_text_only_its_length_is_shown(value: str) -> None:
    assert mask(value, Mask.LENGTH) == f"({len(value.strip())} characters)" or not value.isprintable()


@given(st.emails())
def test_of_an_address_two_letters_and_the_last_label_are_shown(value: str) -> None:
    last = value.rpartition(".")[2]
    shown = _alnums(mask(value, Mask.EMAIL))
    assert len(shown) <= 2 + len(_alnums(last))
    assert shown.endswith(_alnums(last))


@pytest.mark.parametrize(
    ("value", "how", "shown"),
    [
        ("jane.doe@example.com", Mask.EMAIL, "j•••@e•••.com"),
        ("j@example.com", Mask.EMAIL, "•••@e•••.com"),
        ("root@localhost", Mask.EMAIL, "r•••@l•••"),
        ("jane%40example.com", Mask.EMAIL, "j•••%40e•••.com"),
        ("no sign here", Mask.EMAIL, "n•••"),
        ("4111 1111 1111 1234", Mask.LAST4, "•••• •••• •••• 1234"),
        ("123-45-6789", Mask.LAST4, "•••-••-••••"),
        ("(415) 867-5309", Mask.LAST2, "(•••) •••-••09"),
        ("12345", Mask.LAST2, "•••••"),
        ("Ingrid", Mask.FIRST, "I•••"),
        ("X", Mask.FIRST, "•••"),
        ("203.0.113.77", Mask.START, "203•••"),
        ("1984-03-12", Mask.NOTHING, "••••-••-••"),
        ("कीर्ति", Mask.NOTHING, "••••••"),
    ],
)
def test_masks(value: str, how: Mask, shown: str) -> None:
    assert mask(value, how) == shown


@pytest.mark.parametrize("how", list(Mask))
@given(value=st.text("\x00\x1b[31m\n\r\u202eab@.", min_size=1, max_size=30))
def test_nothing_that_moves_a_cursor_is_shown(how: Mask, value: str) -> None:
    assert mask(value, how).isprintable()
