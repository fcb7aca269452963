"""`plan propose`: a proposal made by hand, the forms that come back, the proposals there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plan_cli.cli.help import PlanCommand, PlanGroup
from plan_cli.translation import N_, _, ngettext

if TYPE_CHECKING:
    from plan_cli.intake.importing import ImportReport
    from plan_cli.intake.judging import Judged
    from plan_cli.intake.remark import Remark
    from plan_cli.loading.loader import Loaded
    from plan_cli.model.plan import Plan
    from plan_cli.model.proposal import Contact, ProposalFile

_STATES = {
    "taken": N_("taken"),
    "doubtful": N_("doubtful"),
    "refused": N_("refused"),
    "known": N_("there already"),
}
_COLOURS = {"taken": "green", "doubtful": "yellow", "refused": "red", "known": None}


class ProposeGroup(PlanGroup):
    """The commands of `plan propose`; `plan propose TITLE` is `plan propose new TITLE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, with the command that was meant where none is named."""
        if not args:
            args = ["--help"]
        elif args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["new", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=ProposeGroup,
    rich_markup_mode=None,
    help=_("Take in proposals: one by hand (plan propose TITLE), or the forms that societies send back."),
)


@app.command("new", cls=PlanCommand, help=_("Make one proposal by hand; the word new may be left out."))
def new(
    title: Annotated[str, typer.Argument(metavar="TITLE", help=_("the title of the topic proposed"))],
    question: Annotated[
        list[str],
        typer.Option("--question", metavar="ID", help=_("the question it answers; may be given several times")),
    ],
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help=_("who proposes it: id, or the name as it is"))],
    reasons: Annotated[
        str | None, typer.Option("--reasons", metavar="TEXT", help=_("why it should be researched"))
    ] = None,
    contents: Annotated[
        str | None, typer.Option("--contents", metavar="TEXT", help=_("what would be researched"))
    ] = None,
    methods: Annotated[str | None, typer.Option("--methods", metavar="TEXT", help=_("how"))] = None,
    results: Annotated[
        str | None, typer.Option("--results", metavar="TEXT", help=_("what results are expected"))
    ] = None,
    leader: Annotated[
        str | None, typer.Option("--leader", metavar="NAME", help=_("who would lead the research"))
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=_("anything else"))] = None,
    contact: Annotated[
        str | None,
        typer.Option("--contact", metavar="NAME", help=_("whom to ask; goes to the contacts, see plan.yaml")),
    ] = None,
    telephone: Annotated[
        str | None, typer.Option("--telephone", metavar="NUMBER", help=_("goes to the contacts"))
    ] = None,
    email: Annotated[str | None, typer.Option("--email", metavar="ADDRESS", help=_("goes to the contacts"))] = None,
) -> None:
    """Make one proposal by hand."""
    from dataclasses import replace

    from plan_cli.checks.references import known_hint, unknown_message
    from plan_cli.cli import console
    from plan_cli.errors import RefusedError, UsageError
    from plan_cli.intake.judging import Judge, State
    from plan_cli.intake.submissions import Submission
    from plan_cli.model.values import Reference, Target
    from plan_cli.repository.plan_repository import PlanRepository

    with PlanRepository.find(Path.cwd()) as repository:
        plan = _plan(repository)[0]
        known = plan.known(Target.QUESTION)
        for identifier in question:
            if identifier not in known:
                raise UsageError(unknown_message(Target.QUESTION, identifier), known_hint(known, identifier))
        submission = Submission("", 0, "")
        given = {
            "title": title,
            "unit": unit,
            "reasons": reasons,
            "contents": contents,
            "methods": methods,
            "results": results,
            "leader": leader,
            "note": note,
            "contact_name": contact,
            "contact_telephone": telephone,
            "contact_email": email,
            "questions": "\n".join(question),
        }
        for name, text in given.items():
            submission.put(name, text or "", "")
        judged = Judge(plan).judge(submission, "", "")
        if judged.state is State.KNOWN:
            raise RefusedError(_("this proposal is there already: proposals/{id}.yaml").format(id=judged.known_id))
        if judged.proposal is None:
            raise UsageError(judged.remarks[-1].message)
        chosen = tuple(Reference(identifier) for identifier in dict.fromkeys(question))
        proposal = replace(judged.proposal, origin=None, questions=chosen)
        written = _write(repository, plan, [(judged, proposal)], "", "")
    (identifier,) = written
    show_remarks(judged.remarks)
    for message in _resembling(plan, proposal):
        console.warn(message)
    console.say(_("made proposals/{id}.yaml").format(id=identifier))
    if judged.contact:
        console.say(_("how to reach the proposer stands in {folder}/").format(folder=plan.settings.contacts))
    console.say(_("commit: git add proposals && git commit"))


@app.command("import", cls=PlanCommand, help=_("Take in the forms that came back: .xlsx, .docx, .csv."))
def import_forms(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=_("the files, or folders with them"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("only report, write nothing"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("for programs: JSON of a stable form"))] = False,
    sample: Annotated[bool, typer.Option("--sample", help=_("mark what is taken as made-up examples"))] = False,
) -> None:
    """Take in the forms that came back."""
    from plan_cli.cli import console
    from plan_cli.cli.intake_files import contents_of
    from plan_cli.cli.intake_json import report_json
    from plan_cli.intake.importing import read_forms
    from plan_cli.repository.plan_repository import PlanRepository

    contents = contents_of(files)
    with PlanRepository.find(Path.cwd()) as repository, console.Progress() as progress:
        plan = _plan(repository)[0]
        report = read_forms(plan, contents, progress, sample=sample)
        ids = []
        if report.taken and not dry_run:
            progress(_("writing {n} proposals").format(n=len(report.taken)))
        pairs = [(form, form.proposal) for form in report.taken if form.proposal is not None]
        ids = _ids(pairs) if dry_run else _write(repository, plan, pairs, *_source(report))
    identified = dict(zip(map(id, report.taken), ids, strict=True))
    if as_json:
        console.say(report_json(report, identified, written=not dry_run))
    else:
        _show(report, identified, dry_run=dry_run)
    if report.refused:
        raise typer.Exit(1)


@app.command("list", cls=PlanCommand, help=_("Show the proposals, and those that resemble each other."))
def list_proposals(
    as_json: Annotated[bool, typer.Option("--json", help=_("for programs: JSON of a stable form"))] = False,
) -> None:
    """Show the proposals."""
    from plan_cli.checks.proposal_similarity import likenesses
    from plan_cli.checks.references import check_references
    from plan_cli.cli import console
    from plan_cli.cli.intake_json import proposals_json
    from plan_cli.repository.plan_repository import PlanRepository

    with PlanRepository.find(Path.cwd()) as repository:
        plan, loaded = _plan(repository)
    pairs = list(likenesses([proposal.file for proposal in plan.proposals]))
    if as_json:
        console.say(proposals_json(plan, pairs))
        return
    rows = [[_("id"), _("questions"), _("unit"), _("title")]]
    for proposal in plan.proposals:
        listed = " ".join(reference.id for reference in proposal.file.questions)
        unit = console.shortened(proposal.unit_name(plan.organization), 24)
        rows.append([proposal.id, listed or "—", unit or "—", console.shortened(proposal.file.title, 50)])
    console.show_table(rows)
    total = len(plan.proposals)
    console.say(ngettext("{n} proposal", "{n} proposals", total).format(n=total))
    if pairs:
        console.say()
        console.say(_("These resemble each other; whether they are one is for you to say:"))
    for pair in pairs:
        one, other = plan.proposals[pair.one], plan.proposals[pair.other]
        console.say(f"  {pair.score:g}  {one.id}  {other.id}")
    relevant = tuple(found for found in (*loaded.findings, *check_references(plan)) if _concerns(found.place.path))
    console.show_findings(relevant)


def _concerns(path: str) -> bool:
    return path.startswith("proposals/")


def _plan(repository: Any) -> tuple[Plan, Loaded]:
    from plan_cli.cli import console
    from plan_cli.errors import RefusedError
    from plan_cli.loading.loader import load

    loaded = load(repository.work_tree() if repository.top else repository.at("HEAD"))
    if loaded.plan is None:
        console.show_findings(loaded.findings)
        raise RefusedError(_("plan.yaml cannot be used; mend it first"))
    return loaded.plan, loaded


def _ids(pairs: list[tuple[Judged, ProposalFile]]) -> list[str]:
    from plan_cli.scaffold.proposal_files import proposal_id

    return [proposal_id(proposal.title, judged.fingerprint) for judged, proposal in pairs]


def _source(report: ImportReport) -> tuple[str, str]:
    """The name of what the forms came in, and what the name of the file with their contacts begins with."""
    import hashlib

    used = [file for file in report.files if file.forms]
    digest = hashlib.sha256("".join(file.digest for file in used).encode()).hexdigest()
    return "、".join(file.name for file in used)[:200], digest[:12]


def _write(repository: Any, plan: Plan, pairs: list[tuple[Judged, ProposalFile]], source: str, key: str) -> list[str]:
    """Write the proposals and their contacts, all or nothing; the ids."""
    from plan_cli.errors import UsageError
    from plan_cli.repository.atomic import write_new_files
    from plan_cli.scaffold import proposal_files

    if repository.top is None:
        raise UsageError(_("this is a bare repository without files of its own"))
    ids = _ids(pairs)
    proposals = {
        f"proposals/{identifier}.yaml": proposal_files.proposal_file(proposal)
        for identifier, (__, proposal) in zip(ids, pairs, strict=True)
    }
    files: dict[str, bytes] = {}
    contacts: list[tuple[str, Contact]] = [
        (identifier, judged.contact) for identifier, (judged, __) in zip(ids, pairs, strict=True)
    ]
    if any(contact for __, contact in contacts):
        folder = proposal_files.contacts_folder(plan.settings.contacts)
        if not (repository.top / folder / ".gitignore").exists():
            files |= proposal_files.ignore_file(folder)
        files |= proposal_files.contact_files(folder, source, key or ids[0], contacts)
    if proposals:
        # The contacts first: no proposal is ever there without a way to reach who made it.
        write_new_files(repository.top, files | proposals)
    return ids


def _resembling(plan: Plan, proposal: ProposalFile) -> list[str]:
    from plan_cli.checks.proposal_similarity import likenesses

    known = [other.file for other in plan.proposals]
    return [
        _("resembles {title} ({place}), {score} of 100").format(
            title=known[pair.one].title, place=f"proposals/{plan.proposals[pair.one].id}.yaml", score=f"{pair.score:g}"
        )
        for pair in likenesses([*known, proposal], first_new=len(known))
    ]


def _show(report: ImportReport, ids: dict[int, str], *, dry_run: bool) -> None:
    from plan_cli.cli import console

    for file in report.files:
        console.say(typer.style(file.name, bold=True))
        show_remarks(file.remarks)
        if file.refused:
            console.say(f"  {typer.style(_('refused'), fg='red')}  {file.refused.message}")
            if file.refused.hint:
                console.say(f"      {file.refused.hint}")
        place_columns = max((console.width(form.submission.place) for form in file.forms), default=0)
        state_columns = max(console.width(_(name)) for name in _STATES.values())
        for form in file.forms:
            state = console.padded(_(_STATES[form.state.value]), state_columns)
            colour = _COLOURS[form.state.value]
            title = console.shortened(form.title or "—", 60)
            place = console.padded(form.submission.place, place_columns)
            line = f"  {typer.style(state, fg=colour) if colour else state}  {place}  {title}"
            identifier = ids.get(id(form)) or form.known_id
            console.say(f"{line}  → {identifier}" if identifier else line)
            show_remarks(form.remarks, indent=6)
    counts = {name: sum(form.state.value == name for form in report.forms) for name in _STATES}
    console.say()
    console.say(_(", ").join(f"{_(_STATES[name])} {count}" for name, count in counts.items()))
    unread = sum(file.refused is not None for file in report.files)
    if unread:
        console.say(ngettext("{n} file could not be read", "{n} files could not be read", unread).format(n=unread))
    if dry_run:
        console.say(_("nothing was written"))
    elif report.taken:
        console.say(_("commit: git add proposals && git commit"))


def show_remarks(remarks: list[Remark], indent: int = 2) -> None:
    """Remarks one after another, doubtful ones in yellow."""
    from plan_cli.cli import console

    for remark in remarks:
        place = f"{remark.where}: " if remark.where else ""
        text = f"{' ' * indent}{place}{remark.message}"
        console.say(typer.style(text, fg="yellow") if remark.doubtful else text)
        if remark.hint:
            console.say(f"{' ' * (indent + 4)}{remark.hint}")
