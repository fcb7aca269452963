"""The files of `selection/`: the scores of a reviewer, a decision."""

from __future__ import annotations

import hashlib

from plan_cli.errors import RefusedError
from plan_cli.loading import shapes, yaml_nodes
from plan_cli.model.finding import Finding
from plan_cli.model.names import plain_name
from plan_cli.model.selection import Decided, DecisionFile, Score, ScoresFile
from plan_cli.scaffold.topic_files import identifier_from
from plan_cli.scaffold.yaml_text import field_line, quoted, record
from plan_cli.translation import _

_SCORES_HEAD = """\
# 一位评审人的评分。criterion 是 plan.yaml 里评审指标的编号，value 是分数；回避的写 abstains: true。
"""
_DECISION_HEAD = """\
# 遴选决定。这个文件只增不改；要改变决定，请再作一次决定。
# outcome：topic 立项，unit 由该单位承担已有的课题，declined 不予立项
"""
_SAMPLE = "示例标记：true 表示内容是编出来演示的"


def reviewer_id(file: ScoresFile) -> str:
    """The name of a reviewer's file: the person's id, or the name in pinyin; with a unit's mark where two may meet."""
    if file.person:
        return file.person.id
    slug = identifier_from(file.reviewer) or "reviewer"
    unit = file.unit.id if file.unit else plain_name(file.unit_as_written or "")
    mark = hashlib.sha256(f"{plain_name(file.reviewer)} {unit}".encode()).hexdigest()[:4]
    return f"{slug}-{mark}"


def scores_file(file: ScoresFile) -> bytes:
    """The content of `selection/scores/REVIEWER.yaml`.

    Raises:
        RefusedError: a text cannot be written so that it reads back as it is.
    """
    text = _SCORES_HEAD + record(
        {
            "reviewer": file.reviewer,
            "person": file.person.id if file.person else None,
            "unit": file.unit.id if file.unit else None,
            "unit_as_written": file.unit_as_written,
        }
    )
    text += f"scores:\n{''.join(map(_score, file.scores))}" if file.scores else ""
    text += field_line("sample", True, _SAMPLE) if file.sample else ""
    _prove(ScoresFile, text, file.reviewer)
    return text.encode()


def _score(score: Score) -> str:
    lines = f"  - proposal: {score.proposal.id}\n"
    if score.abstains:
        lines += field_line("abstains", True, indent=4)
    if score.points:
        listed = ", ".join(f"{{criterion: {points.criterion.id}, value: {points.value:g}}}" for points in score.points)
        lines += f"    points: [{listed}]\n"
    return lines + field_line("comment", score.comment, indent=4)


def decision_path(content: bytes, file: DecisionFile) -> str:
    """Where a decision goes: two made on one day on two branches have different names."""
    return f"selection/decision-{file.date.isoformat()}-{hashlib.sha256(content).hexdigest()[:8]}.yaml"


def decision_file(file: DecisionFile) -> bytes:
    """The content of `selection/decision-*.yaml`.

    Raises:
        RefusedError: a text cannot be written so that it reads back as it is.
    """
    text = _DECISION_HEAD + f"date: {file.date.isoformat()}\n"
    text += record({"body": file.body.id, "minutes": file.minutes, "basis": file.basis})
    text += "decided:\n" + "".join(map(_decided, file.decided))
    text += field_line("sample", True, _SAMPLE) if file.sample else ""
    _prove(DecisionFile, text, file.date.isoformat())
    return text.encode()


def _decided(decided: Decided) -> str:
    fields = {
        "proposal": decided.proposal.id,
        "outcome": str(decided.outcome.value),
        "topic": decided.topic.id if decided.topic else None,
        "undertaken_by": [reference.id for reference in decided.undertaken_by],
        "undertaken_by_names": [quoted(name) for name in decided.undertaken_by_names],
        "reason": decided.reason,
    }
    return "  - " + record(fields, indent=4)[4:]


def same_scores(one: ScoresFile, other: ScoresFile) -> bool:
    """Whether two files say the same, wherever it stands."""
    return _bare(one) == _bare(other)


def _bare(file: ScoresFile) -> list[object]:
    scores = sorted(
        (score.proposal.id, score.abstains, score.comment, sorted((p.criterion.id, p.value) for p in score.points))
        for score in file.scores
    )
    return [file.reviewer, file.unit and file.unit.id, file.unit_as_written, scores]


def _prove(kind: type[ScoresFile] | type[DecisionFile], text: str, name: str) -> None:
    findings: list[Finding] = []
    node = yaml_nodes.parse(text, "selection.yaml", findings)
    if node is None or shapes.read(kind, node, findings) is None or findings:
        raise RefusedError(_("the texts of {title} cannot be written into a file").format(title=name))
