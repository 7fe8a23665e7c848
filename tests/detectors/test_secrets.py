"""Keys, tokens and passwords, each put together here from parts, so that nothing takes this file for a leak."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.detector.mask import mask
from scanner.model.found import Confidence
from tests.detectors.looking import BOOK, holding, spans_of

HEX = "0123456789abcdef"
SALT = "c2FsdHNhbHQ"


def _part(content: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")


@given(
    st.lists(st.sampled_from(["HS256", "RS256", "ES256", "none"]), min_size=1, max_size=5),
    st.text(max_size=30),
    st.binary(max_size=64),
)
def test_web_tokens_are_found_whole(algorithms: list[str], subject: str, signature: bytes) -> None:
    end = base64.urlsafe_b64encode(signature).decode().rstrip("=")
    texts = [f"{_part({'alg': name})}.{_part({'sub': subject})}.{end}" for name in algorithms]
    assert holding("secret_token", texts) == set(range(len(texts)))


KEYS = [
    "AKIA" + "A2B3C4D5E6F7G2H3", "ASIA" + "ZZZZYYYYXXXXWWWW", "ghp" + "_" + "a1" * 18, "gho" + "_" + "0" * 36,
    "github" + "_pat_" + "1A" * 11 + "_" + "b2" * 29 + "c", "glpat" + "-" + "x" * 20, "npm" + "_" + "Q" * 36,
    "xoxb" + "-123456789012-" + "abcdefghijkl", "sk" + "_live_" + "4e" * 12, "AI" + "za" + "S" * 35,
    "-----BEGIN " + "EC PRIVATE KEY-----", "-----BEGIN " + "OPENSSH PRIVATE KEY-----",
    "-----BEGIN " + "PGP PRIVATE KEY BLOCK-----",
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS, ids=range(len(KEYS)))
def test_keys_of_services_are_found_in_text_and_in_fields(key: str) -> None:
    found = [(0, key, Confidence.CERTAIN)]
    assert spans_of("secret_token", [f"found {key} in the log"]) == found
    assert spans_of("secret_token", [key], "value") == found
    assert not set(mask(key, BOOK.rules["secret_token"].mask)) & set("0123456789AKIaki")


@pytest.mark.parametrize(
    "text",
    ["-----BEGIN PUBLIC KEY-----", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI", "eyJ.eyJ.x", "AKIA", "sk_live_", "ghp_1",
     "Bearer of good news, internationalization", "xoxb-", "npm_config_registry=https://registry.example"],
)  # fmt: skip
def test_no_secret(text: str) -> None:
    assert spans_of("secret_token", [text]) == []


@pytest.mark.parametrize(
    "field", ["api_key", "accessToken", "session.id", "client-secret", "refresh_token", "PHPSESSID"]
)
def test_a_name_makes_random_characters_a_secret(field: str) -> None:
    texts = ["b7e2fq93klm0zx81ttqe", "12", "none", "", None, "disabled", "2018-11-30"]
    assert holding("secret_field", texts, field) == {0}
    assert holding("secret_field", texts, f"{field}_count") == set()


SCHEMES = [
    "$2y$10$" + "a" * 53,
    "$argon2i$v=19$m=4096,t=3,p=1$" + f"{SALT}$" + "b" * 43,
    "$5$rounds=5000$saltsalt$" + "c" * 43,
    "$6$saltsalt$" + "d" * 86,
    "$1$saltsalt$" + "e" * 22,
    "$apr1$saltsalt$" + "f" * 22,
    "$y$j9T$" + "g" * 22 + "$" + "h" * 43,
    "$gy$j9T$" + "g" * 22 + "$" + "h" * 43,
    "$H$9" + "i" * 30,
    "$S$D" + "j" * 51,
    "$scrypt$ln=16,r=8,p=1$" + f"{SALT}$" + "k" * 43,
    "$pbkdf2-sha512$25000$" + f"{SALT}$" + "l" * 86,
    "pbkdf2_sha1$1000$salt$" + "m" * 27 + "=",
    "pbkdf2:sha256:600000$saltsalt$" + "0f" * 32,
    "scrypt:32768:8:1$saltsalt$" + "0f" * 64,
    "sha1$salt$" + "0f" * 20,
    "SCRAM-SHA-256$4096:" + f"{SALT}=$" + "n" * 43 + "=:" + "o" * 43 + "=",
    "{SSHA512}" + "p" * 96,
    "{MD5}" + "q" * 22 + "==",
    "AQAAAAEAACcQAAAA" + "r" * 67 + "=",
]


@pytest.mark.parametrize("digest", SCHEMES, ids=lambda digest: digest[:12])
def test_every_scheme_of_password_hashes_is_found_whole(digest: str) -> None:
    found = [(0, digest, Confidence.CERTAIN)]
    assert spans_of("password_hash", [f"user {digest} ok"]) == found
    assert spans_of("password_hash", [digest], "value") == found


@given(st.lists(st.tuples(st.sampled_from(["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]), st.binary())))
def test_bare_digests_are_passwords_only_where_the_name_says_so(values: list[tuple[str, bytes]]) -> None:
    texts = [hashlib.new(name, content).hexdigest() for name, content in values]
    assert holding("password_digest", texts, "user_pwd_hash") == set(range(len(texts)))
    assert holding("password_digest", texts, "sha256") == set()


def test_passwords_in_clear_need_a_name_and_a_mixture() -> None:
    texts = ["tr0ub4dor", "horse-battery", "********", "true", "12345", "expired", "a b c 1", None]
    assert holding("password_plain", texts, "password") == {0, 1}
    assert holding("password_plain", texts, "must_change_password") == set()


@given(st.lists(st.text(HEX + "$.:", max_size=60), min_size=1, max_size=20))
def test_noise_of_digits_and_signs_holds_no_hash(texts: list[str]) -> None:
    assert spans_of("password_hash", texts) == []


def test_cookies_of_analytics() -> None:
    texts = ["GA1.2.1033501218.1541234567", "fb.1.1541234567890.1098115397", "GS1.1.1541234567.1.1.1541234599.0.0.0"]
    assert holding("cookie_value", texts) == {0, 1, 2}
    assert spans_of("cookie_value", ["GA1.2.3.4", "fb.1.2", "GS1.1", "ga1.2.1033501218.1541234567"]) == []
