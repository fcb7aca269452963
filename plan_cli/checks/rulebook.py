"""The rulebook: every rule by its code."""

from __future__ import annotations

import importlib
import pkgutil

from plan_cli.checks import rules
from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code
from plan_cli.translation import N_, _

_GROUPS = {
    "F": N_("files"),
    "R": N_("references"),
    "D": N_("dates"),
    "O": N_("organisation"),
    "T": N_("topics"),
    "C": N_("coverage"),
    "P": N_("proposals and their selection"),
    "I": N_("indicators"),
    "L": N_("language"),
    "B": N_("documents"),
    "G": N_("gates and records"),
    "K": N_("keys"),
    "E": N_("evidence"),
    "X": N_("threads"),
}


def rulebook() -> dict[Code, type[Rule]]:
    """The rules of all groups, in the order of their codes."""
    for module in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}."):
        importlib.import_module(module.name)
    return {rule.code: rule for rule in sorted(Rule.__subclasses__(), key=lambda rule: rule.code)}


def groups() -> dict[str, list[type[Rule]]]:
    """The rules by the letter of their codes, in the order in which a plan is read: files first, documents last."""
    rules = rulebook().values()
    letters = dict.fromkeys([*_GROUPS, *(rule.code.value[0] for rule in rules)])
    found = {letter: [rule for rule in rules if rule.code.value.startswith(letter)] for letter in letters}
    return {letter: members for letter, members in found.items() if members}


def group_name(letter: str) -> str:
    """What the codes with this letter are about, in the user's language."""
    return _(_GROUPS.get(letter, letter))
