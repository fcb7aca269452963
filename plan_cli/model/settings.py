"""`plan.yaml`: what the plan is called, whose it is, which documents it has and under which policy."""

from __future__ import annotations

from dataclasses import dataclass, field

from plan_cli.model.document_parts import Imprint, RedHead, Signature
from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.selection import SelectionRules
from plan_cli.model.values import Date, GateReference, Identifier, Named, PartyReference


class Edition(Named):
    """稿次: the stages a document passes through."""

    DISCUSSION = "discussion", "讨论稿"
    CONSULTATION = "consultation", "征求意见稿"
    REVIEW = "review", "送审稿"
    APPROVAL = "approval", "报批稿"
    ISSUED = "issued", "印发稿"


class DocumentKind(Named):
    """What a document is."""

    OUTLINE = "outline", "规划纲要"
    WORKPLAN = "workplan", "工作方案"
    NOTICE = "notice", "通知"


class Numbering(Named):
    """Which skeleton the headings of a document have; `typed`: the numbers stand in the text already."""

    SECTIONS = "sections", "一、（一）"
    BOOK = "book", "篇章节"
    TYPED = "typed", "原文自带"


class Enforcement(Named):
    """What happens to a change that the phase does not allow."""

    STRICT = "strict", "严格"
    WARN = "warn", "提醒"


class Signing(Named):
    """Whether approvals count only in signed commits."""

    REQUIRED = "required", "必须签名"
    OFF = "off", "不要求"


@dataclass(frozen=True, slots=True)
class Period:
    """The years a plan is for, both included."""

    start: int = field(metadata={"minimum": 1900, "maximum": 2999})
    end: int = field(metadata={"minimum": 1900, "maximum": 2999})
    name: str | None = None
    previous: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Guidance:
    """指导依据: a document or meeting the plan rests on."""

    id: Identifier
    title: str
    issuer: str | None = None
    issued: Date | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ReleaseCondition:
    """When an edition may be released: after these phases' gates were passed and these milestones were met."""

    edition: Edition
    after: tuple[GateReference, ...]
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Document:
    """文本: something that is rendered. `source` is a folder of chapters or one Markdown file, `annexes` are files too.

    `annex_mark`: what stands above the title where the document is itself an annex (附件1). `releases`: what editions
    wait for, where it is not what their place in the schedule says (`gates/editions.py`).
    """

    id: Identifier
    title: str
    kind: DocumentKind
    source: str
    edition: Edition | None = None
    profile: str | None = None
    numbering: Numbering = Numbering.SECTIONS
    contents: bool = False
    annex_mark: str | None = None
    addressee: str | None = None
    signature: Signature | None = None
    annexes: tuple[str, ...] = ()
    red_head: RedHead | None = None
    imprint: Imprint | None = None
    releases: tuple[ReleaseCondition, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Policy:
    """How strictly the schedule is held, whether approvals are signed, and who may make exceptions.

    `waived_by`: the body that may waive a milestone; `amended_by`: the body that may change schedule, organisation and
    policy; the issuing body where none is named. `writable`: what may change in every phase. `protected_branches`:
    where records are made and the schedule is held. `separation`: nobody decides on what they have worked out
    themselves (回避).
    """

    enforcement: Enforcement = Enforcement.WARN
    signing: Signing = Signing.OFF
    separation: bool = False
    waived_by: PartyReference | None = None
    amended_by: PartyReference | None = None
    writable: tuple[str, ...] = ()
    protected_branches: tuple[str, ...] = ("main",)
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Silence:
    """Findings of one code that are let be, in the files that a pattern names (all of them without one), and why."""

    code: str
    reason: str
    paths: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Settings:
    """`plan.yaml`. `contacts`: the folder for telephone numbers and addresses, neither committed nor built."""

    format: int = field(metadata={"minimum": 1, "maximum": 1})
    title: str
    period: Period
    issuing_body: PartyReference
    documents: tuple[Document, ...] = field(metadata={"non_empty": True})
    short_title: str | None = None
    region: str | None = None
    superior: PartyReference | None = None
    guidance: tuple[Guidance, ...] = ()
    profile: str | None = None
    selection: SelectionRules | None = None
    contacts: str = "contacts"
    policy: Policy = Policy()
    silenced: tuple[Silence, ...] = ()
    place: Place = NOWHERE

    @property
    def waived_by(self) -> str:
        """The body that may waive a milestone."""
        return (self.policy.waived_by or self.issuing_body).id

    @property
    def amended_by(self) -> str:
        """The body that may change schedule, organisation and policy."""
        return (self.policy.amended_by or self.issuing_body).id
