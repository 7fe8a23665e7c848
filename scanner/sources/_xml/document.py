"""A document, element by element: which of them are records, and what each of these holds.

Elements of which several lie in one parent are records; the outermost ones, since what repeats inside a record are its
values. That is told from the first megabyte in which it is open. Exports of database programs are known by their root.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from scanner.model.data import Batch, Hint
from scanner.sources._sql import comments
from scanner.sources._xml.outline import Node, Path, joined, repeated
from scanner.sources._xml.tables import WORTH, Table, Tables

MOST_DEPTH = 200
TOO_DEEP = "elements nested more than 200 deep, scanned as text from there to the end"
ENTITIES = "a document type with entities of its own, which are not resolved: scanned as text"
COMMENT = "(annotation)"

_UNDECIDED = 1 << 20
_PER_NODE = 100
_MOST_PATHS = 20_000
_LONGEST_VALUE = 16 << 20
_NAMED = frozenset({"field", "column", "property", "attribute"})
"""Elements that name the field they are in an attribute."""

_NIL = "xsi:nil"
_ROOTS = {
    "mysqldump": (("table_data", "row"),),
    "resultset": (("resultset", "row"),),
    "pma_xml_export": (("database", "table"),),
}
"""What is a record, with its parent, in what mysqldump, mysql and phpMyAdmin write."""


class StopError(Exception):
    """The document is not taken apart further; the text says why."""


class Document:
    """Takes events of expat; `batches` gives what is full. hints: labels found in comments on tables and columns."""

    def __init__(self, tables: Tables) -> None:
        self.hints: list[Hint] = []
        self._tables = tables
        self._records: set[Path] = set()
        self._labels: dict[Path, str] = {}
        self._known: tuple[tuple[str, str], ...] = ()
        self._nodes: list[Node] = []
        """Open elements outside of records."""
        self._undecided = 0
        self._table: Table | None = None
        """Of the record under way."""
        self._paths: list[str] = []
        """Of its open elements."""
        self._joined: dict[tuple[str, str], str] = {}
        self._text: list[str] = []
        self._length = 0
        self._leaf = False
        self._nil = False

    def parser(self) -> expat.XMLParserType:
        """A parser for one document, whose events come here."""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.CommentHandler = self._comment
        parser.EntityDeclHandler = self._entity
        return parser

    def full(self) -> Iterator[Batch]:
        """What is worth a batch."""
        if self._tables.weight > WORTH:
            yield from self._tables.batches()

    def close(self) -> None:
        """Takes what is under way for all there is, at the end or where the document breaks off."""
        self._value()
        self._decide()
        self._nodes, self._table, self._paths = [], None, []

    # --- events ---------------------------------------------------------------------------------

    def _start(self, name: str, attributes: list[str]) -> None:
        if self._text:
            self._value()
        if ":" in name:
            name = name.rpartition(":")[2]
        if len(self._nodes) + len(self._paths) >= MOST_DEPTH:
            raise StopError(TOO_DEEP)
        if self._undecided > _UNDECIDED:
            self._decide()
        self._leaf, self._nil = True, False
        if attributes and name in _NAMED and (named := _attribute(attributes, "name")):
            name, attributes = named, _without(attributes, "name")
        if self._table is None and not self._starts_record(name, attributes):
            self._open(name, attributes)
            return
        self._paths.append(self._below(self._paths[-1], name) if self._paths else "")
        for at in range(0, len(attributes), 2):
            self._attribute(attributes[at], attributes[at + 1])

    def _end(self, _: str) -> None:
        self._value()
        self._leaf = False
        if self._table is not None:
            self._paths.pop()
            if not self._paths:
                self._table = None
        else:
            if len(self._nodes) == 1:
                self._decide()
            self._nodes.pop()

    def _characters(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)
        if self._length > _LONGEST_VALUE:
            self._value()

    def _comment(self, text: str) -> None:
        if text.strip():
            self._add(COMMENT, text)

    def _entity(self, *_: object) -> None:
        raise StopError(ENTITIES)

    # --- records --------------------------------------------------------------------------------

    def _starts_record(self, name: str, attributes: list[str]) -> bool:
        if self._known:
            parent = self._nodes[-1].name if self._nodes else ""
            if (parent, name) in self._known:
                self._begin(self._named_table(name, attributes))
                return True
            return False
        if not self._nodes:
            self._known = _ROOTS.get(name, ())
            return False
        path = (*(node.name for node in self._nodes), name)
        if path in self._records:
            self._begin(self._label(path))
            return True
        return False

    def _begin(self, label: str) -> None:
        self._table = self._tables.of(label)
        self._table.record += 1
        self._paths = []

    def _label(self, path: Path) -> str:
        """The name of the records' element; where that is taken, their whole path."""
        label = self._labels.get(path)
        if label is None:
            taken = path[-1] in self._labels.values()
            label = self._labels[path] = ".".join(path) if taken else path[-1]
        return label

    def _named_table(self, name: str, attributes: list[str]) -> str:
        """Database and table as the export names them."""
        names = [node.label for node in self._nodes if node.label]
        if name == "table":
            names.append(_attribute(attributes, "name"))
        return ".".join(names) or name

    def _below(self, path: str, name: str) -> str:
        known = self._joined.get((path, name))
        if known is None:
            if len(self._joined) > _MOST_PATHS:
                self._joined.clear()
            known = self._joined[path, name] = joined(path, name)
        return known

    # --- values ---------------------------------------------------------------------------------

    def _attribute(self, name: str, value: str) -> None:
        if name == _NIL:
            self._nil = value == "true"
        elif not name.startswith(("xmlns", "xsi:")) and value:
            self._add(name.rpartition(":")[2], value)

    def _value(self) -> None:
        """The text so far, of the innermost open element."""
        if not self._text:
            if self._leaf and self._known and self._table is not None and not self._nil:
                self._put("")
            return
        text = "".join(self._text)
        self._text.clear()
        self._length = 0
        if self._leaf and self._table is not None and len(self._paths) > 1:
            if self._known or not text.isspace():
                self._tables.weight += self._table.add(self._paths[-1], text)
        elif not text.isspace():
            self._put(text if self._leaf else text.strip())

    def _put(self, text: str) -> None:
        if self._table is None:
            self._add("", text)
        elif len(self._paths) > 1 or not self._known:
            self._weigh(self._table, self._paths[-1] or self._table.name, text)

    def _add(self, name: str, value: str) -> None:
        """A value below the innermost open element."""
        if self._table is not None:
            self._weigh(self._table, self._below(self._paths[-1], name), value)
        elif self._nodes:
            self._nodes[-1].values.append((name, value))
            self._undecided += len(value) + _PER_NODE
        else:
            self._weigh(self._document(), name, value)

    def _weigh(self, table: Table, path: str, value: str) -> None:
        self._tables.weight += table.add(path, value)

    # --- outside of records ---------------------------------------------------------------------

    def _open(self, name: str, attributes: list[str]) -> None:
        node = Node(name)
        if self._known:
            node.label = _attribute(attributes, "name") if name in {"database", "table_data"} else ""
            self._note(name, attributes)
        if self._nodes:
            self._nodes[-1].children.append(node)
        else:
            self._tables.of("").record += 1
        self._nodes.append(node)
        self._undecided += _PER_NODE
        for at in range(0, len(attributes), 2):
            self._attribute(attributes[at], attributes[at + 1])

    def _note(self, name: str, attributes: list[str]) -> None:
        """Labels in the comments of mysqldump on columns and tables."""
        if name not in {"field", "options"} or not self._nodes:
            return
        comment = _attribute(attributes, "Comment").encode()
        database = next((node.label for node in self._nodes if node.label), "")
        structure = dict(self._nodes[-1].values)
        table = joined(database, structure.get("name", ""))
        self.hints += comments.hints(comment, table, _attribute(attributes, "Field"))

    def _decide(self) -> None:
        """Gives all that is closed of the tree: records to their tables, the rest to the document's."""
        self._undecided = 0
        if not self._nodes:
            return
        root = self._nodes[0]
        if not self._known:
            repeated(root, (root.name,), self._records)
        self._give(root, (root.name,), "", 1)

    def _give(self, node: Node, path: Path, below: str, depth: int) -> None:
        """What lies in an element of the tree that is no record; the open ones stay, and may be records themselves."""
        document = self._document()
        for name, value in node.values:
            self._weigh(document, joined(below, name) or node.name, value)
        node.values.clear()
        going_on = self._nodes[depth] if depth < len(self._nodes) else None
        children, node.children = node.children, [going_on] if going_on else []
        for child in children:
            child_path = (*path, child.name)
            if child_path not in self._records:
                self._give(child, child_path, joined(below, child.name), depth + 1 if child is going_on else MOST_DEPTH)
                continue
            table = self._tables.of(self._label(child_path))
            table.record += 1
            for name, value in child.all_values():
                self._weigh(table, name or table.name, value)
            if child is going_on:
                self._go_on(table, depth)

    def _go_on(self, table: Table, depth: int) -> None:
        """The record that is open is read as one from here on."""
        self._paths = [""]
        for node in self._nodes[depth + 1 :]:
            self._paths.append(joined(self._paths[-1], node.name))
        self._nodes[depth - 1].children.clear()
        del self._nodes[depth:]
        self._table = table

    def _document(self) -> Table:
        """What is outside of all records is one record for each document."""
        table = self._tables.of("")
        table.record = max(table.record, 1)
        return table


def _attribute(attributes: list[str], name: str) -> str:
    for at in range(0, len(attributes), 2):
        if attributes[at] == name:
            return attributes[at + 1]
    return ""


def _without(attributes: list[str], name: str) -> list[str]:
    kept: list[str] = []
    for at in range(0, len(attributes), 2):
        if attributes[at] != name:
            kept += attributes[at : at + 2]
    return kept
