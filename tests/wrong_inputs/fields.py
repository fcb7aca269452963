"""Fields: wrong types of every kind, unknown and missing ones, choices, ranges, scalars that surprise, days."""

from __future__ import annotations

from plan_cli.model.finding import Code

from wrong_inputs.case import OFFICE, PHASE, PLAN, TOPIC, Case, one, organization, replaced

_TOPIC_FILE = "topics/popularization/topic.yaml"


def _plan(name: str, old: str, new: str, code: Code, line: int, column: int) -> Case:
    return one("plan.yaml", name, replaced(PLAN, old, new), code, line, column)


def _more_of_plan(name: str, added: str, code: Code, line: int, column: int) -> Case:
    return one("plan.yaml", name, PLAN + added, code, line, column)


def _document(name: str, added: str, code: Code, column: int) -> Case:
    return _plan(name, "edition: 征求意见稿", added, code, 6, column)


def _end(name: str, written: str, code: Code = Code.WRONG_TYPE, column: int = 10) -> Case:
    return one("schedule.yaml", name, replaced(PHASE, "2015-05-25", written), code, 5, column)


def _milestone(name: str, fields: str, code: Code, column: int) -> Case:
    return one("schedule.yaml", name, f"{PHASE}    milestones:\n      - {{{fields}}}\n", code, 7, column)


def _topic(name: str, added: str, code: Code, line: int, column: int) -> Case:
    return one(_TOPIC_FILE, name, TOPIC + added, code, line, column)


CASES = [
    # texts
    organization("empty text", "units:\n  - id: office\n    name:\n", Code.WRONG_TYPE, 3, 10),
    organization("tilde for a text", "units:\n  - id: office\n    name: ~\n", Code.WRONG_TYPE, 3, 11),
    organization("text of spaces", "units:\n  - id: office\n    name: '  '\n", Code.WRONG_TYPE, 3, 11),
    organization("list for a text", "units:\n  - id: office\n    name: [办公室]\n", Code.WRONG_TYPE, 3, 11),
    organization("fields for a text", "units:\n  - id: office\n    name: {a: b}\n", Code.WRONG_TYPE, 3, 11),
    # lists
    organization("text for a list", "units: 办公室\n", Code.WRONG_TYPE, 1, 8),
    organization("fields for a list", "units: {id: office, name: 办公室}\n", Code.WRONG_TYPE, 1, 8),
    organization("texts for entries", "units:\n  - 办公室\n", Code.WRONG_TYPE, 2, 5),
    organization("nothing for an entry", "units:\n  -\n", Code.WRONG_TYPE, 2, 4),
    organization("text for a list of texts", f"{OFFICE}    aliases: 办公室\n", Code.WRONG_TYPE, 4, 14),
    organization("list in a list of texts", f"{OFFICE}    aliases: [[办公室]]\n", Code.WRONG_TYPE, 4, 15),
    organization("list for fields", f"{OFFICE}    members: [[主任]]\n", Code.WRONG_TYPE, 4, 15),
    _plan("empty list", PLAN[PLAN.index("documents") :], "documents: []\n", Code.WRONG_TYPE, 5, 12),
    _plan("list left empty", PLAN[PLAN.index("documents") :], "documents:\n", Code.WRONG_TYPE, 5, 11),
    one("schedule.yaml", "no phases", "phases: []\n", Code.WRONG_TYPE, 1, 9),
    one("schedule.yaml", "phases left empty", "phases:\n", Code.WRONG_TYPE, 1, 8),
    one("schedule.yaml", "without phases", "{}\n", Code.MISSING_FIELD, 1, 1),
    one(_TOPIC_FILE, "no questions", replaced(TOPIC, "[A1]", "[]"), Code.WRONG_TYPE, 2, 12),
    one(_TOPIC_FILE, "a question for a list", replaced(TOPIC, "[A1]", "A1"), Code.WRONG_TYPE, 2, 12),
    # flags
    organization("yes", f"{OFFICE}    collective: yes\n", Code.WRONG_TYPE, 4, 17),
    organization("True", f"{OFFICE}    collective: True\n", Code.WRONG_TYPE, 4, 17),
    organization("flag in quotes", f'{OFFICE}    collective: "true"\n', Code.WRONG_TYPE, 4, 17),
    organization("是", f"{OFFICE}    collective: 是\n", Code.WRONG_TYPE, 4, 17),
    organization("1 for true", f"{OFFICE}    collective: 1\n", Code.WRONG_TYPE, 4, 17),
    _topic("on", "sample: on\n", Code.WRONG_TYPE, 4, 9),
    _document("contents: 有", "contents: 有", Code.WRONG_TYPE, 77),
    # whole numbers
    _plan("number in quotes", "format: 1", "format: '1'", Code.WRONG_TYPE, 1, 9),
    _plan("format of the future", "format: 1", "format: 2", Code.OUT_OF_RANGE, 1, 9),
    _plan("two digits of a year", "start: 2016", "start: 16", Code.OUT_OF_RANGE, 3, 17),
    _plan("year with 年", "start: 2016", "start: 2016年", Code.WRONG_TYPE, 3, 17),
    _plan("full-width year", "start: 2016", "start: ２０１６", Code.WRONG_TYPE, 3, 17),
    _plan("year in Chinese", "start: 2016", "start: 二〇一六", Code.WRONG_TYPE, 3, 17),
    _plan("separated year", "start: 2016", "start: 2_016", Code.WRONG_TYPE, 3, 17),
    _plan("hexadecimal", "start: 2016", "start: 0x7E0", Code.WRONG_TYPE, 3, 17),
    _plan("exponent", "start: 2016", "start: 2e3", Code.WRONG_TYPE, 3, 17),
    _plan("decimal", "start: 2016", "start: 2016.0", Code.WRONG_TYPE, 3, 17),
    _plan("enormous", "start: 2016", f"start: {'9' * 40}", Code.WRONG_TYPE, 3, 17),
    _plan("year 99999", "end: 2020", "end: 99999", Code.OUT_OF_RANGE, 3, 28),
    _plan("period backwards", "{start: 2016, end: 2020}", "{start: 2020, end: 2016}", Code.OUT_OF_RANGE, 3, 9),
    _plan("period as a text", "{start: 2016, end: 2020}", "2016—2020年", Code.WRONG_TYPE, 3, 9),
    # days
    _end("30 February", "2015-02-30"),
    _end("31 June", "2015-06-31"),
    _end("29 February of a common year", "2015-02-29"),
    _end("month 13", "2015-13-01"),
    _end("day 0", "2015-05-00"),
    _end("year 0", "0000-05-25"),
    _end("one digit", "2015-5-25"),
    _end("slashes", "2015/05/25"),
    _end("dots", "2015.05.25"),
    _end("Chinese date", "2015年5月25日"),
    _end("American date", "05-25-2015"),
    _end("full-width digits", "２０１５-05-25"),
    _end("full-width hyphens", "2015－05－25"),
    _end("dashes", "2015—05—25"),
    _end("time of day", "2015-05-25 08:30"),
    _end("moment", "2015-05-25T00:00:00Z"),
    _end("minutes", "12:30"),
    _end("number", "20150525"),
    _end("wording", "5月底"),
    _end("list of days", "[2015-05-25]"),
    _end("wording without a day", "{wording: 5月底}", Code.MISSING_FIELD),
    _end("precision of a week", "{day: 2015-05-25, precision: week}", Code.NOT_A_CHOICE, 39),
    _end("no such day in a mapping", "{day: 2015-02-30, wording: 2月底}", Code.WRONG_TYPE, 16),
    _end("field of a date", "{day: 2015-05-25, words: 5月底}", Code.UNKNOWN_FIELD, 28),
    _end("nothing", "", Code.WRONG_TYPE, 9),
    _topic("due as wording", "due: 6月15日\n", Code.WRONG_TYPE, 4, 6),
    _document("signed on no day", "signature: {by: 市科协, date: 2015-06-31}", Code.WRONG_TYPE, 94),
    _more_of_plan(
        "issued in a month", "guidance:\n  - {id: g, title: 决定, issued: 2015-02}\n", Code.WRONG_TYPE, 8, 32
    ),
    # choices
    _plan("kind of a document", "kind: outline", "kind: 纲要", Code.NOT_A_CHOICE, 6, 40),
    _plan("edition", "征求意见稿", "征求意见搞", Code.NOT_A_CHOICE, 6, 76),
    _plan("edition in other words", "征求意见稿", "Draft", Code.NOT_A_CHOICE, 6, 76),
    _document("numbering", "numbering: 1.1", Code.NOT_A_CHOICE, 78),
    _more_of_plan("enforcement", "policy: {enforcement: hard}\n", Code.NOT_A_CHOICE, 7, 23),
    _more_of_plan("policy as a text", "policy: strict\n", Code.WRONG_TYPE, 7, 9),
    _more_of_plan("list for a choice", "policy: {signing: [off]}\n", Code.NOT_A_CHOICE, 7, 19),
    _milestone("kind of a milestone", "id: m, title: 党组审定, kind: 批准", Code.NOT_A_CHOICE, 36),
    # unknown and missing fields
    organization("letters exchanged", f"{OFFICE}    dtuy: 统筹\n", Code.UNKNOWN_FIELD, 4, 5),
    organization("letter missing", f"{OFFICE}    aliase: [甲]\n", Code.UNKNOWN_FIELD, 4, 5),
    organization("capital letter", f"{OFFICE}    Duty: 统筹\n", Code.UNKNOWN_FIELD, 4, 5),
    organization("field in Chinese", f"{OFFICE}    职责: 统筹\n", Code.UNKNOWN_FIELD, 4, 5),
    organization("field at the top", f"{OFFICE}duty: 统筹\n", Code.UNKNOWN_FIELD, 4, 1),
    organization("field of another file", f"{OFFICE}phases: []\n", Code.UNKNOWN_FIELD, 4, 1),
    organization("very long field", f"{OFFICE}{'x' * 900}: 1\n", Code.UNKNOWN_FIELD, 4, 1),
    _more_of_plan("titel", "titel: 规划\n", Code.UNKNOWN_FIELD, 7, 1),
    _topic("question for questions", "question: A1\n", Code.UNKNOWN_FIELD, 4, 1),
    organization("no name", "units:\n  - id: office\n", Code.MISSING_FIELD, 2, 5),
    organization("no id", f"{OFFICE}  - name: 调研部\n", Code.MISSING_FIELD, 4, 5),
    organization("no role", f"{OFFICE}    members: [{{unit: office}}]\n", Code.MISSING_FIELD, 4, 15),
    _plan("no format", "format: 1\n", "", Code.MISSING_FIELD, 1, 1),
    _plan("no issuing body", "issuing_body: office\n", "", Code.MISSING_FIELD, 1, 1),
    _plan("no end of the period", ", end: 2020", "", Code.MISSING_FIELD, 3, 9),
    _plan("no source", ", source: chapters", "", Code.MISSING_FIELD, 6, 5),
    one("schedule.yaml", "no end of a phase", replaced(PHASE, "    end: 2015-05-25\n", ""), Code.MISSING_FIELD, 2, 5),
    one(_TOPIC_FILE, "no lead", replaced(TOPIC, "lead: office\n", ""), Code.MISSING_FIELD, 1, 1),
    one(_TOPIC_FILE, "empty topic", "", Code.MISSING_FIELD, 1, 1),
    _topic("methods as a list", "methods: [座谈]\n", Code.WRONG_TYPE, 4, 10),
    _topic("method as a text", "methods: {qualitative: 座谈}\n", Code.WRONG_TYPE, 4, 24),
    _milestone("no title", "id: m, kind: 审定", Code.MISSING_FIELD, 9),
    one("questions.yaml", "nothing for a track", "tracks: [~]\n", Code.WRONG_TYPE, 1, 10),
    one("profiles/own.yaml", "profile without its fields", "name: own\n", Code.MISSING_FIELD, 1, 1),
]
