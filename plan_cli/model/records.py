"""Records: who decided what, when, about which exact content. One file each under `records/`, only ever added."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.settings import Edition
from plan_cli.model.values import Identifier, Named

FOLDER = "records"
FORMAT = 1


class RecordKind(Named):
    """What a record says. The first seven are the milestones' own kinds, acts of different bodies, kept apart."""

    DELIVERABLE = "deliverable", "上交成果"
    APPROVAL = "approval", "审定"
    SUBMISSION = "submission", "报送"
    REPORTING = "reporting", "报党组"
    DELIBERATION = "deliberation", "审议"
    CONSULTATION = "consultation", "征求意见结束"
    PUBLICATION = "publication", "发布"
    CONDITIONS_MET = "conditions-met", "修改要求已落实"
    PASSING = "passing", "通过关口"
    WAIVER = "waiver", "豁免"
    AMENDMENT = "amendment", "调整"
    WITHDRAWAL = "withdrawal", "撤回"


class Outcome(Named):
    """What a body decided."""

    PASSED = "passed", "通过"
    IN_PRINCIPLE = "in-principle", "原则通过"
    AFTER_REVISION = "after-revision", "修改后通过"
    RETURNED = "returned", "退回"


class Matter(Named):
    """What an amendment changes. An edition is the drafters' own; the others need the body that the policy names."""

    SCHEDULE = "schedule", "进度"
    ORGANIZATION = "organization", "机构和人员"
    POLICY = "policy", "规划设置"
    EDITION = "edition", "稿次"


@dataclass(frozen=True, slots=True)
class Content:
    """What exactly a record is about: these files at this commit (`model/content_digest.py` defines the digest).

    `files`: how many. `document` and `edition`: the document it is, and its edition at that commit.
    """

    commit: str
    digest: str
    files: int
    document: Identifier | None = None
    edition: Edition | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record says.

    `plan`: the id of the plan repository's first commit, so that a record of another repository does not count.
    `recorded`: the day it was written down; `decided`: the day of the decision. `minutes`: the meeting or document it
    rests on. `person`: who acted for the body.
    """

    format: int = field(metadata={"minimum": FORMAT, "maximum": FORMAT})
    kind: RecordKind
    plan: str
    recorded: datetime.date
    decided: datetime.date
    body: Identifier | None = None
    person: Identifier | None = None
    minutes: str | None = None
    note: str | None = None
    place: Place = NOWHERE

    @property
    def id(self) -> str:
        """The name of its file without the ending."""
        return self.place.path.rpartition("/")[2].removesuffix(".yaml")

    @property
    def subject(self) -> str:
        """What it is about, as its file name says it."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRecord(Record):
    """A record about a milestone. `follows`: the records about it that this one knows of and takes the place of."""

    milestone: Identifier
    content: Content | None = None
    follows: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The milestone."""
        return self.milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(MilestoneRecord):
    """Something done: a deliverable handed in, a submission, a report, a consultation closed, a publication."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(MilestoneRecord):
    """审定 or 审议: what a body decided. `conditions`: what must be revised, counted from 1.

    `confirmed_by`: the party that may confirm, beside the body itself, that the conditions are met.
    """

    outcome: Outcome
    conditions: tuple[str, ...] = ()
    confirmed_by: Identifier | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionsMet(MilestoneRecord):
    """Conditions of a decision are met by the revised content. `conditions`: their numbers."""

    decision: str
    conditions: tuple[int, ...] = field(metadata={"non_empty": True})


@dataclass(frozen=True, slots=True)
class Ground:
    """By which record a milestone was met when a gate was passed, and the digest of its content on that day."""

    milestone: Identifier
    record: str
    digest: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing(Record):
    """A phase's gate was passed at `commit`, for these grounds."""

    phase: Identifier
    commit: str
    grounds: tuple[Ground, ...] = ()

    @property
    def subject(self) -> str:
        """The phase."""
        return self.phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver(Record):
    """A milestone need not be met, by decision of the body that the policy names."""

    milestone: Identifier
    reason: str

    @property
    def subject(self) -> str:
        """The milestone."""
        return self.milestone


@dataclass(frozen=True, slots=True)
class AmendedFile:
    """A file that an amendment changes, with its blob ids before and after."""

    path: str
    before: str
    after: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment(Record):
    """Schedule, organisation, policy or edition were changed. `changes`: what, in words; `files`: exactly which."""

    matter: Matter
    reason: str
    changes: tuple[str, ...] = field(metadata={"non_empty": True})
    files: tuple[AmendedFile, ...] = field(metadata={"non_empty": True})

    @property
    def subject(self) -> str:
        """What was amended."""
        return str(self.matter.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Record):
    """An earlier record no longer counts."""

    record: str
    reason: str

    @property
    def subject(self) -> str:
        """The end of the withdrawn record's name."""
        return self.record[-8:]


DECISIONS = frozenset({RecordKind.APPROVAL, RecordKind.DELIBERATION})
"""The kinds that have an outcome."""

TYPES: dict[RecordKind, type[Record]] = {
    **dict.fromkeys(
        (
            RecordKind.DELIVERABLE,
            RecordKind.SUBMISSION,
            RecordKind.REPORTING,
            RecordKind.CONSULTATION,
            RecordKind.PUBLICATION,
        ),
        Act,
    ),
    **dict.fromkeys(DECISIONS, Decision),
    RecordKind.CONDITIONS_MET: ConditionsMet,
    RecordKind.PASSING: Passing,
    RecordKind.WAIVER: Waiver,
    RecordKind.AMENDMENT: Amendment,
    RecordKind.WITHDRAWAL: Withdrawal,
}
"""The type of each kind."""


def file_name(record: Record, digest: str) -> str:
    """The path of a record whose file's text has this SHA-256: sorted by time, and bound to the text.

    A file that is edited, renamed or copied under another name no longer fits its own name.
    """
    return f"{FOLDER}/{record.recorded.isoformat()}-{record.kind.value}-{record.subject}-{digest[:8]}.yaml"
