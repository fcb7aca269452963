"""`plan review`: rounds of comments on one edition, out as Word files and in again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.cli import review_answer, review_ledger, review_list, review_page, review_rounds
from plan_cli.cli.help import PlanCommand, PlanGroup
from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.review.importing import Report

app = typer.Typer(
    cls=PlanGroup, help=_("Ask units for comments on an edition, and take their answers in."), no_args_is_help=True
)
_RoundArgument = Annotated[str, typer.Argument(metavar="ROUND", help=_("the round's id"))]


def open_round(
    round_id: _RoundArgument,
    edition: Annotated[str, typer.Option("--edition", metavar="E", help=_("consultation or 征求意见稿, and so on"))],
    document: Annotated[
        str | None, typer.Option("--document", metavar="ID", help=_("which document, where several have that edition"))
    ] = None,
    due: Annotated[
        str | None,
        typer.Option("--due", metavar="DATE", help=_("the last day for answers; from the schedule by default")),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="UNIT", help=_("a unit that is asked: id or name; all units by default")),
    ] = None,
) -> None:
    """Open a round of comments on an edition."""
    import datetime

    from plan_cli.cli import console
    from plan_cli.errors import RefusedError
    from plan_cli.loading.loader import load
    from plan_cli.repository.atomic import write_file
    from plan_cli.repository.plan_repository import PlanRepository, changed_paths
    from plan_cli.review.rounds import new_round

    with PlanRepository.find(Path.cwd()) as repository:
        snapshot = repository.work_tree()
        plan = load(snapshot).require_plan()
        head = repository.head()
        changed = changed_paths(snapshot, repository.at(head)) if head else snapshot.paths()
        relevant = [path for path in changed if not path.startswith(("consultations/", "records/", "build/"))]
        if head is None or relevant:
            raise RefusedError(
                _("a round is about one commit, and these files differ from it: {paths}").format(
                    paths=", ".join(relevant[:5])
                ),
                _("commit them first"),
            )
        today = datetime.date.today()  # noqa: DTZ011 - the user's own calendar day
        made = new_round(plan, snapshot, round_id, edition, document, head, today, due, to or [])
        assert repository.top is not None  # noqa: S101 - a work tree has a top
        write_file(repository.top / made.path, made.content)
    console.say(_("opened {path}").format(path=made.path))
    console.say(_("{n} units are asked until {due}").format(n=len(made.units), due=made.due or _("no date")))
    console.say(
        _("next: git add {path} && git commit, then: plan review export {id}").format(path=made.path, id=round_id)
    )


def export(
    round_id: _RoundArgument,
    unit: Annotated[
        list[str] | None, typer.Option("--for", metavar="UNIT", help=_("for whom: id or name; all units by default"))
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=_("where the files go"))] = None,
) -> None:
    """Make the Word file that goes to a unit, with tracking switched on."""
    from plan_cli.cli import console
    from plan_cli.cli.review_ledger import write_outputs
    from plan_cli.repository.atomic import write_file
    from plan_cli.repository.branches import first_commit
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.review.edition_sent import edition_sent
    from plan_cli.review.letters import cover_files
    from plan_cli.review.rounds import load_round, party_named
    from plan_cli.review.word_out import Identity, file_for_unit, name_for_unit

    with PlanRepository.find(Path.cwd()) as repository, console.Progress() as progress:
        snapshot = repository.work_tree() if repository.top else repository.at("HEAD")
        about = load_round(snapshot, round_id)
        edition = edition_sent(repository, about, progress)
        parties = [party_named(edition.plan, name) for name in unit or [one.id for one in about.units]]
        plan_id = first_commit(repository.git, about.revision)
        folder = out if out is not None else (repository.top or Path.cwd()) / "build" / "review" / round_id
        progress.clear()
        for party in parties:
            identity = Identity(plan_id, round_id, party.id, str(about.document.id), about.revision)
            file = folder / name_for_unit(edition.name, party.name)
            write_file(file, file_for_unit(edition.word, identity))
            console.say(str(file))
            letters = cover_files(repository, edition.snapshot, edition.plan, round_id, about, party, progress)
            progress.clear()
            write_outputs(folder, *letters)


def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help=_("files that came back: Word, form, page, mail, text"))
    ],
    unit: Annotated[str, typer.Option("--as", metavar="UNIT", help=_("whose they are: id or name"))],
    round_id: Annotated[
        str | None, typer.Option("--round", metavar="ROUND", help=_("the round; the files know it as a rule"))
    ] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help=_("take files that seem to be of another round, unit or plan"))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("for programs: JSON of a stable form"))] = False,
) -> None:
    """Take returned files in: their edits and comments become a branch of the unit."""
    from plan_cli.cli import console
    from plan_cli.repository.commits import require_identity
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.review.importing import import_files

    contents = {str(file): _read(file) for file in files}
    with PlanRepository.find(Path.cwd()) as repository, console.Progress() as progress:
        require_identity(repository.git)
        snapshot = repository.work_tree() if repository.top else repository.at("HEAD")
        report = import_files(repository, snapshot, contents, unit, round_id, progress, anyway=anyway)
    if as_json:
        from plan_cli.cli.review_json import to_json

        console.say(to_json(report))
        return
    _show(report)


def _read(file: Path) -> bytes:
    from plan_cli.errors import RefusedError, UsageError
    from plan_cli.review.word_package import FILE_LIMIT

    try:
        with open(file, "rb") as stream:
            content = stream.read(FILE_LIMIT + 1)
    except OSError as problem:
        raise UsageError(
            _("{path} cannot be read: {reason}").format(path=file, reason=problem.strerror or problem)
        ) from problem
    if len(content) > FILE_LIMIT:
        raise RefusedError(_("the file is larger than {limit} MiB").format(limit=FILE_LIMIT >> 20))
    return content


def _show(report: Report) -> None:
    from plan_cli.cli import console
    from plan_cli.review.difference import changes

    for file in report.files:
        console.say(typer.style(file.name, bold=True))
        console.say(
            _("  {percent} % of the text found, {n} edits").format(
                percent=round(file.returned.confidence * 100), n=len(file.returned.changes)
            )
        )
        for change in file.returned.changes:
            console.say(f"  {change.chapter}")
            for old, new, __ in changes(change.before, change.after):
                if old:
                    console.say(f"    - {console.shortened(old, 100)}")
                if new:
                    console.say(f"    + {console.shortened(new, 100)}")
        for noticed in file.returned.noticed:
            console.warn(noticed)
    for comment in report.comments:
        place = f"{comment.chapter}:{comment.line}" if comment.line else comment.chapter or ""
        mark = f"[{comment.reason.chinese}] " if comment.reason else ""
        console.say(f"  {place}  {mark}{console.shortened(comment.text, 100)}")
    if report.commit:
        console.say(_("{branch} is now at {commit}").format(branch=report.branch, commit=report.commit[:10]))
    elif report.comments or any(file.returned.changes for file in report.files):
        console.say(_("{branch} held all of this already").format(branch=report.branch))
    else:
        console.say(_("nothing differs from what was sent, and there are no comments; no branch was made"))


app.command("open", cls=PlanCommand, help=_("Open a round of comments on an edition."))(open_round)
app.command("export", cls=PlanCommand, help=_("Make the Word files that go to units."))(export)
app.command("import", cls=PlanCommand, help=_("Take in what came back: Word files, forms, mails, files of the page."))(
    import_
)
app.command("list", cls=PlanCommand, help=_("Show every comment and suggested edit of a round."))(
    review_list.list_opinions
)
app.command("answer", cls=PlanCommand, help=_("Answer opinions: accepted, partly, not accepted."))(review_answer.answer)
app.command("status", cls=PlanCommand, help=_("Show who was asked and who answered."))(review_rounds.status)
app.command("remind", cls=PlanCommand, help=_("Show who has not answered, and remind them."))(review_rounds.remind)
app.command("close", cls=PlanCommand, help=_("End a round whose opinions are all answered."))(review_rounds.close)
app.command("ledger", cls=PlanCommand, help=_("Make the table of opinions and answers, and the reply letters."))(
    review_ledger.ledger
)
app.command("page", cls=PlanCommand, help=_("Make the page that a unit opens in a browser to comment."))(
    review_page.page
)
