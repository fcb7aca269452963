"""`consultations/ROUND/`: who is asked about which edition until when, and what each unit says."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.settings import Edition
from plan_cli.model.values import DocumentReference, Named, PartyReference


class CommentKind(Named):
    """What a file of a unit holds: words of its own, edits without a place, what Markdown cannot hold, or 无意见."""

    REMARK = "remark", "意见"
    UNPLACED = "unplaced", "未能落位的修改"
    UNHELD = "unheld", "文本不能承载的改动"
    NONE = "none", "无意见"


class Reason(Named):
    """Why an edit is not in the Markdown."""

    PLACE = "place", "在原文中没有位置"
    OWN = "own", "由工具生成的文字"
    COLUMNS = "columns", "表格的列或单元格有增减"
    STRUCTURE = "structure", "段落不能合并"
    NOTE = "note", "脚注没有归属"
    CLASH = "clash", "同一处先前已有另一改动"
    LAYOUT = "layout", "段落格式"
    LETTERS = "letters", "文字格式"
    PICTURE = "picture", "插入图片"
    SYMBOL = "symbol", "符号字体中的符号"
    SHAPE = "shape", "文本框"
    FORMULA = "formula", "公式"


@dataclass(frozen=True, slots=True)
class Round:
    """`round.yaml`: a round of comments on the exact content of one edition. `revision` is the commit that was sent."""

    document: DocumentReference
    edition: Edition
    revision: str
    opened: datetime.date
    units: tuple[PartyReference, ...]
    due: datetime.date | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Reply:
    """What someone answered to a comment inside Word. `by` and `date` are as their program wrote them."""

    text: str
    by: str | None = None
    date: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Comment:
    """意见: one file. `chapter`, `line`, `column`: where in the edition that was sent; `block`: its bookmark in Word.

    `quote`: the words it stands beside, `clause` the whole paragraph as sent: by these it finds its place when the text
    changes, or else by the `heading` it stands under. `by`: who Word says wrote it, often nobody in particular; who
    answers for it is the unit.
    """

    text: str
    kind: CommentKind = CommentKind.REMARK
    reason: Reason | None = None
    document: str | None = None
    chapter: str | None = None
    line: int | None = None
    column: int | None = None
    block: str | None = None
    clause: str | None = None
    quote: str | None = None
    heading: str | None = None
    by: str | None = None
    date: str | None = None
    resolved: bool = False
    replies: tuple[Reply, ...] = ()
    place: Place = NOWHERE


class Disposition(Named):
    """采纳情况: what became of a comment or a suggested edit. All but the first need a reason."""

    ACCEPTED = "accepted", "采纳"
    PARTLY = "partly", "部分采纳"
    REJECTED = "rejected", "未采纳"


@dataclass(frozen=True, slots=True)
class Answer:
    """`answers/UNIT.ID.yaml`: what was answered to one opinion; a later answer is a file of its own, and counts.

    `opinion` and `digest` say what was answered to: an opinion that is written anew afterwards is open again. `merged`:
    the opinion that it was dealt with together with. `commit`: where the text was changed for it.
    """

    unit: str
    opinion: str
    digest: str
    disposition: Disposition
    answered: datetime.date
    reason: str | None = None
    merged: str | None = None
    commit: str | None = None
    chapter: str | None = None
    heading: str | None = None
    line: int | None = None
    by: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Closing:
    """`closed.yaml`: a round is over. `silent`: units that said nothing; `policy`: what their silence counts as."""

    closed: datetime.date
    answered: tuple[PartyReference, ...] = ()
    silent: tuple[PartyReference, ...] = ()
    policy: str | None = None
    place: Place = NOWHERE
