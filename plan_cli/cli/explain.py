"""`plan explain`: what a code of finding means, why, by which source, with a wrong and a right example."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.checks.rule import Files, Rule

SCHEMA = "plan-explain/1"
_MAXIMUM_COLUMNS = 100


def explain(
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", help=_("such as F010; without one, all codes"), show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("for programs"))] = False,
) -> None:
    """Explain a code of finding."""
    from plan_cli.cli import console

    chosen = _rule(code) if code is not None else None
    if as_json:
        import json

        from plan_cli.checks.rulebook import rulebook

        rules = [chosen] if chosen else list(rulebook().values())
        content = {"schema": SCHEMA, "rules": [_for_programs(rule) for rule in rules]}
        console.say(json.dumps(content, ensure_ascii=False, indent=2))
    elif chosen:
        _print_rule(chosen)
    else:
        _print_list()


def _rule(written: str) -> type[Rule]:
    """The rule of a code, however it is typed.

    Raises:
        UsageError: there is no such code.
    """
    import difflib
    import unicodedata

    from plan_cli.checks.example import shown_name
    from plan_cli.checks.rulebook import rulebook
    from plan_cli.errors import UsageError

    rules = {code.value: rule for code, rule in rulebook().items()}
    wanted = unicodedata.normalize("NFKC", written).strip().upper()
    if wanted in rules:
        return rules[wanted]
    near = difflib.get_close_matches(wanted, rules, n=3)
    hint = _("did you mean {name}?").format(name=", ".join(near)) if near else _("plan explain lists all codes")
    raise UsageError(_("there is no code {code}").format(code=shown_name(written)), hint)


def _print_list() -> None:
    from plan_cli.checks.rule import explanation
    from plan_cli.checks.rulebook import group_name, groups
    from plan_cli.cli import console

    for letter, rules in groups().items():
        console.say(typer.style(f"{letter}  {group_name(letter)}", bold=True))
        for rule in rules:
            console.say(f"  {rule.code.value}  {_severity(rule)}  {explanation(rule)[0].rstrip('.。')}")
        console.say()
    console.say(_("plan explain CODE says more of each."))


def _print_rule(rule: type[Rule]) -> None:
    from plan_cli.checks.rule import explanation
    from plan_cli.cli import console
    from plan_cli.cli.wrapping import wrapped

    columns = min(console.terminal_columns(), _MAXIMUM_COLUMNS) - 1
    title, *paragraphs = explanation(rule)
    console.say(typer.style(f"{rule.code.value} {title.rstrip('.。')}", bold=True) + f"  ({_severity(rule).strip()})")
    for paragraph in paragraphs:
        console.say()
        for line in wrapped(paragraph, columns):
            console.say(line)
    _print_example(_("Wrong:"), rule.wrong)
    _print_example(_("Right:"), rule.right)


def _print_example(heading: str, files: Files) -> None:
    from plan_cli.checks.example import shown_lines, shown_name
    from plan_cli.cli import console

    console.say()
    console.say(typer.style(heading, bold=True))
    for path, written in files.items():
        console.say(f"  {shown_name(path)}")
        for line in shown_lines(written):
            console.say(f"    {line}".rstrip())


def _severity(rule: type[Rule]) -> str:
    """The word for the severity, as wide for both."""
    from plan_cli.cli import console
    from plan_cli.model.finding import Severity

    words = {Severity.ERROR: _("error"), Severity.WARNING: _("warning")}
    return console.padded(words[rule.severity], max(map(console.width, words.values())))


def _for_programs(rule: type[Rule]) -> dict[str, Any]:
    from plan_cli.checks.example import content
    from plan_cli.checks.rule import explanation

    title, *meaning, why, source = explanation(rule)
    return {
        "code": rule.code.value,
        "group": rule.code.value[0],
        "severity": rule.severity.value,
        "title": title,
        "meaning": meaning,
        "why": _without_heading(why),
        "source": _without_heading(source),
        "wrong": [{"path": path, **content(written)} for path, written in rule.wrong.items()],
        "right": [{"path": path, **content(written)} for path, written in rule.right.items()],
    }


def _without_heading(paragraph: str) -> str:
    """The paragraph without `Why:` or `Source:` before it, in whatever language."""
    return re.sub(r"\A[^:：]{1,12}[:：]\s*", "", paragraph)
