"""Nodes → the frozen types of `model`, led by their annotations; every problem becomes a finding at its place.

A field's type says how its text is read: `str` stays as written, `int` must be digits, `bool` is `true` or `false`,
`Date` is a day or a mapping, `Named` a choice, `Reference` an id somewhere else, a tuple a list, a dataclass a mapping.
"""

from __future__ import annotations

import dataclasses
import datetime
import difflib
import re
import types
import typing
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from plan_cli.loading.yaml_nodes import Mapping, Node, Scalar, Sequence
from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.indicators import BOUNDS_AFTER, BOUNDS_BEFORE, PERCENT, Growth, Quantity
from plan_cli.model.place import Place
from plan_cli.model.values import Date, Identifier, Named, Precision, Reference, Target
from plan_cli.translation import _

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")
_ITEM = re.compile(r"[\w（）()“”《》、.:/-]{1,200}\Z")
_NAME = re.compile(r"[\w（）()“”《》、·-]{1,64}\Z")
_DIGITS = re.compile(r"[+-]?[0-9]{1,18}\Z")
_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?\Z")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_QUANTITY = re.compile(
    rf"(?P<before>{'|'.join(BOUNDS_BEFORE)})?\s*(?P<number>-?(?:0|[1-9][0-9]{{0,14}})(?:\.[0-9]{{1,6}})?)\s*"
    rf"(?P<unit>%|个?百分点)?(?P<after>{'|'.join(BOUNDS_AFTER)})?\Z"
)
_FULL_WIDTH = re.compile("[０-９．％－＋]")
_SEPARATED = re.compile(r"[0-9][,，'_\s][0-9]")


class _Invalid:
    """The answer of a reader that found a problem and reported it."""


INVALID = _Invalid()
_Reader = Callable[[Node, list[Finding]], Any]
_Record = TypeVar("_Record")


def read(record: type[_Record], node: Node, findings: list[Finding]) -> _Record | None:
    """A value of the dataclass `record` from a node, or None (and findings) where something required is wrong."""
    value = _record_reader(typing.cast(Any, record))(node, findings)
    return None if value is INVALID else typing.cast(_Record, value)


@cache
def _record_reader(record: Any) -> _Reader:
    hints = typing.get_type_hints(record, include_extras=True)
    fields = {field.name: field for field in dataclasses.fields(record) if field.name != "place"}
    readers = {name: _reader(hints[name], field.metadata) for name, field in fields.items()}
    required = [
        name
        for name, field in fields.items()
        if (field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING)
        or field.metadata.get("non_empty")
    ]

    def read_record(node: Node, findings: list[Finding]) -> Any:
        if not isinstance(node, Mapping):
            findings.append(
                error(
                    Code.WRONG_TYPE,
                    node.place,
                    _("fields are expected here: {names}").format(names=", ".join(fields)),
                )
            )
            return INVALID
        values: dict[str, Any] = {}
        sound = True
        for key, value in node.entries:
            if key.value not in readers:
                findings.append(_unknown_field(key, list(fields)))
                continue
            if isinstance(value, Scalar) and value.is_empty and key.value not in required:
                continue
            values[key.value] = readers[key.value](value, findings)
            if values[key.value] is INVALID:
                # An optional field that is wrong does not take the rest of its record with it.
                del values[key.value]
                sound = sound and key.value not in required
        written = {key.value for key, __ in node.entries}
        for name in required:
            if name not in written:
                sound = False
                findings.append(
                    error(
                        Code.MISSING_FIELD,
                        node.place,
                        _("the field {name} is missing").format(name=name),
                        _("add a line: {name}: ...").format(name=name),
                    )
                )
        return record(**values, place=node.place) if sound else INVALID

    return read_record


def _reader(hint: Any, metadata: types.MappingProxyType[Any, Any] | dict[str, Any]) -> _Reader:
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        return _read_item_reference if Target.ITEM in hint.__metadata__ else _read_reference
    if origin in (typing.Union, types.UnionType):
        (inner,) = (argument for argument in typing.get_args(hint) if argument is not type(None))
        return _reader(inner, metadata)
    if origin is tuple:
        return _list_reader(_reader(typing.get_args(hint)[0], {}), bool(metadata.get("non_empty")))
    if hint is Identifier:
        return _read_identifier
    if hint is Date:
        return _read_date
    if hint is datetime.date:
        return _read_day
    if hint is bool:
        return _read_flag
    if hint is int:
        return _number_reader(metadata.get("minimum"), metadata.get("maximum"))
    if hint is float:
        return _read_decimal
    if hint is Quantity:
        return _quantity_reader(bool(metadata.get("exact")))
    if hint is Growth:
        return _read_growth
    if hint is str:
        return _read_text
    if isinstance(hint, type) and issubclass(hint, Named):
        return _choice_reader(hint)
    return _record_reader(hint)


def _read_text(node: Node, findings: list[Finding]) -> Any:
    if not isinstance(node, Scalar):
        return _wrong(node, findings, _("a text is expected here"))
    if node.is_empty or not node.value.strip():
        return _wrong(node, findings, _("a text is expected here, and nothing is written"))
    return node.value.strip()


def _read_identifier(node: Node, findings: list[Finding]) -> Any:
    if isinstance(node, Scalar) and IDENTIFIER.match(node.value):
        return Identifier(node.value)
    findings.append(
        error(
            Code.BAD_IDENTIFIER,
            node.place,
            _("an id is expected here"),
            _("an id is 1 to 64 of the characters a-z A-Z 0-9 - _ and begins with a letter or a digit"),
        )
    )
    return INVALID


def _read_reference(node: Node, findings: list[Finding]) -> Any:
    if isinstance(node, Scalar) and not node.is_empty and _NAME.match(node.value):
        # Also a name (市科协办公室): the check of references says which id it has.
        return Reference(node.value, node.place)
    identifier = _read_identifier(node, findings)
    return INVALID if identifier is INVALID else Reference(identifier, node.place)


def _read_item_reference(node: Node, findings: list[Finding]) -> Any:
    """The name of anything that a thread runs through: `A2`, `ke-pu/survey`, `c:goal`."""
    if isinstance(node, Scalar) and _ITEM.match(node.value):
        return Reference(node.value, node.place)
    return _wrong(node, findings, _("the id of something else in the plan is expected here, like ke-pu/survey"))


def _read_flag(node: Node, findings: list[Finding]) -> Any:
    if isinstance(node, Scalar) and node.plain and node.value in ("true", "false"):
        return node.value == "true"
    return _wrong(node, findings, _("true or false is expected here"))


def _number_reader(minimum: int | None, maximum: int | None) -> _Reader:
    def read_number(node: Node, findings: list[Finding]) -> Any:
        if not isinstance(node, Scalar) or not node.plain or not _DIGITS.match(node.value):
            return _wrong(node, findings, _("a whole number is expected here"), _("write digits only, without quotes"))
        number = int(node.value)
        if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
            findings.append(
                error(
                    Code.OUT_OF_RANGE,
                    node.place,
                    _("{number} is not between {minimum} and {maximum}").format(
                        number=number, minimum=minimum, maximum=maximum
                    ),
                )
            )
            return INVALID
        return number

    return read_number


def _read_decimal(node: Node, findings: list[Finding]) -> Any:
    if isinstance(node, Scalar) and node.plain and _DECIMAL.match(node.value):
        return float(node.value)
    return _wrong(node, findings, _("a number is expected here"), _("write it like 16 or 10.5, without quotes"))


def _quantity_reader(exact: bool) -> _Reader:
    """Numbers that stay as they were written; a bound like `≥15` or `15以上` where the field is not `exact`."""

    def read_quantity(node: Node, findings: list[Finding]) -> Any:
        written = _written_number(node)
        hint = _("write only the number, like 16 or 10.5; the unit stands in the field unit")
        if isinstance(node, Scalar) and written and not written["unit"]:
            bound = _bound(written)
            if not (exact and bound):
                return Quantity(node.value.strip(), Decimal(written["number"]), bound, node.place)
            hint = _("a base value is one number; leave the line out where there is none")
        return _wrong(node, findings, _("a number is expected here"), _digits_hint(node) or hint)

    return read_quantity


def _read_growth(node: Node, findings: list[Finding]) -> Any:
    written = _written_number(node)
    if isinstance(node, Scalar) and written and written["unit"]:
        number = Decimal(written["number"])
        return Growth(node.value.strip(), number, written["unit"] != PERCENT, _bound(written), node.place)
    hint = _("write 8.5% for a rate, or 1.2个百分点 for a difference of percentages")
    return _wrong(node, findings, _("the growth a year is expected here"), _digits_hint(node) or hint)


def _written_number(node: Node) -> re.Match[str] | None:
    found = _QUANTITY.match(node.value.strip()) if isinstance(node, Scalar) else None
    return None if found and found["before"] and found["after"] else found


def _bound(written: re.Match[str]) -> Any:
    return BOUNDS_BEFORE.get(written["before"] or "") or BOUNDS_AFTER.get(written["after"] or "")


def _digits_hint(node: Node) -> str:
    """How to write the digits, where they are the trouble: two ways to write a number would be two to compare it."""
    if isinstance(node, Scalar) and _FULL_WIDTH.search(node.value):
        return _("write digits, points and signs half-width: 12.5, not １２．５")
    if isinstance(node, Scalar) and _SEPARATED.search(node.value):
        return _("write the number without separators: 12000, not 12,000")
    return ""


def _choice_reader(choices: type[Named]) -> _Reader:
    by_name = {name: member for member in choices for name in (str(member.value), member.chinese)}

    def read_choice(node: Node, findings: list[Finding]) -> Any:
        written = node.value.strip() if isinstance(node, Scalar) else ""
        if written in by_name:
            return by_name[written]
        listed = ", ".join(f"{member.value} ({member.chinese})" for member in choices)
        findings.append(
            error(Code.NOT_A_CHOICE, node.place, _("one of these is expected here: {choices}").format(choices=listed))
        )
        return INVALID

    return read_choice


def _list_reader(item: _Reader, non_empty: bool) -> _Reader:
    def read_list(node: Node, findings: list[Finding]) -> Any:
        if isinstance(node, Scalar) and node.is_empty:
            items: tuple[Node, ...] = ()
        elif isinstance(node, Sequence):
            items = node.items
        else:
            return _wrong(
                node, findings, _("a list is expected here"), _("begin each item on a line of its own with '- '")
            )
        if non_empty and not items:
            return _wrong(node, findings, _("the list must not be empty"))
        values = [item(child, findings) for child in items]
        return tuple(value for value in values if value is not INVALID)

    return read_list


def _read_date(node: Node, findings: list[Finding]) -> Any:
    if isinstance(node, Scalar):
        day = _read_day(node, findings)
        return INVALID if day is INVALID else Date(day, place=node.place)
    written = _record_reader(_WrittenDate)(node, findings)
    if written is INVALID:
        return INVALID
    return Date(written.day, written.wording, written.precision, node.place)


def _read_day(node: Node, findings: list[Finding]) -> Any:
    match = _DAY.match(node.value) if isinstance(node, Scalar) else None
    if match:
        try:
            return datetime.date(*map(int, match.groups()))
        except ValueError:
            return _wrong(node, findings, _("there is no such day in the calendar"))
    return _wrong(node, findings, _("a day is expected here"), _("write year-month-day, for example 2015-05-25"))


@dataclasses.dataclass(frozen=True)
class _WrittenDate:
    """A date written as a mapping, before it becomes a `Date`."""

    day: datetime.date
    wording: str | None = None
    precision: Precision = Precision.DAY
    place: Place = dataclasses.field(default_factory=lambda: Place(""))


def _wrong(node: Node, findings: list[Finding], message: str, hint: str = "") -> Any:
    findings.append(error(Code.WRONG_TYPE, node.place, message, hint))
    return INVALID


def _unknown_field(key: Scalar, known: list[str]) -> Finding:
    near = difflib.get_close_matches(key.value, known, n=1)
    if key.value[:1].isspace():
        hint = _("the spaces before it are full-width or unbreakable; type plain ones")
    elif near:
        hint = _("did you mean {name}?").format(name=near[0])
    else:
        hint = _("known fields: {names}").format(names=", ".join(known))
    return error(
        Code.UNKNOWN_FIELD, key.place, _("the field {name} is not known here").format(name=key.value[:60]), hint
    )
