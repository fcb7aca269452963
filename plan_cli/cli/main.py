"""The entry point: finds the command, runs it, and turns whatever happens into a message and an exit code."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import Annotated

import typer

from plan_cli import __version__
from plan_cli.cli import approve as approve_command
from plan_cli.cli import build as build_command
from plan_cli.cli import calendar as calendar_command
from plan_cli.cli import check as check_command
from plan_cli.cli import comment as comment_command
from plan_cli.cli import diff as diff_command
from plan_cli.cli import evidence as evidence_command
from plan_cli.cli import exceptions as exceptions_command
from plan_cli.cli import explain as explain_command
from plan_cli.cli import fonts as fonts_command
from plan_cli.cli import gate as gate_command
from plan_cli.cli import hand_in as hand_in_command
from plan_cli.cli import hooks as hooks_command
from plan_cli.cli import init as init_command
from plan_cli.cli import inspect as inspect_command
from plan_cli.cli import key as key_command
from plan_cli.cli import new_topic as new_topic_command
from plan_cli.cli import propose as propose_command
from plan_cli.cli import records as records_command
from plan_cli.cli import release as release_command
from plan_cli.cli import review as review_command
from plan_cli.cli import select as select_command
from plan_cli.cli import solicit as solicit_command
from plan_cli.cli import status as status_command
from plan_cli.cli import topic as topic_command
from plan_cli.cli import trace as trace_command
from plan_cli.cli import verify as verify_command
from plan_cli.cli.exit_codes import ExitCode, exit_code
from plan_cli.cli.help import PlanCommand, PlanGroup, echo_help_hint, is_help, is_usage_problem, usage_message
from plan_cli.errors import PlanError
from plan_cli.translation import _

app = typer.Typer(
    name="plan",
    cls=PlanGroup,
    help=_("Research, draft, consult on and issue a multi-year plan in a Git repository."),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"plan {__version__}")
        raise typer.Exit


@app.callback()
def _plan(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=_("print the version and leave"))
    ] = False,
) -> None:
    del version


app.command("init", cls=PlanCommand, help=_("Make a new plan repository."))(init_command.init)
app.command("new-topic", cls=PlanCommand, help=_("Add a research topic."))(new_topic_command.new_topic)
app.add_typer(propose_command.app, name="propose")
app.add_typer(select_command.app, name="select")
app.command("solicit", cls=PlanCommand, help=_("Make the notice and the form for soliciting proposals."))(
    solicit_command.solicit
)
app.command("status", cls=PlanCommand, help=_("Show where the plan stands."))(status_command.status)
app.command("check", cls=PlanCommand, help=_("Find every problem in the plan's files."))(check_command.check)
app.add_typer(hooks_command.app, name="hooks", cls=PlanGroup, help=_("Let git check every commit."))
app.command("calendar", cls=PlanCommand, help=_("List phases and milestones by day, or write them as a calendar."))(
    calendar_command.calendar
)
app.command("build", cls=PlanCommand, help=_("Build documents as PDF, DOCX and HTML."))(build_command.build)
app.command("release", cls=PlanCommand, help=_("Release an edition of a document, or list the editions so far."))(
    release_command.release
)
app.command("explain", cls=PlanCommand, help=_("Explain a code of finding."))(explain_command.explain)
app.add_typer(review_command.app, name="review")
app.command("diff", cls=PlanCommand, help=_("Show what changed between two editions of a document."))(diff_command.diff)
app.command("comment", cls=PlanCommand, help=_("Say something about a place of the text, for a round of comments."))(
    comment_command.comment
)
app.command("fonts", cls=PlanCommand, help=_("Show which fonts documents are set in."))(fonts_command.fonts)
app.command("inspect", cls=PlanCommand, help=_("Show where a PDF or DOCX departs from the official layout."))(
    inspect_command.inspect
)
app.add_typer(topic_command.app, name="topic")
app.add_typer(evidence_command.app, name="evidence")
app.command("trace", cls=PlanCommand, help=_("Show what each clause rests on, or confirm that links still hold."))(
    trace_command.trace
)
app.command("gate", cls=PlanCommand, help=_("Show what keeps a gate closed, or pass it."))(gate_command.gate)
app.command("hand-in", cls=PlanCommand, help=_("Hand in a deliverable."))(hand_in_command.hand_in)
app.command("approve", cls=PlanCommand, help=_("Record what a body decided."))(approve_command.approve)
app.command("meet", cls=PlanCommand, help=_("Record that conditions of a decision are met."))(approve_command.meet)
app.command("submit-to", cls=PlanCommand, help=_("Record what was submitted or reported to a body."))(
    hand_in_command.submit_to
)
app.command("close-consultation", cls=PlanCommand, help=_("Record that a consultation is closed."))(
    hand_in_command.close_consultation
)
app.command("publish", cls=PlanCommand, help=_("Record that the plan is published."))(hand_in_command.publish)
app.command("waive", cls=PlanCommand, help=_("Record that a milestone need not be met."))(exceptions_command.waive)
app.command("amend", cls=PlanCommand, help=_("Commit a change of schedule, organization or policy with its record."))(
    exceptions_command.amend
)
app.command("withdraw", cls=PlanCommand, help=_("Record that an earlier record no longer counts."))(
    exceptions_command.withdraw
)
app.add_typer(key_command.app, name="key", cls=PlanGroup, help=_("Say whose SSH key is whose."))
app.command("records", cls=PlanCommand, help=_("Show the records."))(records_command.records)
app.command("verify", cls=PlanCommand, help=_("Prove that every step of the history was allowed."))(
    verify_command.verify
)


def main() -> None:
    """Run `plan` with the arguments of the process."""
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    # Everything is written and closed by now. Taking hundreds of megabytes of a typeset document apart before leaving
    # would only keep the user waiting.
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; nothing escapes as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # A command lives for seconds and makes few cycles: looking for them more rarely saves a tenth of its time.
    gc.set_threshold(50_000, 20, 20)
    try:
        result = app(arguments, prog_name="plan", standalone_mode=False)
    except typer.Exit as problem:
        return problem.exit_code
    except (typer.Abort, KeyboardInterrupt):
        typer.echo(_("interrupted"), err=True)
        return ExitCode.INTERRUPTED
    except PlanError as problem:
        from plan_cli.cli import console

        console.show_error(problem)
        return exit_code(problem)
    except BrokenPipeError:
        # The reader of our output went away (`plan status | head`): that is no error.
        sys.stderr.close()
        return ExitCode.DONE
    except Exception as problem:
        if is_usage_problem(problem):
            if is_help(problem):
                typer.echo(problem.format_message(), err=True)  # type: ignore[attr-defined]
                return ExitCode.USAGE
            typer.echo(_("error: {message}").format(message=usage_message(problem)), err=True)
            typer.echo(f"  {echo_help_hint(problem)}", err=True)
            return ExitCode.USAGE
        from plan_cli.cli.crash import report

        typer.echo(report(problem), err=True)
        return ExitCode.BUG
    return result if isinstance(result, int) else ExitCode.DONE


if __name__ == "__main__":
    main()
