"""Many persons at once, from a file: a table with a column for each kind of value, or YAML.

    id,name,email,phone                         - id: R-17
    R-17,Anna Berg,anna.berg@example.org,…        email: [anna.berg@example.org, berg@corp.local]

Values of one cell are separated by `;`. A person without an id is told by the line of the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from scanner.errors import UsageError
from scanner.find.wanted import KINDS, Term, term_of

_ALSO = {
    "e-mail": "email",
    "emails": "email",
    "mail": "email",
    "phones": "phone",
    "tel": "phone",
    "names": "name",
    "values": "value",
}
Given = tuple[str, Mapping[str, Sequence[str]], int]
"""The id, the values by kind, and the line."""


def persons(data: bytes, name: str, regions: Sequence[str], first: int) -> Iterator[tuple[str, list[Term]]]:
    """Ids and terms. name: of the file, for errors. first: the number of the first person. Raises `UsageError`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name}: the text is not UTF-8. Save the list as UTF-8.") from None
    is_yaml = name.lower().endswith((".yaml", ".yml")) or text.lstrip().startswith(("- ", "-\n"))
    taken: set[str] = set()
    for id_, values, line in _yaml(text, name) if is_yaml else _table(text, name):
        if id_ in taken:
            raise UsageError(f"{name}:{line}: this id comes twice. Give each person one row.")
        taken.add(id_)
        terms = [
            term_of(first + len(taken) - 1, kind, each, regions, f"{name}:{line}: {kind}")
            for kind, several in values.items()
            for each in several
        ]
        if not terms:
            raise UsageError(f"{name}:{line}: nothing is said of this person. Give a value, or take out the row.")
        yield id_, terms


def _kind(column: str, where: str) -> str:
    plain = column.strip()
    small = plain.lower()
    kind = _ALSO.get(small, small)
    if kind in (*KINDS, "id"):
        return kind
    if plain.isupper():
        return plain
    raise UsageError(f"{where}: `{plain}` is no kind of value. Known: id, {', '.join(KINDS)}, or an entity: US_SSN.")


def _table(text: str, name: str) -> Iterator[Given]:
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=text.partition("\n")[0].count))
    try:
        header = [_kind(column, f"{name}:1") for column in next(rows, [])]
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(header):
                raise UsageError(f"{name}:{rows.line_num}: the row has more fields than the header. Mend it.")
            values: dict[str, list[str]] = {}
            for kind, cell in zip(header, row, strict=False):
                values.setdefault(kind, []).extend(each for each in map(str.strip, cell.split(";")) if each)
            ids = values.pop("id", [])
            yield ids[0] if ids else f"line {rows.line_num}", values, rows.line_num
    except csv.Error:
        raise UsageError(f"{name}:{rows.line_num}: this is no CSV. Save the list as CSV with a header.") from None


def _yaml(text: str, name: str) -> Iterator[Given]:
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        given = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise UsageError(f"{name}:{mark.line + 1 if mark else 1}: this is no valid YAML. Mend the list.") from None
    if not isinstance(root, yaml.SequenceNode) or not all(isinstance(each, dict) for each in given):
        raise UsageError(f"{name}: a list of persons begins each with `- id: …`. See docs/find.md.")
    for node, person in zip(root.value, given, strict=True):
        line = node.start_mark.line + 1
        values: dict[str, list[str]] = {}
        for column, value in person.items():
            several = value if isinstance(value, list) else [value]
            if any(not isinstance(each, str) for each in several):
                raise UsageError(f"{name}:{line}: a value is read as a number or date by YAML. Put it in quotes.")
            values.setdefault(_kind(str(column), f"{name}:{line}"), []).extend(several)
        ids = values.pop("id", [])
        yield ids[0] if ids else f"line {line}", values, line
