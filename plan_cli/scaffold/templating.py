"""Jinja2 over the templates that come with the tool: sandboxed, and an undefined name is an error."""

from __future__ import annotations

import json
from collections.abc import Mapping

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment


def fill(template: str, values: Mapping[str, object]) -> str:
    """The template with its values put in. `| yaml` writes a value as YAML that reads back as the same text."""
    environment = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    environment.filters["yaml"] = _quoted
    return environment.from_string(template).render(**values)


def _quoted(value: object) -> str:
    """A double-quoted YAML scalar: JSON's strings are YAML's (YAML 1.2.2, 1.2)."""
    return json.dumps(str(value), ensure_ascii=False)
