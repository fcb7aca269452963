"""Why a chapter changed since the last release: the commits that changed it, and the decisions they came after."""

from __future__ import annotations

from collections.abc import Iterable

from plan_cli.model.plan import Plan
from plan_cli.model.records import Act, Decision, Outcome, Record, RecordKind
from plan_cli.repository.line_of_commits import LineCommit

_SHORT_ID = 10
_MOST_NAMED = 3
_ASKS_FOR_CHANGES = frozenset({Outcome.AFTER_REVISION, Outcome.RETURNED, Outcome.IN_PRINCIPLE})
_UNPRINTABLE = "〓"


def reasons(plan: Plan, document: str, commits: Iterable[LineCommit]) -> dict[str, str]:
    """For each path the decision after which it was changed, and the first lines of the commits that did.

    A change answers the last thing before it that asked for changes: a decision 修改后通过, 原则通过 or 退回, or a
    consultation that was closed. Which sentence answers which condition nobody has written down, so it is not claimed.
    """
    records = {record.place.path: record for record in plan.records}
    asked = ""
    found: dict[str, dict[str, list[str]]] = {}
    for commit in commits:
        for path in commit.paths:
            record = records.get(path)
            if record is not None and _asks(record, document):
                asked = _named(record, plan)
        for path in commit.paths:
            if path not in records:
                said = found.setdefault(path, {}).setdefault(asked, [])
                said.append(f"{printable(commit.subject)}（{commit.commit[:_SHORT_ID]}）")
    return {path: "；".join(_line(asked, said) for asked, said in by.items()) for path, by in found.items()}


def _line(asked: str, said: list[str]) -> str:
    listed = "、".join(said[:_MOST_NAMED]) + ("等" if len(said) > _MOST_NAMED else "")
    return f"{asked}：{listed}" if asked else listed


def _asks(record: Record, document: str) -> bool:
    if not isinstance(record, Act | Decision) or record.content is None or record.content.document != document:
        return False
    return record.kind is RecordKind.CONSULTATION or (
        isinstance(record, Decision) and record.outcome in _ASKS_FOR_CHANGES
    )


def _named(record: Record, plan: Plan) -> str:
    """党组会议纪要〔2015〕12号, or who decided what where no minutes are named."""
    party = plan.organization.party(record.body) if record.body else None
    who = party.name if party else ""
    outcome = record.outcome.chinese if isinstance(record, Decision) else record.kind.chinese
    said = printable(record.minutes) if record.minutes else f"{who}{record.decided.isoformat()}"
    return f"{said}（{outcome}）"


def printable(text: str) -> str:
    """Words that were typed outside the text, in characters that official typefaces have (GBK)."""
    return "".join(character if _is_common(character) else _UNPRINTABLE for character in text)


def _is_common(character: str) -> bool:
    if not character.isprintable():
        return False
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
