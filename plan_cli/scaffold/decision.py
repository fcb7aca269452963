"""What `plan select decide` decides before anything is written: topics, units, refusals; or why not.

The work scheme's sentence on selecting can be read as selecting topics or as selecting the units that carry them
(五.2). So a proposal may become a topic of its own, or bring its unit to a topic there is; and each topic has the unit
responsible (lead) and the units that carry it (undertaken_by).
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from plan_cli.checks.references import known_hint, unknown_message
from plan_cli.checks.selection import decisions_by_proposal
from plan_cli.errors import RefusedError, UsageError
from plan_cli.model.names import plain_name
from plan_cli.model.plan import Plan
from plan_cli.model.proposal import Proposal
from plan_cli.model.selection import Decided, DecisionFile, Outcome
from plan_cli.model.values import Reference, Target
from plan_cli.repository.names import collision_key, hidden_character
from plan_cli.repository.snapshot import Snapshot
from plan_cli.scaffold.new_topic import new_topic_files, party_id
from plan_cli.scaffold.selection_files import decision_file, decision_path
from plan_cli.scaffold.topic_files import Selected, identifier_from
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, as it was written. `EACH=VALUE` options are mappings by what stands before the sign.

    `leads` and `reasons` have under the empty name what holds for all that are not named.
    """

    body: str
    date: datetime.date
    select: tuple[str, ...] = ()
    join: Mapping[str, str] = field(default_factory=dict)
    decline: tuple[str, ...] = ()
    decline_others: bool = False
    leads: Mapping[str, str] = field(default_factory=dict)
    carried_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    minutes: str | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision to be written: its files by path, the ids of the new topics by proposal, units nobody knows yet."""

    file: DecisionFile
    path: str
    files: dict[str, bytes]
    topics: dict[str, str]
    unknown_units: tuple[str, ...]


def decide(plan: Plan, snapshot: Snapshot, request: Request) -> Decision:
    """The files of a decision that is valid in this plan; the decision itself comes last.

    A proposal that has its topic already, because the command was broken off or somebody made it, keeps that one.

    Raises:
        UsageError: something is named that there is not, twice, or without what it needs.
        RefusedError: a proposal is decided already.
    """
    return _Maker(plan, snapshot, request).make()


def find_proposal(plan: Plan, written: str) -> Proposal:
    """The proposal of that id; the beginning or the last part of an id is enough where it fits only one.

    Raises:
        UsageError: none, or more than one.
    """
    exact = plan.proposal(written)
    if exact is not None:
        return exact
    fitting = [item for item in plan.proposals if _is_short_for(written, item.id)]
    if written and len(fitting) == 1:
        return fitting[0]
    if written and fitting:
        listed = ", ".join(item.id for item in fitting[:5])
        raise UsageError(
            _("{id} fits more than one proposal").format(id=written), _("known: {listed}").format(listed=listed)
        )
    known = plan.known(Target.PROPOSAL)
    hint = known_hint(known, written) if len(known) <= 20 else _("plan propose list shows the proposals")
    raise UsageError(unknown_message(Target.PROPOSAL, written), hint)


def _is_short_for(written: str, identifier: str) -> bool:
    return bool(written) and (identifier.startswith(written) or identifier.endswith(f"-{written}"))


class _Maker:
    def __init__(self, plan: Plan, snapshot: Snapshot, request: Request) -> None:
        self._plan = plan
        self._snapshot = snapshot
        self._request = request
        self._select = [find_proposal(plan, written) for written in dict.fromkeys(request.select)]
        self._join = {find_proposal(plan, written).id: topic for written, topic in request.join.items()}
        self._leads = self._by_proposal(request.leads)
        self._carried = {find_proposal(plan, name).id: units for name, units in request.carried_by.items()}
        self._reasons = self._by_proposal(request.reasons)
        self._taken = {collision_key("/".join(path.split("/")[:2])) for path in snapshot.paths()}
        self._topic_of = {topic.file.origin.id: topic.id for topic in plan.topics if topic.file.origin}
        self._topics: dict[str, str] = {}
        self._files: dict[str, bytes] = {}
        self._unknown: list[str] = []

    def make(self) -> Decision:
        """Everything together."""
        body = party_id(self._plan, self._request.body)
        declined = self._declined()
        self._refuse_what_contradicts(declined)
        decided = [self._selected(proposal) for proposal in self._select]
        decided += [self._joined(identifier, topic) for identifier, topic in self._join.items()]
        decided += [Decided(Reference(item.id), Outcome.DECLINED, reason=self._reason(item)) for item in declined]
        if not decided:
            raise UsageError(
                _("nothing is decided"),
                _("name proposals: --select ID, --join ID=TOPIC, --decline ID, --decline-others"),
            )
        sample = all(item.file.sample for item in map(self._proposal, decided))
        minutes = self._checked(self._request.minutes or "") or None
        file = DecisionFile(self._request.date, Reference(body), tuple(decided), minutes, self._basis(), sample)
        content = decision_file(file)
        path = decision_path(content, file)
        return Decision(file, path, {**self._files, path: content}, self._topics, tuple(dict.fromkeys(self._unknown)))

    def _by_proposal(self, written: Mapping[str, str]) -> dict[str, str]:
        return {find_proposal(self._plan, name).id if name else "": text for name, text in written.items()}

    def _proposal(self, decided: Decided) -> Proposal:
        return find_proposal(self._plan, decided.proposal.id)

    def _declined(self) -> list[Proposal]:
        named = [find_proposal(self._plan, written) for written in dict.fromkeys(self._request.decline)]
        if not self._request.decline_others:
            return named
        before = decisions_by_proposal(self._plan)
        chosen = {item.id for item in (*self._select, *named)} | set(self._join)
        others = [item for item in self._plan.proposals if item.id not in chosen]
        return named + [item for item in others if item.id not in before]

    def _refuse_what_contradicts(self, declined: list[Proposal]) -> None:
        named = [*(item.id for item in self._select), *self._join, *(item.id for item in declined)]
        twice = [identifier for identifier in named if named.count(identifier) > 1]
        if twice:
            raise UsageError(_("{id} is named for two outcomes").format(id=twice[0]))
        before = decisions_by_proposal(self._plan)
        for identifier in named:
            if identifier in before and not self._request.again:
                message = _("{id} is decided already: {outcome}").format(
                    id=identifier, outcome=before[identifier].outcome.chinese
                )
                raise RefusedError(
                    message, _("if the body decides anew, say so with --again; the earlier decision stays")
                )

    def _selected(self, proposal: Proposal) -> Decided:
        known, unknown = self._units(proposal)
        topic = self._topic_of.get(proposal.id) or self._new_topic(proposal, known)
        self._topics[proposal.id] = topic
        return self._decided(proposal.id, Outcome.TOPIC, topic, known, unknown, self._reasons.get(proposal.id))

    def _new_topic(self, proposal: Proposal, carriers: tuple[str, ...]) -> str:
        lead = self._leads.get(proposal.id) or self._leads.get("")
        if not lead:
            message = _("who is responsible for the topic from {id}?").format(id=proposal.id)
            raise UsageError(message, _("name the unit or group: --lead UNIT, or --lead ID=UNIT"))
        if not proposal.file.questions:
            message = _("{id} does not say which question it answers").format(id=proposal.id)
            raise UsageError(message, _("write it into proposals/{id}.yaml: questions").format(id=proposal.id))
        selected = Selected(proposal.id, carriers, proposal.file.sample)
        questions = [reference.id for reference in proposal.file.questions]
        identifier = self._topic_id(proposal)
        made = new_topic_files(self._plan, self._snapshot, proposal.file.title, questions, lead, identifier, selected)
        self._taken.add(collision_key(f"topics/{made.id}"))
        self._files |= {f"topics/{made.id}/{name}": content for name, content in made.files.items()}
        return made.id

    def _joined(self, identifier: str, topic: str) -> Decided:
        proposal = find_proposal(self._plan, identifier)
        known_topics = self._plan.known(Target.TOPIC)
        if topic not in known_topics:
            # Several proposals may be put together into the topic of one of them.
            fitting = [made for origin, made in self._topics.items() if topic == made or _is_short_for(topic, origin)]
            if not fitting:
                raise UsageError(unknown_message(Target.TOPIC, topic), known_hint(known_topics, topic))
            topic = fitting[0]
        known, unknown = self._units(proposal)
        return self._decided(identifier, Outcome.UNIT, topic, known, unknown, self._reasons.get(identifier))

    def _decided(
        self,
        identifier: str,
        outcome: Outcome,
        topic: str,
        known: tuple[str, ...],
        unknown: tuple[str, ...],
        reason: str | None,
    ) -> Decided:
        units = tuple(Reference(unit) for unit in known)
        return Decided(
            Reference(identifier), outcome, Reference(topic), units, unknown, self._checked(reason or "") or None
        )

    def _units(self, proposal: Proposal) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The units that carry it: those named, or else the one that proposes it; by id, and names nobody knows."""
        written = self._carried.get(proposal.id) or (proposal.unit_name(self._plan.organization),)
        known, unknown = [], []
        for name in written:
            found = [
                party.id
                for party in self._plan.organization.parties
                if plain_name(name) in {plain_name(text) for text in (party.id, party.name, *party.aliases)}
            ]
            if found:
                known.append(found[0])
            elif self._checked(name):
                unknown.append(self._checked(name))
        self._unknown += unknown
        return tuple(dict.fromkeys(known)), tuple(dict.fromkeys(unknown))

    def _topic_id(self, proposal: Proposal) -> str:
        """An id from the title; with the proposal's mark where a topic has it already."""
        identifier = identifier_from(proposal.file.title) or proposal.id
        if collision_key(f"topics/{identifier}") in self._taken:
            identifier = f"{identifier[:50].rstrip('-')}-{proposal.id.rpartition('-')[2][:10]}"
        return identifier

    def _reason(self, proposal: Proposal) -> str:
        reason = self._checked(self._reasons.get(proposal.id) or self._reasons.get("") or "")
        if not reason:
            message = _("why is {id} declined? The proposer is told the reason").format(id=proposal.id)
            raise UsageError(message, _("give it: --reason TEXT for all, --reason ID=TEXT for one"))
        return reason

    def _checked(self, text: str) -> str:
        text = " ".join(text.split())
        if hidden_character(text):
            raise UsageError(_("a text holds characters that cannot be seen"))
        return text

    def _basis(self) -> str:
        """A digest of the proposals and scores as they are now: whoever doubts can see whether they were changed."""
        digest = hashlib.sha256()
        for path in self._snapshot.paths():
            if path == "plan.yaml" or path.startswith(("proposals/", "selection/scores/")):
                digest.update(f"{path}\0{self._snapshot.oid(path)}\0".encode())
        return digest.hexdigest()
