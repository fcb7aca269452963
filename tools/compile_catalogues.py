"""Build step: compile every `plan.po` under `plan_cli/locale` into the `plan.mo` that gettext reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """Write `plan.mo` beside every `plan.po` below `root`."""
    for source in sorted(root.glob("plan_cli/locale/*/LC_MESSAGES/plan.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue)


class CompileCatalogues(BuildHookInterface):  # type: ignore[type-arg]
    """Hatch calls this before it makes a wheel or an editable installation."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        compile_catalogues(Path(self.root))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent.parent)
