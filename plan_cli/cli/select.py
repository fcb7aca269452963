"""`plan select`: the ranking of the proposals, score sheets out and in, decisions, reply letters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plan_cli.cli.help import PlanCommand, PlanGroup
from plan_cli.translation import _, ngettext

if TYPE_CHECKING:
    from plan_cli.checks.selection import Ranking
    from plan_cli.model.finding import Finding
    from plan_cli.model.plan import Plan
    from plan_cli.repository.plan_repository import PlanRepository

app = typer.Typer(
    cls=PlanGroup,
    invoke_without_command=True,
    rich_markup_mode=None,
    help=_("Show how the proposals rank by the scores of the reviewers; take in scores and decisions."),
)


@app.callback()
def show(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help=_("for programs: JSON of a stable form"))] = False,
) -> None:
    """Show how the proposals rank."""
    from plan_cli.checks.references import check_references
    from plan_cli.checks.selection import check_selection, ranking
    from plan_cli.cli import console
    from plan_cli.cli.select_json import ranking_json
    from plan_cli.model.finding import in_file_order
    from plan_cli.repository.plan_repository import PlanRepository

    if context.invoked_subcommand is not None:
        return
    with PlanRepository.find(Path.cwd()) as repository:
        plan, findings = _plan(repository)
    made = ranking(plan)
    found = [*findings, *check_references(plan), *check_selection(plan)]
    concerned = [item for item in in_file_order(found) if item.place.path.startswith(("proposals/", "selection/"))]
    if as_json:
        console.say(ranking_json(plan, made, concerned))
        return
    _show_ranking(plan, made)
    console.show_findings(tuple(concerned))


@app.command("sheet", cls=PlanCommand, help=_("Make the score sheet of a reviewer as XLSX."))
def sheet(
    reviewer: Annotated[
        list[str] | None,
        typer.Option("--reviewer", metavar="NAME", help=_("NAME, or NAME=UNIT; without one the name is left open")),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=_("where to; build/ by default"))] = None,
) -> None:
    """Make the score sheet of a reviewer."""
    from plan_cli.checks.selection import rules_of
    from plan_cli.cli import console
    from plan_cli.errors import RefusedError
    from plan_cli.intake.score_sheets import whose
    from plan_cli.render.score_sheet import score_sheet
    from plan_cli.repository.atomic import write_file
    from plan_cli.repository.names import portable_name
    from plan_cli.repository.plan_repository import PlanRepository

    with PlanRepository.find(Path.cwd()) as repository:
        plan = _plan(repository)[0]
        rules = rules_of(plan)
        if not plan.proposals:
            raise RefusedError(_("there are no proposals to score"), _("take them in: plan propose import FILE..."))
        snapshot = repository.work_tree() if repository.top else repository.at("HEAD")
        moment = repository.origin(snapshot).committed
        folder = out if out is not None else (repository.top or Path.cwd()) / "build"
        for written in reviewer or [""]:
            name, __, unit = written.partition("=")
            file = whose(plan, name, unit)
            content = score_sheet(plan, rules, file, moment)
            stem = "评分表" + (f"（{file.reviewer}）" if file.reviewer else "")
            target = folder / f"{portable_name(stem)}.xlsx"
            write_file(target, content)
            console.say(str(target))
    console.say(_("when it comes back: plan select import FILE..."))


@app.command("import", cls=PlanCommand, help=_("Take in the score sheets that came back."))
def import_scores(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=_("the files, or folders with them"))],
    reviewer: Annotated[
        str | None,
        typer.Option("--reviewer", metavar="NAME", help=_("whose scores they are, where the file does not say")),
    ] = None,
    sample: Annotated[bool, typer.Option("--sample", help=_("mark what is taken as made-up examples"))] = False,
) -> None:
    """Take in the score sheets that came back."""
    from dataclasses import replace

    from plan_cli.checks.selection import rules_of
    from plan_cli.cli import console
    from plan_cli.cli.intake_files import contents_of
    from plan_cli.cli.propose import show_remarks
    from plan_cli.errors import RefusedError, UsageError
    from plan_cli.intake.form_file import read_form_file
    from plan_cli.intake.score_sheets import read_scores
    from plan_cli.model.selection import ScoresFile
    from plan_cli.repository.atomic import write_new_files
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.scaffold.selection_files import reviewer_id, same_scores, scores_file

    contents = contents_of(files)
    with PlanRepository.find(Path.cwd()) as repository:
        if repository.top is None:
            raise UsageError(_("this is a bare repository without files of its own"))
        plan = _plan(repository)[0]
        rules = rules_of(plan)
        known = {scores.id: scores.file for scores in plan.selection.scores}
        new: dict[str, ScoresFile] = {}
        refused = False
        for name, content in contents:
            read = read_scores(plan, rules, read_form_file(name, content), reviewer)
            console.say(typer.style(name, bold=True))
            show_remarks(read.remarks)
            show_remarks(read.refusals)
            if read.refusals or read.scores is None:
                refused = True
                console.say("  " + typer.style(_("refused"), fg="red"))
                continue
            scores = replace(read.scores, sample=sample)
            identifier = reviewer_id(scores)
            earlier = known.get(identifier) or new.get(identifier)
            if earlier is not None and not same_scores(earlier, scores):
                raise RefusedError(
                    _("there are other scores of {reviewer} already; nothing was written").format(
                        reviewer=scores.reviewer
                    ),
                    _("if the new ones shall count, delete selection/scores/{id}.yaml first; Git keeps it").format(
                        id=identifier
                    ),
                )
            if earlier is None:
                new[identifier] = scores
            count = len(scores.scores)
            told = ngettext("{n} proposal scored by {reviewer}", "{n} proposals scored by {reviewer}", count)
            state = "" if earlier is None else _(" (there already)")
            console.say("  " + told.format(n=count, reviewer=scores.reviewer) + state)
        if refused:
            console.warn(_("nothing was written; mend the sheets and import them again"))
            raise typer.Exit(1)
        written = {f"selection/scores/{identifier}.yaml": scores_file(scores) for identifier, scores in new.items()}
        if written:
            write_new_files(repository.top, written)
    for path in written:
        console.say(_("made {path}").format(path=path))
    if written:
        console.say(_("commit: git add selection && git commit"))


@app.command("decide", cls=PlanCommand, help=_("Record what was decided: topics, the units that carry them, refusals."))
def decide(
    by: Annotated[str, typer.Option("--by", metavar="BODY", help=_("who has decided: id or name"))],
    select: Annotated[
        list[str] | None, typer.Option("--select", metavar="ID", help=_("a proposal that becomes a topic"))
    ] = None,
    join: Annotated[
        list[str] | None,
        typer.Option("--join", metavar="ID=TOPIC", help=_("a proposal whose unit carries a topic there is")),
    ] = None,
    decline: Annotated[
        list[str] | None, typer.Option("--decline", metavar="ID", help=_("a proposal not taken"))
    ] = None,
    decline_others: Annotated[
        bool, typer.Option("--decline-others", help=_("all that are not named and not decided yet are not taken"))
    ] = False,
    lead: Annotated[
        list[str] | None,
        typer.Option(
            "--lead", metavar="UNIT", help=_("who is responsible for the new topics; ID=UNIT for one of them")
        ),
    ] = None,
    carried_by: Annotated[
        list[str] | None,
        typer.Option("--carried-by", metavar="ID=UNIT", help=_("who carries it out; the proposing unit by default")),
    ] = None,
    reason: Annotated[
        list[str] | None, typer.Option("--reason", metavar="TEXT", help=_("why not; ID=TEXT for one of them"))
    ] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help=_("when; today by default"))] = None,
    minutes: Annotated[
        str | None, typer.Option("--minutes", metavar="TEXT", help=_("the minutes or the document that says so"))
    ] = None,
    again: Annotated[bool, typer.Option("--again", help=_("decide anew what is decided already"))] = False,
) -> None:
    """Record what was decided."""
    from plan_cli.cli import console
    from plan_cli.cli.days import asked_day
    from plan_cli.errors import UsageError
    from plan_cli.repository.atomic import write_new_files
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.scaffold.decision import Request
    from plan_cli.scaffold.decision import decide as make_decision

    day = asked_day(date)
    with PlanRepository.find(Path.cwd()) as repository:
        if repository.top is None:
            raise UsageError(_("this is a bare repository without files of its own"))
        plan = _plan(repository)[0]
        ids = {proposal.id for proposal in plan.proposals}
        carried: dict[str, tuple[str, ...]] = {}
        for name, unit in (_pair(text) for text in carried_by or []):
            carried[name] = (*carried.get(name, ()), unit)
        request = Request(
            body=by,
            date=day,
            select=tuple(select or ()),
            join=dict(_pair(text) for text in join or []),
            decline=tuple(decline or ()),
            decline_others=decline_others,
            leads=dict(_perhaps_pair(text, ids) for text in lead or []),
            carried_by=carried,
            reasons=dict(_perhaps_pair(text, ids) for text in reason or []),
            minutes=minutes,
            again=again,
        )
        made = make_decision(plan, repository.work_tree(), request)
        write_new_files(repository.top, made.files)
    console.say(_("made {path}").format(path=made.path))
    for item in made.file.decided:
        topic = f" → topics/{item.topic.id}/" if item.topic else ""
        console.say(f"  {item.outcome.chinese}  {item.proposal.id}{topic}")
    if made.unknown_units:
        console.say(
            _("organization.yaml does not know {listed}: add them there, then write them as undertaken_by").format(
                listed=_(", ").join(made.unknown_units)
            )
        )
    console.say(_("next:"))
    console.say("  plan select letters  " + _("the letters to those whose proposals were not taken"))
    console.say("  git add selection topics && git commit")


@app.command("letters", cls=PlanCommand, help=_("Make the reply letters as DOCX, with the reasons."))
def letters(
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help=_("the letters' date; today by default"))
    ] = None,
    to_all: Annotated[bool, typer.Option("--all", help=_("also to those whose proposals were all taken"))] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help=_("where to; build/letters/ by default"))
    ] = None,
) -> None:
    """Make the reply letters."""
    from plan_cli.cli import console
    from plan_cli.cli.days import asked_day
    from plan_cli.model.finding import has_errors, in_file_order
    from plan_cli.render.cache import Cache
    from plan_cli.render.manifest import Origin
    from plan_cli.render.replies import reply_letters
    from plan_cli.repository.atomic import write_file
    from plan_cli.repository.plan_repository import PlanRepository

    day = asked_day(date)
    with PlanRepository.find(Path.cwd()) as repository, console.Progress() as progress:
        plan = _plan(repository)[0]
        snapshot = repository.work_tree() if repository.top else repository.at("HEAD")
        revision = repository.origin(snapshot)
        origin = Origin(revision.commit, revision.name, revision.committed, revision.dirty)
        outputs, found = reply_letters(
            snapshot, plan, day, origin, Cache(repository.cache_folder), progress, to_all=to_all
        )
        progress.clear()
        console.show_findings(in_file_order(found))
        if has_errors(found):
            console.warn(_("nothing was written; mend the errors and build again"))
            raise typer.Exit(1)
        folder = out if out is not None else (repository.top or Path.cwd()) / "build" / "letters"
        for output in outputs:
            write_file(folder / output.name, output.content)
            console.say(str(folder / output.name))
    if not outputs:
        console.say(_("there is nobody to write to: no proposal was declined"))


def _plan(repository: PlanRepository) -> tuple[Plan, tuple[Finding, ...]]:
    from plan_cli.cli import console
    from plan_cli.errors import RefusedError
    from plan_cli.loading.loader import load

    loaded = load(repository.work_tree() if repository.top else repository.at("HEAD"))
    if loaded.plan is None:
        console.show_findings(loaded.findings)
        raise RefusedError(_("plan.yaml cannot be used; mend it first"))
    return loaded.plan, loaded.findings


def _pair(written: str) -> tuple[str, str]:
    from plan_cli.errors import UsageError

    name, sign, value = written.partition("=")
    if not (sign and name.strip() and value.strip()):
        raise UsageError(_("{written} is not of the form ID=…").format(written=repr(written)))
    return name.strip(), value.strip()


def _perhaps_pair(written: str, ids: set[str]) -> tuple[str, str]:
    """`ID=TEXT`, or a text that holds for all; an equals sign in a text does not make what is before it an id."""
    name, sign, value = written.partition("=")
    name = name.strip()
    if sign and any(name and (item.startswith(name) or item.endswith(f"-{name}")) for item in ids):
        return name, value.strip()
    return "", written.strip()


def _show_ranking(plan: Plan, made: Ranking) -> None:
    from plan_cli.checks.selection import Standing
    from plan_cli.cli import console

    rows = [[_("rank"), _("mean"), _("spread"), _("range"), _("scores"), _("questions"), _("decided"), _("proposal")]]
    for row in made.rows:
        aside = sum(vote.standing is Standing.CONFLICT or vote.standing is Standing.ABSTAINS for vote in row.votes)
        rows.append(
            [
                "—" if row.rank is None else str(row.rank),
                _number(row.mean),
                _number(row.spread),
                "—" if row.lowest is None else f"{_number(row.lowest)}–{_number(row.highest)}",
                str(row.counted) + (f" (−{aside})" if aside else ""),
                " ".join(reference.id for reference in row.proposal.file.questions) or "—",
                row.decided.outcome.chinese if row.decided else "—",
                console.shortened(f"{row.proposal.file.title}（{row.proposal.unit_name(plan.organization)}）", 60),
            ]
        )
        rows.append(["", "", "", "", "", "", "", f"  {row.proposal.id}"])
    console.show_table(rows)
    _show_conflicts(made)
    _show_coverage(plan, made)


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _show_conflicts(made: Ranking) -> None:
    from plan_cli.checks.selection import Standing
    from plan_cli.cli import console

    told = {Standing.CONFLICT: _("belongs to the proposer; does not count"), Standing.ABSTAINS: _("stands aside")}
    lines = [
        f"  {vote.name}  {told[vote.standing]}  {row.proposal.id}"
        for row in made.rows
        for vote in row.votes
        if vote.standing in told
    ]
    if lines:
        console.say()
        console.say(typer.style(_("Conflicts of interest"), bold=True))
        for line in lines:
            console.say(line)


def _show_coverage(plan: Plan, made: Ranking) -> None:
    from plan_cli.cli import console

    texts: dict[str, Any] = {question.id: question.text for question in plan.research.questions}
    console.say()
    title = _("Questions")
    if made.places is not None:
        title += " " + ngettext("(within {n} place)", "(within {n} places)", made.places).format(n=made.places)
    console.say(typer.style(title, bold=True))
    for item in made.coverage:
        total = len(item.proposals)
        counted = ngettext("{n} proposal", "{n} proposals", total).format(n=total)
        counted += _(", ") + _("{n} within").format(n=len(item.within))
        text = console.padded(console.shortened(texts[item.question], 48), 50)
        line = f"  {console.padded(item.question, 4)}{text}{counted}"
        console.say(line if item.within else typer.style(line, fg="yellow"))
