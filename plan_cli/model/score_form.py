"""The words of the score sheet (评分表), by which it is found again when it comes back."""

from __future__ import annotations

from plan_cli.model.proposal_form import plain_label
from plan_cli.model.selection import Criterion, SelectionRules

PROPOSAL, TITLE, ABSTAINS, COMMENT, YES = "建议编号", "课题名称", "回避", "评审意见", "是"
REVIEWER, UNIT = "评审人", "评审人单位"

_SYNONYMS = {
    PROPOSAL: ("建议编号", "编号", "课题编号", "申报编号", "id", "proposal"),
    TITLE: ("课题名称", "课题", "题目", "名称", "title"),
    ABSTAINS: ("回避", "是否回避", "需要回避", "abstains"),
    COMMENT: ("评审意见", "意见", "评语", "评审意见和建议", "备注", "comment"),
    REVIEWER: ("评审人", "评审专家", "专家", "专家姓名", "评审人姓名", "评委", "评分人", "reviewer"),
    UNIT: ("评审人单位", "专家单位", "工作单位", "评审专家单位", "所在单位", "unit"),
}
_BY_LABEL = {plain_label(name): key for key, names in _SYNONYMS.items() for name in names}


def heading_of(criterion: Criterion, maximum: int) -> str:
    """The heading of a criterion's column."""
    return f"{criterion.name}（0—{maximum}）"


def columns_of(rules: SelectionRules) -> dict[str, str]:
    """What the headings of a score sheet mean, as they are compared: the words above, or the id of a criterion."""
    criteria = {plain_label(name): f"criterion {item.id}" for item in rules.criteria for name in (item.id, item.name)}
    return {**_BY_LABEL, **criteria}
