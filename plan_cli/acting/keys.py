"""Drafts of amendments that give a person a key or take one away: one commit with the file and its record."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from plan_cli.acting.drafts import Circumstances, Draft
from plan_cli.acting.exceptions import amendment
from plan_cli.acting.key_lines import Fields, quoted, with_key, with_key_fields
from plan_cli.acting.record_text import one_line
from plan_cli.acting.signer import read_public_key
from plan_cli.acting.situation import Committed
from plan_cli.checks.references import known_hint, unknown_message
from plan_cli.errors import RefusedError, UsageError
from plan_cli.loading.loader import YAML_LIMIT
from plan_cli.model.organization import Key, Person, Revocation
from plan_cli.model.plan import Plan
from plan_cli.model.records import Amendment, Matter
from plan_cli.model.values import Target
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.translation import _

_FILE = "organization.yaml"


def draft_key(
    repository: PlanRepository,
    committed: Committed,
    said: Circumstances,
    typed: str,
    file: Path,
    since: datetime.date | None,
    replaces: str | None = None,
) -> Draft:
    """An amendment that gives a person the key of a `.pub` file, valid from `since` on (the day of the record).

    `replaces`: the fingerprint of an older key of theirs, which is valid until that day.

    Raises:
        UsageError: the person is unknown, or the file holds no key that may sign.
        RefusedError: somebody has the key already; or the policy lets another body change the organisation.
    """
    plan = committed.situation.plan
    person = find_person(plan, typed)
    public = read_public_key(file)
    for owner, __ in (item for item in plan.organization.held_keys() if item[1].id == public.fingerprint):
        raise RefusedError(
            _("{person} has the key {fingerprint} already").format(person=owner.name, fingerprint=public.fingerprint)
        )
    first = since or said.today
    fields = {"key": quoted(public.line), "since": first.isoformat()}
    reason = f"登记{person.name}的密钥 {public.fingerprint}"
    texts: list[tuple[str, Callable[[str], str | None]]] = [
        (_shown(fields), lambda text: with_key(text, person.id, fields))
    ]
    if replaces is not None:
        old = find_key(person, replaces)
        if old.until or old.revoked:
            raise RefusedError(_("{fingerprint} has its end already").format(fingerprint=old.id))
        ending = {"until": first.isoformat()}
        texts.append((_shown(ending), lambda text: with_key_fields(text, person.id, old.key, ending)))
    return _changed(repository, committed, said, person, reason, texts)


def draft_revocation(
    repository: PlanRepository,
    committed: Committed,
    said: Circumstances,
    typed: str,
    fingerprint: str,
    reason: Revocation,
    since: datetime.date | None,
) -> Draft:
    """An amendment that takes a key from a person: from `since` on (the day of the record) it signs nothing any more,
    and what it has signed since then is in doubt.

    Raises:
        UsageError: there is no such person or key.
        RefusedError: it is revoked already; or the policy lets another body change the organisation.
    """
    person = find_person(committed.situation.plan, typed)
    key = find_key(person, fingerprint)
    if key.revoked:
        raise RefusedError(
            _("{fingerprint} is revoked already, from {day} on").format(fingerprint=key.id, day=key.revoked.day)
        )
    fields = {"revoked": (since or said.today).isoformat(), "reason": str(reason.value)}
    why = f"停用{person.name}的密钥（{reason.chinese}） {key.id}"
    return _changed(
        repository,
        committed,
        said,
        person,
        why,
        [(_shown(fields), lambda text: with_key_fields(text, person.id, key.key, fields))],
    )


def find_person(plan: Plan, typed: str) -> Person:
    """The person with that id or name.

    Raises:
        UsageError: there is none; the hint lists those there are.
    """
    for person in plan.organization.people:
        if typed in (person.id, person.name):
            return person
    raise UsageError(unknown_message(Target.PERSON, typed), known_hint(plan.known(Target.PERSON), typed))


def find_key(person: Person, typed: str) -> Key:
    """The key of a person with that fingerprint, or the only one whose fingerprint begins so.

    Raises:
        UsageError: there is none, or there are several.
    """
    wanted = typed if typed.startswith("SHA256:") else f"SHA256:{typed}"
    near = [key for key in person.keys if key.id == wanted or (len(wanted) > 11 and key.id.startswith(wanted))]
    if len(near) == 1:
        return near[0]
    listed = _(", ").join(key.id for key in person.keys) or _("none")
    raise UsageError(
        _("{person} has no key {fingerprint}").format(person=person.name, fingerprint=typed),
        _("known: {listed}").format(listed=listed),
    )


def _changed(
    repository: PlanRepository,
    committed: Committed,
    said: Circumstances,
    person: Person,
    reason: str,
    changes: list[tuple[str, Callable[[str], str | None]]],
) -> Draft:
    """The amendment with these changes of the committed text."""
    if _FILE not in committed.snapshot.paths():
        raise RefusedError(_("{path} is missing: {where}").format(path=_FILE, where=committed.snapshot.label))
    before = committed.snapshot.read(_FILE, YAML_LIMIT)
    lying = repository.work_tree().read(_FILE, YAML_LIMIT) if _FILE in repository.work_tree().paths() else b""
    if lying.replace(b"\r\n", b"\n") != before:
        raise RefusedError(
            _("{path} on the disk differs from what is committed").format(path=_FILE),
            _("undo the change with git, or record it first: plan amend organization"),
        )
    text: str | None = before.decode("utf-8")
    for lines, change in changes:
        text = change(text) if text is not None else None
        if text is None:
            raise _no_place(lines)
    body = said.body or committed.situation.plan.settings.amended_by
    made = amendment(
        repository,
        committed,
        replace(said, body=body),
        Matter.ORGANIZATION,
        one_line(reason, "--reason") or "",
        (text or "").encode("utf-8"),
    )
    changed = made.record.changes if isinstance(made.record, Amendment) else ()
    if any(not line.startswith(f"{person.id}.keys ") for line in changed):
        raise _no_place(changes[0][0])
    return replace(made, replaced={_FILE: lying})


def _no_place(lines: str) -> RefusedError:
    return RefusedError(
        _("{path} is written so that no place for the key can be told").format(path=_FILE),
        _("write it in by hand and run plan amend organization: {lines}").format(lines=lines),
    )


def _shown(fields: Fields) -> str:
    return "  ".join(f"{name}: {value}" for name, value in fields.items())
