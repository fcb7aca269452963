"""A whole plan at one moment: everything that the files of one snapshot say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plan_cli.model.assignment import Assignment
from plan_cli.model.chapter import Chapter
from plan_cli.model.evidence import Evidence
from plan_cli.model.glossary import Glossary
from plan_cli.model.indicators import Indicators
from plan_cli.model.organization import Organization
from plan_cli.model.proposal import Proposal
from plan_cli.model.records import Record
from plan_cli.model.research import Research, Topic
from plan_cli.model.schedule import Schedule
from plan_cli.model.selection import Selection
from plan_cli.model.settings import Document, Settings
from plan_cli.model.values import Target

_FILES = {
    Target.PARTY: "organization.yaml",
    Target.PERSON: "organization.yaml",
    Target.QUESTION: "questions.yaml",
    Target.PRINCIPLE: "questions.yaml",
    Target.DOCUMENT: "plan.yaml",
    Target.TASK: "schedule.yaml",
    Target.PROPOSAL: "proposals/{id}.yaml",
    Target.CRITERION: "plan.yaml",
    Target.TOPIC: "topics/{id}/topic.yaml",
    Target.GATE: "schedule.yaml",
}
"""Where what a reference points to is written."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan. A file that could not be read leaves its part empty; the findings beside the plan say so."""

    settings: Settings
    schedule: Schedule = Schedule()
    organization: Organization = Organization()
    research: Research = Research()
    topics: tuple[Topic, ...] = ()
    chapters: Mapping[str, tuple[Chapter, ...]] = field(default_factory=dict)
    """The chapters of each document, by the document's id (`topic/ID` for the report of a topic), in their order."""
    annexes: Mapping[str, tuple[Chapter, ...]] = field(default_factory=dict)
    """The annexes of each document that has some, by the document's id, in their order."""
    indicators: Indicators = field(default_factory=Indicators)
    unread: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    """The files with errors, with every id that is written in them; None: nothing of the file could be read."""
    glossary: Glossary = field(default_factory=Glossary)
    records: tuple[Record, ...] = ()
    """The decisions, in the order of their file names, which is that of the days they were recorded."""
    proposals: tuple[Proposal, ...] = ()
    selection: Selection = field(default_factory=Selection)

    evidence: tuple[Evidence, ...] = ()
    """What the topics' findings rest on, in the order of the files."""
    assignments: Mapping[str, Assignment] = field(default_factory=dict)
    """The task sheets, by the ids of the topics."""

    def document(self, document_id: str) -> Document | None:
        """The document with that id."""
        return next((document for document in self.settings.documents if document.id == document_id), None)

    def topic(self, topic_id: str) -> Topic | None:
        """The topic with that id."""
        return next((topic for topic in self.topics if topic.id == topic_id), None)

    def proposal(self, proposal_id: str) -> Proposal | None:
        """The proposal with that id."""
        return next((proposal for proposal in self.proposals if proposal.id == proposal_id), None)

    def known(self, target: Target) -> dict[str, str]:
        """What a reference of that kind may point to: names or texts by id."""
        if target is Target.PARTY:
            return {party.id: party.name for party in self.organization.parties}
        if target is Target.PERSON:
            return {person.id: person.name for person in self.organization.people}
        if target is Target.QUESTION:
            return {question.id: question.text for question in self.research.questions}
        if target is Target.PRINCIPLE:
            return {principle.id: principle.text for principle in self.research.principles}
        if target is Target.DOCUMENT:
            return {document.id: document.title for document in self.settings.documents}
        if target is Target.PROPOSAL:
            return {proposal.id: proposal.file.title for proposal in self.proposals}
        if target is Target.CRITERION:
            rules = self.settings.selection
            return {criterion.id: criterion.name for criterion in rules.criteria} if rules else {}
        if target is Target.TOPIC:
            return {topic.id: topic.file.title for topic in self.topics}
        if target is Target.GATE:
            phases = {str(phase.id): phase.name for phase in self.schedule.phases}
            return phases | {str(item.id): item.title for item in self.schedule.milestones}
        if target is Target.ITEM:
            return {}  # anything that threads run through: known to tracing alone
        return {task.id: task.text for phase in self.schedule.phases for task in phase.tasks}

    def may_be_unread(self, target: Target, identifier: str) -> bool:
        """Whether something with that id may stand in a file that could not be read in whole."""
        file = _FILES[target].format(id=identifier)
        if file not in self.unread:
            return False
        written = self.unread[file]
        return written is None or identifier in written or file != _FILES[target]
