"""Rounds of comments: opening one, and finding one again."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

import yaml

from plan_cli.errors import RefusedError, UsageError
from plan_cli.loading import shapes, yaml_nodes
from plan_cli.loading.loader import YAML_LIMIT, read_text
from plan_cli.loading.shapes import IDENTIFIER
from plan_cli.model.consultation import Round
from plan_cli.model.finding import Finding
from plan_cli.model.organization import Party
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import MilestoneKind
from plan_cli.model.settings import Document, Edition
from plan_cli.repository.snapshot import Snapshot
from plan_cli.translation import _

_ROUND_FILE = re.compile(r"consultations/([^/]+)/round\.yaml\Z")


@dataclass(frozen=True, slots=True)
class NewRound:
    """A round to be written: its file's path and content."""

    path: str
    content: bytes
    document: str
    due: datetime.date | None
    units: tuple[str, ...]


def round_path(round_id: str) -> str:
    """Where a round's file is."""
    return f"consultations/{round_id}/round.yaml"


def branch_of(round_id: str, unit: str) -> str:
    """The branch of one unit's comments."""
    return f"review/{round_id}/{unit}"


def new_round(
    plan: Plan,
    snapshot: Snapshot,
    round_id: str,
    edition: str,
    document: str | None,
    revision: str,
    opened: datetime.date,
    due: str | None,
    units: list[str],
) -> NewRound:
    """The file of a new round.

    Raises:
        UsageError: the id, edition, date or a unit cannot be taken; the message lists what can.
        RefusedError: there is such a round, or no document stands at that edition.
    """
    if not IDENTIFIER.match(round_id):
        rule = _("an id is 1 to 64 of the characters a-z A-Z 0-9 - _ and begins with a letter or a digit")
        raise UsageError(_("{id} cannot be the id of a round").format(id=repr(round_id)), rule)
    if round_path(round_id) in snapshot.paths():
        raise RefusedError(_("there is a round {id} already; nothing was written").format(id=round_id))
    chosen = _document(plan, _edition(edition), document)
    asked = [party_named(plan, unit).id for unit in units] or [unit.id for unit in plan.organization.units]
    last_day = _day(due) if due else _due_by_schedule(plan, chosen)
    content: dict[str, object] = {
        "document": str(chosen.id),
        "edition": chosen.edition.chinese if chosen.edition else edition,
        "revision": revision,
        "opened": opened,
    }
    if last_day:
        content["due"] = last_day
    content["units"] = list(dict.fromkeys(map(str, asked)))
    written = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
    return NewRound(round_path(round_id), written.encode(), chosen.id, last_day, tuple(content["units"]))  # type: ignore[arg-type]


def _edition(written: str) -> Edition:
    for edition in Edition:
        if written in (edition.value, edition.chinese):
            return edition
    known = ", ".join(f"{edition.value} {edition.chinese}" for edition in Edition)
    raise UsageError(
        _("{name} is not an edition").format(name=repr(written)), _("known: {listed}").format(listed=known)
    )


def _document(plan: Plan, edition: Edition, named: str | None) -> Document:
    documents = [one for one in plan.settings.documents if named in (None, one.id)]
    if not documents:
        known = ", ".join(one.id for one in plan.settings.documents)
        raise UsageError(_("there is no document {name}").format(name=named), _("known: {listed}").format(listed=known))
    found = [one for one in documents if one.edition is edition]
    if not found:
        raise RefusedError(
            _("no document stands at {edition}").format(edition=edition.chinese),
            _("write edition: {edition} for it in plan.yaml").format(edition=edition.chinese),
        )
    return found[0]


def _day(written: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        raise UsageError(
            _("{written} is not a day").format(written=repr(written)), _("write year-month-day, for example 2015-05-25")
        ) from None


def _due_by_schedule(plan: Plan, document: Document) -> datetime.date | None:
    """The day of the consultation's milestone, of this document where it names one."""
    found = [one for one in plan.schedule.milestones if one.kind is MilestoneKind.CONSULTATION and one.due]
    own = [one for one in found if one.document and one.document.id == document.id] or found
    return own[0].due.day if own and own[0].due else None


def party_named(plan: Plan, written: str) -> Party:
    """The party of that id, name or alias.

    Raises:
        UsageError: there is none.
    """
    for party in plan.organization.parties:
        if written in (party.id, party.name, *party.aliases):
            return party
    known = ", ".join(f"{unit.id} {unit.name}" for unit in plan.organization.units)
    raise UsageError(_("there is no unit {name}").format(name=repr(written)), _("known: {listed}").format(listed=known))


def rounds(snapshot: Snapshot) -> list[str]:
    """The ids of the rounds there are."""
    return [found[1] for path in snapshot.paths() if (found := _ROUND_FILE.match(path)) and IDENTIFIER.match(found[1])]


def load_round(snapshot: Snapshot, round_id: str) -> Round:
    """A round.

    Raises:
        UsageError: there is no such round.
        RefusedError: its file cannot be used.
    """
    path = round_path(round_id)
    if not IDENTIFIER.match(round_id) or path not in snapshot.paths():
        listed = ", ".join(rounds(snapshot)) or _("none")
        raise UsageError(
            _("there is no round {id}").format(id=repr(round_id)), _("known: {listed}").format(listed=listed)
        )
    findings: list[Finding] = []
    text = read_text(snapshot, path, YAML_LIMIT, findings)
    node = yaml_nodes.parse(text, path, findings) if text is not None else None
    made = shapes.read(Round, node, findings) if node is not None else None
    if made is None or not re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", made.revision):
        said = str(findings[0].place) + " " + findings[0].message if findings else path
        raise RefusedError(_("{path} cannot be used: {said}").format(path=path, said=said))
    return made
