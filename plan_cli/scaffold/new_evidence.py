"""What `plan evidence add` decides before anything is written: the id, the files and their digests; or why not."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plan_cli.checks.references import known_hint, unknown_message
from plan_cli.errors import MissingRequirementError, RefusedError, UsageError
from plan_cli.loading import shapes, text, yaml_nodes
from plan_cli.loading.shapes import IDENTIFIER
from plan_cli.model.evidence import ATTACHMENT_ENDINGS, ATTACHMENT_LIMIT, EvidenceFile, EvidenceKind, FieldType
from plan_cli.model.finding import Finding, has_errors
from plan_cli.model.plan import Plan
from plan_cli.model.values import Target
from plan_cli.repository.names import collision_key, hidden_character, is_portable_name
from plan_cli.repository.snapshot import Snapshot
from plan_cli.scaffold.topic_files import identifier_from
from plan_cli.translation import _

_YEAR = re.compile(r"(?:19|20)[0-9]{2}\Z")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}\Z")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,12})?\Z")
_HEAD = "# 依据：谁、什么时候、在哪里、用什么方式得到，发现了什么。字段说明见 docs/files.md。\n"


@dataclass(frozen=True, slots=True)
class Told:
    """What was said about a new piece of evidence on the command line."""

    kind: EvidenceKind
    title: str
    finding: str
    date: str | None = None
    where: str | None = None
    by: Sequence[str] = ()
    people: Sequence[str] = ()
    attachments: Sequence[Path] = ()
    table: Path | None = None
    reference: str | None = None
    note: str | None = None
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """Evidence to be written: its id and its files by path, the description last."""

    id: str
    files: dict[str, bytes]


def new_evidence(plan: Plan, snapshot: Snapshot, topic: str, told: Told) -> NewEvidence:
    """The files of a new piece of evidence that is valid in this plan.

    Raises:
        UsageError: there is no such topic or unit, or a text or an id cannot be taken.
        RefusedError: something of that name exists, or a file is too large or of a kind that is not kept.
        MissingRequirementError: a file cannot be read.
    """
    if plan.topic(topic) is None:
        known = {found.id: found.file.title for found in plan.topics}
        raise UsageError(_("there is no topic {id}").format(id=topic), known_hint(known, topic))
    for said in (told.title, told.finding, told.where, told.note, *told.people):
        if said is not None and (not said.strip() or hidden_character(said.replace("\n", ""))):
            raise UsageError(
                _("a text is empty or holds characters that cannot be seen: {text}").format(text=repr(said))
            )
    folder = f"topics/{topic}/evidence"
    identifier = _identifier(told)
    files: dict[str, bytes] = {}
    listed = []
    for path in told.attachments:
        content = _content(path)
        files[f"{folder}/{path.name}"] = content
        listed.append((path.name, hashlib.sha256(content).hexdigest()))
    schema = ""
    if told.table is not None:
        content = _content(told.table)
        files[f"{folder}/{told.table.name}"] = content
        schema = _schema(told.table, content)
    description = _description(plan, told, listed, schema)
    _prove_valid(description)
    files[f"{folder}/{identifier}.yaml"] = description
    _refuse_taken(files, snapshot)
    return NewEvidence(identifier, files)


def _identifier(told: Told) -> str:
    identifier = told.identifier if told.identifier is not None else identifier_from(told.title)
    if IDENTIFIER.match(identifier) and is_portable_name(identifier):
        return identifier
    rule = _("an id is 1 to 64 of the characters a-z A-Z 0-9 - _ and begins with a letter or a digit")
    raise UsageError(_("{id} cannot be the id of evidence").format(id=repr(identifier)), rule)


def _content(path: Path) -> bytes:
    if path.suffix.lower() not in ATTACHMENT_ENDINGS:
        listed = " ".join(sorted(ATTACHMENT_ENDINGS))
        message = _("{name} is of a kind that is not kept").format(name=path.name)
        raise RefusedError(message, _("kept are: {listed}").format(listed=listed))
    if not is_portable_name(path.name) or path.name.startswith((".", "_")):
        message = _("a file cannot be kept under the name {name}").format(name=repr(path.name))
        raise RefusedError(message, _("rename it first"))
    try:
        if not path.is_file():
            raise MissingRequirementError(_("there is no file {path}").format(path=path))
        with path.open("rb") as stream:
            content = stream.read(ATTACHMENT_LIMIT + 1)
    except OSError as problem:
        message = _("{path} cannot be read: {reason}").format(path=path, reason=problem.strerror or problem)
        raise MissingRequirementError(message) from problem
    if len(content) > ATTACHMENT_LIMIT:
        message = _("{name} is larger than {limit} MiB").format(name=path.name, limit=ATTACHMENT_LIMIT >> 20)
        raise RefusedError(message, _("keep it in an archive, and name the place in the note"))
    return content


def _schema(path: Path, content: bytes) -> str:
    """The description of a table as its columns look; somebody reads it over."""
    findings: list[Finding] = []
    written = text.decode(content, path.name, findings) if path.suffix.lower() == ".csv" else None
    if written is None:
        said = findings[0].message if findings else _("it is no CSV file")
        hint = findings[0].hint if findings else _("save the table as CSV (UTF-8)")
        raise RefusedError(f"{path.name}: {said}", hint)
    try:
        rows = [row for row in csv.reader(io.StringIO(written), strict=True) if any(cell.strip() for cell in row)]
    except csv.Error as problem:
        raise RefusedError(f"{path.name}: {problem}") from problem
    head = [cell.strip() for cell in rows[0]] if rows else []
    if not head or not all(head) or len(set(head)) != len(head):
        raise RefusedError(
            _("{name}: the first line must name every column, each once").format(name=path.name),
        )
    lines = []
    for number, name in enumerate(head):
        cells = [row[number].strip() for row in rows[1:] if number < len(row) and row[number].strip()]
        lines.append(f"    - name: {_quoted(name)}\n      type: {_type(cells).value}\n")
    return f"schema:\n  fields:\n{''.join(lines)}  primaryKey: {_quoted(head[0])}\n"


def _type(cells: list[str]) -> FieldType:
    for kind, form in ((FieldType.YEAR, _YEAR), (FieldType.INTEGER, _INTEGER), (FieldType.NUMBER, _NUMBER)):
        if cells and all(form.match(cell) for cell in cells):
            return kind
    return FieldType.STRING


def _description(plan: Plan, told: Told, listed: list[tuple[str, str]], schema: str) -> bytes:
    lines = [_HEAD, f"kind: {told.kind.value}   # {told.kind.chinese}\n"]
    for name, said in (("title", told.title), ("finding", told.finding)):
        lines.append(f"{name}: {_quoted(said.strip())}\n")
    if told.date is not None:
        lines.append(f"date: {told.date}\n")
    if told.where is not None:
        lines.append(f"where: {_quoted(told.where.strip())}\n")
    if told.by:
        lines.append("by:\n" + "".join(f"  - {_party(plan, written)}\n" for written in told.by))
    if told.people:
        lines.append("people:\n" + "".join(f"  - {_quoted(name.strip())}\n" for name in told.people))
    if told.reference is not None:
        lines.append(f"reference: {_quoted(told.reference)}\n")
    if told.table is not None:
        lines.append(f"table: {_quoted(told.table.name)}\n{schema}")
    if listed:
        lines.append("attachments:\n")
        lines += [f"  - file: {_quoted(name)}\n    sha256: {digest}\n" for name, digest in listed]
    if told.note is not None:
        lines.append(f"note: {_quoted(told.note.strip())}\n")
    return "".join(lines).encode("utf-8")


def _party(plan: Plan, written: str) -> str:
    for party in plan.organization.parties:
        if written in (party.id, party.name, *party.aliases):
            return party.id
    raise UsageError(unknown_message(Target.PARTY, written), known_hint(plan.known(Target.PARTY), written))


def _quoted(said: str) -> str:
    """A double-quoted YAML scalar: JSON's strings are YAML's (YAML 1.2.2, 1.2)."""
    return json.dumps(said, ensure_ascii=False)


def _prove_valid(content: bytes) -> None:
    findings: list[Finding] = []
    node = yaml_nodes.parse(content.decode("utf-8"), "evidence", findings)
    if node is None or shapes.read(EvidenceFile, node, findings) is None or has_errors(findings):
        first = findings[0] if findings else None
        raise UsageError(first.message if first else _("this cannot be written"), first.hint if first else "")


def _refuse_taken(files: dict[str, bytes], snapshot: Snapshot) -> None:
    taken = {collision_key(path): path for path in snapshot.paths()}
    for path in files:
        there = taken.get(collision_key(path))
        if there is not None:
            raise RefusedError(
                _("{path} exists already; nothing was written").format(path=there),
                _("give another id with --id, or rename the file"),
            )
    if len({collision_key(path) for path in files}) != len(files):
        raise RefusedError(_("two of the files have the same name"), _("rename one of them"))
