"""`proposals/`: what the affiliated bodies suggest should be researched, one file a proposal."""

from __future__ import annotations

from dataclasses import dataclass

from plan_cli.model.organization import Organization
from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.values import PartyReference, QuestionReference


@dataclass(frozen=True, slots=True)
class Origin:
    """The form a proposal was read from: the file's name and SHA-256, the sheet, the row it begins in."""

    file: str
    digest: str
    sheet: str | None = None
    row: int | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ProposalFile:
    """`proposals/ID.yaml`. The proposing unit is a party's id, or its name as written where no party has it.

    Telephone numbers and addresses are no part of it: they lie in a file of their own (`Contact`).
    """

    title: str
    unit: PartyReference | None = None
    unit_as_written: str | None = None
    questions: tuple[QuestionReference, ...] = ()
    reasons: str | None = None
    contents: str | None = None
    methods: str | None = None
    results: str | None = None
    leader: str | None = None
    members: str | None = None
    timetable: str | None = None
    budget: str | None = None
    note: str | None = None
    origin: Origin | None = None
    sample: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Proposal:
    """征集建议: a topic suggested by an affiliated body; its id is the name of its file."""

    id: str
    file: ProposalFile

    def unit_name(self, organization: Organization) -> str:
        """The name of the proposing unit; empty where nobody has written one."""
        party = organization.party(self.file.unit.id) if self.file.unit else None
        return party.name if party else self.file.unit_as_written or (self.file.unit.id if self.file.unit else "")


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach who made a proposal. Kept outside what is committed and built."""

    name: str = ""
    telephone: str = ""
    email: str = ""
    address: str = ""

    def __bool__(self) -> bool:
        return any((self.name, self.telephone, self.email, self.address))
