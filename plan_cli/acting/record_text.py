"""A record → the text of its file, and the name that is bound to the text."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from enum import Enum
from typing import Any, TypeVar

import yaml

from plan_cli.errors import UsageError
from plan_cli.loading.records import read_record
from plan_cli.model.finding import Finding
from plan_cli.model.records import Record, file_name
from plan_cli.repository.names import hidden_character
from plan_cli.translation import _

_HEAD = "# {kind}。由 plan 记入，只增不改；要撤回，请用 plan withdraw。\n"
_Kind = TypeVar("_Kind", bound=Record)


class _Dumper(yaml.SafeDumper):
    """Writes a value out each time it occurs: aliases are not used in plan files."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Never an alias."""
        return True


def written(record: _Kind) -> tuple[_Kind, bytes]:
    """The record as it reads back, and the text of its file.

    Raises:
        UsageError: it holds something that cannot be written down and read again.
    """
    listed = plain(record)
    body = yaml.dump(
        listed, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=1 << 20
    )
    text = _HEAD.format(kind=record.kind.chinese) + body
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    findings: list[Finding] = []
    read = read_record(text, file_name(record, digest), findings)
    if not isinstance(read, type(record)):
        raise UsageError(_("this cannot be recorded: {message}").format(message=findings[0].message))
    if plain(read) != listed:
        raise UsageError(_("a text holds characters that would not read back as they were written"))
    return read, text.encode("utf-8")


def one_line(text: str | None, name: str) -> str | None:
    """A text of the command line as a record keeps it: on one line, without anything that cannot be seen.

    Raises:
        UsageError: it is empty, or holds such a character.
    """
    if text is None:
        return None
    joined = " ".join(text.split())
    if not joined or hidden_character(joined):
        raise UsageError(_("{name} is empty or holds characters that cannot be seen").format(name=name))
    return joined


def plain(value: Any) -> Any:
    """What YAML writes: no places, nothing empty, choices by their English value."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {name: item for name, item in fields.items() if name != "place" and item is not None and item != []}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return str(value.value)
    return value if isinstance(value, int | datetime.date | None) else str(value)
