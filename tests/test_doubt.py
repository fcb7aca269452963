"""What a key that was lost or stolen leaves of the gates: tables over pure records and signatures."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_cli.gates.allowed import Step, allowed
from plan_cli.gates.evaluate import Fulfilment, GateState, Report, evaluate
from plan_cli.gates.supply import command_for
from plan_cli.model.change import FileChange
from plan_cli.model.finding import Code
from plan_cli.model.records import ConditionsMet, Decision, Outcome, Passing, Record, Waiver
from plan_cli.model.signature import ObjectSignature, ObjectState, RecordSignature, day_of, judged, signing_body
from plan_cli.model.values import Identifier

from test_gates import FILES, ONE, ROOT, TODAY, TWO, _plan, act, at, decide, meet, passing, waive, withdraw

GOOD = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB2m7MG0RHfylWUxhPQwHep14eDYT5NgAenxdxCn6Mrl"
STOLEN = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILhRFPayGxqqsi4hsBAeNvk86xfp/Mvl+vpMHmeptakU"
THEFT = datetime.date(2015, 5, 24)
PLAN = _plan(
    plan_yaml=FILES["plan.yaml"].replace("enforcement: strict", "enforcement: strict, signing: required"),
    organization_yaml=f"""
bodies:
  - id: dangzu
    name: 市科协党组
    members:
      - {{unit: office, role: 成员}}
      - {{person: chen, role: 书记, since: 2015-05-01}}
  - {{id: changwei, name: 常委会}}
  - {{id: sheng, name: 四川省科协}}
units:
  - id: office
    name: 市科协办公室
    members:
      - {{person: lu, role: 主任, until: 2015-12-31}}
      - {{unit: office, role: 自己}}
people:
  - {{id: chen, name: 陈海元, keys: [{{key: "{GOOD}"}}]}}
  - {{id: lu, name: 卢晓东, keys: [{{key: "{STOLEN}", revoked: 2015-05-24, reason: 被盗}}]}}
""",
)
CHEN, LU = (key.id for __, key in PLAN.organization.held_keys())


def _report(sound: Iterable[Record], doubtful: Iterable[Record], digest: str = ONE) -> Report:
    sound, doubtful = tuple(sound), tuple(doubtful)
    signed = {
        record.id: RecordSignature(True, "", Identifier("x"), LU if record in doubtful else CHEN, record.recorded)
        for record in (*sound, *doubtful)
    }
    now = dataclasses.replace(at(digest, ROOT), signatures=signed)
    return evaluate(dataclasses.replace(PLAN, records=(*sound, *doubtful)), now, TODAY)


REVISE = decide("G1", outcome=Outcome.AFTER_REVISION, conditions=("补充依据", "压缩篇幅"))
DONE = meet(REVISE, (1, 2), TWO)
AGAIN = meet(REVISE, (1, 2), TWO, follows=(DONE.id,))
PASSED = decide("G1")
WAIVED = waive("G1")


@pytest.mark.parametrize(
    ("milestone", "sound", "doubtful", "digest", "expected", "command"),
    [
        ("G1", [], [PASSED], ONE, Fulfilment.DOUBTFUL, "plan approve G1 --body dangzu"),
        ("G1", [], [PASSED], TWO, Fulfilment.STALE, "plan approve G1 --body dangzu"),
        ("G1", [decide("G1", follows=(PASSED.id,))], [PASSED], ONE, Fulfilment.MET, ""),
        ("G1", [decide("G1")], [PASSED], ONE, Fulfilment.MET, ""),
        ("G1", [PASSED], [decide("G1", outcome=Outcome.RETURNED)], ONE, Fulfilment.MET, ""),
        ("G1", [REVISE], [DONE], TWO, Fulfilment.DOUBTFUL, "plan meet G1 --body dangzu --condition 1 --condition 2"),
        ("G1", [DONE], [REVISE], TWO, Fulfilment.DOUBTFUL, "plan approve G1 --body dangzu"),
        ("G1", [REVISE, AGAIN], [DONE], TWO, Fulfilment.MET, ""),
        ("G1", [], [WAIVED], ONE, Fulfilment.DOUBTFUL, "plan waive G1 --body dangzu --reason …"),
        ("G1", [waive("G1")], [WAIVED], ONE, Fulfilment.WAIVED, ""),
        ("G1", [PASSED], [withdraw(PASSED)], ONE, Fulfilment.UNMET, "plan approve G1 --body dangzu"),
        ("S1", [], [act("S1")], ONE, Fulfilment.DOUBTFUL, "plan submit-to sheng --milestone S1"),
        ("D1", [], [act("D1")], TWO, Fulfilment.DOUBTFUL, "plan hand-in D1"),
    ],
)
def test_what_doubt_makes_of_a_milestone(
    milestone: str, sound: list[Record], doubtful: list[Record], digest: str, expected: Fulfilment, command: str
) -> None:
    item = _report(sound, doubtful, digest).milestone(milestone)
    assert item is not None
    assert (item.fulfilment, command_for(item)) == (expected, command)


def _passed(*more: Record, doubtful: Iterable[Record]) -> Report:
    """The first phase, passed on ONE; the text is TWO since then."""
    done, sent = act("D1"), act("S1")
    through = passing("P1", ("D1", done, ONE), ("G1", PASSED, ONE), ("S1", sent, ONE))
    kept = [record for record in (PASSED,) if record not in (*doubtful,)]
    return _report((done, sent, through, *kept, *more), doubtful, TWO)


def test_a_passed_gate_stays_passed_and_in_doubt_until_the_same_content_is_approved_again() -> None:
    shown = _passed(doubtful=[PASSED])
    phase, item = shown.phase("P1"), shown.milestone("G1")
    assert phase is not None
    assert item is not None
    assert (phase.state, item.fulfilment) == (GateState.PASSED, Fulfilment.DOUBTFUL)
    assert command_for(item) == f"plan approve G1 --body dangzu --at {'b' * 10}"
    assert [found.code for found in shown.findings] == [Code.DOUBTFUL_RECORD]
    for digest, outcome, expected in (
        (ONE, Outcome.PASSED, Fulfilment.MET),
        (TWO, Outcome.PASSED, Fulfilment.DOUBTFUL),
        (ONE, Outcome.RETURNED, Fulfilment.DOUBTFUL),
    ):
        again = _passed(decide("G1", digest, outcome, follows=(PASSED.id,)), doubtful=[PASSED])
        item = again.milestone("G1")
        assert item is not None
        assert item.fulfilment is expected
        assert again.phases[0].state is GateState.PASSED
    item = _passed(waive("G1"), doubtful=[PASSED]).milestone("G1")
    assert item is not None
    assert item.fulfilment is Fulfilment.WAIVED


def _refusals(report: Report, record: Record, signature: RecordSignature | None, digest: str = ONE) -> list[str]:
    records = tuple(report.history.records.values())
    signed = {item.id: RecordSignature(True, "", Identifier("x"), CHEN, item.recorded) for item in records}
    signed |= {name: dataclasses.replace(signed[name], fingerprint=LU) for name in report.history.doubtful}
    now = dataclasses.replace(at(TWO, ROOT), signatures=signed)
    before = dataclasses.replace(PLAN, records=records)
    proven = {record.id: {item.id: digest for item in PLAN.schedule.milestones}}
    after = dataclasses.replace(before, records=(*records, record))
    added = {record.id: signature} if signature else {}
    changes = (FileChange(record.place.path, None, "a" * 40),)
    return [item.message for item in allowed(Step(before, report, now, changes, TODAY, after, proven, added)).refusals]


def test_what_is_in_doubt_is_recorded_again_in_a_passed_phase_and_nothing_else() -> None:
    doubted, sure = _passed(doubtful=[PASSED]), _passed(doubtful=[])
    again = decide("G1", follows=(PASSED.id,))
    signature = RecordSignature(True, "", Identifier("chen"), CHEN, TODAY)
    assert _refusals(doubted, again, signature) == []
    assert any("has been passed" in message for message in _refusals(sure, again, signature))
    # Without a signature, or with a bad one, not even that.
    assert any("unsigned" in message for message in _refusals(doubted, again, None))
    bad = dataclasses.replace(signature, problem="不合要求")
    assert any("不合要求" in message for message in _refusals(doubted, again, bad))


def test_the_next_gate_waits_for_what_is_in_doubt() -> None:
    closed, deliberated = act("C1", TWO), decide("G2", TWO)
    through = passing("P2", ("C1", closed, TWO), ("G2", deliberated, TWO))
    signature = RecordSignature(True, "", Identifier("chen"), CHEN, TODAY)
    report = _passed(closed, deliberated, doubtful=[PASSED])
    assert any("in doubt" in message for message in _refusals(report, through, signature, TWO))
    again = decide("G1", follows=(PASSED.id,))
    report = _passed(closed, deliberated, again, doubtful=[PASSED])
    assert _refusals(report, through, signature, TWO) == []


# Who may sign, and on which day.


@pytest.mark.parametrize(
    ("key", "record", "problem"),
    [
        (CHEN, PASSED, ""),
        (CHEN, decide("G2"), "is no member of 常委会"),
        (CHEN, act("S1"), ""),
        (CHEN, withdraw(PASSED), ""),
        (CHEN, decide("G1", person=Identifier("lu")), "the record names 卢晓东"),
        (LU, PASSED, "was revoked from 2015-05-24"),
        ("SHA256:x", PASSED, "is not in organization.yaml"),
    ],
)
def test_who_may_sign(key: str, record: Record, problem: str) -> None:
    found = judged(PLAN.organization, record, (PASSED,), ObjectSignature(ObjectState.GOOD, key))
    assert problem in found.problem
    assert found.is_proper is not bool(problem)


@pytest.mark.parametrize("state", [ObjectState.BAD, ObjectState.UNKNOWN, ObjectState.UNSIGNED])
def test_only_what_was_verified_is_proper(state: ObjectState) -> None:
    found = judged(PLAN.organization, PASSED, (), ObjectSignature(state, CHEN))
    assert not found.is_proper
    assert found.person is None


def test_members_come_by_name_and_through_units_and_for_a_time() -> None:
    organization = PLAN.organization
    assert organization.members("dangzu", datetime.date(2015, 5, 1)) == {"chen", "lu"}
    assert organization.members("dangzu", datetime.date(2015, 4, 30)) == {"lu"}
    assert organization.members("dangzu", datetime.date(2016, 1, 1)) == {"chen"}
    assert organization.members("无", datetime.date(2016, 1, 1)) == frozenset()


def test_what_was_recorded_by_anyone_is_withdrawn_by_anyone() -> None:
    sent = act("S1")
    assert signing_body(sent, ()) is None
    assert signing_body(withdraw(sent), (sent,)) is None
    assert signing_body(withdraw(PASSED), (PASSED,)) == "dangzu"
    assert signing_body(withdraw(sent), ()) == "sheng"
    kinds = (Decision, ConditionsMet, Waiver, Passing)
    made = (PASSED, DONE, WAIVED, passing("P1", body="dangzu"))
    assert [signing_body(record, ()) for record in made] == ["dangzu", "dangzu", "dangzu", None]
    assert all(isinstance(record, kind) for record, kind in zip(made, kinds, strict=True))


@given(st.lists(st.dates(datetime.date(2015, 1, 1), datetime.date(2016, 12, 31)), min_size=1, max_size=8))
def test_the_day_never_goes_back(days: list[datetime.date]) -> None:
    records = [dataclasses.replace(PASSED, recorded=day) for day in days]
    judged_on = [day_of(record, records[:number]) for number, record in enumerate(records)]
    assert judged_on == sorted(judged_on)
    assert all(day >= record.recorded for day, record in zip(judged_on, records, strict=True))
