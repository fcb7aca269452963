"""YAML text → nodes that remember their place, from the parser's events; nothing is guessed about types.

PyYAML's own loaders recurse without limit, take the last of two equal keys silently, expand aliases and turn `12:30`
into 750; here depth, size and aliases are bounded and a scalar stays the text that was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from plan_cli.loading import yaml_problems
from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.place import Place
from plan_cli.translation import _

MAXIMUM_DEPTH = 32
MAXIMUM_NODES = 200_000

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as it was written. `plain`: without quotes, so that an empty one means nothing."""

    value: str
    plain: bool
    place: Place

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written: no text, `~` or `null`."""
        return self.plain and self.value in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping; every key occurs once."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place


Node = Scalar | Sequence | Mapping


class _StopReadingError(Exception):
    """The file cannot be read further; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def parse(text: str, path: str, findings: list[Finding], first_line: int = 1) -> Node | None:
    """The one document of a YAML text, or None where there is none or it cannot be read (then with findings).

    `first_line` is the line of the file on which `text` begins, for front matter.
    """
    reader = _Reader(text, path, findings, first_line)
    try:
        return reader.document()
    except _StopReadingError as stop:
        findings.append(stop.finding)
    except (yaml.YAMLError, ValueError) as problem:
        findings.append(yaml_problems.describe(problem, text, path, first_line))
    finally:
        reader.close()
    return None


class _Reader:
    def __init__(self, text: str, path: str, findings: list[Finding], first_line: int) -> None:
        self._parser = _Parser(text)
        self._path = path
        self._findings = findings
        self._line_offset = first_line
        self._nodes = 0

    def close(self) -> None:
        self._parser.dispose()

    def document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        while True:
            event = self._parser.get_event()
            kind = type(event)
            if kind is yaml.StreamEndEvent:
                return root
            if kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._stop(
                        event, Code.NOT_YAML, _("the file holds more than one YAML document"), _("remove the line ---")
                    )
            elif kind not in (yaml.StreamStartEvent, yaml.DocumentEndEvent):
                root = self._node(event, 0)

    def _node(self, event: Any, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > MAXIMUM_NODES:
            self._stop(event, Code.TOO_LARGE, _("the file has more than {limit} values").format(limit=MAXIMUM_NODES))
        if depth > MAXIMUM_DEPTH:
            self._stop(event, Code.TOO_DEEP, _("nested deeper than {limit} levels").format(limit=MAXIMUM_DEPTH))
        if type(event) is yaml.AliasEvent:
            self._stop(event, Code.ALIAS, _("aliases (*name) are not used here"), _("write the value out again"))
        self._refuse_decoration(event)
        if type(event) is yaml.ScalarEvent:
            # The C parser says '' and the Python one None for a scalar without quotes.
            return Scalar(event.value, not event.style, self._place(event))
        if type(event) is yaml.SequenceStartEvent:
            return self._sequence(event, depth)
        return self._mapping(event, depth)

    def _sequence(self, start: Any, depth: int) -> Sequence:
        items = []
        while type(event := self._parser.get_event()) is not yaml.SequenceEndEvent:
            items.append(self._node(event, depth + 1))
        return Sequence(tuple(items), self._place(start))

    def _mapping(self, start: Any, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while type(event := self._parser.get_event()) is not yaml.MappingEndEvent:
            key = self._node(event, depth + 1)
            value = self._node(self._parser.get_event(), depth + 1)
            if not isinstance(key, Scalar):
                self._findings.append(error(Code.WRONG_TYPE, key.place, _("a field name must be a plain word")))
            elif key.value in entries:
                first = entries[key.value][0].place.line
                self._findings.append(
                    error(
                        Code.DUPLICATE_KEY,
                        key.place,
                        _("{name} is written twice; the first is on line {line}").format(name=key.value, line=first),
                        _("keep one of the two"),
                    )
                )
            else:
                entries[key.value] = (key, value)
        return Mapping(tuple(entries.values()), self._place(start))

    def _refuse_decoration(self, event: Any) -> None:
        if event.anchor is not None:
            self._findings.append(
                error(Code.ALIAS, self._place(event), _("anchors (&name) are not used here"), _("remove the anchor"))
            )
        # "!" is the tag of a quoted scalar in some versions of the parser.
        if event.tag not in (None, "!"):
            self._findings.append(
                error(
                    Code.TAG,
                    self._place(event),
                    _("tags ({tag}) are not used here").format(tag=event.tag),
                    _("remove the tag"),
                )
            )

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self._path, mark.line + self._line_offset, mark.column + 1)

    def _stop(self, event: Any, code: Code, message: str, hint: str = "") -> NoReturn:
        raise _StopReadingError(error(code, self._place(event), message, hint))
