"""What a proof says, as names and values for a reader: one form for the text and the page."""

from __future__ import annotations

from dataclasses import dataclass

from plan_cli.model.organization import Organization
from plan_cli.model.records import (
    Amendment,
    ConditionsMet,
    Decision,
    MilestoneRecord,
    Passing,
    Record,
    Waiver,
    Withdrawal,
)
from plan_cli.model.settings import Signing
from plan_cli.proving.replay import Proof, ProvenRecord
from plan_cli.proving.signers import Signer
from plan_cli.translation import N_, _

_STANDINGS = {
    "counts": N_("counts"),
    "withdrawn": N_("withdrawn"),
    "without-effect": N_("does not count"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under the names of their columns."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def facts(proof: Proof) -> list[tuple[str, str]]:
    """What was proven, from where to where."""
    trusted = proof.trusted
    if proof.range_only:
        trusted += _(" (what came before is not proven)")
    elif not proof.named:
        trusted += _(" (taken from the branch itself: name the commit you trust with --root)")
    found = [
        (_("plan"), proof.plan.settings.title if proof.plan else _("cannot be read")),
        (_("branch"), f"{proof.branch} {proof.verdict.new}"),
        (_("trusted"), trusted),
        (_("first commit"), proof.root or _("unknown")),
        (_("judged"), _("{number} commits, as on {day}").format(number=proof.verdict.commits, day=proof.day)),
    ]
    if proof.plan:
        policy = proof.plan.settings.policy
        found.append((_("enforcement"), policy.enforcement.chinese))
        signing = _("required") if policy.signing is Signing.REQUIRED else _("not required: anyone may name any body")
        found.append((_("signatures"), signing))
    return found


def tables(proof: Proof) -> list[Table]:
    """Gates, records and tags; nothing for what there is none of."""
    found = [_gates(proof), _records(proof), _tags(proof)]
    return [table for table in found if table and table.rows]


def _gates(proof: Proof) -> Table | None:
    if proof.report is None:
        return None
    states = {"passed": _("passed"), "current": _("current"), "ahead": _("ahead")}
    rows = tuple(
        (
            f"{item.phase.id} {item.phase.name}",
            states[item.state.value],
            item.passing.id if item.passing else "",
            _(", ").join(f"{one.milestone.id} {one.waiver.reason}" for one in item.milestones if one.waiver),
        )
        for item in proof.report.phases
    )
    return Table(_("Gates"), (_("phase"), _("state"), _("passed by"), _("waived")), rows)


def _records(proof: Proof) -> Table:
    head = (
        _("record"),
        _("about"),
        _("edition"),
        _("body"),
        _("decided"),
        _("recorded"),
        _("outcome"),
        _("conditions"),
        _("minutes"),
        _("reason"),
        _("digest"),
        _("commit"),
        _("signed"),
        _("state"),
    )
    return Table(_("Records"), head, tuple(_record_row(item, proof) for item in proof.records))


def _record_row(item: ProvenRecord, proof: Proof) -> tuple[str, ...]:
    record = item.record
    content = record.content if isinstance(record, MilestoneRecord) else None
    reason = record.reason if isinstance(record, Waiver | Amendment | Withdrawal) else ""
    proven = _("computed again") if item.proven else _("not proven")
    return (
        f"{record.kind.chinese} {record.id}",
        about(record, proof),
        content.edition.chinese if content and content.edition else "",
        party(record, proof.plan.organization if proof.plan else None),
        record.decided.isoformat(),
        record.recorded.isoformat(),
        record.outcome.chinese if isinstance(record, Decision) else "",
        _conditions(record, proof),
        record.minutes or "",
        reason,
        f"{content.digest}（{proven}）" if content else "",
        item.commit or _("in the trusted commit"),
        signed(item.signer),
        _(_STANDINGS[item.standing]),
    )


def about(record: Record, proof: Proof) -> str:
    """What a record is about, with its title where the schedule has one."""
    milestone = proof.plan.schedule.milestone(record.subject) if proof.plan else None
    phase = proof.plan.schedule.phase(record.phase) if proof.plan and isinstance(record, Passing) else None
    title = milestone.title if milestone else phase.name if phase else ""
    return f"{record.subject} {title}".strip()


def party(record: Record, organization: Organization | None) -> str:
    """The body that acted, and who for it."""
    found = organization.party(record.body) if organization and record.body else None
    name = found.name if found else record.body or ""
    return f"{name}（{record.person}）" if record.person else name


def signed(signer: Signer | None) -> str:
    """Who signed, or that nobody did."""
    return f"{signer.person} {signer.key}" if signer else _("unsigned")


def _conditions(record: Record, proof: Proof) -> str:
    if not isinstance(record, Decision) or not record.conditions:
        return ""
    met = {
        number
        for item in proof.records
        if isinstance(item.record, ConditionsMet) and item.record.decision == record.id and item.standing == "counts"
        for number in item.record.conditions
    }
    marks = (_("met") if number in met else _("open") for number in range(1, len(record.conditions) + 1))
    return _("; ").join(f"{text}（{mark}）" for text, mark in zip(record.conditions, marks, strict=True))


def _tags(proof: Proof) -> Table:
    rows = []
    for item in proof.tags:
        editions = [f"{document} {edition.chinese}" for document, edition in item.editions]
        kind = _("annotated") if item.tag.annotated else _("a bare name")
        place = _("on the branch") if item.on_branch else _("NOT on the branch")
        rows.append((item.tag.name, item.tag.commit or "", place, kind, item.tag.day, _(", ").join(editions)))
    head = (_("tag"), _("commit"), _("place"), _("kind"), _("its own date"), _("editions"))
    return Table(_("Tags"), head, tuple(rows))
