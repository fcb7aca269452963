"""Rules about the keys people sign with."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code, Severity

FINGERPRINT = "SHA256:tXVv0zuJq3n6xNhdnOlyVD/r4iRAOwKFMJXI6WCxnog"
"""Of the first key of the examples."""

ONE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB2m7MG0RHfylWUxhPQwHep14eDYT5NgAenxdxCn6Mrl"
_TWO = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILhRFPayGxqqsi4hsBAeNvk86xfp/Mvl+vpMHmeptakU"
_CUT = ONE[:-8]
_DSA = "ssh-dss AAAAB3NzaC1kc3MAAAABAQ=="


SIGNING = (
    "format: 1\ntitle: 测试规划纲要\nperiod: {start: 2016, end: 2020}\nissuing_body: office\n"
    "documents:\n  - {id: outline, title: 测试规划纲要, kind: outline, source: chapters, edition: 征求意见稿}\n"
    "policy: {signing: required}\n"
)
"""The minimal plan's settings, with signatures required."""


def organization(chen: list[str], lu: list[str] | None = None) -> str:
    """The minimal plan's office with two people in it, who have these keys."""
    people = ""
    for identifier, name, keys in (("chen", "陈某", chen), ("lu", "卢某", lu or [])):
        listed = "".join(f"      - {{{key}}}\n" for key in keys)
        people += f"  - id: {identifier}\n    name: {name}\n" + (f"    keys:\n{listed}" if keys else "")
    members = "      - {person: chen, role: 主任}\n      - {person: lu, role: 副主任}\n"
    return f"units:\n  - id: office\n    name: 市科协办公室\n    members:\n{members}people:\n{people}"


def _key(line: str, more: str = "") -> str:
    return f'key: "{line}"{more}'


class BadKey(Rule):
    """This is no SSH public key

    A key is the whole line of the .pub file, in quotes: its kind, and a long word that is never broken. Paste it again,
    or let plan key add do it. A private key belongs in no repository: if one was pasted here, throw it away and make
    another.

    Why: a key that cannot be read verifies no signature, and its owner finds out on the day of the decision.

    Source: docs/signatures.md, Keys
    """

    code = Code.BAD_KEY
    wrong = {"organization.yaml": organization([_key(_CUT)])}
    right = {"organization.yaml": organization([_key(ONE)])}


class WeakKey(Rule):
    """A key of this kind or size may not sign

    Ed25519, ECDSA and security keys may sign, and RSA keys of 3072 bits or more. Make another key with ssh-keygen -t
    ed25519 and add it with plan key add.

    Why: an approval must still prove who gave it when the plan is over, and the key is a weak one today.

    Source: docs/signatures.md, Keys; NIST SP 800-57 part 1, table 2
    """

    code = Code.WEAK_KEY
    wrong = {"organization.yaml": organization([_key(_DSA)])}
    right = {"organization.yaml": organization([_key(ONE)])}


class KeyTwice(Rule):
    """A person has the same key twice

    Two entries say from when to when one key is valid, and nobody can tell which of them holds, so it signs nothing.
    Remove one of the two.

    Why: a revocation in one entry must not be undone by the other.

    Source: docs/signatures.md, Keys
    """

    code = Code.KEY_TWICE
    wrong = {"organization.yaml": organization([_key(ONE), _key(ONE, ", until: 2015-06-30")])}
    right = {"organization.yaml": organization([_key(ONE), _key(_TWO, ", until: 2015-06-30")])}


class SharedKey(Rule):
    """Two people have the same key

    A signature with this key would not say which of the two signed, so it signs nothing. Give each a key of their own.

    Why: who signs answers for it by name.

    Source: docs/signatures.md, Keys
    """

    code = Code.SHARED_KEY
    wrong = {"organization.yaml": organization([_key(ONE)], [_key(ONE)])}
    right = {"organization.yaml": organization([_key(ONE)], [_key(_TWO)])}


class KeyDays(Rule):
    """The days of a key contradict each other

    `until` lies before `since`, or only one of `revoked` and `reason` is given. Mend the days, or let plan key revoke
    write both.

    Why: whether an approval counts is decided by the days of the key that signed it.

    Source: docs/signatures.md, Keys
    """

    code = Code.KEY_DAYS
    wrong = {"organization.yaml": organization([_key(ONE, ", since: 2015-06-01, until: 2015-05-01")])}
    right = {"organization.yaml": organization([_key(ONE, ", since: 2015-05-01, until: 2015-06-01")])}


class NobodyCanSign(Rule):
    """Signatures are required, and nobody of this body can sign

    The policy lets approvals count only when a member of the body has signed them, and no member of this body has a key
    that is valid on this day. Name the members with `person:`, and give one of them a key with plan key add.

    Why: the body would decide, and the decision could not be recorded.

    Source: docs/signatures.md, Who may sign
    """

    code = Code.NOBODY_CAN_SIGN
    severity = Severity.WARNING
    wrong = {"plan.yaml": SIGNING, "organization.yaml": organization([])}
    right = {"plan.yaml": SIGNING, "organization.yaml": organization([_key(ONE)])}
