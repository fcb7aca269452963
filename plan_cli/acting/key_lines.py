"""Keys written into the text of `organization.yaml`: a few lines are added, and every other byte stays as it is.

People keep that file, with notes and an order of their own. So nothing is written out anew: the place is looked up in
the text, lines are put in there, and the outcome is read again by the caller before anybody commits it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import yaml

Fields = Mapping[str, str]


def with_key(text: str, person_id: str, fields: Fields) -> str | None:
    """The text with one more key of a person; None where the text is written so that no place for it can be told."""
    person = _person(text, person_id)
    if person is None:
        return None
    keys = _field(person, "keys")
    if isinstance(keys, yaml.SequenceNode) and keys.value:
        if keys.flow_style:
            return _in_flow(text, keys, _flow(fields))
        return _after(text, keys, _item(fields, keys.start_mark.column))
    if keys is not None:
        return None
    if person.flow_style:
        return _in_flow(text, person, f"keys: [{_flow(fields)}]")
    column = person.value[0][0].start_mark.column
    return _after(text, person, [f"{' ' * column}keys:", *_item(fields, column + 2)])


def with_key_fields(text: str, person_id: str, key: str, fields: Fields) -> str | None:
    """The text with further fields of the key that is written as `key`; None where no place for them can be told."""
    person = _person(text, person_id)
    keys = _field(person, "keys") if person else None
    if not isinstance(keys, yaml.SequenceNode):
        return None
    for node in keys.value:
        written = _field(node, "key") if isinstance(node, yaml.MappingNode) else None
        if written is None or str(written.value).strip() != key:
            continue
        if node.flow_style:
            return _in_flow(text, node, _flow(fields).strip("{}"))
        column = node.value[0][0].start_mark.column
        return _after(text, node, [f"{' ' * column}{name}: {value}" for name, value in fields.items()])
    return None


def _person(text: str, person_id: str) -> yaml.MappingNode | None:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    people = _field(root, "people") if isinstance(root, yaml.MappingNode) else None
    for node in people.value if isinstance(people, yaml.SequenceNode) else ():
        identifier = _field(node, "id") if isinstance(node, yaml.MappingNode) else None
        if identifier is not None and identifier.value == person_id:
            return node if isinstance(node, yaml.MappingNode) else None
    return None


def _field(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    return next((value for key, value in node.value if key.value == name), None)


def _item(fields: Fields, column: int) -> list[str]:
    """A list item in block style, its dash in that column."""
    lines = [f"{name}: {value}" for name, value in fields.items()]
    return [f"{' ' * column}- {lines[0]}", *(f"{' ' * column}  {line}" for line in lines[1:])]


def _flow(fields: Fields) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in fields.items()) + "}"


def _in_flow(text: str, node: yaml.Node, added: str) -> str:
    """Before the closing bracket."""
    closing = node.end_mark.index - 1
    before = text[:closing].rstrip()
    separator = " " if before.endswith(",") else ", "
    return f"{before}{separator}{added}{text[closing:]}"


def _after(text: str, node: yaml.Node, lines: list[str]) -> str:
    """On lines of their own after the last line of what is written in `node`."""
    last = _last(node)
    end = last.end_mark.index
    # A block of text ends with its line; everything else ends within one.
    is_block = last.end_mark.column == 0 and end > last.start_mark.index
    at = end if is_block else text.find("\n", end) + 1
    head = text[:at] if at else text + "\n"
    return head + "".join(f"{line}\n" for line in lines) + (text[at:] if at else "")


def _last(node: yaml.Node) -> yaml.Node:
    """The last thing inside a block: where a block itself ends is only known at the next one."""
    while not getattr(node, "flow_style", True) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def quoted(text: str) -> str:
    """A text between double quotes, as YAML reads it."""
    return json.dumps(text, ensure_ascii=False)
