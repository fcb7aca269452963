"""The pictures that are drawn from the YAML files: the schedule and the organisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from plan_cli.model.milestone_progress import MilestoneProgress
from plan_cli.model.plan import Plan
from plan_cli.render import fonts
from plan_cli.render.fonts import FontSet
from plan_cli.render.fragment import ORGANIZATION, SCHEDULE
from plan_cli.render.pictures import Picture

if TYPE_CHECKING:
    from plan_cli.render.charts import Chart, ChartFonts


@dataclass(frozen=True, slots=True)
class Drawings:
    """The drawings of a plan in the fonts of its documents."""

    plan: Plan
    font_set: FontSet
    progress: Mapping[str, MilestoneProgress] = field(default_factory=dict)
    """How far milestones have come, by id; documents show the plan alone."""

    def makers(self) -> Mapping[str, Callable[[], Picture]]:
        """How each is made, by the address that stands in a chapter."""
        return {SCHEDULE: self._schedule, ORGANIZATION: self._organization}

    def _schedule(self) -> Picture:
        from plan_cli.render.charts import schedule_chart

        return _picture(SCHEDULE, schedule_chart(self.plan, self._chart_fonts(), self.progress))

    def schedule_file(self) -> bytes:
        """The schedule as an SVG file of its own, which says in words what it shows.

        Raises:
            TypstFailedError: Typst cannot draw it.
        """
        picture = self._schedule()
        start, mark, rest = picture.content.partition(b">")
        return b"".join((start, b' role="img"', mark, f"<desc>{escape(picture.alternative)}</desc>".encode(), rest))

    def _organization(self) -> Picture:
        from plan_cli.render.charts import organization_chart

        return _picture(ORGANIZATION, organization_chart(self.plan, self._chart_fonts()))

    def _chart_fonts(self) -> ChartFonts:
        from plan_cli.render.charts import ChartFonts

        families = {choice.typeface.id: tuple(face.family for face in choice.faces) for choice in self.font_set.choices}
        sans = families.get("heiti", (fonts.LAST_SANS,))
        serif = families.get("songti", (fonts.LAST_SERIF,))
        return ChartFonts(serif, sans, (fonts.folder(),), self.font_set.bundled)


def _picture(address: str, chart: Chart) -> Picture:
    return Picture(address, chart.svg, "svg", wide=True, alternative=chart.alternative)
