"""Who signed a record, in the words of a report."""

from __future__ import annotations

from typing import Any

from plan_cli.gates.history import History
from plan_cli.model.content_digest import Present
from plan_cli.model.plan import Plan
from plan_cli.translation import _


def signer_text(plan: Plan, present: Present, history: History, record_id: str) -> str:
    """`signed by 陈海元, SHA256:…`, or `unsigned`, or why the signature does not do."""
    signature = present.signature(record_id)
    if signature is None or not signature.fingerprint:
        return signature.problem if signature and signature.problem else _("unsigned")
    if signature.problem:
        return _("not properly signed: {problem}").format(problem=signature.problem)
    text = _("signed by {person}, {key}").format(person=signer_name(plan, signature.person), key=signature.fingerprint)
    return (
        _("{signed}; in doubt, the key was revoked later").format(signed=text)
        if record_id in history.doubtful
        else text
    )


def signer_name(plan: Plan, person_id: str | None) -> str:
    """The name of who signed."""
    person = plan.organization.person(person_id) if person_id else None
    return person.name if person else person_id or "?"


def signer_data(present: Present, history: History, record_id: str | None) -> dict[str, Any] | None:
    """The signature of a record in the words of JSON; None where it is unsigned."""
    signature = present.signature(record_id) if record_id else None
    if signature is None or signature.fingerprint is None:
        return None
    return {
        "person": signature.person,
        "key": signature.fingerprint,
        "proper": signature.is_proper,
        "doubtful": record_id in history.doubtful,
        "commit": signature.commit,
    }
