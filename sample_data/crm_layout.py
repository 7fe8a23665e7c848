"""The statements that pg_dump writes around the data of `crm/customers.sql`."""

from __future__ import annotations

CUSTOMERS = """\
id integer NOT NULL
account_no character varying(16) NOT NULL
company text NOT NULL
contact_first_name text
contact_last_name text
job_title text
email text NOT NULL
phone text
street text
postcode text
city text
state text
country character(2)
plan text
marketing_opt_in boolean
created_at timestamp with time zone DEFAULT now() NOT NULL
notes text"""
SUPPORT_CONTACTS = """\
id integer NOT NULL
customer_id integer NOT NULL
full_name text NOT NULL
role text
email text
phone text
fax text
language character(2) DEFAULT 'en'::bpchar"""
USERS = """\
id integer NOT NULL
customer_id integer
username text NOT NULL
email text NOT NULL
password_hash text NOT NULL
legacy_password_md5 character(32)
date_of_birth date
extension integer
last_login_at timestamp with time zone
last_login_ip inet
last_user_agent text
client_version text
failed_logins smallint DEFAULT 0 NOT NULL
created_at timestamp with time zone DEFAULT now() NOT NULL"""
TABLES = {"customers": CUSTOMERS, "support_contacts": SUPPORT_CONTACTS, "users": USERS}

_KEY = "q8Vd0mJfXn2RkTz5YbLwUcHs7eGpAoKi3CtNvQxWjBy6MrZlEuDhSgP1aF4I9O"
"""Newer versions of pg_dump fence their output in with such a word; it is of no use to anybody."""

_HEAD = f"""\
--
-- PostgreSQL database dump
--

\\restrict {_KEY}

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

"""


def heading(name: str, kind: str, word: str = "Name") -> str:
    """The comment above each object."""
    return f"--\n-- {word}: {name}; Type: {kind}; Schema: public; Owner: fjordtel\n--\n\n"


def _table(name: str, columns: str) -> str:
    body = ",\n".join(f"    {column}" for column in columns.split("\n"))
    sequence = f"{name}_id_seq"
    return (
        heading(name, "TABLE")
        + f"CREATE TABLE public.{name} (\n{body}\n);\n\n\nALTER TABLE public.{name} OWNER TO fjordtel;\n\n"
        + (_comment(name, "one row per contract") if name == "customers" else "")
        + heading(sequence, "SEQUENCE")
        + f"CREATE SEQUENCE public.{sequence}\n    AS integer\n    START WITH 1\n    INCREMENT BY 1\n"
        + "    NO MINVALUE\n    NO MAXVALUE\n    CACHE 1;\n\n\n"
        + f"ALTER TABLE public.{sequence} OWNER TO fjordtel;\n\n"
        + heading(sequence, "SEQUENCE OWNED BY")
        + f"ALTER SEQUENCE public.{sequence} OWNED BY public.{name}.id;\n\n\n"
    )


def _comment(table: str, text: str) -> str:
    return heading(f"TABLE {table}", "COMMENT") + f"COMMENT ON TABLE public.{table} IS '{text}';\n\n\n"


def _default(name: str) -> str:
    value = f"nextval('public.{name}_id_seq'::regclass)"
    return heading(f"{name} id", "DEFAULT") + (
        f"ALTER TABLE ONLY public.{name} ALTER COLUMN id SET DEFAULT {value};\n\n\n"
    )


def _constraint(table: str, name: str, rule: str, kind: str = "CONSTRAINT") -> str:
    return heading(f"{table} {name}", kind) + (
        f"ALTER TABLE ONLY public.{table}\n    ADD CONSTRAINT {name} {rule};\n\n\n"
    )


def start() -> str:
    """Everything before the first COPY block's heading."""
    return (
        _HEAD
        + "".join(_table(name, columns) for name, columns in TABLES.items())
        + "".join(_default(name) for name in TABLES)
    )


def end(last_ids: dict[str, int]) -> str:
    """Everything behind the last COPY block; `last_ids`: table → its highest id."""
    foreign = "FOREIGN KEY (customer_id) REFERENCES public.customers(id)"
    return (
        "".join(
            heading(f"{name}_id_seq", "SEQUENCE SET")
            + f"SELECT pg_catalog.setval('public.{name}_id_seq', {last_ids[name]}, true);\n\n\n"
            for name in TABLES
        )
        + _constraint("customers", "customers_account_no_key", "UNIQUE (account_no)")
        + "".join(_constraint(name, f"{name}_pkey", "PRIMARY KEY (id)") for name in TABLES)
        + heading("users_email_idx", "INDEX")
        + "CREATE INDEX users_email_idx ON public.users USING btree (lower(email));\n\n\n"
        + _constraint(
            "support_contacts", "support_contacts_customer_id_fkey", f"{foreign} ON DELETE CASCADE", "FK CONSTRAINT"
        )
        + _constraint("users", "users_customer_id_fkey", foreign, "FK CONSTRAINT")
        + f"--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict {_KEY}\n\n"
    )
