"""The tables of a run's file."""

FORMAT = "fairnotice-run/2"
"""Of another one no file is read."""
TABLES = """
create table about (key text primary key, value text not null) without rowid;
create table asset (
    name text primary key,
    identity text not null,
    since text not null,      -- the run in which it was scanned: this one, or that from which its results come
    units integer not null,
    sound integer not null,   -- 0 where something about it may be another time, though it is the same
    survey blob not null
) without rowid;
create table unit (
    asset text not null,
    number integer not null,
    result blob not null,
    identity text not null,   -- what stands for all that it holds, though the asset changes; empty where nothing does
    since text not null,      -- the run in which it was scanned
    primary key (asset, number)   -- an index of its own, so that units are counted without their results
);
create table entry (       -- buckets of the index, of matches of a unit
    level integer not null,
    bucket integer not null,
    chunk integer not null,
    asset text not null,
    number integer not null,
    sealed blob not null
);
create index entry_place on entry (level, bucket);
create index entry_unit on entry (asset, number);
create table legend (      -- the fields that its entries name, and the records of its tables
    asset text not null,
    number integer not null,
    sealed blob not null,
    primary key (asset, number)
) without rowid;
create table report (document blob not null);
"""
RESULTS = (
    ("asset", "name", "name"),
    ("unit", "asset", "asset, number"),
    ("entry", "asset", "level, bucket"),
    ("legend", "asset", "asset, number"),
)
"""The tables of what was found: each with the column that names the asset, and its order."""
WORKING = """
create temp table asked (name text primary key, identity text not null) without rowid;
create temp table seen (name text primary key) without rowid;
create temp table chosen (name text primary key) without rowid;
"""
"""While the file is written, names of assets: asked for now, asked for ever, and those that a statement is about."""
