"""Ids that are none or not the only ones, and references that lead nowhere."""

from __future__ import annotations

from plan_cli.checks.rules.connections import Cycle, TaskOfAnotherPhase
from plan_cli.model.finding import Code

from plans import MINIMAL
from wrong_inputs.case import OFFICE, PHASE, PLAN, TOPIC, Case, chapter, one, organization, replaced

_QUESTIONS = str(MINIMAL["questions.yaml"])
_TOPIC_FILE = "topics/popularization/topic.yaml"


def _second_unit(name: str, written: str, column: int = 9) -> Case:
    return organization(name, f"{OFFICE}  - id: {written}\n    name: 调研部\n", Code.BAD_IDENTIFIER, 4, column)


def _reference(path: str, name: str, content: str, line: int, column: int) -> Case:
    return one(path, name, content, Code.UNKNOWN_REFERENCE, line, column)


CASES = [
    _second_unit("Chinese", "调研部"),
    _second_unit("with a space", "survey office"),
    _second_unit("with a slash", "survey/office"),
    _second_unit("a path", "../survey"),
    _second_unit("hyphen first", "-survey"),
    _second_unit("underscore first", "_survey"),
    _second_unit("dot", "survey.office"),
    _second_unit("65 characters", "a" * 65),
    _second_unit("full-width letters", "ｓｕｒｖｅｙ"),
    _second_unit("letters of another script", "оffice"),
    _second_unit("in quotes with a space", "'survey '"),
    _second_unit("a list", "[survey]"),
    _second_unit("nothing", "", 8),
    organization("twice", f"{OFFICE}  - id: office\n    name: 调研部\n", Code.DUPLICATE_ID, 4, 5),
    organization("twice but for capitals", f"{OFFICE}  - id: OFFICE\n    name: 调研部\n", Code.DUPLICATE_ID, 4, 5),
    organization("body and unit", f"{OFFICE}bodies:\n  - {{id: office, name: 党组}}\n", Code.DUPLICATE_ID, 2, 5),
    organization("people", f"{OFFICE}people: [{{id: a, name: 甲}}, {{id: a, name: 乙}}]\n", Code.DUPLICATE_ID, 4, 28),
    one("schedule.yaml", "phases", f"{PHASE}{PHASE[8:]}", Code.DUPLICATE_ID, 6, 5),
    one(
        "schedule.yaml",
        "tasks of two phases",
        f"{PHASE}    tasks: [{{id: t, text: 起草}}]\n"
        f"{PHASE[8:].replace('P1', 'P2')}    tasks: [{{id: T, text: 修改}}]\n",
        Code.DUPLICATE_ID,
        11,
        13,
    ),
    one(
        "schedule.yaml",
        "milestones",
        f"{PHASE}    milestones:\n" + "      - {id: m, title: 审定, kind: 审定}\n" * 2,
        Code.DUPLICATE_ID,
        8,
        9,
    ),
    one(
        "questions.yaml",
        "questions of two tracks",
        f"{_QUESTIONS}  - {{id: B, name: 突破, questions: [{{id: a1, text: 如何突破？}}]}}\n",
        Code.DUPLICATE_ID,
        3,
        35,
    ),
    one("questions.yaml", "tracks", f"{_QUESTIONS}  - {{id: A, name: 突破}}\n", Code.DUPLICATE_ID, 3, 5),
    one(
        "questions.yaml",
        "principles",
        f"{_QUESTIONS}principles:\n{'  - {id: p, text: 求是}' + chr(10)}  - {{id: P, text: 创新}}\n",
        Code.DUPLICATE_ID,
        5,
        5,
    ),
    one(
        "plan.yaml",
        "documents",
        f"{PLAN}  - {{id: Outline, title: 乙, kind: outline, source: chapters}}\n",
        Code.DUPLICATE_ID,
        7,
        5,
    ),
    one(
        "plan.yaml",
        "guidance",
        f"{PLAN}guidance: [{{id: g, title: 甲}}, {{id: g, title: 乙}}]\n",
        Code.DUPLICATE_ID,
        7,
        31,
    ),
    _reference("plan.yaml", "issuing body", replaced(PLAN, "issuing_body: office", "issuing_body: offic"), 4, 15),
    _reference(
        "plan.yaml", "name for an id", replaced(PLAN, "issuing_body: office", "issuing_body: 市科协办公室"), 4, 15
    ),
    _reference("plan.yaml", "superior", f"{PLAN}superior: province\n", 7, 11),
    _reference("plan.yaml", "profile of the plan", f"{PLAN}profile: gbt9705\n", 1, 1),
    _reference("plan.yaml", "profile of a document", replaced(PLAN, "edition:", "profile: ../x, edition:"), 6, 5),
    _reference("organization.yaml", "host", f"{OFFICE}    host: ofice\n", 4, 11),
    _reference("organization.yaml", "member", f"{OFFICE}    members: [{{role: 主任, person: chen}}]\n", 4, 34),
    _reference("organization.yaml", "person for a unit", f"{OFFICE}    members: [{{role: 成员, unit: 张三}}]\n", 4, 32),
    _reference("schedule.yaml", "owner", f"{PHASE}    tasks: [{{id: t, text: 起草, owner: 办公室主任}}]\n", 6, 38),
    _reference(
        "schedule.yaml", "body", f"{PHASE}    milestones: [{{id: m, title: 审定, kind: 审定, body: dangzu}}]\n", 6, 53
    ),
    _reference(
        "schedule.yaml",
        "document",
        f"{PHASE}    milestones: [{{id: m, title: 报送, kind: 报送, document: outlin}}]\n",
        6,
        57,
    ),
    _reference(
        "schedule.yaml", "task", f"{PHASE}    milestones: [{{id: m, title: 成果, kind: 成果, task: t}}]\n", 6, 53
    ),
    _reference(_TOPIC_FILE, "question of a topic", replaced(TOPIC, "[A1]", "[A1, A9]"), 2, 17),
    _reference(_TOPIC_FILE, "case of an id", replaced(TOPIC, "[A1]", "[a1]"), 2, 13),
    _reference(_TOPIC_FILE, "lead by name", replaced(TOPIC, "lead: office", "lead: 办公室"), 3, 7),
    _reference(_TOPIC_FILE, "principle of a topic", f"{TOPIC}principles: [P9]\n", 4, 14),
    _reference(_TOPIC_FILE, "undertaken by", f"{TOPIC}undertaken_by: [office, society]\n", 4, 25),
    chapter("question of a chapter", "---\nquestions: [A1, A7]\n---\n\n## 重点任务\n", Code.UNKNOWN_REFERENCE, 2, 17),
    chapter("principle of a chapter", "---\nprinciples: [P1]\n---\n\n## 重点任务\n", Code.UNKNOWN_REFERENCE, 2, 14),
    one(
        _TOPIC_FILE,
        "list for a reference",
        replaced(TOPIC, "lead: office", "lead: [office]"),
        Code.BAD_IDENTIFIER,
        3,
        7,
    ),
    one(_TOPIC_FILE, "nothing for a reference", replaced(TOPIC, "lead: office", "lead:"), Code.BAD_IDENTIFIER, 3, 6),
    one(_TOPIC_FILE, "sentence for a reference", replaced(TOPIC, "office", "由办公室 牵头"), Code.BAD_IDENTIFIER, 3, 7),
    # A broken file is one mistake: what points into it is none.
    organization("file that many point to", "units: [\n", Code.NOT_YAML, 1, 8),
    organization("entry that is pointed to", "units:\n  - id: office\n", Code.MISSING_FIELD, 2, 5),
    one("questions.yaml", "questions that are pointed to", "\tA1\n", Code.NOT_YAML, 1, 1),
    Case("hosts in a circle", Cycle.wrong, Code.CYCLE, "organization.yaml", 2, 38),
    Case("task of another phase", TaskOfAnotherPhase.wrong, Code.TASK_OF_ANOTHER_PHASE, "schedule.yaml", 4, 74),
]
