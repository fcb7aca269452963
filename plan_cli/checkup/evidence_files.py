"""The files that evidence brings along: attachments are there and as they were, tables fit, quoted numbers exist."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from plan_cli.loading.tables import Quotes, check_table
from plan_cli.model.evidence import ATTACHMENT_ENDINGS, ATTACHMENT_LIMIT, Attachment, Evidence, EvidenceKind
from plan_cli.model.finding import Code, Finding, error, warning
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.render.cache import Cache
from plan_cli.repository.names import is_readable_name
from plan_cli.repository.objects import TooLargeError
from plan_cli.repository.snapshot import Snapshot, UnreadableError
from plan_cli.translation import _

_BIBTEX_KEY = re.compile(r"^[ \t]*@\w+[ \t]*\{[ \t]*([^,\s{}]{1,200})[ \t]*,", re.MULTILINE)


def check_evidence_files(plan: Plan, snapshot: Snapshot, texts: Mapping[str, str], cache: Cache) -> list[Finding]:
    """The findings about everything that lies beside the descriptions of evidence, and about numbers quoted from it."""
    present = frozenset(snapshot.paths())
    findings: list[Finding] = []
    for evidence in plan.evidence:
        for attachment in evidence.file.attachments:
            findings += _attachment(evidence, attachment, snapshot, present, cache)
        findings += check_table(snapshot, evidence)
        findings += _literature(evidence, snapshot, present)
    quotes = Quotes(snapshot, plan)
    for path, text in texts.items():
        if path.endswith(".md"):
            quotes.filled(text, path, findings)
    return findings


def _attachment(
    evidence: Evidence, attachment: Attachment, snapshot: Snapshot, present: frozenset[str], cache: Cache
) -> list[Finding]:
    place = attachment.place
    name = attachment.file
    path = f"{evidence.folder}/{name}"
    if "/" in name or "\\" in name or not is_readable_name(path):
        message = _("{name} is not the name of a file in the same folder").format(name=name)
        return [error(Code.ATTACHMENT_REFUSED, place, message, _("put a copy of it there"))]
    if path not in present:
        message = _("the attachment {name} is missing").format(name=name)
        return [error(Code.ATTACHMENT_MISSING, place, message, _("put it beside the description, or remove the entry"))]
    if f".{name.rpartition('.')[2].lower()}" not in ATTACHMENT_ENDINGS:
        message = _("{name} is of a kind that is not kept").format(name=name)
        listed = " ".join(sorted(ATTACHMENT_ENDINGS))
        return [error(Code.ATTACHMENT_REFUSED, place, message, _("kept are: {listed}").format(listed=listed))]
    try:
        digest = _digest(snapshot, path, cache)
    except TooLargeError:
        message = _("{name} is larger than {limit} MiB").format(name=name, limit=ATTACHMENT_LIMIT >> 20)
        hint = _("keep it in an archive, and name the place in the note")
        return [error(Code.ATTACHMENT_REFUSED, place, message, hint)]
    except UnreadableError as problem:
        message = _("the attachment {name} cannot be read: {reason}").format(name=name, reason=problem.message)
        return [error(Code.ATTACHMENT_MISSING, place, message)]
    if attachment.sha256 is not None and attachment.sha256.lower() != digest:
        message = _("{name} is not the file that was added: its SHA-256 is now {digest}")
        hint = _("bring the original back with git; where the change is meant, write the new digest")
        return [warning(Code.ATTACHMENT_CHANGED, place, message.format(name=name, digest=digest), hint)]
    return []


def _digest(snapshot: Snapshot, path: str, cache: Cache) -> str:
    """The SHA-256 of a file, kept by its blob id."""
    key = f"attachment {snapshot.oid(path)}"
    kept = cache.get(key)
    if kept is not None:
        return kept.decode("ascii")
    digest = hashlib.sha256(snapshot.read(path, ATTACHMENT_LIMIT)).hexdigest()
    cache.put(key, digest.encode("ascii"))
    return digest


def _literature(evidence: Evidence, snapshot: Snapshot, present: frozenset[str]) -> list[Finding]:
    """Whether the entry that a piece of literature names stands in one of its files."""
    file = evidence.file
    if file.kind is not EvidenceKind.LITERATURE or file.reference is None:
        return []
    keys: set[str] = set()
    for attachment in file.attachments:
        path = f"{evidence.folder}/{attachment.file}"
        if path in present and path.endswith((".bib", ".json")):
            keys |= _keys(path, snapshot)
    if file.reference in keys:
        return []
    message = _("no attached .bib or .json file has an entry {key}").format(key=file.reference)
    hint = _("known: {listed}").format(listed=", ".join(sorted(keys)[:10]) or _("none"))
    return [error(Code.LITERATURE_UNKNOWN, Place(evidence.path, file.place.line, 1), message, hint)]


def _keys(path: str, snapshot: Snapshot) -> set[str]:
    try:
        text = snapshot.read(path, ATTACHMENT_LIMIT).decode("utf-8-sig")
        if path.endswith(".bib"):
            return set(_BIBTEX_KEY.findall(text))
        entries = json.loads(text)
        return {str(entry.get("id", "")) for entry in entries if isinstance(entry, dict)}
    except (UnicodeDecodeError, ValueError, TypeError, RecursionError, TooLargeError, UnreadableError):
        return set()
