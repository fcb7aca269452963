"""Gates evaluated: tables, and what must hold for any records in any order."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_cli.acting.record_text import written
from plan_cli.errors import UsageError
from plan_cli.gates.admission import objections
from plan_cli.gates.allowed import Step, allowed, writing
from plan_cli.gates.amendments import amended
from plan_cli.gates.evaluate import Fulfilment, GateState, Report, evaluate
from plan_cli.gates.supply import command_for
from plan_cli.gates.writable import is_writable
from plan_cli.loading.contents import Contents, present
from plan_cli.loading.loader import load
from plan_cli.loading.records import read_record
from plan_cli.model.change import FileChange
from plan_cli.model.content_digest import ContentFile, Present, content_digest, difference
from plan_cli.model.finding import Code, Finding
from plan_cli.model.plan import Plan
from plan_cli.model.records import (
    Act,
    AmendedFile,
    Amendment,
    ConditionsMet,
    Content,
    Decision,
    Ground,
    Matter,
    Outcome,
    Passing,
    Record,
    RecordKind,
    Waiver,
    Withdrawal,
)
from plan_cli.model.settings import Edition
from plan_cli.model.values import Identifier
from plan_cli.model.working_days import delay

from plans import MINIMAL
from test_loading import Memory

ROOT = "a" * 40
COMMIT = "b" * 40
ONE, TWO, THREE = (letter * 64 for letter in "123")
DAY = datetime.date(2015, 5, 25)
TODAY = datetime.date(2015, 5, 28)
FILES = {
    **MINIMAL,
    "plan.yaml": MINIMAL["plan.yaml"]
    + "policy: {enforcement: strict, waived_by: 党组, amended_by: dangzu, writable: [README.md]}\n".replace(
        "党组", "dangzu"
    ),
    "schedule.yaml": """
phases:
  - id: P1
    name: 部署阶段
    start: 2015-05-15
    end: 2015-05-25
    writable: [chapters/**, proposals/**]
    milestones:
      - {id: D1, title: 起草稿, kind: 成果, due: 2015-05-25, document: outline}
      - {id: G1, title: 党组审定, kind: 审定, due: 2015-05-25, body: dangzu, document: outline}
      - {id: S1, title: 报省科协, kind: 报送, body: sheng, document: outline}
  - id: P2
    name: 征求意见
    start: 2015-06-01
    end: 2015-06-30
    writable: [consultations/**]
    milestones:
      - {id: C1, title: 征求意见, kind: 征求意见, body: office, document: outline}
      - {id: G2, title: 常委会审议, kind: 审议, body: changwei, document: outline}
""",
    "organization.yaml": """
bodies:
  - {id: dangzu, name: 市科协党组, aliases: [党组]}
  - {id: changwei, name: 常委会}
  - {id: sheng, name: 四川省科协}
units:
  - {id: office, name: 市科协办公室}
""",
    "chapters/1.md": "## 甲\n",
}


def _plan(**changed: str) -> Plan:
    files = {**FILES, **{name.replace("_yaml", ".yaml"): text for name, text in changed.items()}}
    loaded = load(Memory({path: text.encode() for path, text in files.items()}))
    assert loaded.findings == ()
    assert loaded.plan is not None
    return loaded.plan


PLAN = _plan()
_KINDS = {
    "D1": RecordKind.DELIVERABLE,
    "G1": RecordKind.APPROVAL,
    "S1": RecordKind.SUBMISSION,
    "C1": RecordKind.CONSULTATION,
    "G2": RecordKind.DELIBERATION,
}
_BODIES = {"G1": "dangzu", "S1": "sheng", "C1": "office", "G2": "changwei"}
_numbers = count()


def _fields(kind: RecordKind, body: str | None, **changed: Any) -> dict[str, Any]:
    # The note makes each record another one, as the minutes of another meeting would.
    said = {"plan": ROOT, "recorded": DAY, "decided": DAY, "note": f"第{next(_numbers)}件", "format": 1}
    return {**said, "kind": kind, "body": body, **changed}


def _content(digest: str | None) -> Content | None:
    return Content(COMMIT, digest, 1, Identifier("outline"), Edition.DISCUSSION) if digest else None


def act(milestone: str, digest: str = ONE, **changed: Any) -> Act:
    fields = _fields(_KINDS[milestone], _BODIES.get(milestone))
    record = Act(**{**fields, "milestone": milestone, "content": _content(digest), **changed})
    return written(record)[0]


def decide(milestone: str, digest: str = ONE, outcome: Outcome = Outcome.PASSED, **changed: Any) -> Decision:
    fields = {**_fields(_KINDS[milestone], _BODIES[milestone]), "milestone": milestone, "content": _content(digest)}
    return written(Decision(**{**fields, "outcome": outcome, **changed}))[0]


def meet(decision: Decision, numbers: tuple[int, ...], digest: str, **changed: Any) -> ConditionsMet:
    fields = {**_fields(RecordKind.CONDITIONS_MET, decision.body), "milestone": decision.milestone}
    record = ConditionsMet(
        **{**fields, "content": _content(digest), "decision": decision.id, "conditions": numbers, **changed}
    )
    return written(record)[0]


def waive(milestone: str, body: str = "dangzu", **changed: Any) -> Waiver:
    return written(
        Waiver(**{**_fields(RecordKind.WAIVER, body), "milestone": milestone, "reason": "另有安排", **changed})
    )[0]


def withdraw(target: Record, **changed: Any) -> Withdrawal:
    fields = {**_fields(RecordKind.WITHDRAWAL, target.body), "record": target.id, "reason": "记错了", **changed}
    return written(Withdrawal(**fields))[0]


def passing(phase: str, *grounds: tuple[str, Record, str | None], **changed: Any) -> Passing:
    listed = tuple(Ground(Identifier(milestone), record.id, digest) for milestone, record, digest in grounds)
    fields = {**_fields(RecordKind.PASSING, None), "phase": phase, "commit": COMMIT, "grounds": listed, **changed}
    return written(Passing(**fields))[0]


def at(digest: str = ONE, root: str | None = ROOT) -> Present:
    return Present(root, {milestone.id: digest for milestone in PLAN.schedule.milestones})


def report(*records: Record, digest: str = ONE, plan: Plan = PLAN, today: datetime.date = TODAY, **more: Any) -> Report:
    return evaluate(dataclasses.replace(plan, records=records), at(digest, **more), today)


def how(milestone: str, *records: Record, **more: Any) -> Fulfilment:
    item = report(*records, **more).milestone(milestone)
    assert item is not None
    return item.fulfilment


REVISE = decide("G1", outcome=Outcome.AFTER_REVISION, conditions=("补充依据", "压缩篇幅"))
RETURNED = decide("G1", outcome=Outcome.RETURNED)
PASSED = decide("G1")


@pytest.mark.parametrize(
    ("milestone", "records", "digest", "fulfilment"),
    [
        ("G1", [], ONE, Fulfilment.UNMET),
        ("G1", [PASSED], ONE, Fulfilment.MET),
        ("G1", [PASSED], TWO, Fulfilment.STALE),
        ("G1", [decide("G1", outcome=Outcome.IN_PRINCIPLE)], ONE, Fulfilment.MET),
        ("G1", [RETURNED], ONE, Fulfilment.RETURNED),
        ("G1", [RETURNED, decide("G1", TWO, follows=(RETURNED.id,))], TWO, Fulfilment.MET),
        ("G1", [RETURNED, PASSED], ONE, Fulfilment.DISPUTED),
        ("G1", [PASSED, decide("G1")], ONE, Fulfilment.MET),
        ("G1", [PASSED, decide("G1", TWO)], TWO, Fulfilment.MET),
        ("G1", [REVISE], ONE, Fulfilment.CONDITIONS_OPEN),
        ("G1", [REVISE], TWO, Fulfilment.CONDITIONS_OPEN),
        ("G1", [REVISE, meet(REVISE, (1,), TWO)], TWO, Fulfilment.CONDITIONS_OPEN),
        ("G1", [REVISE, meet(REVISE, (1, 2), TWO)], TWO, Fulfilment.MET),
        ("G1", [REVISE, meet(REVISE, (1, 2), TWO)], THREE, Fulfilment.STALE),
        ("G1", [REVISE, meet(REVISE, (1, 2), TWO)], ONE, Fulfilment.STALE),
        ("G1", [REVISE, meet(REVISE, (1, 2), TWO, body="office")], TWO, Fulfilment.CONDITIONS_OPEN),
        ("G1", [decide("G1", body="changwei")], ONE, Fulfilment.UNMET),
        ("G1", [decide("G1", body=None)], ONE, Fulfilment.UNMET),
        ("G1", [decide("G1", plan="c" * 40)], ONE, Fulfilment.UNMET),
        ("G1", [decide("G1", recorded=datetime.date(2015, 5, 29))], ONE, Fulfilment.UNMET),
        ("G1", [decide("G1", kind=RecordKind.DELIBERATION)], ONE, Fulfilment.UNMET),
        ("G1", [decide("G1", content=None)], ONE, Fulfilment.UNMET),
        ("G1", [PASSED, withdraw(PASSED)], ONE, Fulfilment.UNMET),
        ("G1", [PASSED, withdraw(PASSED, body="office")], ONE, Fulfilment.MET),
        ("G1", [waive("G1")], ONE, Fulfilment.WAIVED),
        ("G1", [waive("G1", "office")], ONE, Fulfilment.UNMET),
        ("G1", [waive("G1"), PASSED], ONE, Fulfilment.MET),
        ("G1", [waive("G1"), PASSED], TWO, Fulfilment.WAIVED),
        ("D1", [act("D1")], ONE, Fulfilment.MET),
        ("D1", [act("D1")], TWO, Fulfilment.MET),
        ("S1", [act("S1")], ONE, Fulfilment.MET),
        ("S1", [act("S1")], TWO, Fulfilment.STALE),
        ("C1", [act("C1")], TWO, Fulfilment.MET),
        ("G2", [decide("G2")], ONE, Fulfilment.MET),
        ("G2", [decide("G1")], ONE, Fulfilment.UNMET),
        ("S1", [act("D1")], ONE, Fulfilment.UNMET),
    ],
)
def test_what_records_make_of_a_milestone(
    milestone: str, records: list[Record], digest: str, fulfilment: Fulfilment
) -> None:
    assert how(milestone, *records, digest=digest) is fulfilment


def test_records_that_follow_each_other_in_a_circle_settle_nothing() -> None:
    one, other = decide("G1"), decide("G1")
    circle = (dataclasses.replace(one, follows=(other.id,)), dataclasses.replace(other, follows=(one.id,)))
    assert how("G1", *circle) is Fulfilment.DISPUTED
    assert how("G1", dataclasses.replace(one, follows=(one.id,))) is Fulfilment.MET


def test_without_a_first_commit_records_count_and_the_report_says_so() -> None:
    shown = report(PASSED, root=None)
    assert not shown.identified
    assert how("G1", PASSED, root=None) is Fulfilment.MET


def test_days_late_are_of_the_decision_and_days_overdue_of_today() -> None:
    late = decide("G1", decided=datetime.date(2015, 5, 27), recorded=datetime.date(2015, 5, 28))
    item = report(late).milestone("G1")
    assert item is not None
    assert (item.late, item.overdue) == (delay(DAY, datetime.date(2015, 5, 27)), None)
    item = report(today=datetime.date(2015, 6, 1)).milestone("G1")
    assert item is not None
    assert item.overdue is not None
    assert (item.overdue.days, item.overdue.working_days) == (7, 5)
    assert report().milestone("S1").overdue is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("due", "day", "days", "working"),
    [
        ("2015-06-15", "2015-06-25", 10, 7),  # 端午: 20 to 22 June
        ("2015-09-25", "2015-10-12", 17, 7),  # 国庆, with Saturday 10 October worked
        ("2015-02-13", "2015-03-02", 17, 8),  # 春节, with two weekend days worked
        ("2015-05-22", "2015-05-24", 2, 0),
    ],
)
def test_working_days_know_chinese_holidays_and_shifted_days(due: str, day: str, days: int, working: int) -> None:
    found = delay(datetime.date.fromisoformat(due), datetime.date.fromisoformat(day))
    assert found is not None
    assert (found.days, found.working_days, found.estimated) == (days, working, False)


@given(st.dates(), st.dates())
def test_working_days_are_never_more_than_days(due: datetime.date, day: datetime.date) -> None:
    found = delay(due, day)
    assert (found is None) == (day <= due)
    if found:
        assert 0 <= found.working_days <= found.days
        assert found.estimated == (due.year < 2004 or found.estimated)


def _phase_one(digest: str = ONE) -> tuple[Act, Decision, Act]:
    return act("D1", digest), decide("G1", digest), act("S1", digest)


def test_a_passed_gate_stays_passed_whatever_is_written_later() -> None:
    d1, g1, s1 = _phase_one()
    assert report(d1, g1, s1).phases[0].is_open
    gone = passing("P1", ("D1", d1, ONE), ("G1", g1, ONE), ("S1", s1, ONE))
    shown = report(d1, g1, s1, gone, digest=TWO)
    assert [item.state for item in shown.phases] == [GateState.PASSED, GateState.CURRENT]
    assert {item.fulfilment for item in shown.phases[0].milestones} == {Fulfilment.MET}
    assert shown.current is not None
    assert shown.current.phase.id == "P2"
    later = decide("G1", TWO, Outcome.RETURNED, follows=(g1.id,))
    assert report(d1, g1, s1, gone, later, digest=TWO).phases[0].state is GateState.PASSED


@pytest.mark.parametrize("missing", ["D1", "G1", "S1"])
def test_a_passing_without_its_grounds_does_not_hold(missing: str) -> None:
    d1, g1, s1 = _phase_one()
    grounds = {"D1": d1, "G1": g1, "S1": s1}
    short = passing("P1", *((name, record, ONE) for name, record in grounds.items() if name != missing))
    assert report(d1, g1, s1, short).phases[0].state is GateState.CURRENT
    wrong = passing("P1", *((name, d1 if name == missing else record, TWO) for name, record in grounds.items()))
    assert report(d1, g1, s1, wrong).phases[0].state is GateState.CURRENT
    full = passing("P1", *((name, record, ONE) for name, record in grounds.items()))
    absent = [record for name, record in grounds.items() if name != missing]
    assert report(*absent, full).phases[0].state is GateState.CURRENT
    assert report(d1, g1, s1, full, withdraw(grounds[missing])).phases[0].state is GateState.CURRENT
    assert report(d1, g1, s1, full, withdraw(full)).phases[0].state is GateState.CURRENT


def test_the_second_gate_is_not_passed_before_the_first() -> None:
    c1, g2 = act("C1"), decide("G2")
    early = passing("P2", ("C1", c1, ONE), ("G2", g2, ONE))
    assert [item.state for item in report(c1, g2, early).phases] == [GateState.CURRENT, GateState.AHEAD]


def test_a_waiver_stays_visible_after_the_gate() -> None:
    d1, g1, __ = _phase_one()
    waiver = waive("S1")
    gone = passing("P1", ("D1", d1, ONE), ("G1", g1, ONE), ("S1", waiver, ONE))
    item = report(d1, g1, waiver, gone).milestone("S1")
    assert item is not None
    assert (item.fulfilment, item.waiver) == (Fulfilment.WAIVED, waiver)


_POOL = (
    *_phase_one(),
    decide("G1", TWO),
    RETURNED,
    REVISE,
    meet(REVISE, (1,), TWO),
    meet(REVISE, (1, 2), TWO),
    waive("S1"),
    act("C1"),
    decide("G2", TWO),
)
_ALL = (*_POOL, *(withdraw(record) for record in _POOL), decide("G1", TWO, follows=(RETURNED.id, REVISE.id)))
_CHOSEN = st.lists(st.sampled_from(_ALL), unique_by=lambda record: record.id)


@given(_CHOSEN, st.randoms(use_true_random=False), st.sampled_from([ONE, TWO]))
def test_the_order_of_records_does_not_matter(records: list[Record], random: Any, digest: str) -> None:
    shuffled = list(records)
    random.shuffle(shuffled)
    assert report(*records, digest=digest) == report(*shuffled, digest=digest)


@given(_CHOSEN, st.sampled_from(_POOL), st.sampled_from([ONE, TWO]))
def test_a_withdrawn_record_never_counts(records: list[Record], victim: Record, digest: str) -> None:
    without = [record for record in records if record.id != victim.id]
    withdrawn = [*without, victim, withdraw(victim)]
    plain = report(*without, digest=digest)
    shown = report(*withdrawn, digest=digest)
    assert [item.fulfilment for item in shown.milestones] == [item.fulfilment for item in plain.milestones]
    assert [item.ground for item in shown.milestones] == [item.ground for item in plain.milestones]


@given(_CHOSEN, st.sampled_from([ONE, TWO, THREE]))
def test_an_approval_is_stale_exactly_when_the_content_changed(records: list[Record], digest: str) -> None:
    shown = report(*records, digest=digest)
    for item in shown.milestones:
        if item.fulfilment is Fulfilment.STALE:
            assert item.record is not None
            assert item.changed
        if item.fulfilment is Fulfilment.MET and item.milestone.kind.value in ("approval", "deliberation"):
            assert not item.changed


@given(_CHOSEN, st.sampled_from([ONE, TWO]))
def test_what_is_lacking_has_a_command_and_what_is_met_has_a_ground(records: list[Record], digest: str) -> None:
    shown = report(*records, digest=digest)
    for item in shown.milestones:
        assert (command_for(item) == "") == item.is_fulfilled
        assert (item.ground is not None) == item.is_fulfilled
        assert item.ground is None or item.ground in shown.history.records


# Records as files


@pytest.mark.parametrize("record", _ALL, ids=lambda record: record.id)
def test_a_record_reads_back_as_it_was_written(record: Record) -> None:
    named, text = written(dataclasses.replace(record))
    findings: list[Finding] = []
    assert read_record(text.decode(), named.place.path, findings) == named
    assert findings == []
    assert named.place.path.startswith("records/2015-05-25-")


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80))
def test_any_text_is_recorded_as_it_is_or_refused(reason: str, minutes: str) -> None:
    fields = _fields(RecordKind.WAIVER, "dangzu", minutes=minutes)
    try:
        record, text = written(Waiver(**fields, milestone=Identifier("G1"), reason=reason))
    except UsageError:
        return
    read = read_record(text.decode(), record.place.path, [])
    assert isinstance(read, Waiver)
    assert (read.reason, read.minutes) == (reason, minutes)


def _text(record: Record) -> tuple[str, str]:
    named, text = written(record)
    return named.place.path, text.decode()


_PATH, _GOOD = _text(PASSED)


def _named(text: str, subject: str = "G1", kind: str = "approval") -> str:
    return f"records/2015-05-25-{kind}-{subject}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.yaml"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("outcome: passed", "outcome: returned"), Code.RECORD_NAME),
        (("outcome: passed", "outcome: 同意"), Code.NOT_A_CHOICE),
        (("kind: approval", "kind: 决定"), Code.NOT_A_CHOICE),
        (("kind: approval\n", ""), Code.MISSING_FIELD),
        (("kind: approval", "kind: waiver"), Code.UNKNOWN_FIELD),
        (("format: 1", "format: 2"), Code.OUT_OF_RANGE),
        (("format: 1\n", ""), Code.MISSING_FIELD),
        (("recorded: 2015-05-25", "recorded: 2015-02-30"), Code.WRONG_TYPE),
        (("milestone: G1", "milestone: ../G1"), Code.BAD_IDENTIFIER),
        (("body: dangzu", "body: dangzu\nbody: office"), Code.DUPLICATE_KEY),
        (("kind: approval", "kind: [approval]"), Code.NOT_A_CHOICE),
    ],
)
def test_a_record_that_was_touched_is_a_finding(change: tuple[str, str], code: Code) -> None:
    assert change[0] in _GOOD
    findings: list[Finding] = []
    assert read_record(_GOOD.replace(*change), _PATH, findings) is None
    assert code in {finding.code for finding in findings}


@pytest.mark.parametrize(
    "change",
    [
        (f"digest: '{ONE}'", "digest: zzz"),
        (f"plan: {ROOT}", "plan: main"),
        ("outcome: passed", "outcome: after-revision"),
        ("outcome: passed", "outcome: passed\nconditions:\n- 改一改"),
    ],
)
def test_a_record_under_its_right_name_must_still_make_sense(change: tuple[str, str]) -> None:
    text = _GOOD.replace(*change)
    assert text != _GOOD
    findings: list[Finding] = []
    assert read_record(text, _named(text), findings) is None
    assert [finding.code for finding in findings] == [Code.OUT_OF_RANGE]


def test_the_loader_reads_records_and_reports_what_is_none() -> None:
    files = {path: text.encode() for path, text in FILES.items()}
    files |= {_PATH: _GOOD.encode(), "records/说明.txt": b"", "records/a/b.yaml": b"", "records/.gitkeep": b""}
    files["records/2015-05-25-approval-G1-00000000.yaml"] = _GOOD.encode()
    loaded = load(Memory(files))
    assert loaded.plan is not None
    assert [record.id for record in loaded.plan.records] == [PASSED.id]
    assert {finding.code for finding in loaded.findings} == {Code.RECORD_NAME}
    assert len(loaded.findings) == 3


@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_any_bytes_under_records_end_in_findings(content: bytes) -> None:
    files = {path: text.encode() for path, text in FILES.items()} | {_PATH: content}
    loaded = load(Memory(files))
    assert loaded.plan is not None
    assert loaded.plan.records == ()
    assert loaded.findings


# Contents and their digest


def test_the_digest_is_the_documented_one() -> None:
    files = [ContentFile("章/甲.md", "1" * 40), ContentFile("B.md", "2" * 40)]
    line = f"file {'2' * 40} B.md\0file {'1' * 40} 章/甲.md\0"
    assert content_digest(files) == hashlib.sha256(line.encode()).hexdigest()
    assert content_digest(reversed(files)) == content_digest(files)
    assert content_digest([ContentFile("B.md", "2" * 40, "link")]) != content_digest([files[1]])


def test_a_content_is_the_document_with_its_pictures_annexes_and_indicators() -> None:
    files = {
        **FILES,
        "plan.yaml": FILES["plan.yaml"].replace("edition:", "annexes: [附件/1.md], edition:"),
        "chapters/1.md": "## 甲\n\n![图](../图/一.png) ![二][b] [见](2.md)\n\n[b]: 图二.png\n",
        "chapters/图二.png": "x",
        "chapters/.隐藏": "x",
        "图/一.png": "x",
        "图/无关.png": "x",
        "附件/1.md": "附件\n",
        "indicators.yaml": "indicators: []\n",
        "README.md": "x",
    }
    snapshot = Memory({path: text.encode() for path, text in files.items()})
    plan = load(snapshot).plan
    assert plan is not None
    milestone = plan.schedule.milestone("G1")
    assert milestone is not None
    found = {file.path for file in Contents(snapshot, plan).files(milestone)}
    assert found == {
        *("chapters/.隐藏", "chapters/1.md", "chapters/图二.png", "indicators.yaml", "图/一.png", "附件/1.md")
    }
    covering = dataclasses.replace(milestone, document=None, covers=("图/**",))
    assert {file.path for file in Contents(snapshot, plan).files(covering)} == {"图/一.png", "图/无关.png"}
    assert set(present(snapshot, plan, ROOT).digests) == {"D1", "G1", "S1", "C1", "G2"}


def test_the_difference_of_two_contents() -> None:
    before = [ContentFile("甲", "1"), ContentFile("乙", "2"), ContentFile("丙", "3")]
    after = [ContentFile("甲", "1"), ContentFile("乙", "9"), ContentFile("丁", "4")]
    assert [(change.path, change.kind.value) for change in difference(before, after)] == [
        ("丁", "added"),
        ("丙", "removed"),
        ("乙", "changed"),
    ]


# What may change


@pytest.mark.parametrize(
    ("pattern", "path", "meant"),
    [
        ("chapters/**", "chapters/10-甲.md", True),
        ("chapters/**", "chapters/图/一.png", True),
        ("chapters/**", "Chapters/1.md", False),
        ("chapters/**", "chapters/.gitattributes", False),
        ("chapters/**", "chapters/a/.git/config", False),
        ("topics/*/report.md", "topics/.a/report.md", False),
        ("**", "a/b", True),
        ("**", ".gitmodules", False),
        (".gitignore", ".gitignore", True),
        ("chapters/.draft/**", "chapters/.draft/a.md", True),
        ("chapters/.draft/**", "chapters/.draft/.gitattributes", False),
    ],
)
def test_a_wildcard_never_lets_hidden_names_be_written(pattern: str, path: str, meant: bool) -> None:
    assert is_writable([pattern], path) is meant


def _step(*changes: FileChange, after: Plan | None = None, **more: Any) -> Step:
    return Step(PLAN, report(), at(), changes, TODAY, after, **more)


def _said(step: Step) -> list[str]:
    verdict = allowed(step)
    return [objection.path for objection in verdict.refusals]


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("chapters/2.md", False),
        ("proposals/a.yaml", False),
        ("README.md", False),
        ("consultations/1/a.yaml", True),
        ("indicators.yaml", True),
        ("plan.yaml", True),
        ("schedule.yaml", True),
        ("organization.yaml", True),
        ("records/x.yaml", True),
        (".gitattributes", True),
        ("chapters/.gitattributes", True),
        ("Records/x.yaml", True),
    ],
)
def test_only_the_files_of_the_phase_may_change(path: str, refused: bool) -> None:
    for change in (FileChange(path, "1", "2"), FileChange(path, None, "2"), FileChange(path, "1", None)):
        assert _said(_step(change)) == ([path] if refused else [])


def test_links_are_refused_whatever_the_phase_and_the_policy() -> None:
    assert _said(_step(FileChange("chapters/1.md", "1", "2", plain=False))) == ["chapters/1.md"]


def test_warn_says_so_and_goes_on_but_never_lets_records_be_falsified() -> None:
    lenient = _plan(plan_yaml=FILES["plan.yaml"].replace("strict", "warn"))
    verdict = writing(lenient, report(plan=lenient), ["consultations/a.yaml"])
    assert not verdict.refused
    assert verdict.warnings
    step = dataclasses.replace(_step(FileChange(_PATH, "1", "2")), before=lenient)
    assert allowed(step).refused
    assert not writing(PLAN, report(), ["chapters/a.md"]).warnings


def test_when_all_gates_have_been_passed_the_plan_is_closed() -> None:
    first, second = _phase_one(), (act("C1"), decide("G2"))
    gone = (
        passing("P1", *zip(("D1", "G1", "S1"), first, (ONE, ONE, ONE), strict=True)),
        passing("P2", *zip(("C1", "G2"), second, (ONE, ONE), strict=True)),
    )
    shown = report(*first, *second, *gone)
    assert shown.current is None
    assert writing(PLAN, shown, ["chapters/a.md"]).refused
    assert not writing(PLAN, shown, ["README.md"]).refused


def _with_record(record: Record, *changes: FileChange, plan: Plan = PLAN, proven: str = ONE) -> list[str]:
    return _with_records((record,), *changes, plan=plan, proven=proven)


def _with_records(records: tuple[Record, ...], *changes: FileChange, plan: Plan = PLAN, proven: str = ONE) -> list[str]:
    step = _step(
        *(FileChange(record.place.path, None, "1") for record in records),
        *changes,
        after=dataclasses.replace(plan, records=records),
        proven={record.id: at(proven).digests for record in records},
    )
    return [objection.message for objection in allowed(step).refusals]


def test_a_new_record_is_judged_by_its_content_and_the_moment() -> None:
    assert _with_record(act("D1")) == []
    assert "digest" in _with_record(act("D1"), proven=TWO)[0]
    assert "D1" in _with_record(decide("G1"))[0]
    assert "P2" in _with_record(act("C1"))[0]
    assert "another plan" in _with_record(act("D1", plan="c" * 40))[0]
    assert "dangzu" in _with_record(waive("G1", "office"))[0]
    assert "has not come" in _with_record(act("D1", recorded=datetime.date(2015, 5, 29)))[0]
    assert "follows" in _with_record(act("D1", follows=("2015-05-01-deliverable-D1-00000000",)))[0]


def test_a_governed_file_changes_with_its_amendment_only() -> None:
    moved = _plan(
        schedule_yaml=FILES["schedule.yaml"].replace("due: 2015-05-25, document", "due: 2015-05-29, document")
    )
    assert amended(PLAN, moved)[Matter.SCHEDULE] == ("D1.due: 2015-05-25 → 2015-05-29",)
    change = FileChange("schedule.yaml", "1" * 40, "2" * 40)

    def amendment(body: str = "dangzu", matter: Matter = Matter.SCHEDULE, after: str = "2" * 40) -> Amendment:
        file = AmendedFile("schedule.yaml", "1" * 40, after)
        fields = {**_fields(RecordKind.AMENDMENT, body), "matter": matter, "reason": "推迟", "changes": ("D1",)}
        return written(Amendment(**fields, files=(file,)))[0]

    assert _said(_step(change, after=moved)) == ["schedule.yaml"]
    assert _with_record(amendment(), change, plan=moved) == []
    assert "dangzu" in " ".join(_with_record(amendment("office"), change, plan=moved))
    assert _with_record(amendment(after="3" * 40), change, plan=moved)
    assert _with_record(amendment(matter=Matter.ORGANIZATION), change, plan=moved)
    assert _with_record(amendment(), plan=moved)


def test_comments_and_moved_lines_change_nothing_that_is_amended() -> None:
    assert amended(PLAN, _plan(schedule_yaml="# 说明\n\n" + FILES["schedule.yaml"])) == {}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (withdraw(PASSED, record="2015-05-01-approval-G1-00000000"), "no record"),
        (withdraw(PASSED, body="office"), "dangzu"),
        (decide("G1", follows=(PASSED.id,)), "met already"),
        (waive("G1"), "met or waived"),
    ],
)
def test_what_may_be_said_once_something_is_recorded(record: Record, said: str) -> None:
    records = (act("D1"), PASSED)
    shown = report(*records)
    plan = dataclasses.replace(PLAN, records=records)
    assert said in objections(record, plan, shown, at(), at().digests, TODAY)[0].message
    assert objections(withdraw(PASSED), plan, shown, at(), {}, TODAY) == ()


def test_a_merge_brings_records_that_rest_on_each_other() -> None:
    d1, g1, s1 = _phase_one()
    gone = passing("P1", ("D1", d1, ONE), ("G1", g1, ONE), ("S1", s1, ONE))
    every = (gone, s1, g1, d1)
    assert _with_records(every) == []
    assert "consultations" not in " ".join(_with_records(every, FileChange("consultations/1/a.yaml", None, "2")))
    assert _with_records(every, FileChange("questions.yaml", "1", "2"))
    assert any("G1" in said for said in _with_records((gone, s1, d1)))
    assert any("digest" in said for said in _with_records(every, proven=TWO))


def test_a_merge_brings_amendments_of_one_file_one_on_another() -> None:
    moved = _plan(
        schedule_yaml=FILES["schedule.yaml"].replace("due: 2015-05-25, document", "due: 2015-05-29, document")
    )

    def amendment(before: str, after: str) -> Amendment:
        fields = {**_fields(RecordKind.AMENDMENT, "dangzu"), "matter": Matter.SCHEDULE, "reason": "推迟"}
        file = AmendedFile("schedule.yaml", before * 40, after * 40)
        return written(Amendment(**fields, changes=("D1",), files=(file,)))[0]

    change = FileChange("schedule.yaml", "1" * 40, "3" * 40)
    one, two, circle = amendment("1", "2"), amendment("2", "3"), amendment("2", "1")
    assert _with_records((one, two), change, plan=moved) == []
    assert _with_records((one,), change, plan=moved)
    assert _with_records((two,), change, plan=moved)
    assert _with_records((one, circle), change, plan=moved)
