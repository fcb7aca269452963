"""The files under `records/` → records; a file that is no record, or no longer the one it was, is a finding."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from plan_cli.loading import shapes, yaml_nodes
from plan_cli.loading.yaml_nodes import Mapping, Node
from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.records import (
    FOLDER,
    TYPES,
    Amendment,
    ConditionsMet,
    Decision,
    MilestoneRecord,
    Outcome,
    Passing,
    Record,
    RecordKind,
    file_name,
)
from plan_cli.translation import _

_OBJECT_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


def read_records(
    paths: tuple[str, ...], read: Callable[[str], str | None], findings: list[Finding]
) -> tuple[Record, ...]:
    """The records among these paths, in the order of their names. `read` gives a file's text, or None and findings."""
    found = []
    for path in paths:
        if not path.startswith(f"{FOLDER}/") or path == f"{FOLDER}/.gitkeep":
            continue
        if "/" in path[len(FOLDER) + 1 :] or not path.endswith(".yaml"):
            message = _("this file is no record and does not belong here")
            findings.append(error(Code.RECORD_NAME, Place(path), message, _("move it to another folder")))
            continue
        content = read(path)
        record = None if content is None else read_record(content, path, findings)
        if record is not None:
            found.append(record)
    return tuple(found)


def read_record(content: str, path: str, findings: list[Finding]) -> Record | None:
    """The record of a file's text, or None and findings that say why it is none."""
    count = len(findings)
    node = yaml_nodes.parse(content, path, findings)
    if node is None:
        if len(findings) == count:
            findings.append(error(Code.MISSING_FIELD, Place(path, 1, 1), _("the file is empty")))
        return None
    kind = _kind(node, path, findings)
    if kind is None:
        return None
    record = shapes.read(TYPES[kind], node, findings)
    if record is None or len(findings) > count:
        return None
    digest = hashlib.sha256(content.encode("utf-8")).hexdigest()
    expected = file_name(record, digest)
    if path != expected:
        findings.append(
            error(
                Code.RECORD_NAME,
                Place(path),
                _("the file was changed or renamed after it was recorded; its text belongs under {name}").format(
                    name=expected
                ),
                _("bring the original back with git; to undo a decision: plan withdraw RECORD"),
            )
        )
        return None
    problems = _problems(record)
    findings += [error(Code.OUT_OF_RANGE, record.place, problem) for problem in problems]
    return None if problems else record


@dataclass(frozen=True, slots=True)
class _Kind:
    kind: RecordKind
    place: Place = NOWHERE


def _kind(node: Node, path: str, findings: list[Finding]) -> RecordKind | None:
    entries = node.entries if isinstance(node, Mapping) else ()
    written = tuple(entry for entry in entries if entry[0].value == "kind")
    read = shapes.read(_Kind, Mapping(written, Place(path, 1, 1)), findings)
    return read.kind if read else None


def _problems(record: Record) -> list[str]:
    """What no type can say: ids that are ids, conditions that fit the outcome."""
    problems = []
    ids = [record.plan]
    digests: list[str] = []
    if isinstance(record, MilestoneRecord) and record.content:
        ids.append(record.content.commit)
        digests.append(record.content.digest)
    if isinstance(record, Passing):
        ids.append(record.commit)
        digests += [ground.digest for ground in record.grounds if ground.digest is not None]
    if isinstance(record, Amendment):
        ids += [oid for file in record.files for oid in (file.before, file.after)]
    problems += [_("{text} is no object id").format(text=repr(text)) for text in ids if not _OBJECT_ID.match(text)]
    problems += [_("{text} is no digest").format(text=repr(text)) for text in digests if not _DIGEST.match(text)]
    if isinstance(record, Decision):
        problems += outcome_problems(record.outcome, record.conditions)
    if isinstance(record, ConditionsMet) and min(record.conditions) < 1:
        problems.append(_("conditions are counted from 1"))
    return problems


def outcome_problems(outcome: Outcome, conditions: tuple[str, ...]) -> list[str]:
    """Why these conditions do not fit the outcome; empty where they do."""
    if outcome is Outcome.AFTER_REVISION and not conditions:
        return [_("修改后通过 needs at least one condition that says what to revise")]
    if outcome is Outcome.PASSED and conditions:
        return [_("通过 has no conditions; with conditions it is 修改后通过 or 原则通过")]
    return []
