from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.address import is_address, scheme_of, shown


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://jane:secret@host:5432/shop?sslmode=require", "postgresql://host:5432/shop"),
        ("postgresql://jane@/shop?host=/run", "postgresql:///shop"),
        ("postgresql://%2Frun%2Fpg/shop", "postgresql://%2Frun%2Fpg/shop"),
        ("postgresql://[::1]:5432/shop", "postgresql://[::1]:5432/shop"),
        ("MySQL://jane@host", "mysql://host"),
        ("s3://bucket/a@b/c.csv", "s3://bucket/a@b/c.csv"),
        ("https://host/file.csv?token=secret#secret", "https://host/file.csv"),
        ("postgresql://jane:sec/ret@host/shop", "postgresql://…"),
        ("postgresql://jane:s@cret@host/shop", "postgresql://…"),
        ("postgresql://jane:12/34@host/shop", "postgresql://…"),
        ("postgresql://jane:12?34@host/shop", "postgresql://…"),
        ("postgresql://jane:secret#@host/shop", "postgresql://…"),
    ],
)
def test_what_is_shown(address: str, expected: str) -> None:
    assert shown(address) == expected


@given(st.text("abcXYZ019/@:?#%[]. \n\t\u00e9", min_size=1, max_size=12))
def test_no_password_is_ever_shown(odd: str) -> None:
    password = f"s{odd}ecret"
    assert "ecret" not in shown(f"postgresql://jane:{password}@host:5432/shop")
    assert "ecret" not in shown(f"mysql://jane@host/shop?password={password}")


@pytest.mark.parametrize("path", ["a/b", "/a://b", "c:\\data", ".", "a:b", "://x"])
def test_paths_are_no_addresses(path: str) -> None:
    assert not is_address(path)
    assert scheme_of(path) == ""
