"""The tables that evidence brings along, and the numbers that texts quote from them by name.

`[=ID.COLUMN.ROW]` is the value in that column of the row whose key (the first column, or the one that `primaryKey`
names) is ROW. The text then says what the data say, because nobody has copied it.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from plan_cli.loading.loader import read_text
from plan_cli.loading.marks import QUOTE, without_code
from plan_cli.model.evidence import ATTACHMENT_LIMIT, Column, Evidence, FieldType
from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.model.trace import ItemKind, item_key
from plan_cli.model.trace_names import Names
from plan_cli.repository.names import is_readable_name
from plan_cli.repository.snapshot import Snapshot
from plan_cli.translation import _

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~^$@!&])")
_MOST_ROWS = 200_000
_MOST_FINDINGS = 5
_FORMS = {
    FieldType.INTEGER: re.compile(r"[+-]?[0-9]{1,18}\Z"),
    FieldType.NUMBER: re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,12})?\Z"),
    FieldType.YEAR: re.compile(r"[0-9]{4}\Z"),
    FieldType.BOOLEAN: re.compile(r"(?:true|false|是|否)\Z"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: its head, and each row with its line in the file."""

    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def table_path(evidence: Evidence) -> str | None:
    """The path of the table that evidence describes; None where there is none, or its name leads elsewhere."""
    name = evidence.file.table
    if name is None or "/" in name or "\\" in name or not name.lower().endswith(".csv"):
        return None
    path = f"{evidence.folder}/{name}"
    return path if is_readable_name(path) else None


def read_table(snapshot: Snapshot, path: str, findings: list[Finding]) -> Table | None:
    """The table at a path, or None and a finding that says why not."""
    text = read_text(snapshot, path, ATTACHMENT_LIMIT, findings)
    if text is None:
        return None
    try:
        reader = csv.reader(io.StringIO(text), strict=True)
        head = tuple(cell.strip() for cell in next(reader, []))
        rows = []
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((reader.line_num, tuple(cell.strip() for cell in row)))
            if len(rows) > _MOST_ROWS:
                raise csv.Error(_("more than {limit} rows").format(limit=_MOST_ROWS))
    except csv.Error as problem:
        message = _("this is no table that can be read: {reason}").format(reason=problem)
        findings.append(error(Code.DATA_UNFIT, Place(path, 1, 1), message))
        return None
    return Table(head, tuple(rows))


def check_table(snapshot: Snapshot, evidence: Evidence) -> list[Finding]:
    """Whether a table is there and fits its description, column by column and cell by cell."""
    file = evidence.file
    if file.table is None:
        return []
    path = table_path(evidence)
    if path is None:
        message = _("{name} is not the name of a CSV file in the same folder").format(name=file.table)
        return [error(Code.DATA_UNFIT, file.place, message)]
    findings: list[Finding] = []
    table = read_table(snapshot, path, findings)
    if table is None or file.schema is None:
        return findings
    expected = tuple(column.name for column in file.schema.fields)
    if table.head != expected:
        message = _("the first line says {head}, the description {expected}")
        message = message.format(head=", ".join(table.head)[:200], expected=", ".join(expected)[:200])
        return [error(Code.DATA_UNFIT, Place(path, 1, 1), message, _("name the columns alike, in the same order"))]
    if file.schema.key not in expected:
        message = _("no column is called {name}").format(name=file.schema.key)
        return [error(Code.DATA_UNFIT, file.schema.place, message)]
    findings += _cells(path, table, evidence)
    if len(findings) > _MOST_FINDINGS:
        more = _("and {n} more cells that do not fit").format(n=len(findings) - _MOST_FINDINGS)
        findings = [*findings[:_MOST_FINDINGS], error(Code.DATA_UNFIT, Place(path), more)]
    return findings


def _cells(path: str, table: Table, evidence: Evidence) -> Iterator[Finding]:
    schema = evidence.file.schema
    if schema is None:
        return
    at = table.head.index(schema.key)
    seen: dict[str, int] = {}
    for line, row in table.rows:
        place = Place(path, line, 1)
        if len(row) != len(table.head):
            message = _("this row has {n} cells, the head {expected}").format(n=len(row), expected=len(table.head))
            yield error(Code.DATA_UNFIT, place, message)
            continue
        for column, cell in zip(schema.fields, row, strict=True):
            if cell and cell not in schema.missingValues and not _fits(column, cell):
                message = _("{cell} in the column {column} is no {kind}")
                kind = column.type.value
                yield error(Code.DATA_UNFIT, place, message.format(cell=cell[:60], column=column.name, kind=kind))
        first = seen.setdefault(row[at], line)
        if first != line:
            message = _("the row {key} is there twice; the first is on line {line}").format(key=row[at], line=first)
            yield error(Code.DATA_UNFIT, place, message)


def _fits(column: Column, cell: str) -> bool:
    if column.type is FieldType.DATE:
        try:
            datetime.date.fromisoformat(cell)
        except ValueError:
            return False
        return True
    form = _FORMS.get(column.type)
    return form is None or form.match(cell) is not None


class Quotes:
    """The numbers that texts quote, in one snapshot; each table is read once, when it is first asked for."""

    def __init__(self, snapshot: Snapshot, plan: Plan) -> None:
        self._snapshot = snapshot
        self._evidence = {item_key(ItemKind.EVIDENCE, item.topic, item.id): item for item in plan.evidence}
        self._names = Names(self._evidence)
        self._tables: dict[str, Table | None] = {}
        self.used: dict[str, None] = {}
        """The paths of the tables and descriptions that were asked for."""

    def filled(self, text: str, path: str, findings: list[Finding]) -> str:
        """The text with every quoted number in place; a finding for each that is not there, which stays as written."""
        if "[=" not in text:
            return text
        pieces = []
        done = counted = begins = 0
        line = 1
        for found in QUOTE.finditer(without_code(text)):
            value = self.value(found[1], path)
            if isinstance(value, Problem):
                line += text.count("\n", counted, found.start())
                begins = max(begins, text.rfind("\n", counted, found.start()) + 1)
                counted = found.start()
                column = found.start() - begins + 1
                findings.append(error(Code.QUOTE_UNKNOWN, Place(path, line, column), value.message, value.hint))
                continue
            pieces += [text[done : found.start()], _MARKDOWN.sub(r"\\\1", value)]
            done = found.end()
        return "".join(pieces) + text[done:]

    def value(self, written: str, path: str) -> str | Problem:
        """What `ID.COLUMN.ROW` says, written in the file at `path`."""
        name, __, cell = written.partition(".")
        column, __, row = cell.partition(".")
        if not (name and column and row):
            return Problem(_("{text} names no number").format(text=written), _("write [=ID.COLUMN.ROW]"))
        evidence = self._of(name, path)
        if evidence is None:
            return Problem(_("{id} is not the id of evidence with a table").format(id=name), self._known())
        table = self._table(evidence)
        if table is None:
            return Problem(_("the table of {id} cannot be read").format(id=name))
        if column not in table.head:
            listed = _("known: {listed}").format(listed=", ".join(table.head))
            return Problem(_("{id} has no column {column}").format(id=name, column=column), listed)
        schema = evidence.file.schema
        key = table.head.index(schema.key) if schema and schema.key in table.head else 0
        at = table.head.index(column)
        values = [cells[at] for __, cells in table.rows if len(cells) > max(at, key) and cells[key] == row]
        if len(values) != 1 or not values[0]:
            return Problem(_("{id} has no single value in the row {row}").format(id=name, row=row))
        return values[0]

    def paths(self, text: str, path: str) -> set[str]:
        """The files that a text quotes from."""
        found = set()
        for quote in QUOTE.finditer(without_code(text)) if "[=" in text else ():
            evidence = self._of(quote[1].partition(".")[0], path)
            table = table_path(evidence) if evidence else None
            if evidence and table:
                found |= {evidence.path, table}
        return found

    def _of(self, name: str, path: str) -> Evidence | None:
        source = "/".join(path.split("/")[:2]) if path.startswith("topics/") else ""
        keys = [key for key in self._names.find(name, source) if self._evidence[key].file.table]
        return self._evidence[keys[0]] if len(keys) == 1 else None

    def _known(self) -> str:
        listed = [self._names.short(key) for key, item in self._evidence.items() if item.file.table][:10]
        return _("known: {listed}").format(listed=", ".join(listed) or _("none"))

    def _table(self, evidence: Evidence) -> Table | None:
        path = table_path(evidence)
        if path is None:
            return None
        if path not in self._tables:
            self.used |= dict.fromkeys((evidence.path, path))
            self._tables[path] = read_table(self._snapshot, path, [])
        return self._tables[path]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a quoted number is none, and what to do."""

    message: str
    hint: str = ""
