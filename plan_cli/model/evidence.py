"""`topics/ID/evidence/`: what a topic's findings rest on, one file a piece of evidence."""

from __future__ import annotations

from dataclasses import dataclass, field

from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.values import Date, Named, PartyReference

ATTACHMENT_LIMIT = 20 << 20
"""The largest attachment in bytes. What is larger belongs into an archive that the evidence names."""

ATTACHMENT_ENDINGS = frozenset(
    {
        *(".pdf", ".docx", ".xlsx", ".pptx", ".csv", ".txt", ".md", ".json", ".bib", ".ofd"),
        *(".png", ".jpg", ".jpeg", ".webp", ".mp3", ".m4a", ".mp4", ".zip"),
    }
)
"""The kinds of files that may be kept as attachments: those that open everywhere and run nothing."""


class EvidenceKind(Named):
    """How it was gathered. The work scheme names 实地调研, 专家座谈, 查阅有关文献资料 and 等."""

    SURVEY = "survey", "实地调研"
    PANEL = "panel", "专家座谈"
    LITERATURE = "literature", "文献资料"
    DATA = "data", "数据"
    INTERVIEW = "interview", "访谈"


class FieldType(Named):
    """What stands in a column: types of the Table Schema of Frictionless (specs.frictionlessdata.io/table-schema)."""

    STRING = "string", "文字"
    INTEGER = "integer", "整数"
    NUMBER = "number", "数值"
    YEAR = "year", "年份"
    DATE = "date", "日期"
    BOOLEAN = "boolean", "是否"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, named as in its first line."""

    name: str
    type: FieldType = FieldType.STRING
    title: str | None = None
    description: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class TableSchema:
    """The description of a table, with the names of Frictionless. `primaryKey`: the column that names the rows."""

    fields: tuple[Column, ...] = field(metadata={"non_empty": True})
    primaryKey: str | None = None  # noqa: N815 - the name in the specification
    missingValues: tuple[str, ...] = ()  # noqa: N815
    place: Place = NOWHERE

    @property
    def key(self) -> str:
        """The column that names the rows; the first one where none is named."""
        return self.primaryKey or self.fields[0].name


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside the evidence: its name in the same folder and the SHA-256 it had when it was added."""

    file: str
    sha256: str | None = None
    description: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """`topics/TOPIC/evidence/ID.yaml`: who gathered what, when, where, and what was found.

    `reference`: the key of the entry in a `.bib` or CSL JSON attachment; `table`: the CSV file that `schema` describes.
    """

    kind: EvidenceKind
    title: str
    finding: str
    date: Date | None = None
    until: Date | None = None
    where: str | None = None
    by: tuple[PartyReference, ...] = ()
    people: tuple[str, ...] = ()
    reference: str | None = None
    table: str | None = None
    schema: TableSchema | None = None
    attachments: tuple[Attachment, ...] = ()
    note: str | None = None
    sample: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Evidence:
    """依据: one piece of evidence of a topic; its id is the name of its file."""

    topic: str
    id: str
    file: EvidenceFile

    @property
    def folder(self) -> str:
        """The folder that its attachments lie in."""
        return f"topics/{self.topic}/evidence"

    @property
    def path(self) -> str:
        """The path of its file."""
        return f"{self.folder}/{self.id}.yaml"
