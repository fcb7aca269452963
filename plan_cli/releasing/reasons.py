"""Why a text changed since the last release: the commits that changed it, and the decisions they came after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from plan_cli.model.plan import Plan
from plan_cli.model.records import Act, Decision, Outcome, Record, RecordKind
from plan_cli.releasing.paragraphs import Changed
from plan_cli.repository.line_of_commits import LineCommit

WordsAt = Callable[[str, str], frozenset[str]]
"""The paragraphs of a file at a commit; none where it is not there or is no text."""

_SHORT_ID = 10
_MOST_NAMED = 3
_ASKS_FOR_CHANGES = frozenset({Outcome.AFTER_REVISION, Outcome.RETURNED, Outcome.IN_PRINCIPLE})
_UNPRINTABLE = "〓"


def reasons(
    plan: Plan, document: str, changed: Sequence[Changed], commits: Iterable[LineCommit], words_at: WordsAt, since: str
) -> tuple[str, ...]:
    """For each change the decision after which it was made, and the first line of the commit that made it.

    A change answers the last thing before it that asked for changes: a decision 修改后通过, 原则通过 or 退回, or a
    consultation that was closed. Which sentence answers which condition nobody has written down, so it is not claimed.
    Where no commit can be told from the others, all that changed the file are named. `since`: the commit before all.
    """
    records = {record.place.path: record for record in plan.records}
    concerned = {item.path for item in changed}
    words = {path: words_at(since, path) for path in concerned}
    asked = ""
    exact: dict[int, str] = {}
    by_path: dict[str, dict[str, list[str]]] = {}
    for commit in commits:
        for path in commit.paths:
            record = records.get(path)
            if record is not None and _asks(record, document):
                asked = _named(record, plan)
        for path in concerned.intersection(commit.paths):
            said = f"{printable(commit.subject)}（{commit.commit[:_SHORT_ID]}）"
            by_path.setdefault(path, {}).setdefault(asked, []).append(said)
            before, words[path] = words[path], words_at(commit.commit, path)
            for number, item in enumerate(changed):
                if item.path == path and _made(item, before, words[path]):
                    exact[number] = _line(asked, [said])
    whole = {path: "；".join(_line(asked, said) for asked, said in by.items()) for path, by in by_path.items()}
    return tuple(exact.get(number) or whole.get(item.path, "") for number, item in enumerate(changed))


def _made(item: Changed, before: frozenset[str], after: frozenset[str]) -> bool:
    """Whether a change was made between these two states of its file."""
    if item.after:
        return item.after in after and item.after not in before
    return item.before in before and item.before not in after


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
