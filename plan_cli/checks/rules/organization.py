"""Rules about who does what."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code, Severity


def _group(*members: str) -> str:
    """An organisation with the minimal plan's office, two people and a group with these members."""
    listed = "".join(f"      - {{{member}}}\n" for member in members)
    return (
        "groups:\n  - id: drafting-group\n    name: 编撰小组\n"
        f"    members:\n{listed}"
        "units:\n  - {id: office, name: 市科协办公室}\n"
        "people:\n  - {id: chen, name: 陈某, note: 组长}\n  - {id: lu, name: 卢某, note: 副组长}\n"
    )


def _schedule(task: str, *milestones: str) -> str:
    """A schedule of one phase with one task and these milestones."""
    listed = "".join(f"      - {{{milestone}}}\n" for milestone in milestones)
    return (
        "phases:\n  - id: P1\n    name: 规划编撰\n    start: 2015-06-15\n    end: 2015-06-25\n"
        f"    tasks:\n      - {{id: T1, text: 起草规划纲要{task}}}\n"
        + (f"    milestones:\n{listed}" if milestones else "")
    )


class RoleOpen(Rule):
    """A role is filled by nobody

    A member of a body or group has a role, and neither `person` nor `unit`. Name one; while nobody is chosen yet, say
    so in the member's `note` with a word like 待定 or 空缺.

    Why: a role that is open by oversight is found out on the day somebody should sign.

    Source: work scheme, part 4, names who leads, who deputises and whose heads are members.
    """

    code = Code.ROLE_OPEN
    severity = Severity.WARNING
    wrong = {"organization.yaml": _group("person: chen, role: 组长", "role: 副组长")}
    right = {"organization.yaml": _group("person: chen, role: 组长", "role: 副组长, note: 人选待定")}


class Term(Rule):
    """The terms of a role contradict each other

    `until` lies before `since`, or one person holds the same role twice at the same time. Mend the days, or remove
    the entry that is too many.

    Why: an approval counts by who held the role on its day.

    Source: docs/files.md, members.
    """

    code = Code.TERM_OF_OFFICE
    wrong = {"organization.yaml": _group("person: chen, role: 组长, since: 2015-06-01, until: 2015-05-01")}
    right = {"organization.yaml": _group("person: chen, role: 组长, since: 2015-05-01, until: 2015-06-01")}


class RoleWithoutSuccessor(Rule):
    """Nobody follows in a role that is still needed

    Everybody in this role has an `until` that lies before the last thing the party has to do: a milestone, a task or
    a topic. Add who follows; while that is not decided, say so in a `note` with a word like 待定.

    Why: people change their posts in the course of a year; offices and duties stay.

    Source: work scheme, part 4; facts about people in docs/files.md (`since`, `until`).
    """

    code = Code.ROLE_WITHOUT_SUCCESSOR
    severity = Severity.WARNING
    wrong = {
        "organization.yaml": _group("person: chen, role: 组长, until: 2015-06-18"),
        "schedule.yaml": _schedule(", owner: drafting-group"),
    }
    right = {
        "organization.yaml": _group(
            "person: chen, role: 组长, until: 2015-06-18", "person: lu, role: 组长, since: 2015-06-19"
        ),
        "schedule.yaml": _schedule(", owner: drafting-group"),
    }


class TaskWithoutOwner(Rule):
    """A task has no owner

    Add `owner:` with the body, group or unit that does it. Where the work scheme names nobody, say so in the task's
    `note` with words like 没有写明; then the plan is as honest as its source.

    Why: what everybody should do is done by nobody.

    Source: work scheme, part 4: each group has its duty; part 5 names owners for two of its tasks only.
    """

    code = Code.TASK_WITHOUT_OWNER
    severity = Severity.WARNING
    wrong = {"schedule.yaml": _schedule("")}
    right = {"schedule.yaml": _schedule(", note: 原文没有写明由谁负责")}


class MilestoneWithoutBody(Rule):
    """An approval, submission or consultation does not say with whom

    A milestone that is approved, deliberated, reported, submitted or consulted on names the body in `body`. Where the
    original names none, say so in its `note` with words like 没有写明.

    Why: without a body nobody can meet the milestone, and its gate stays closed.

    Source: work scheme, part 5: 党组 decides, 常委会 deliberates, 四川省科协 receives, 科协系统 and 有关部门 are
    consulted.
    """

    code = Code.MILESTONE_WITHOUT_BODY
    severity = Severity.WARNING
    wrong = {"schedule.yaml": _schedule(", owner: office", "id: G2, title: 审定规划纲要, kind: 审定, due: 2015-06-25")}
    right = {
        "schedule.yaml": _schedule(
            ", owner: office", "id: G2, title: 审定规划纲要, kind: 审定, due: 2015-06-25, body: office"
        )
    }


_SEPARATED = (
    "format: 1\ntitle: 测试规划纲要\nperiod: {start: 2016, end: 2020}\nissuing_body: office\n"
    "documents:\n  - {id: outline, title: 测试规划纲要, kind: outline, source: chapters}\n"
    "policy: {separation: true}\n"
)
_BODY = "bodies:\n  - {{id: party-group, name: 党组, members: [{{person: {person}, role: 书记}}]}}\n"
_APPROVED = _schedule(
    ", owner: drafting-group", "id: G2, title: 审定规划纲要, kind: 审定, due: 2015-06-25, body: party-group, task: T1"
)


class BothSides(Rule):
    """Somebody decides on what they have worked out

    With `separation: true` under `policy` in plan.yaml, a person (or a party) must not be in the body that approves
    or deliberates and in the party whose task made the text. Who belongs to a party is read from its members on the
    day of the decision. Name others on one of the two sides, or take the policy back.

    Why: a second pair of eyes sees more; whether the rule holds here is for each organisation to say, so it is off at
    first.

    Source: plan.yaml, `policy` (docs/files.md).
    """

    code = Code.BOTH_SIDES
    wrong = {
        "plan.yaml": _SEPARATED,
        "organization.yaml": _BODY.format(person="chen") + _group("person: chen, role: 组长"),
        "schedule.yaml": _APPROVED,
    }
    right = {
        "plan.yaml": _SEPARATED,
        "organization.yaml": _BODY.format(person="lu") + _group("person: chen, role: 组长"),
        "schedule.yaml": _APPROVED,
    }


class NeverMentioned(Rule):
    """A unit or a person has no part in the plan

    organization.yaml lists a unit that no file refers to and no text names, or a person without any role. Remove the
    entry, or write its id where it has a part. Bodies and groups, and units with a duty or members, speak for
    themselves.

    Why: an entry that was left behind makes readers look for a duty that nobody has given.

    Source: docs/files.md, organization.yaml.
    """

    code = Code.NEVER_MENTIONED
    severity = Severity.WARNING
    wrong = {
        "organization.yaml": "units:\n  - {id: office, name: 市科协办公室}\n  - {id: societies, name: 科协所属团体}\n"
    }
    right = {
        "organization.yaml": "units:\n  - {id: office, name: 市科协办公室}\n  - {id: societies, name: 科协所属团体}\n",
        "schedule.yaml": _schedule(", owner: societies"),
    }
