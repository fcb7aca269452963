"""What `plan new-topic` decides before anything is written: the id, the questions, the unit; or why not."""

from __future__ import annotations

from dataclasses import dataclass

from plan_cli.checks.references import known_hint, unknown_message
from plan_cli.errors import RefusedError, UsageError
from plan_cli.loading import shapes, yaml_nodes
from plan_cli.loading.shapes import IDENTIFIER
from plan_cli.model.finding import Finding
from plan_cli.model.plan import Plan
from plan_cli.model.research import TopicFile
from plan_cli.model.values import Target
from plan_cli.repository.names import collision_key, hidden_character, is_portable_name
from plan_cli.repository.snapshot import Snapshot
from plan_cli.scaffold.topic_files import Selected, identifier_from, topic_files
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class NewTopic:
    """A topic to be written: its id and its files by name."""

    id: str
    files: dict[str, bytes]


def new_topic_files(
    plan: Plan,
    snapshot: Snapshot,
    title: str,
    questions: list[str],
    lead: str,
    identifier: str | None,
    selected: Selected | None = None,
) -> NewTopic:
    """The files of a new topic that is valid in this plan; `selected` where it comes from a proposal.

    Raises:
        UsageError: the title, the id, a question or the unit cannot be taken; the message lists what can.
        RefusedError: a topic of that id exists.
    """
    title = " ".join(title.split())
    if not title or hidden_character(title):
        raise UsageError(_("the title is empty or holds characters that cannot be seen"))
    known_questions = plan.known(Target.QUESTION)
    for question in questions:
        if question not in known_questions:
            raise UsageError(unknown_message(Target.QUESTION, question), known_hint(known_questions, question))
    unit = party_id(plan, lead)
    chosen = _identifier(title, identifier)
    _refuse_taken(chosen, snapshot)
    files = topic_files(title, list(dict.fromkeys(questions)), unit, selected)
    _prove_valid(files["topic.yaml"])
    return NewTopic(chosen, files)


def party_id(plan: Plan, written: str) -> str:
    """The id of the party of that id, name or alias.

    Raises:
        UsageError: there is none; the message lists those there are.
    """
    parties = plan.organization.parties
    for party in parties:
        if written in (party.id, party.name, *party.aliases):
            return party.id
    raise UsageError(unknown_message(Target.PARTY, written), known_hint(plan.known(Target.PARTY), written))


def _identifier(title: str, given: str | None) -> str:
    identifier = given if given is not None else identifier_from(title)
    if IDENTIFIER.match(identifier) and is_portable_name(identifier):
        return identifier
    rule = _("an id is 1 to 64 of the characters a-z A-Z 0-9 - _ and begins with a letter or a digit")
    if given is not None:
        raise UsageError(_("{id} cannot be the id of a topic").format(id=repr(given)), rule)
    raise UsageError(_("no id can be made from the title {title}").format(title=title), _("give one with --id"))


def _refuse_taken(identifier: str, snapshot: Snapshot) -> None:
    key = collision_key(f"topics/{identifier}")
    for path in snapshot.paths():
        parts = path.split("/")
        if len(parts) > 1 and collision_key("/".join(parts[:2])) == key:
            raise RefusedError(
                _("there is a topic {id} already; nothing was written").format(id=parts[1]),
                _("give another id with --id"),
            )


def _prove_valid(content: bytes) -> None:
    findings: list[Finding] = []
    node = yaml_nodes.parse(content.decode("utf-8"), "topic.yaml", findings)
    if node is None or shapes.read(TopicFile, node, findings) is None or findings:
        raise RefusedError(_("the title cannot be written into topic.yaml"))
