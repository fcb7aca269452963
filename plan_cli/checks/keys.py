"""Where signatures are required, everybody whose decision is awaited can sign."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from plan_cli.model.finding import Code, Finding, warning
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import MilestoneKind
from plan_cli.model.settings import Signing
from plan_cli.model.signature import key_problem
from plan_cli.translation import _

_DECIDED = (MilestoneKind.APPROVAL, MilestoneKind.DELIBERATION)


def check_keys(plan: Plan, day: datetime.date | None) -> tuple[Finding, ...]:
    """One finding for each body that decides and has nobody with a key that is valid on `day`; none without a day."""
    if plan.settings.policy.signing is Signing.OFF or day is None:
        return ()
    return tuple(_without_key(plan, day))


def _without_key(plan: Plan, day: datetime.date) -> Iterator[Finding]:
    organization = plan.organization
    usable = {person.id for person, key in organization.held_keys() if not key_problem(key, day)}
    deciding = [item.body.id for item in plan.schedule.milestones if item.body and item.kind in _DECIDED]
    for body in dict.fromkeys([*deciding, plan.settings.waived_by, plan.settings.amended_by]):
        party = organization.party(body)
        # A body that there is none of is an unknown reference, and said so.
        if party is not None and not organization.members(body, day) & usable:
            message = _("signatures are required, and nobody of {body} has a key").format(body=party.name)
            hint = _("name a member and give them a key: plan key add PERSON FILE.pub")
            yield warning(Code.NOBODY_CAN_SIGN, party.place, message, hint)
