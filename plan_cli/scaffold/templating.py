"""Jinja2 over the templates that come with the tool: sandboxed, and an undefined name is an error."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from plan_cli.checks.working_days import working_day_before
from plan_cli.model.working_days import is_working_day

_ENDING = ".j2"


def fill(template: str, values: Mapping[str, object]) -> str:
    """The template with its values put in.

    `| yaml` writes a value as YAML that reads back as the same text; `year | working_day(month, day)` is that day, or
    the last working day before it.
    """
    environment = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    environment.filters |= {"yaml": _quoted, "working_day": _working_day}
    return environment.from_string(template).render(**values)


def filled_folder(folder: Path, values: Mapping[str, object]) -> dict[str, bytes]:
    """The files of a folder, by path; those that end in `.j2` lose that ending and are filled."""
    files = {}
    for path, content in read_folder(folder).items():
        if path.endswith(_ENDING):
            files[path.removesuffix(_ENDING)] = fill(content.decode("utf-8"), values).encode("utf-8")
        else:
            files[path] = content
    return files


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files of a folder as they are, by path, with the line ends of Unix."""
    found = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != ".DS_Store")
    return {file.relative_to(folder).as_posix(): file.read_bytes().replace(b"\r\n", b"\n") for file in found}


def _working_day(year: int, month: int, day: int) -> str:
    asked = datetime.date(year, month, day)
    return (asked if is_working_day(asked) else working_day_before(asked) or asked).isoformat()


def _quoted(value: object) -> str:
    """A double-quoted YAML scalar: JSON's strings are YAML's (YAML 1.2.2, 1.2)."""
    return json.dumps(str(value), ensure_ascii=False)
