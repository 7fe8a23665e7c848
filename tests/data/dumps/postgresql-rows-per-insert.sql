--
-- PostgreSQL database dump
--

\restrict w6tQjN66M1Z75TPDvpNWe8BwX4x7LaAzDb2r7f0eM9lH7dSV0xGgCmFxGWDGjhe

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

--
-- Name: noted(); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.noted() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
INSERT INTO log VALUES (NEW.id);
RETURN NEW;
END $$;


ALTER FUNCTION public.noted() OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: Bob's "odd", (table) `x`; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public."Bob's ""odd"", (table) `x`" (
    id integer NOT NULL,
    "full name, x" text,
    "quo""te'd" text,
    "(paren)" text,
    "back`tick" text,
    key text
);


ALTER TABLE public."Bob's ""odd"", (table) `x`" OWNER TO postgres;

--
-- Name: empty; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.empty (
    a text
);


ALTER TABLE public.empty OWNER TO postgres;

--
-- Name: log; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.log (
    a text
);


ALTER TABLE public.log OWNER TO postgres;

--
-- Name: one; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.one (
    single text
);


ALTER TABLE public.one OWNER TO postgres;

--
-- Name: TABLE one; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON TABLE public.one IS 'don''t; ask';


--
-- Name: plain; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.plain (
    id bigint,
    amount numeric(9,2) DEFAULT 1.50,
    at timestamp with time zone,
    tags text[],
    js jsonb,
    raw bytea,
    ok boolean,
    made integer GENERATED ALWAYS AS ((id * 2)) STORED
);


ALTER TABLE public.plain OWNER TO postgres;

--
-- Data for Name: Bob's "odd", (table) `x`; Type: TABLE DATA; Schema: public; Owner: postgres
--

INSERT INTO public."Bob's ""odd"", (table) `x`" VALUES
	(1, NULL, 'NULL', '\N', '', ' '),
	(2, 'NULL', ' ', 'it''s', '\\', '\n'),
	(3, '\N', 'it''s', '''\', '	', '-- no comment'),
	(4, '', '\\', '	', ';', '{a,NULL,"b,c"}'),
	(5, ' ', '\n', '-- no comment', '{a,NULL,"b,c"}', 'E''x\'''),
	(6, '''', '', '\.', '$1', 'NULL'),
	(7, '''''', '),(', 'é中م', 'null', '\\');
INSERT INTO public."Bob's ""odd"", (table) `x`" VALUES
	(8, 'it''s', '-- no comment', '$$', ' ', '),('),
	(9, '"', ''');
DROP TABLE x; --', '0x41', '\''', 'line
\.
line'),
	(10, '\', 'line
\.
line', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'tab	bed', '$$'),
	(11, '\\', '{a,NULL,"b,c"}', ' ', ''');
DROP TABLE x; --', '{}'),
	(12, '\''', 'jane.doe@mail.example', '\', 'é中م', 'it''s'),
	(13, '''\', '$$', 'a
b', 'N''x''', ''),
	(14, '\n', 'E''x\''', '),(', '{}', ''');
DROP TABLE x; --');
INSERT INTO public."Bob's ""odd"", (table) `x`" VALUES
	(15, 'a
b', '%_\%\_', ';', '''', 'jane.doe@mail.example'),
	(16, 'a
b', '{}', 'COPY x (a) FROM stdin;
1
\.
', '''\', '%_\%\_'),
	(17, '', 'NULL', 'jane.doe@mail.example', '),(', ' '),
	(18, '	', ' ', 'N''x''', '
INSERT INTO clients VALUES (1, ''x'');
', '\n'),
	(19, 'tab	bed', 'it''s', 'DEFAULT', '😀 𠀀', '-- no comment'),
	(20, '),(', '\\', 'NULL', 'E''x\''', '{a,NULL,"b,c"}'),
	(21, '''),(''', '\n', '''''', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'E''x\''');
INSERT INTO public."Bob's ""odd"", (table) `x`" VALUES
	(22, '--', '', '\''', '''''', 'NULL'),
	(23, '-- no comment', '),(', '', '\n', '\\'),
	(24, '/* none */', '-- no comment', '--', '''),(''', '),('),
	(25, ';', ''');
DROP TABLE x; --', '
INSERT INTO clients VALUES (1, ''x'');
', '\.', 'line
\.
line'),
	(26, ''');
DROP TABLE x; --', 'line
\.
line', '{a,NULL,"b,c"}', 'jane.doe@mail.example', '$$'),
	(27, '
INSERT INTO clients VALUES (1, ''x'');
', '{a,NULL,"b,c"}', ')', '`', '{}'),
	(28, '\.', 'jane.doe@mail.example', '`', NULL, 'it''s');
INSERT INTO public."Bob's ""odd"", (table) `x`" VALUES
	(29, 'line
\.
line', '$$', '{}', 'it''s', ''),
	(30, 'COPY x (a) FROM stdin;
1
\.
', 'E''x\''', '', 'a
b', ''');
DROP TABLE x; --'),
	(31, '{"a": ["b\n", {"c": null}], "d": "it''s"}', '%_\%\_', '"', '--', 'jane.doe@mail.example'),
	(32, '{a,NULL,"b,c"}', '{}', '\n', 'line
\.
line', '%_\%\_'),
	(33, 'é中م', 'NULL', 'tab	bed', '(((', ' '),
	(34, '😀 𠀀', ' ', '/* none */', '0x41', '\n'),
	(35, 'jane.doe@mail.example', 'it''s', 'line
\.
line', 'NULL', '-- no comment');
INSERT INTO public."Bob's ""odd"", (table) `x`" VALUES
	(36, '(((', '\\', '😀 𠀀', '"', '{a,NULL,"b,c"}'),
	(37, ')', '\n', '$1', 'a
b', 'E''x\'''),
	(38, '$$', '', '%_\%\_', '-- no comment', 'NULL'),
	(39, '$1', '),(', NULL, 'COPY x (a) FROM stdin;
1
\.
', '\\'),
	(40, 'N''x''', '-- no comment', '''', ')', '),('),
	(41, 'E''x\''', ''');
DROP TABLE x; --', '\\', '%_\%\_', 'line
\.
line'),
	(42, '`', 'line
\.
line', 'a
b', '\N', '$$');
INSERT INTO public."Bob's ""odd"", (table) `x`" VALUES
	(43, '0x41', '{a,NULL,"b,c"}', '''),(''', '\', '{}'),
	(44, '%_\%\_', 'jane.doe@mail.example', ''');
DROP TABLE x; --', '', 'it''s'),
	(45, 'DEFAULT', '$$', '{"a": ["b\n", {"c": null}], "d": "it''s"}', '/* none */', ''),
	(46, 'null', 'E''x\''', '(((', '{"a": ["b\n", {"c": null}], "d": "it''s"}', ''');
DROP TABLE x; --'),
	(47, '{}', '%_\%\_', 'E''x\''', '$$', 'jane.doe@mail.example'),
	(48, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '{}', 'null', 'DEFAULT', '%_\%\_'),
	(49, 'NULL', '\N', '', ' ', '''');
INSERT INTO public."Bob's ""odd"", (table) `x`" VALUES
	(50, '\N', '''', '"', '\''', 'a
b'),
	(51, '', '"', '\n', 'tab	bed', '/* none */'),
	(52, ' ', '\''', 'tab	bed', ''');
DROP TABLE x; --', 'é中م'),
	(53, '''', 'a
b', '/* none */', 'é中م', '`'),
	(54, '''''', '	', 'line
\.
line', 'N''x''', '\N'),
	(55, 'it''s', '''),(''', '😀 𠀀', '{}', '\'''),
	(56, '"', '/* none */', '$1', '''', '''),(''');
INSERT INTO public."Bob's ""odd"", (table) `x`" VALUES
	(57, '\', '
INSERT INTO clients VALUES (1, ''x'');
', '%_\%\_', '''\', 'COPY x (a) FROM stdin;
1
\.
'),
	(58, '\\', 'COPY x (a) FROM stdin;
1
\.
', NULL, '),(', '$1'),
	(59, '\''', 'é中م', '''', '
INSERT INTO clients VALUES (1, ''x'');
', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'),
	(60, '''\', '(((', '\\', '😀 𠀀', '"'),
	(61, '\n', '$1', 'a
b', 'E''x\''', '	'),
	(62, 'a
b', '`', '''),(''', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '
INSERT INTO clients VALUES (1, ''x'');
'),
	(63, 'a
b', 'DEFAULT', ''');
DROP TABLE x; --', '''''', '(((');
INSERT INTO public."Bob's ""odd"", (table) `x`" VALUES
	(64, '', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '{"a": ["b\n", {"c": null}], "d": "it''s"}', '\n', 'DEFAULT'),
	(65, '	', '\N', '(((', '''),(''', ''''),
	(66, 'tab	bed', '''', 'E''x\''', '\.', 'a
b'),
	(67, '),(', '"', 'null', 'jane.doe@mail.example', '/* none */'),
	(68, '''),(''', '\''', '\N', '`', 'é中م'),
	(69, '--', 'a
b', 'it''s', NULL, '`'),
	(70, '-- no comment', '	', '''\', 'it''s', '\N');
INSERT INTO public."Bob's ""odd"", (table) `x`" VALUES
	(71, '/* none */', '''),(''', '	', 'a
b', '\'''),
	(72, ';', '/* none */', '-- no comment', '--', '''),('''),
	(73, ''');
DROP TABLE x; --', '
INSERT INTO clients VALUES (1, ''x'');
', '\.', 'line
\.
line', 'COPY x (a) FROM stdin;
1
\.
'),
	(74, '
INSERT INTO clients VALUES (1, ''x'');
', 'COPY x (a) FROM stdin;
1
\.
', 'é中م', '(((', '$1'),
	(75, '\.', 'é中م', '$$', '0x41', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'),
	(76, 'line
\.
line', '(((', '0x41', 'NULL', '"'),
	(77, 'COPY x (a) FROM stdin;
1
\.
', '$1', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '"', '	');
INSERT INTO public."Bob's ""odd"", (table) `x`" VALUES
	(78, '{"a": ["b\n", {"c": null}], "d": "it''s"}', '`', ' ', 'a
b', '
INSERT INTO clients VALUES (1, ''x'');
'),
	(79, '{a,NULL,"b,c"}', 'DEFAULT', '\', '-- no comment', '((('),
	(80, 'é中م', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'a
b', 'COPY x (a) FROM stdin;
1
\.
', 'DEFAULT');


--
-- Data for Name: empty; Type: TABLE DATA; Schema: public; Owner: postgres
--



--
-- Data for Name: log; Type: TABLE DATA; Schema: public; Owner: postgres
--



--
-- Data for Name: one; Type: TABLE DATA; Schema: public; Owner: postgres
--

INSERT INTO public.one VALUES
	(''),
	(NULL),
	('\.'),
	(' ');


--
-- Data for Name: plain; Type: TABLE DATA; Schema: public; Owner: postgres
--

INSERT INTO public.plain VALUES
	(-1, -12.50, '2020-02-03 04:05:06+00', '{"a,b",NULL,it''s}', '{"k": "v\n"}', '\x00ff27', true, DEFAULT),
	(2, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT);


--
-- Name: Bob's "odd", (table) `x` Bob's "odd", (table) `x`_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public."Bob's ""odd"", (table) `x`"
    ADD CONSTRAINT "Bob's ""odd"", (table) `x`_pkey" PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--

\unrestrict w6tQjN66M1Z75TPDvpNWe8BwX4x7LaAzDb2r7f0eM9lH7dSV0xGgCmFxGWDGjhe

