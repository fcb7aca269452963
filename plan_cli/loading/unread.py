"""What a file with errors says and the plan does not: a reference to it is no second mistake."""

from __future__ import annotations

from plan_cli.loading.yaml_nodes import Mapping, Node, Scalar, Sequence


def ids(node: Node | None) -> frozenset[str] | None:
    """Every id that is written in a file; None where nothing of it could be used."""
    written = _written(node) if node is not None else []
    # Where not one id is to be seen, the form of the whole file is wrong.
    return frozenset(written) or None


def _written(node: Node) -> list[str]:
    if isinstance(node, Sequence):
        return [found for item in node.items for found in _written(item)]
    if not isinstance(node, Mapping):
        return []
    own = [value.value for key, value in node.entries if key.value == "id" and isinstance(value, Scalar)]
    return own + [found for __, value in node.entries for found in _written(value)]
