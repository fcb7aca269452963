"""The words that a document prints from YAML files: its title, what stands around the text, charts and the table."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from plan_cli.model.plan import Plan
from plan_cli.model.settings import Document
from plan_cli.model.values import Reference
from plan_cli.render.fragment import INDICATORS, ORGANIZATION, SCHEDULE, Fragment


def yaml_words(
    plan: Plan, title: str, source: str, layout: Document | None, made: Iterable[Fragment]
) -> dict[str, str]:
    """What is printed from each file, by its path. `source`: the file that gives the title of the document."""
    around = () if layout is None else (layout.annex_mark, layout.addressee, layout.signature, layout.red_head)
    imprint = layout.imprint if layout else None
    words = {source: title + "".join(_texts((around, imprint)))}
    drawn = {mention.name for fragment in made for mention in fragment.images}
    if SCHEDULE in drawn:
        words["schedule.yaml"] = "".join(_texts(plan.schedule))
    if INDICATORS in drawn:
        words["indicators.yaml"] = "".join(_texts(plan.indicators))
    if ORGANIZATION in drawn or INDICATORS in drawn:
        words["organization.yaml"] = "".join(_texts(plan.organization))
    return words


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value of the model, but for ids."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, Reference):
        for field in dataclasses.fields(value):
            if field.name not in ("id", "place"):
                yield from _texts(getattr(value, field.name))
