"""The keys of the people: each usable, each one person's, each valid for a time that makes sense."""

from __future__ import annotations

from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.organization import Key, Organization, Person
from plan_cli.model.ssh_key import KeyFormatError, WeakKeyError, public_key
from plan_cli.translation import _


def check(organization: Organization, findings: list[Finding]) -> None:
    """Report every key that could not be told whose it is, or that should not sign anything."""
    first: dict[str, tuple[Person, Key]] = {}
    for person, key in organization.held_keys():
        _check_days(key, findings)
        try:
            fingerprint = public_key(key.key).fingerprint
        except WeakKeyError as problem:
            hint = _("make another one: ssh-keygen -t ed25519")
            findings.append(error(Code.WEAK_KEY, key.place, str(problem), hint))
        except KeyFormatError as problem:
            hint = _("paste the whole line of the .pub file, in quotes")
            findings.append(error(Code.BAD_KEY, key.place, str(problem), hint))
        else:
            owner, earlier = first.setdefault(fingerprint, (person, key))
            if earlier is key:
                continue
            if owner is person:
                message = _("{person} has this key twice; the first is on line {line}")
                message = message.format(person=person.name, line=earlier.place.line)
                hint = _("remove one of the two; a key has one time of validity")
                findings.append(error(Code.KEY_TWICE, key.place, message, hint))
            else:
                message = _("this key is given to {person}, and on line {line} to {other}")
                message = message.format(person=person.name, line=earlier.place.line, other=owner.name)
                hint = _("each person has a key of their own; a shared one signs nothing")
                findings.append(error(Code.SHARED_KEY, key.place, message, hint))


def _check_days(key: Key, findings: list[Finding]) -> None:
    if key.since and key.until and key.until.day < key.since.day:
        message = _("the key ends on {until}, before it begins on {since}")
        message = message.format(until=key.until.day, since=key.since.day)
        findings.append(error(Code.KEY_DAYS, key.until.place, message, _("exchange or mend the two days")))
    if (key.revoked is None) != (key.reason is None):
        message = _("a revoked key has both revoked: with the day and reason: with why")
        hint = _("reasons: {listed}").format(listed="lost 遗失, stolen 被盗, left 离任")
        findings.append(error(Code.KEY_DAYS, key.place, message, hint))
