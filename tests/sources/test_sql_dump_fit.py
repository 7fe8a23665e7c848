"""Which files are dumps."""

import pytest

from scanner.source import Fit, Head
from scanner.sources.sql_dump import SOURCE
from tests.sources.dump_writing import MYSQL, POSTGRESQL, SQLITE


def fit(text: str, name: str = "x") -> Fit:
    data = text.encode()
    return SOURCE.fit(Head(name, data, text))


@pytest.mark.parametrize(
    "text",
    [
        POSTGRESQL,
        MYSQL,
        SQLITE,
        "--\n-- PostgreSQL database cluster dump\n--\n",
        "/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19  Distrib 10.11\n",
    ],
)
def test_headers_are_signatures(text):
    assert fit(text) is Fit.SIGNATURE


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t VALUES (1);\n",
        "-- mine\n\n/* two\nlines */\nSET x = 1;\ninsert into t (a) values\n(1);\n",
        "COPY public.t (a, b) FROM stdin;\n1\t2\n",
        "USE [a]\nGO\nINSERT [t] ([a]) VALUES (1)\n",
    ],
)
def test_statements_with_rows_are_content(text):
    assert fit(text) is Fit.CONTENT


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01 10:00 LOG: statement: INSERT INTO t VALUES (1);\n",
        "2020-01-01 10:00 LOG: statement:\nINSERT INTO t VALUES (1);\n",
        "# How to\n\n    INSERT INTO t VALUES (1);\n",
        "Select a town to begin with.\nCopy it.\n",
        "a,b\n1,INSERT INTO t VALUES (1)\n",
        "",
    ],
)
def test_other_text_is_not_a_dump(text):
    assert fit(text) is Fit.NO


def test_a_name_is_enough_where_there_are_no_rows():
    assert fit("create view v as select 1;\n", "schema.sql") is Fit.NAME
    assert SOURCE.fit(Head("x.sql", b"\x00\x01", None)) is Fit.NO
