"""Organisation: roles, terms, owners, bodies, separation, and circles of hosts and members."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_cli.checks.connections import check_connections
from plan_cli.checks.organization import check_organization
from plan_cli.model.finding import Code, Finding, Severity

from checked import checked, loaded
from plans import MINIMAL

OFFICE = "units:\n  - {id: office, name: 市科协办公室}\n"
PEOPLE = "people:\n  - {id: chen, name: 陈某}\n  - {id: lu, name: 卢某}\n"
PLAN = MINIMAL["plan.yaml"]


def _group(*members: str, name: str = "编撰小组", group: str = "drafting") -> str:
    listed = ", ".join(f"{{{member}}}" for member in members)
    return f"  - {{id: {group}, name: {name}, members: [{listed}]}}\n"


def _organization(*groups: str) -> dict[str, str]:
    mentioned = "  - {id: party-group, name: 党组, members: [{person: chen, role: 书记}, {person: lu, role: 副书记}]}\n"
    return {"organization.yaml": f"bodies:\n{mentioned}groups:\n{''.join(groups)}{OFFICE}{PEOPLE}"}


def _schedule(*tasks: str, milestones: str = "") -> dict[str, str]:
    listed = ", ".join(f"{{id: T{number}, {task}}}" for number, task in enumerate(tasks, 1))
    more = f", milestones: [{milestones}]" if milestones else ""
    phase = f"{{id: P3, name: 规划编撰, start: 2015-06-15, end: 2015-06-25, tasks: [{listed}]{more}}}"
    return {"schedule.yaml": f"phases:\n  - {phase}\n"}


def _found(files: dict[str, str]) -> list[Finding]:
    return [found for found in checked(files) if found.code.value.startswith(("O", "R"))]


def _codes(files: dict[str, str]) -> list[str]:
    return [found.code.value for found in _found(files)]


# -- roles -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "codes"),
    [
        (["person: chen, role: 组长"], []),
        (["unit: office, role: 牵头"], []),
        (["role: 副组长"], ["O001"]),
        (["role: 副组长, note: 人选待定"], []),
        (["role: 副组长, note: 空缺"], []),
        (["role: 副组长, note: vacant"], []),
        (["role: 副组长, note: 负责日常"], ["O001"]),
        (["person: chen, role: 组长, since: 2015-05-01, until: 2015-05-31"], []),
        (["person: chen, role: 组长, since: 2015-05-01, until: 2015-05-01"], []),
        (["person: chen, role: 组长, since: 2015-05-02, until: 2015-05-01"], ["O002"]),
        (["person: chen, role: 组长", "person: chen, role: 组长"], ["O002"]),
        (["person: chen, role: 组长", "person: chen, role: 联络员"], []),
        (["person: chen, role: 组长, until: 2015-05-31", "person: chen, role: 组长, since: 2016-01-01"], []),
        (["person: chen, role: 组长, until: 2015-05-31", "person: chen, role: 组长, since: 2015-05-01"], ["O002"]),
    ],
)
def test_roles_and_terms(members: list[str], codes: list[str]) -> None:
    assert _codes(_organization(_group(*members))) == codes


@pytest.mark.parametrize(
    ("members", "codes"),
    [
        (["person: chen, role: 组长, until: 2015-06-18"], ["O003"]),
        (["person: chen, role: 组长, until: 2015-06-25"], []),
        (["person: chen, role: 组长, until: 2015-06-18", "person: lu, role: 组长, since: 2015-06-19"], []),
        (["person: chen, role: 组长, until: 2015-06-18", "person: lu, role: 副组长"], ["O003"]),
        (["person: chen, role: 组长, until: 2015-06-18, note: 继任人选待定"], []),
        (["person: chen, role: 组长, until: 2015-06-16", "person: lu, role: 组长, until: 2015-06-20"], ["O003"]),
    ],
)
def test_somebody_follows_who_leaves_while_there_is_work(members: list[str], codes: list[str]) -> None:
    organization = _organization(_group(*members))
    assert _codes(organization | _schedule("text: 起草规划纲要, owner: drafting")) == codes
    assert _codes(organization) == []


# -- tasks and milestones ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "codes"),
    [
        ("text: 起草, owner: office", []),
        ("text: 起草", ["O004"]),
        ("text: 起草, note: 原文没有写明由谁负责", []),
        ("text: 起草, note: 责任单位待定", []),
        ("text: 起草, note: not stated", []),
        ("text: 起草, note: 按领导小组的意见", ["O004"]),
    ],
)
def test_every_task_is_owned_or_says_that_nobody_is_named(task: str, codes: list[str]) -> None:
    assert _codes(_schedule(task)) == codes


@pytest.mark.parametrize("kind", ["审定", "报送", "报党组", "审议", "征求意见"])
def test_what_is_decided_names_who_decides(kind: str) -> None:
    milestone = f"{{id: M1, title: 节点, kind: {kind}, due: 2015-06-25"
    assert _codes(_schedule(milestones=f"{milestone}}}")) == ["O005"]
    assert _codes(_schedule(milestones=f"{milestone}, body: office}}")) == []
    assert _codes(_schedule(milestones=f"{milestone}, note: 由谁决定没有写明}}")) == []


@pytest.mark.parametrize("kind", ["成果", "发布"])
def test_deliverables_and_publications_need_no_body(kind: str) -> None:
    assert _codes(_schedule(milestones=f"{{id: M1, title: 节点, kind: {kind}, due: 2015-06-25}}")) == []


# -- separation --------------------------------------------------------------------------------------------------------

APPROVAL = "{id: G2, title: 党组审定, kind: 审定, due: 2015-06-25, body: party-group, document: outline%s}"
DRAFT = "{id: D1, title: 起草稿, kind: 成果, due: 2015-06-24, document: outline, task: T1}, "


@pytest.mark.parametrize(
    ("members", "policy", "codes"),
    [
        ("person: chen, role: 组长", "separation: true", ["O006"]),
        ("person: chen, role: 组长", "separation: false", []),
        ("person: chen, role: 组长", "signing: off", []),
        ("person: chen, role: 组长, until: 2015-06-24, note: 待定", "separation: true", []),
        ("person: chen, role: 组长, since: 2015-06-26", "separation: true", []),
        ("unit: office, role: 牵头", "separation: true", []),
    ],
)
def test_nobody_decides_on_what_they_made_where_the_policy_says_so(members: str, policy: str, codes: list[str]) -> None:
    files = _organization(_group(members)) | {"plan.yaml": f"{PLAN}policy: {{{policy}}}\n"}
    task = "text: 起草规划纲要, owner: drafting"
    assert _codes(files | _schedule(task, milestones=APPROVAL % ", task: T1")) == codes
    assert _codes(files | _schedule(task, milestones=DRAFT + APPROVAL % "")) == codes


def test_people_are_found_through_units_and_the_same_party_is_on_both_sides() -> None:
    files = _organization(_group("unit: office, role: 牵头")) | {"plan.yaml": f"{PLAN}policy: {{separation: true}}\n"}
    through = files["organization.yaml"].replace(
        "name: 市科协办公室", "name: 市科协办公室, members: [{person: lu, role: 主任}]"
    )
    (found,) = _found(
        files
        | {"organization.yaml": through}
        | _schedule("text: 起草, owner: drafting", milestones=APPROVAL % ", task: T1")
    )
    assert found.code is Code.BOTH_SIDES
    assert found.severity is Severity.ERROR
    assert "卢某" in found.message
    (found,) = _found(files | _schedule("text: 起草, owner: party-group", milestones=APPROVAL % ", task: T1"))
    assert "党组" in found.message


# -- who has no part ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "task", "codes"),
    [
        ("name: 科协所属团体", "text: 征集课题, owner: office", ["O007"]),
        ("name: 科协所属团体", "text: 征集课题, owner: societies", []),
        ("name: 科协所属团体", "text: 面向科协所属团体征集课题, owner: office", []),
        ("name: 科协所属团体, aliases: [团体]", "text: 面向团体征集课题, owner: office", []),
        ("name: 科协所属团体, duty: 提出课题", "text: 征集课题, owner: office", []),
        ("name: 科协所属团体, host: office", "text: 征集课题, owner: office", []),
    ],
)
def test_a_unit_that_nobody_mentions(unit: str, task: str, codes: list[str]) -> None:
    files = {"organization.yaml": f"{OFFICE}  - {{id: societies, {unit}}}\n"}
    assert _codes(files | _schedule(task)) == codes


def test_a_unit_that_a_topic_mentions_and_a_person_without_a_role() -> None:
    files = {
        "organization.yaml": f"{OFFICE}  - {{id: societies, name: 科协所属团体}}\npeople: [{{id: wang, name: 王某}}]\n"
    }
    topic = "title: 研究\nquestions: [A1]\nlead: office\nundertaken_by: [societies]\n"
    (found,) = _found(files | {"topics/yan-jiu/topic.yaml": topic})
    assert "王某" in found.message


# -- circles -----------------------------------------------------------------------------------------------------------


def _hosts(hosts: dict[str, str]) -> dict[str, str]:
    listed = "".join(
        f"  - {{id: {party}, name: 第{party}室, duty: 办事{f', host: {host}' if host else ''}}}\n"
        for party, host in hosts.items()
    )
    return {
        "organization.yaml": f"units:\n{listed}",
        "plan.yaml": PLAN.replace("issuing_body: office", "issuing_body: a"),
    }


@pytest.mark.parametrize(
    ("hosts", "circles"),
    [
        ({"a": "", "b": "a", "c": "b"}, 0),
        ({"a": "a"}, 1),
        ({"a": "b", "b": "a"}, 1),
        ({"a": "b", "b": "c", "c": "b"}, 1),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, 2),
        ({"a": "b", "b": "c", "c": "a", "d": "a", "e": "d"}, 1),
    ],
)
def test_circles_of_hosts(hosts: dict[str, str], circles: int) -> None:
    found = _found(_hosts(hosts))
    assert [one.code for one in found] == [Code.CYCLE] * circles


@given(st.lists(st.integers(0, 7), min_size=1, max_size=8))
def test_there_is_a_finding_exactly_where_hosts_lead_round(hosts: list[int]) -> None:
    named = {chr(97 + number): chr(97 + host) for number, host in enumerate(hosts) if host < len(hosts)}
    named = {chr(97 + number): named.get(chr(97 + number), "") for number in range(len(hosts))}
    on_circle = set()
    for start in named:
        party, steps = named[start], 0
        while party and party != start and steps < 9:
            party, steps = named[party], steps + 1
        if party == start:
            on_circle.add(start)
    shown = [found.message for found in check_connections(loaded(_hosts(named)))]
    assert all(sum(f"第{party}室 →" in message for message in shown) == 1 for party in on_circle)
    assert bool(shown) == bool(on_circle)


def test_members_of_each_other_are_a_circle_and_a_host_that_is_a_member_is_none() -> None:
    members = "[{unit: %s, role: 成员}]"
    groups = (
        f"groups:\n  - {{id: first, name: 甲组, members: {members % 'second'}}}\n"
        f"  - {{id: second, name: 乙组, members: {members % 'first'}}}\n"
    )
    (found,) = _found({"organization.yaml": groups + OFFICE})
    assert found.code is Code.CYCLE
    assert "甲组 → 乙组 → 甲组" in found.message
    hosted = f"groups:\n  - {{id: first, name: 甲组, host: office, members: {members % 'office'}}}\n"
    assert _found({"organization.yaml": hosted + OFFICE}) == []


def test_a_long_chain_of_hosts_is_walked_without_depth() -> None:
    length = 3000
    units = "".join(
        f"  - {{id: u{number}, name: 室, duty: 办事, host: u{(number + 1) % length}}}\n" for number in range(length)
    )
    files = {
        "organization.yaml": f"units:\n{units}",
        "plan.yaml": PLAN.replace("issuing_body: office", "issuing_body: u0"),
    }
    assert len(check_connections(loaded(files))) == 1


def test_a_milestone_names_a_task_of_its_own_phase() -> None:
    phases = (
        "phases:\n"
        "  - {id: P1, name: 部署, start: 2015-05-15, end: 2015-05-25, tasks: [{id: T1, text: 征集, owner: office}]}\n"
        "  - {id: P2, name: 研究, start: 2015-05-25, end: 2015-06-15,\n"
        "     milestones: [{id: D1, title: 清单, kind: 成果, due: 2015-06-15, task: T1}]}\n"
    )
    (found,) = _found({"schedule.yaml": phases})
    assert (found.code, found.place.line) == (Code.TASK_OF_ANOTHER_PHASE, 4)
    unknown = _found({"schedule.yaml": phases.replace("task: T1", "task: T9")})
    assert [one.code for one in unknown] == [Code.UNKNOWN_REFERENCE]


def test_the_minimal_plan_is_in_order() -> None:
    assert check_organization(loaded({})) == ()
