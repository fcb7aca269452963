"""Front matter of chapters that is broken."""

from __future__ import annotations

from plan_cli.model.finding import Code

from wrong_inputs.case import chapter, one

CASES = [
    chapter("not closed", "---\ntitle: 任务\n\n## 重点任务\n", Code.FRONT_MATTER, 1, 1),
    chapter("closed by dots", "---\ntitle: 任务\n...\n\n## 重点任务\n", Code.FRONT_MATTER, 1, 1),
    chapter("after an empty line", "\n---\ntitle: 任务\n---\n\n## 重点任务\n", Code.FRONT_MATTER, 2, 1),
    chapter("after spaces", "  \n\n---\ntitle: 任务\n---\n", Code.FRONT_MATTER, 3, 1),
    chapter("full-width colon after an empty line", "\n---\ntitle：任务\n---\n", Code.FRONT_MATTER, 2, 1),
    chapter("a sentence", "---\n任务\n---\n\n## 重点任务\n", Code.WRONG_TYPE, 2, 1),
    chapter("a list", "---\n- 任务\n---\n\n## 重点任务\n", Code.WRONG_TYPE, 2, 1),
    chapter("not YAML", "---\ntitle: [任务\n---\n\n## 重点任务\n", Code.NOT_YAML, 2, 8),
    chapter("full-width colon", "---\ntitle：任务\nquestions: [A1]\n---\n", Code.NOT_YAML, 2, 6),
    chapter("field twice", "---\ntitle: 任务\ntitle: 重点\n---\n", Code.DUPLICATE_KEY, 3, 1),
    chapter("unknown field", "---\ntitle: 任务\nquestion: [A1]\n---\n", Code.UNKNOWN_FIELD, 3, 1),
    chapter("field of other tools", "---\ntitle: 任务\nauthor: 张三\n---\n", Code.UNKNOWN_FIELD, 3, 1),
    chapter("question for a list", "---\nquestions: A1\n---\n", Code.WRONG_TYPE, 2, 12),
    chapter("flag", "---\nsample: 是\n---\n", Code.WRONG_TYPE, 2, 9),
    chapter("title left empty in quotes", '---\ntitle: ""\n---\n', Code.WRONG_TYPE, 2, 8),
    chapter("alias", "---\ntitle: *甲\n---\n", Code.NOT_YAML, 2, 8),
    chapter("CRLF", "---\r\ntitle: 任务\r\nquestoins: [A1]\r\n---\r\n", Code.UNKNOWN_FIELD, 3, 1),
    one(
        "topics/popularization/report.md", "of a report", "---\nlead: office\n---\n\n# 研究\n", Code.UNKNOWN_FIELD, 2, 1
    ),
]
