"""Signatures of records: who signed the commit that brought a record in, and whether that counts. Pure.

A signature is judged by the organisation of the state before, and on a day that never lies before that of an earlier
record: who writes an old date into a record does not bring an old key back to life.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from plan_cli.model.organization import Key, Organization
from plan_cli.model.records import Act, Passing, Record, Withdrawal
from plan_cli.model.values import Identifier
from plan_cli.translation import _


class ObjectState(Enum):
    """What a commit or a tag bears."""

    UNSIGNED = "unsigned"
    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ObjectSignature:
    """The signature of one commit or tag by itself, as `ssh-keygen` found it.

    `GOOD`: made with the key of this `fingerprint` over exactly this object. `UNKNOWN`: by a key that was not among the
    allowed ones, so nobody looked further. `BAD`: it does not hold; `problem` says why.
    """

    state: ObjectState
    fingerprint: str | None = None
    problem: str = ""


UNSIGNED = ObjectSignature(ObjectState.UNSIGNED)


@dataclass(frozen=True, slots=True)
class RecordSignature:
    """Who signed a record, and whether it counts by its signature.

    `required`: the policy before it asked for one. `problem`: why the signature does not do; empty where it does.
    `person`: whose key it is, also where it does not do. `day`: the day it was judged on. `commit`: what was signed.
    """

    required: bool
    problem: str = ""
    person: Identifier | None = None
    fingerprint: str | None = None
    day: datetime.date | None = None
    commit: str | None = None

    @property
    def is_proper(self) -> bool:
        """Whether somebody signed who may."""
        return self.fingerprint is not None and not self.problem

    @property
    def counts(self) -> bool:
        """Whether the record counts as far as signatures go."""
        return self.is_proper or not self.required

    def in_doubt(self, organization: Organization) -> bool:
        """Whether, by what is known now, the key may have been in other hands on that day."""
        if not self.is_proper or self.day is None:
            return False
        day = self.day
        return any(key.id == self.fingerprint and key.in_other_hands(day) for __, key in organization.held_keys())


def day_of(record: Record, earlier: Iterable[Record]) -> datetime.date:
    """The day on which a record's signature is judged: its own, but none before the last of the earlier records."""
    return max([record.recorded, *(other.recorded for other in earlier)])


def signer_problem(
    organization: Organization, fingerprint: str, record: Record, earlier: Sequence[Record], day: datetime.date
) -> str:
    """Why this key may not sign this record on that day; empty where it may."""
    found = organization.key(fingerprint)
    if found is None:
        return _("the key {fingerprint} is not in organization.yaml").format(fingerprint=fingerprint)
    person, key = found
    problem = key_problem(key, day)
    if problem:
        return _("the key {fingerprint} of {person} {problem}").format(
            fingerprint=fingerprint, person=person.name, problem=problem
        )
    body = signing_body(record, earlier)
    if body is not None and person.id not in organization.members(body, day):
        party = organization.party(body)
        message = _("{person}, who signed, is no member of {body} on {day}")
        return message.format(person=person.name, body=party.name if party else body, day=day)
    if record.person is not None and record.person != person.id:
        message = _("the record names {named}, and {person} signed it")
        named = organization.person(record.person)
        return message.format(named=named.name if named else record.person, person=person.name)
    return ""


def key_problem(key: Key, day: datetime.date) -> str:
    """Why a key signs nothing on that day, as the end of a sentence; empty where it does."""
    if key.public is None:
        return _("is no usable key")
    if key.revoked and key.revoked.day <= day:
        reason = f"（{key.reason.chinese}）" if key.reason else ""
        return _("was revoked from {day} on{reason}").format(day=key.revoked.day, reason=reason)
    if key.since and day < key.since.day:
        return _("is valid from {day} on only").format(day=key.since.day)
    if key.until and key.until.day < day:
        return _("was valid until {day}").format(day=key.until.day)
    return ""


def signing_body(record: Record, earlier: Iterable[Record]) -> Identifier | None:
    """The body of which the signer must be a member; None where any person of the organisation may sign.

    The body of an act is who receives it, not who acts; and that a gate is passed follows from its grounds. What was
    recorded so is withdrawn so.
    """
    if isinstance(record, Withdrawal):
        target = next((other for other in earlier if other.id == record.record), None)
        return None if isinstance(target, Act | Passing) else record.body
    return None if isinstance(record, Act | Passing) else record.body


def judged(
    organization: Organization,
    record: Record,
    earlier: Sequence[Record],
    signature: ObjectSignature,
    commit: str | None = None,
) -> RecordSignature:
    """What the signature of a commit says about a record that it brought in, where the policy requires one.

    `organization` and `earlier`: the organisation and the records of the state before.
    """
    day = day_of(record, earlier)
    if signature.state is ObjectState.UNSIGNED or signature.fingerprint is None:
        return RecordSignature(True, signature.problem or _("it is unsigned"), None, None, day, commit)
    found = organization.key(signature.fingerprint)
    # A signature that does not hold says nothing about whose it is.
    person = found[0].id if found and signature.state is ObjectState.GOOD else None
    problem = signature.problem if signature.state is ObjectState.BAD else ""
    problem = problem or signer_problem(organization, signature.fingerprint, record, earlier, day)
    if not problem and signature.state is not ObjectState.GOOD:
        problem = _("its signature was not verified")
    return RecordSignature(True, problem, person, signature.fingerprint, day, commit)


NOT_REQUIRED = RecordSignature(False)
"""Of a record that was made when the policy asked for no signature."""
