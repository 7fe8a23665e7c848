"""Tiny writers of dumps, one per dialect."""

from tests.sources.dump_reading import Row

POSTGRESQL = (
    "--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE public.t (\n    a text,\n    b text,\n    c text\n);\n\n"
)
POSTGRESQL_END = "\n\n--\n-- PostgreSQL database dump complete\n--\n"
MYSQL = "-- MySQL dump 10.13\n\nCREATE TABLE `t` (\n  `a` text,\n  `b` text,\n  `c` text,\n  KEY `k` (`a`)\n);\n"
MYSQL_END = "\n-- Dump completed on 2020-01-01\n"
SQLITE = "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(a, b, c);\n"

_COPY = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v"}
_MYSQL = {"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\r": "\\r", "\0": "\\0", "\x1a": "\\Z"}


def _mapped(value: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in value)


def _standard(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


def _mysql(value: str | None) -> str:
    return "NULL" if value is None else "'" + _mapped(value, _MYSQL) + "'"


def _sqlite(value: str | None) -> str:
    if value is None or "\n" not in value:
        return _standard(value)
    return (
        "replace(" + _standard(value.replace("\n", "\\n")) + ",'\\n',char(10))"
        if "\\n" not in value
        else _standard(value)
    )


def copy_dump(rows: list[Row]) -> str:
    lines = ["\t".join("\\N" if cell is None else _mapped(cell, _COPY) for cell in row) + "\n" for row in rows]
    return f"{POSTGRESQL}COPY public.t (a, b, c) FROM stdin;\n{''.join(lines)}\\.\n{POSTGRESQL_END}"


def inserts_dump(rows: list[Row]) -> str:
    lines = [f"INSERT INTO public.t VALUES ({', '.join(map(_standard, row))});\n" for row in rows]
    return POSTGRESQL + "".join(lines) + POSTGRESQL_END


def several_dump(rows: list[Row]) -> str:
    tuples = ",\n".join(f"\t({', '.join(map(_standard, row))})" for row in rows)
    return POSTGRESQL + (f"INSERT INTO public.t (a, b, c) VALUES\n{tuples};\n" if rows else "") + POSTGRESQL_END


def mysql_dump(rows: list[Row]) -> str:
    tuples = ",".join(f"({','.join(map(_mysql, row))})" for row in rows)
    return MYSQL + (f"INSERT INTO `t` VALUES {tuples};\n" if rows else "") + MYSQL_END


def sqlite_dump(rows: list[Row]) -> str:
    return SQLITE + "".join(f"INSERT INTO t VALUES({','.join(map(_sqlite, row))});\n" for row in rows) + "COMMIT;\n"


ENCODERS = [copy_dump, inserts_dump, several_dump, mysql_dump, sqlite_dump]
TABLES = {copy_dump: "public.t", inserts_dump: "public.t", several_dump: "public.t", mysql_dump: "t", sqlite_dump: "t"}
