"""Units and people that are listed in `organization.yaml` and have no part in the plan."""

from __future__ import annotations

from collections.abc import Iterator

from plan_cli.checks.references import references
from plan_cli.model.finding import Code, Finding, warning
from plan_cli.model.plan import Plan
from plan_cli.model.values import Target
from plan_cli.translation import _


def never_mentioned(plan: Plan) -> Iterator[Finding]:
    """A finding for each unit and person that no file refers to by its id, and no text of a YAML file by its name.

    Bodies and groups, and units with a duty or members, are there for what is written about them.
    """
    parts = (plan.settings, plan.schedule, plan.organization, plan.indicators, plan.evidence, plan.assignments)
    mentioned = {reference.id for target, reference in references(parts) if target in (Target.PARTY, Target.PERSON)}
    for topic in plan.topics:
        mentioned.update(party.id for party in (topic.file.lead, *topic.file.undertaken_by))
    texts = "\n".join(_texts(plan))
    hint = _("remove the entry, or write its id where it has a part")
    for unit in plan.organization.units:
        if unit.id in mentioned or unit.members or unit.duty or unit.host:
            continue
        if not any(name in texts for name in (unit.name, *unit.aliases)):
            message = _("the unit {name} has no part in the plan").format(name=unit.name)
            yield warning(Code.NEVER_MENTIONED, unit.place, message, hint)
    for person in plan.organization.people:
        if person.id not in mentioned and person.name not in texts:
            message = _("{name} has no role in any body, group or unit").format(name=person.name)
            yield warning(Code.NEVER_MENTIONED, person.place, message, hint)


def _texts(plan: Plan) -> Iterator[str]:
    """What the files say of the work in words."""
    for phase in plan.schedule.phases:
        yield phase.name
        for task in phase.tasks:
            yield from (task.text, task.note or "")
        for milestone in phase.milestones:
            yield from (milestone.title, milestone.note or "")
    for party in plan.organization.parties:
        yield party.duty or ""
        yield from (member.note or "" for member in party.members)
    for document in plan.settings.documents:
        yield document.addressee or ""
        if document.signature:
            yield document.signature.by
        if document.imprint:
            yield from (document.imprint.printed_by, document.imprint.copies or "")
