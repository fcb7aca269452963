"""The rulebook: every rule by its code."""

from __future__ import annotations

import importlib
import pkgutil

from plan_cli.checks import rules
from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code


def rulebook() -> dict[Code, type[Rule]]:
    """The rules of all groups, in the order of their codes."""
    for module in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}."):
        importlib.import_module(module.name)
    return {rule.code: rule for rule in sorted(Rule.__subclasses__(), key=lambda rule: rule.code)}
