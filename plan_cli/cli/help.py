"""`--help` in the user's language, wrapped by the width that Chinese characters have in a terminal."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from plan_cli.cli.wrapping import columns_of, wrapped
from plan_cli.translation import _

_MAXIMUM_COLUMNS = 100
_FIRST_COLUMN_LIMIT = 26


class PlanCommand(TyperCommand):
    """A command whose help is written by this module."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return _page(self, ctx, [])


class PlanGroup(TyperGroup):
    """A group of commands whose help is written by this module."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        commands = [(name, command.help or "") for name, command in self.commands.items() if not command.hidden]
        return _page(self, ctx, commands)


def _page(command: Any, ctx: Any, commands: list[tuple[str, str]]) -> str:
    import shutil

    columns = min(shutil.get_terminal_size((80, 24)).columns, _MAXIMUM_COLUMNS) - 1
    parameters = command.get_params(ctx)
    arguments = [record for record in map(_argument, parameters) if record]
    options = [_option(parameter, ctx) for parameter in parameters if parameter.param_type_name == "option"]
    pieces = " ".join(command.collect_usage_pieces(ctx))
    usage = _("Usage:")
    page = [f"{usage} {ctx.command_path} {pieces}", "", *wrapped(command.help or "", columns)]
    for title, rows in ((_("Arguments:"), arguments), (_("Options:"), options), (_("Commands:"), commands)):
        if rows:
            page += ["", title, *_rows(rows, columns)]
    return "\n".join(page)


def _rows(rows: list[tuple[str, str]], columns: int) -> list[str]:
    first = min(max(columns_of(left) for left, __ in rows), _FIRST_COLUMN_LIMIT) + 4
    lines = []
    for left, right in rows:
        texts = wrapped(right, columns - first)
        start = f"  {left}"
        if columns_of(start) > first - 2:
            lines.append(start)
            start = ""
        lines.append((start + " " * (first - columns_of(start)) + texts[0]).rstrip())
        lines += [" " * first + text for text in texts[1:]]
    return lines


def _argument(parameter: Any) -> tuple[str, str] | None:
    if parameter.param_type_name != "argument":
        return None
    return parameter.human_readable_name, getattr(parameter, "help", None) or ""


def _option(parameter: Any, ctx: Any) -> tuple[str, str]:
    names = ", ".join(sorted(parameter.opts, key=len))
    if not parameter.is_flag:
        names += f" {parameter.metavar or '|'.join(getattr(parameter.type, 'choices', ())) or 'TEXT'}"
    if "--help" in parameter.opts:
        return names, _("show this help and leave")
    text = parameter.help or ""
    if parameter.required:
        text += _(" (required)")
    elif isinstance(parameter.default, str) and parameter.default:
        text += _(" (default: {value})").format(value=getattr(parameter.default, "value", parameter.default))
    del ctx
    return names, text


def usage_message(problem: Any) -> str:
    """What is wrong with the words of a command, from the exception that its parser raised."""
    kind = type(problem).__name__
    if kind == "NoSuchOption":
        return _("there is no option {name}").format(name=problem.option_name)
    if kind == "MissingParameter" and problem.param is not None:
        name = (
            problem.param.human_readable_name if problem.param.param_type_name == "argument" else problem.param.opts[0]
        )
        return _("{name} is missing").format(name=name)
    said = str(problem.format_message())
    if said.startswith("No such command"):
        return _("there is no command {name}").format(name=said.partition("'")[2].partition("'")[0])
    if said.startswith("Got unexpected extra argument"):
        listed = said.rpartition(" (")[2].rstrip(")")
        return _("too many arguments: {listed}").format(listed=listed)
    return said


def is_usage_problem(problem: BaseException) -> bool:
    """Whether the parser raised this: its classes have moved between versions, its methods have not."""
    return callable(getattr(problem, "format_message", None)) and callable(getattr(problem, "show", None))


def is_help(problem: BaseException) -> bool:
    """Whether a command was called with nothing at all: its help answers, and nothing was wrong."""
    return type(problem).__name__ == "NoArgsIsHelpError"


def echo_help_hint(problem: Any) -> str:
    """The command that shows how the failed one is used."""
    ctx = getattr(problem, "ctx", None)
    path = ctx.command_path if ctx is not None else "plan"
    return _("try: {command} --help").format(command=path)
