"""Writing YAML that people will read and change: one field a line, long texts as blocks, and nothing to be guessed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

Value = str | bool | int | float | Iterable[str] | None


def field_line(name: str, value: Value, comment: str = "", indent: int = 0) -> str:
    """The line, or the lines, of one field; nothing where there is no value.

    Texts stand in double quotes, those of several lines in a block (YAML 1.2.2, 8.1.2), so that each reads back as it
    was. The caller has taken out what YAML cannot hold (control characters) and spaces at the ends of lines.
    """
    margin = " " * indent
    note = f"  # {comment}" if comment else ""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f"{margin}{name}: {'true' if value else 'false'}{note}\n"
    if isinstance(value, (int, float)):
        return f"{margin}{name}: {value:g}{note}\n" if isinstance(value, float) else f"{margin}{name}: {value}{note}\n"
    if isinstance(value, str):
        if "\n" in value:
            lines = "".join(f"{margin}  {line}\n" if line else "\n" for line in value.split("\n"))
            return f"{margin}{name}: |-{note}\n{lines}"
        return f"{margin}{name}: {quoted(value)}{note}\n"
    items = list(value)
    listed = "".join(f"{margin}  - {item}\n" for item in items)
    return f"{margin}{name}:{note}\n{listed}" if items else ""


def quoted(text: str) -> str:
    """A double-quoted YAML scalar: JSON's strings are YAML's (YAML 1.2.2, 1.2)."""
    return json.dumps(text, ensure_ascii=False)


def record(fields: Mapping[str, Value], indent: int = 0) -> str:
    """The lines of several fields."""
    return "".join(field_line(name, value, indent=indent) for name, value in fields.items())
