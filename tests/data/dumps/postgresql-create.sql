--
-- PostgreSQL database dump
--

\restrict 5X7WeDngAZCsAtEdQnquh7ZNcTLCDEHXEi2pgp5UuFaQJrtlFZ2MYwceW0a35MS

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
-- Name: my shop; Type: DATABASE; Schema: -; Owner: postgres
--

CREATE DATABASE "my shop" WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE_PROVIDER = libc LOCALE = 'C';


ALTER DATABASE "my shop" OWNER TO postgres;

\unrestrict 5X7WeDngAZCsAtEdQnquh7ZNcTLCDEHXEi2pgp5UuFaQJrtlFZ2MYwceW0a35MS
\encoding SQL_ASCII
\connect -reuse-previous=on "dbname='my shop'"
\restrict 5X7WeDngAZCsAtEdQnquh7ZNcTLCDEHXEi2pgp5UuFaQJrtlFZ2MYwceW0a35MS

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

COPY public."Bob's ""odd"", (table) `x`" (id, "full name, x", "quo""te'd", "(paren)", "back`tick", key) FROM stdin;
1	\N	NULL	\\N		 
2	NULL	 	it's	\\\\	\\n
3	\\N	it's	'\\	\t	-- no comment
4		\\\\	\t	;	{a,NULL,"b,c"}
5	 	\\n	-- no comment	{a,NULL,"b,c"}	E'x\\'
6	'	\r	\\.	$1	NULL
7	''	),(	é中م	null	\\\\
8	it's	-- no comment	$$	 	),(
9	"	');\nDROP TABLE x; --	0x41	\\'	line\n\\.\nline
10	\\	line\n\\.\nline	xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx	tab\tbed	$$
11	\\\\	{a,NULL,"b,c"}	 	');\nDROP TABLE x; --	{}
12	\\'	jane.doe@mail.example	\\	é中م	it's
13	'\\	$$	a\nb	N'x'	\r
14	\\n	E'x\\'	),(	{}	');\nDROP TABLE x; --
15	a\nb	%_\\%\\_	;	'	jane.doe@mail.example
16	a\r\nb	{}	COPY x (a) FROM stdin;\n1\n\\.\n	'\\	%_\\%\\_
17	\r	NULL	jane.doe@mail.example	),(	 
18	\t	 	N'x'	\nINSERT INTO clients VALUES (1, 'x');\n	\\n
19	tab\tbed	it's	DEFAULT	😀 𠀀	-- no comment
20	),(	\\\\	NULL	E'x\\'	{a,NULL,"b,c"}
21	'),('	\\n	''	xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx	E'x\\'
22	--	\r	\\'	''	NULL
23	-- no comment	),(	\r	\\n	\\\\
24	/* none */	-- no comment	--	'),('	),(
25	;	');\nDROP TABLE x; --	\nINSERT INTO clients VALUES (1, 'x');\n	\\.	line\n\\.\nline
26	');\nDROP TABLE x; --	line\n\\.\nline	{a,NULL,"b,c"}	jane.doe@mail.example	$$
27	\nINSERT INTO clients VALUES (1, 'x');\n	{a,NULL,"b,c"}	)	`	{}
28	\\.	jane.doe@mail.example	`	\N	it's
29	line\n\\.\nline	$$	{}	it's	\r
30	COPY x (a) FROM stdin;\n1\n\\.\n	E'x\\'		a\nb	');\nDROP TABLE x; --
31	{"a": ["b\\n", {"c": null}], "d": "it's"}	%_\\%\\_	"	--	jane.doe@mail.example
32	{a,NULL,"b,c"}	{}	\\n	line\n\\.\nline	%_\\%\\_
33	é中م	NULL	tab\tbed	(((	 
34	😀 𠀀	 	/* none */	0x41	\\n
35	jane.doe@mail.example	it's	line\n\\.\nline	NULL	-- no comment
36	(((	\\\\	😀 𠀀	"	{a,NULL,"b,c"}
37	)	\\n	$1	a\r\nb	E'x\\'
38	$$	\r	%_\\%\\_	-- no comment	NULL
39	$1	),(	\N	COPY x (a) FROM stdin;\n1\n\\.\n	\\\\
40	N'x'	-- no comment	'	)	),(
41	E'x\\'	');\nDROP TABLE x; --	\\\\	%_\\%\\_	line\n\\.\nline
42	`	line\n\\.\nline	a\r\nb	\\N	$$
43	0x41	{a,NULL,"b,c"}	'),('	\\	{}
44	%_\\%\\_	jane.doe@mail.example	');\nDROP TABLE x; --	\r	it's
45	DEFAULT	$$	{"a": ["b\\n", {"c": null}], "d": "it's"}	/* none */	\r
46	null	E'x\\'	(((	{"a": ["b\\n", {"c": null}], "d": "it's"}	');\nDROP TABLE x; --
47	{}	%_\\%\\_	E'x\\'	$$	jane.doe@mail.example
48	xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx	{}	null	DEFAULT	%_\\%\\_
49	NULL	\\N		 	'
50	\\N	'	"	\\'	a\nb
51		"	\\n	tab\tbed	/* none */
52	 	\\'	tab\tbed	');\nDROP TABLE x; --	é中م
53	'	a\nb	/* none */	é中م	`
54	''	\t	line\n\\.\nline	N'x'	\\N
55	it's	'),('	😀 𠀀	{}	\\'
56	"	/* none */	$1	'	'),('
57	\\	\nINSERT INTO clients VALUES (1, 'x');\n	%_\\%\\_	'\\	COPY x (a) FROM stdin;\n1\n\\.\n
58	\\\\	COPY x (a) FROM stdin;\n1\n\\.\n	\N	),(	$1
59	\\'	é中م	'	\nINSERT INTO clients VALUES (1, 'x');\n	xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
60	'\\	(((	\\\\	😀 𠀀	"
61	\\n	$1	a\r\nb	E'x\\'	\t
62	a\nb	`	'),('	xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx	\nINSERT INTO clients VALUES (1, 'x');\n
63	a\r\nb	DEFAULT	');\nDROP TABLE x; --	''	(((
64	\r	xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx	{"a": ["b\\n", {"c": null}], "d": "it's"}	\\n	DEFAULT
65	\t	\\N	(((	'),('	'
66	tab\tbed	'	E'x\\'	\\.	a\nb
67	),(	"	null	jane.doe@mail.example	/* none */
68	'),('	\\'	\\N	`	é中م
69	--	a\nb	it's	\N	`
70	-- no comment	\t	'\\	it's	\\N
71	/* none */	'),('	\t	a\nb	\\'
72	;	/* none */	-- no comment	--	'),('
73	');\nDROP TABLE x; --	\nINSERT INTO clients VALUES (1, 'x');\n	\\.	line\n\\.\nline	COPY x (a) FROM stdin;\n1\n\\.\n
74	\nINSERT INTO clients VALUES (1, 'x');\n	COPY x (a) FROM stdin;\n1\n\\.\n	é中م	(((	$1
75	\\.	é中م	$$	0x41	xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
76	line\n\\.\nline	(((	0x41	NULL	"
77	COPY x (a) FROM stdin;\n1\n\\.\n	$1	xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx	"	\t
78	{"a": ["b\\n", {"c": null}], "d": "it's"}	`	 	a\r\nb	\nINSERT INTO clients VALUES (1, 'x');\n
79	{a,NULL,"b,c"}	DEFAULT	\\	-- no comment	(((
80	é中م	xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx	a\nb	COPY x (a) FROM stdin;\n1\n\\.\n	DEFAULT
\.


--
-- Data for Name: empty; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.empty (a) FROM stdin;
\.


--
-- Data for Name: log; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.log (a) FROM stdin;
\.


--
-- Data for Name: one; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.one (single) FROM stdin;

\N
\\.
 
\.


--
-- Data for Name: plain; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.plain (id, amount, at, tags, js, raw, ok) FROM stdin;
-1	-12.50	2020-02-03 04:05:06+00	{"a,b",NULL,it's}	{"k": "v\\n"}	\\x00ff27	t
2	\N	\N	\N	\N	\N	\N
\.


--
-- Name: Bob's "odd", (table) `x` Bob's "odd", (table) `x`_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public."Bob's ""odd"", (table) `x`"
    ADD CONSTRAINT "Bob's ""odd"", (table) `x`_pkey" PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--

\unrestrict 5X7WeDngAZCsAtEdQnquh7ZNcTLCDEHXEi2pgp5UuFaQJrtlFZ2MYwceW0a35MS

