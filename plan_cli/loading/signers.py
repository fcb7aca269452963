"""Who signed the records of a branch, each judged by policy and organisation as they stood just before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from plan_cli.errors import PlanError
from plan_cli.loading import shapes, text, yaml_nodes
from plan_cli.model.finding import Finding, has_errors
from plan_cli.model.organization import Organization
from plan_cli.model.plan import Plan
from plan_cli.model.records import Record
from plan_cli.model.settings import Settings, Signing
from plan_cli.model.signature import (
    NOT_REQUIRED,
    UNSIGNED,
    ObjectSignature,
    RecordSignature,
    judged,
)
from plan_cli.repository.git import Git
from plan_cli.repository.object_batch import objects
from plan_cli.repository.record_history import ORGANIZATION, SETTINGS, Introduction, introductions
from plan_cli.repository.signatures import signatures
from plan_cli.repository.snapshot import Snapshot

_LIMIT = 1 << 20
_Part = TypeVar("_Part", Organization, Settings)


def asks_for_signatures(snapshot: Snapshot) -> bool:
    """Whether the policy in a snapshot requires signatures; where it cannot be read, nobody is asked."""
    try:
        settings = _part(Settings, snapshot.read(SETTINGS, _LIMIT), SETTINGS)
    except (KeyError, PlanError):
        return False
    return settings is not None and settings.policy.signing is Signing.REQUIRED


def new_signatures(git: Git, before: Plan, added: Iterable[tuple[Record, Iterable[str]]]) -> dict[str, RecordSignature]:
    """Who signed records that are about to come into a branch, by their ids.

    Args:
        before: the plan at the old tip of the branch: its policy and its organisation say who may sign.
        added: each new record with the commits that add it: the one commit of a plain step; of a merge all those,
            merges excepted, that it brings along and that add this file with this content. One proper signature is
            enough.

    Raises:
        MissingRequirementError: there is no ssh-keygen.
        ToolFailedError: an object is missing, or a program took too long.
    """
    listed = [(record, tuple(commits)) for record, commits in added]
    if before.settings.policy.signing is Signing.OFF:
        return {record.id: NOT_REQUIRED for record, __ in listed}
    keys = before.organization.signing_keys()
    found = signatures(git, [commit for __, commits in listed for commit in commits], keys)
    # In a merge they come one after the other: each knows of those before it.
    earlier = [*before.records]
    result = {}
    for record, commits in sorted(listed, key=lambda item: item[0].id):
        result[record.id] = _best(before.organization, record, earlier, commits, found)
        earlier.append(record)
    return result


def record_signatures(
    git: Git, commit: str, records: tuple[Record, ...], oids: Mapping[str, str]
) -> dict[str, RecordSignature]:
    """Who signed the records that a branch has, by their ids.

    Args:
        commit: the tip of the branch.
        records: its records. `oids`: the blob of each by its path.

    Raises:
        MissingRequirementError: there is no ssh-keygen.
        ToolFailedError: an object is missing, or a program took too long.
    """
    by_path = {record.place.path: record for record in records}
    came = [item for item in introductions(git, commit) if item.path in by_path and oids.get(item.path) == item.oid]
    blobs = _blobs(git, {oid for item in came for oid in (item.organization, item.settings) if oid})
    organizations = {oid: _part(Organization, blobs.get(oid), ORGANIZATION) for oid in _named(came, "organization")}
    settings = {oid: _part(Settings, blobs.get(oid), SETTINGS) for oid in _named(came, "settings")}
    asked = {item for item in came if not item.first and _is_required(settings.get(item.settings or ""))}
    keys: dict[str, str] = {}
    for organization in organizations.values():
        keys |= organization.signing_keys() if organization else {}
    found = signatures(git, [made for item in asked for made in item.commits], keys)
    result: dict[str, RecordSignature] = {}
    earlier: list[Record] = []
    for item in came:
        record = by_path[item.path]
        if item not in asked:
            signature = NOT_REQUIRED
        else:
            organization = organizations.get(item.organization or "") or Organization()
            signature = _best(organization, record, earlier, item.commits, found)
        # What was taken away and brought back by somebody else is still what was signed.
        if record.id not in result or not result[record.id].counts:
            result[record.id] = signature
        earlier.append(record)
    return result


def _best(
    organization: Organization,
    record: Record,
    earlier: Sequence[Record],
    commits: tuple[str, ...],
    found: Mapping[str, ObjectSignature],
) -> RecordSignature:
    """The first proper signature, or what is wrong with the first one there is."""
    several = [judged(organization, record, earlier, found[commit], commit) for commit in commits]
    several = several or [judged(organization, record, earlier, UNSIGNED)]
    return next((signature for signature in several if signature.is_proper), several[0])


def _is_required(settings: Settings | None) -> bool:
    # Where the policy of that day cannot be read, nobody can say that it asked for nothing.
    return settings is None or settings.policy.signing is Signing.REQUIRED


def _named(came: list[Introduction], field: str) -> list[str]:
    return list(dict.fromkeys(oid for item in came if (oid := getattr(item, field))))


def _blobs(git: Git, oids: Iterable[str]) -> dict[str, bytes]:
    return {
        oid: content for oid, kind, content in objects(git, oids, _LIMIT) if kind == b"blob" and content is not None
    }


def _part(kind: type[_Part], content: bytes | None, path: str) -> _Part | None:
    """The file as it was; None where it cannot be used: half of it might allow what the whole does not."""
    findings: list[Finding] = []
    decoded = None if content is None else text.decode(content, path, findings)
    node = None if decoded is None else yaml_nodes.parse(decoded, path, findings)
    part = None if node is None else shapes.read(kind, node, findings)
    return None if has_errors(findings) else part
