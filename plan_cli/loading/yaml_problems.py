"""What a YAML parser could not read, in words for people and at the place where a person would mend it."""

from __future__ import annotations

import re

from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.place import Place
from plan_cli.translation import N_, _

# What libyaml and PyYAML say; the first that is part of it counts.
_PROBLEMS = {
    "mapping values are not allowed": N_("a colon stands where none is expected; put the text between double quotes"),
    "could not find expected ':'": N_("a colon with a space after it is missing"),
    "did not find expected '-' indicator": N_("a list item must begin with '- ' under the ones before it"),
    "did not find expected key": N_("this line does not fit the lines above it; look at the spaces at its beginning"),
    "expected <block end>": N_("this line does not fit the lines above it; look at the spaces at its beginning"),
    "expected ',' or ']'": N_("a closing ] or a comma is missing"),
    "expected ',' or '}'": N_("a closing } or a comma is missing"),
    "node content": N_("a bracket or a comma stands where a value is expected"),
    "expected alphabetic or numeric character": N_(
        "an asterisk or an ampersand begins the value; put the text between double quotes"
    ),
    "expected comment or line break": N_("a > or | begins the value; put it between double quotes"),
    "found character that cannot start any token": N_(
        "a tab or a special character begins the value; use spaces or quotes"
    ),
    "found unexpected end of stream": N_("the quotation mark that opens here is not closed"),
    "found a tab character": N_("a tab stands in the indentation; use spaces"),
    "found unknown escape character": N_("a backslash between double quotes must be written twice"),
    "undefined tag handle": N_("an exclamation mark begins the value; put the text between double quotes"),
    "incompatible YAML document": N_("remove the line that begins with %"),
    "unknown directive name": N_("remove the line that begins with %"),
}
_BEHIND_QUOTES = N_("nothing may follow a closing quotation mark on its line; put the whole text between quotes")
_FULL_WIDTH = N_("write the half-width sign and a space after it: the full-width {sign} is part of a text here")
_NO_SPACE = N_("write a space after the colon")

# Contexts whose beginning is where something is missing; the parser notices it only lines later.
_OPENED = ("simple key", "quoted scalar", "flow sequence", "flow mapping")
_BEGUN = ("an alias", "an anchor", "block scalar")
_BRACKET = re.compile(r"[\[{]\s*\Z")
_FULL_WIDTH_COLON = re.compile(r"[\s-]*[A-Za-z_]\w*[ ]*(：)", re.ASCII)
_NARROW_COLON = re.compile(r"[\s-]*[A-Za-z_]\w*(:)\S", re.ASCII)
_LINES_BACK = 3


def describe(problem: Exception, text: str, path: str, first_line: int) -> Finding:
    """The finding for what a parser of `text` raised; `first_line` is the line of the file on which `text` begins."""
    said = str(getattr(problem, "problem", None) or problem)
    mark = getattr(problem, "problem_mark", None)
    message = _("this is not valid YAML")
    if mark is None:
        return error(Code.NOT_YAML, Place(path), message, said)
    at = (mark.line, mark.column)
    context = getattr(problem, "context_mark", None)
    opened = (context.line, context.column) if context else at
    during = str(getattr(problem, "context", None))
    hint = next((_(known) for part, known in _PROBLEMS.items() if part in said), said)
    lines = text.split("\n")
    colon = _colon_meant(lines, opened[0])
    comma = _comma_meant(lines, opened, at) if "'}'" in said else None
    if colon and ("mapping values" in said or "expected ':'" in said):
        at, hint = colon
    elif comma:
        at, hint = comma
    elif "node content" in said and (bracket := _open_bracket(text, at)):
        at, hint = bracket, _("the bracket that opens here is not closed")
    elif any(kind in during for kind in _BEGUN) or (opened[0] < at[0] and any(kind in during for kind in _OPENED)):
        at = opened
    elif _is_behind_quotes(lines, at) and ("expected key" in said or "<block end>" in said):
        hint = _(_BEHIND_QUOTES)
    return error(Code.NOT_YAML, Place(path, at[0] + first_line, at[1] + 1), message, hint)


def _colon_meant(lines: list[str], line: int) -> tuple[tuple[int, int], str] | None:
    """A colon in or just above a line that a person meant as the one behind a field's name, and what to do."""
    for number in range(line, max(line - _LINES_BACK, -1), -1):
        written = lines[number] if number < len(lines) else ""
        wide = _FULL_WIDTH_COLON.match(written)
        narrow = _NARROW_COLON.match(written)
        if wide:
            return (number, wide.start(1)), _(_FULL_WIDTH).format(sign="：")
        if narrow and number == line:
            return (number, narrow.start(1)), _(_NO_SPACE)
    return None


def _comma_meant(lines: list[str], opened: tuple[int, int], at: tuple[int, int]) -> tuple[tuple[int, int], str] | None:
    """A full-width comma between two fields in braces: the parser stops at the second field's colon."""
    line = lines[at[0]] if at[0] < len(lines) else ""
    column = line.rfind("，", opened[1] if opened[0] == at[0] else 0, at[1])
    if column < 0 or line[at[1] : at[1] + 1] != ":":
        return None
    return (at[0], column), _(_FULL_WIDTH).format(sign="，")


def _open_bracket(text: str, at: tuple[int, int]) -> tuple[int, int] | None:
    """The bracket at the end of the text, where that is all that stands before the problem."""
    bracket = _BRACKET.search(text)
    if not bracket or at[0] < text.count("\n", 0, bracket.start()):
        return None
    before = text[: bracket.start()]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def _is_behind_quotes(lines: list[str], at: tuple[int, int]) -> bool:
    return at[0] < len(lines) and lines[at[0]][: at[1]].rstrip().endswith(('"', "'"))
