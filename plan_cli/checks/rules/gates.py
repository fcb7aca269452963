"""Rules about records: what counts when gates are judged."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.checks.rules.keys import ONE, SIGNING, organization
from plan_cli.model.finding import Code, Severity

_HERE, _ELSEWHERE = "records/2015-05-25-approval-P1-G1-2f45c2ca.yaml", "records/2015-05-25-approval-P1-G1-82a88e8f.yaml"


def _record(first_commit: str) -> str:
    """An approval of P1-G1 in the plan that begins with that commit, as `plan approve` writes it."""
    return (
        "# 审定。由 plan 记入，只增不改；要撤回，请用 plan withdraw。\n"
        f"format: 1\nkind: approval\nplan: '{first_commit}'\nrecorded: 2015-05-25\ndecided: 2015-05-25\n"
        "body: office\nmilestone: P1-G1\noutcome: passed\n"
    )


_OWN, _FOREIGN = _record("0" * 40), _record("1" * 40)
_SCHEDULE = (
    "phases:\n  - id: P1\n    name: 部署阶段\n    start: 2015-05-15\n    end: 2015-05-25\n    milestones:\n"
    "      - {id: P1-G1, title: 审定工作方案, kind: approval, body: office, due: 2015-05-25}\n"
)


class RecordName(Rule):
    """A file in records/ is not the record that was made

    The name of a record ends with the first digits of the SHA-256 of its own text. This file has another text, another
    name or no record in it: it was changed, renamed or put there by hand, and it does not count. Bring the original
    back with git. To undo a decision, run plan withdraw. It is a warning where what was committed is sound and only the
    file on the disk differs.

    Why: a decision must read years later as it was written on its day.

    Source: docs/gates.md, Records
    """

    code = Code.RECORD_NAME
    wrong = {"schedule.yaml": _SCHEDULE, "records/2015-05-25-approval-P1-G1-00000000.yaml": _OWN}
    right = {"schedule.yaml": _SCHEDULE, _HERE: _OWN}


class ForeignRecord(Rule):
    """A record of another plan repository

    A record names the plan it was made in by its first commit, and this one names another. It does not count here. Take
    the file away, and record here what was decided about this plan.

    Why: an approval that was copied from another repository, perhaps of another text under the same title, is no
    approval.

    Source: docs/gates.md, Records
    """

    code = Code.FOREIGN_RECORD
    wrong = {"schedule.yaml": _SCHEDULE, _ELSEWHERE: _FOREIGN}
    right = {"schedule.yaml": _SCHEDULE, _HERE: _OWN}


class RecordWithoutEffect(Rule):
    """A record that has no effect

    It names a milestone, a phase or a record that there is not, or another body, another kind of act or another
    document than its milestone asks for. Nothing is met by it. Record the decision as it was made, or withdraw the
    record.

    Why: who reads the records would take it for a decision that counts.

    Source: docs/gates.md, What meets a milestone
    """

    code = Code.RECORD_WITHOUT_EFFECT
    severity = Severity.WARNING
    wrong = {_HERE: _OWN}
    right = {"schedule.yaml": _SCHEDULE, _HERE: _OWN}


_BY_HAND = "records/2015-05-25-approval-P1-G1-fc486c09.yaml"
SIGNED = (_HERE[8:-5],)
"""The records of the examples that are taken for signed."""


class UnsignedRecord(Rule):
    """A record is not signed by who may sign it

    The policy requires signatures, and the commit that brought this record in bears none, or one that does not do: of a
    key that organization.yaml did not name just before, of a person who was no member of the body, of a key that was
    not valid on that day. The record does not count. Who may sign records it again; the old file stays.

    Why: the name in a commit is what somebody typed; only the signature shows who it was.

    Source: docs/signatures.md, Who may sign
    """

    code = Code.UNSIGNED_RECORD
    wrong = {
        "plan.yaml": SIGNING,
        "schedule.yaml": _SCHEDULE,
        _BY_HAND: _OWN.replace("body: office\n", "body: office\nminutes: 办公室会议纪要〔2015〕1号\n"),
    }
    right = {"plan.yaml": SIGNING, "schedule.yaml": _SCHEDULE, _HERE: _OWN}


class DoubtfulRecord(Rule):
    """A record was signed with a key that was lost or stolen by then

    The key was revoked later, from a day on that lies before this record. Nobody can tell whether its owner signed. The
    milestone is in doubt until the body records it again, with another key; plan gate shows the command. A gate that
    was passed on it stays passed, and the next one is not passed before that.

    Why: whoever found the key could have signed in its owner's name.

    Source: docs/signatures.md, When a key is lost or stolen
    """

    code = Code.DOUBTFUL_RECORD
    severity = Severity.WARNING
    wrong = {
        "plan.yaml": SIGNING,
        "schedule.yaml": _SCHEDULE,
        "organization.yaml": organization([f'key: "{ONE}", revoked: 2015-05-20, reason: stolen']),
        _HERE: _OWN,
    }
    right = {
        "plan.yaml": SIGNING,
        "schedule.yaml": _SCHEDULE,
        "organization.yaml": organization([f'key: "{ONE}", revoked: 2015-05-26, reason: stolen']),
        _HERE: _OWN,
    }
