"""What the text of a PDF says and is set in: type, line ends, headings at page ends, wording (P04, P06, P07, P10)."""

from __future__ import annotations

from collections import Counter

from plan_cli.inspection.departure import Departures
from plan_cli.inspection.faces import Faces
from plan_cli.inspection.pdf_headings import Headings
from plan_cli.inspection.pdf_lines import Line, Sheet
from plan_cli.inspection.phrases import NEVER_FIRST, NEVER_LAST, check_wording, splits_number_and_unit
from plan_cli.model.profile import Profile, Role
from plan_cli.translation import _

_SAME_SIZE = 0.3
_MOST_LEVELS = 5


class TextChecks:
    """Judges the lines of every sheet."""

    def __init__(self, profile: Profile, headings: Headings, faces: Faces, departures: Departures) -> None:
        self._profile = profile
        self._headings = headings
        self._faces = faces
        self._found = departures
        self._sizes = sorted({role.size for role in profile.roles.named().values()})

    def check(self, sheets: list[Sheet]) -> None:
        """Note the departures of all sheets."""
        self._check_body(sheets)
        self._check_title(sheets)
        for sheet in sheets:
            self._check_sizes(sheet)
            self._check_headings(sheet)
            self._check_line_ends(sheet)
            for line in (*sheet.body, *sheet.inside):
                check_wording(self._found, "P10", line.where, line.text)

    # -- P04: sizes and typefaces --------------------------------------------------------------------------------------

    def _check_body(self, sheets: list[Sheet]) -> None:
        """The size and the typeface of most of the text."""
        role = self._profile.roles.body
        lines = [line for sheet in sheets for line in sheet.body if not line.is_entry]
        if not lines:
            return
        sizes: Counter[float] = Counter()
        fonts: Counter[str] = Counter()
        for line in lines:
            sizes[line.size] += len(line.glyphs)
            fonts[line.font] += len(line.glyphs)
        size, font = sizes.most_common(1)[0][0], fonts.most_common(1)[0][0]
        if abs(size - role.size) > _SAME_SIZE:
            first = next(line for line in lines if line.size == size)
            self._found.error("P04", first.where, _("type size of the text"), _points(role.size), _points(size))
        if not self._fits(font, role):
            first = next(line for line in lines if line.font == font)
            self._found.error("P04", first.where, _("typeface of the text"), self._faces.title(role), font)

    def _fits(self, font: str, role: Role) -> bool:
        return self._faces.fits(font, role) or (self._profile.language != "zh" and self._faces.is_latin(font))

    def _check_title(self, sheets: list[Sheet]) -> None:
        """The largest black line of the first page is the title; what is larger and red is the name of an organ."""
        role = self._profile.roles.title
        lines = [line for line in sheets[0].body if line.black] if sheets else []
        largest = max(lines, key=lambda line: line.size, default=None)
        if largest is None:
            return
        if abs(largest.size - role.size) > _SAME_SIZE:
            self._found.error(
                "P04", largest.where, _("type size of the title"), _points(role.size), _points(largest.size)
            )
        elif not self._fits(largest.font, role):
            self._found.error("P04", largest.where, _("typeface of the title"), self._faces.title(role), largest.font)

    def _check_sizes(self, sheet: Sheet) -> None:
        told: set[float] = set()
        for line in sheet.body:
            if line.size in told or not line.black:
                continue
            if not any(abs(line.size - size) <= _SAME_SIZE for size in self._sizes):
                told.add(line.size)
                listed = _(", ").join(f"{size:g}" for size in self._sizes)
                self._found.error(
                    "P04", line.where, _("type size that the profile does not know"), listed, _points(line.size)
                )

    def _check_headings(self, sheet: Sheet) -> None:
        roles = self._profile.roles.named()
        for line in sheet.body:
            heading = self._headings.of(line, sheet)
            if heading is None:
                continue
            if heading.level is not None:
                role = roles[f"heading-{min(heading.level, _MOST_LEVELS)}"]
                if not self._fits(line.font, role):
                    self._found.error("P04", line.where, _("typeface of a heading"), self._faces.title(role), line.font)
                elif abs(line.size - role.size) > _SAME_SIZE:
                    self._found.error(
                        "P04", line.where, _("type size of a heading"), _points(role.size), _points(line.size)
                    )
            if line is sheet.last:
                self._found.error("P07", line.where, _("a heading stands last on the page"))

    # -- P06: line ends ------------------------------------------------------------------------------------------------

    def _check_line_ends(self, sheet: Sheet) -> None:
        for number, line in enumerate(sheet.body):
            following = sheet.body[number + 1] if number + 1 < len(sheet.body) else None
            if line.text[0] in NEVER_FIRST:
                self._found.error("P06", line.where, _("a line begins with a closing mark"), found=line.text[0])
            if line.text[-1] in NEVER_LAST and following is not None:
                self._found.error("P06", line.where, _("a line ends with an opening mark"), found=line.text[-1])
            if following is None or not self._is_next(line, following, sheet):
                continue
            if splits_number_and_unit(line.text, following.text):
                found = line.text[-4:]
                self._found.warning("P06", following.where, _("a number and its unit stand on two lines"), found=found)

    def _is_next(self, line: Line, following: Line, sheet: Sheet) -> bool:
        is_full = line.right > sheet.area.right - 2 * line.size
        return is_full and following.base - line.base < 2.5 * line.size and following.size == line.size


def _points(size: float) -> str:
    return f"{size:g} pt"
