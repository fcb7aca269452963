"""Findings that people have looked at and let be: in place with a reason, or in `plan.yaml` by code and path.

In a YAML file `# plan: silence D003 the reason` speaks of its own line, or alone on a line of the next one that says
something; in Markdown `<!-- plan: silence L003 the reason -->` speaks of the block that follows it. `不查` says the
same as `silence`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from plan_cli.model.finding import Code, Finding, Severity, in_file_order, warning
from plan_cli.model.path_pattern import matches
from plan_cli.model.place import Place
from plan_cli.model.settings import Silence
from plan_cli.translation import _

_WRITTEN = re.compile(
    r"(?:#|<!--)[ \t]*plan[:：][ \t]*(?:silence|不查)[ \t]*(?P<codes>[A-Za-z][0-9]{3}(?:[ \t,，、]+[A-Za-z][0-9]{3})*)?"
    r"[ \t:：]*(?P<reason>[^\n]*?)[ \t]*(?:-->|$)",
    re.MULTILINE,
)
_CODE = re.compile("[A-Za-z][0-9]{3}")
_YAML_COMMENT = re.compile(r"[ \t]*#")
_KNOWN = frozenset(code.value for code in Code)
# What cannot be read cannot be looked at and let be; and who silences must hear of it.
_SPOKEN = frozenset((Code.SILENCE_UNUSED, Code.SILENCE_INCOMPLETE))


@dataclass(frozen=True, slots=True)
class InPlace:
    """A silence in a file: it speaks of the lines `first` to `last`."""

    codes: tuple[str, ...]
    reason: str
    place: Place
    first: int
    last: int


def in_place(path: str, text: str) -> list[InPlace]:
    """The silences written in a file."""
    if "plan" not in text:
        return []
    lines = text.split("\n")
    found = []
    for written in _WRITTEN.finditer(text):
        number = text.count("\n", 0, written.start()) + 1
        column = written.start() - text.rfind("\n", 0, written.start())
        first, last = _reach(path, lines, number, column)
        codes = tuple(code.upper() for code in _CODE.findall(written["codes"] or ""))
        found.append(InPlace(codes, written["reason"], Place(path, number, column), first, last))
    return found


def _reach(path: str, lines: list[str], number: int, column: int) -> tuple[int, int]:
    """The lines that a silence on line `number` speaks of."""
    if lines[number - 1][: column - 1].strip():
        return number, number
    following = number + 1
    is_markdown = path.endswith(".md")
    while following <= len(lines) and (
        not lines[following - 1].strip() or (not is_markdown and _YAML_COMMENT.match(lines[following - 1]))
    ):
        following += 1
    last = following
    while is_markdown and last < len(lines) and lines[last].strip():
        last += 1
    return following, last


def silenced(
    findings: tuple[Finding, ...], texts: Mapping[str, str], general: tuple[Silence, ...]
) -> tuple[Finding, ...]:
    """The findings that nobody has silenced, and one for each silence that silences nothing or says too little.

    `texts`: the files in which silences may stand; `general`: those of `plan.yaml`.
    """
    written = [silence for path, text in texts.items() for silence in in_place(path, text)]
    by_path: dict[str, list[InPlace]] = {}
    for silence in written:
        by_path.setdefault(silence.place.path, []).append(silence)
    used: set[tuple[Place, str]] = set()
    kept = []
    for finding in findings:
        answers = _answers(finding, by_path.get(finding.place.path, ()), general)
        used |= answers
        if not answers:
            kept.append(finding)
    for silence in written:
        kept += _own_findings(silence.codes, silence.reason, silence.place, used)
    for rule in general:
        kept += _own_findings((rule.code.upper(),), rule.reason, rule.place, used)
    return in_file_order(kept)


def _answers(finding: Finding, here: list[InPlace] | tuple[()], general: tuple[Silence, ...]) -> set[tuple[Place, str]]:
    """The silences that speak of a finding, each by its place and code."""
    code = finding.code.value
    if finding.code in _SPOKEN or (code.startswith("F") and finding.severity is Severity.ERROR):
        return set()
    found = {
        (silence.place, code)
        for silence in here
        if code in silence.codes and silence.reason and silence.first <= finding.place.line <= silence.last
    }
    return found | {
        (rule.place, code)
        for rule in general
        if rule.code.upper() == code
        and rule.reason.strip()
        and any(matches(pattern, finding.place.path) for pattern in rule.paths or ("**",))
    }


def _own_findings(codes: tuple[str, ...], reason: str, place: Place, used: set[tuple[Place, str]]) -> list[Finding]:
    if not codes or not reason.strip():
        message = _("a silence says which code and why")
        hint = _("for example: plan: silence L003 quoted from the original text")
        return [warning(Code.SILENCE_INCOMPLETE, place, message, hint)]
    made = []
    for code in codes:
        if code not in _KNOWN:
            message = _("there is no finding {code} that could be silenced").format(code=code)
            made.append(warning(Code.SILENCE_INCOMPLETE, place, message, _("plan explain lists the codes")))
        elif (place, code) not in used:
            message = _("nothing here gives {code} any more").format(code=code)
            made.append(warning(Code.SILENCE_UNUSED, place, message, _("take this silence away")))
    return made
