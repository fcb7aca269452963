"""Fonts, sizes and the set of paragraphs in a DOCX, each by its role in the profile (D04, D06, D07)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from plan_cli.inspection.departure import NOWHERE, Departures, Where
from plan_cli.inspection.docx_document import Document, Paragraph, Run
from plan_cli.inspection.docx_formatting import Properties, is_on, number, tag, value
from plan_cli.inspection.docx_kinds import role_name
from plan_cli.inspection.faces import Faces
from plan_cli.inspection.phrases import AMBIGUOUS, has_han
from plan_cli.model.profile import TWIPS_PER_POINT, Profile, Role, Side
from plan_cli.translation import _

_Value = TypeVar("_Value")
_BLACK = frozenset({"", "auto", "000000"})
_LINE_ROOM = 4
_COLOURED = frozenset({"organ", "number"})
_SET_AS_TEXT = frozenset({"body", "list", *(f"heading-{level}" for level in range(1, 6))})
_SIDES = {"start": "left", "end": "right", "distribute": "both"}


class TypeChecks:
    """Judges the paragraphs of a DOCX."""

    def __init__(self, document: Document, profile: Profile, faces: Faces, found: Departures) -> None:
        self._document = document
        self._profile = profile
        self._faces = faces
        self._found = found
        self._roles = profile.roles.named()

    def check(self) -> None:
        """Note what departs in fonts and paragraphs."""
        self._check_theme_fonts()
        for paragraph in self._document.paragraphs:
            name = role_name(paragraph.kind)
            role = self._roles.get(name) if name else None
            if role is None or paragraph.is_blank:
                continue
            self._check_type(paragraph, role)
            if self._profile.language == "zh":
                self._check_hints(paragraph)
            if paragraph.kind in _SET_AS_TEXT and paragraph.table is None and not paragraph.in_box:
                self._check_set(paragraph, role)
            elif paragraph.kind in ("title", "annex-title") and role.side is Side.CENTER:
                self._check_side(paragraph, role)

    # -- D04 -----------------------------------------------------------------------------------------------------------

    def _check_theme_fonts(self) -> None:
        """Fonts of the theme in styles nothing uses: they come back with the next style that is based on them."""
        fonts = sorted(font.removeprefix("theme:") for font in self._document.styles.used_fonts())
        if fonts:
            self._found.warning("D04", NOWHERE, _("styles ask for fonts of the theme"), found=", ".join(fonts))

    def _check_type(self, paragraph: Paragraph, role: Role) -> None:
        spoken = [run for run in paragraph.runs if run.text.strip() and "vertAlign" not in run.properties]
        if not spoken:
            return
        self._check_theme(paragraph, spoken)
        self._check_east_asian(paragraph, spoken, role)
        self._check_latin(paragraph, spoken)
        size = _most(spoken, lambda run: number(run.properties, "sz", 20)) / 2
        is_free = paragraph.kind == "organ"  # the standard leaves its size to the organ
        if abs(size - role.size) > 0.26 and not is_free:
            self._found.error("D04", paragraph.where, _("type size"), f"{role.size:g} pt", f"{size:g} pt")
        self._check_looks(paragraph, spoken, role)

    def _check_theme(self, paragraph: Paragraph, runs: list[Run]) -> None:
        for run in runs:
            for side in ("eastAsia", "ascii"):
                font = run.properties.get(f"font.{side}", "")
                concerns = has_han(run.text) if side == "eastAsia" else any(each.isalnum() for each in _ascii(run.text))
                if font.startswith("theme:") and concerns:
                    where = Where(paragraph=paragraph.number, text=run.text)
                    self._found.error("D04", where, _("a font of the theme"), _("a font by its name"), font[6:])
                    return

    def _check_east_asian(self, paragraph: Paragraph, runs: list[Run], role: Role) -> None:
        chinese = [run for run in runs if has_han(run.text)]
        if not chinese:
            return
        font = _most(chinese, lambda run: run.properties.get("font.eastAsia", ""))
        if not font.startswith("theme:") and not self._faces.fits(font, role):
            self._found.error("D04", paragraph.where, _("typeface"), self._typeface(role), font or _("none"))
            return
        for run in chinese:
            other = run.properties.get("font.eastAsia", "")
            # Words may be set off in another typeface of the profile.
            if not other.startswith("theme:") and not self._faces.is_known(other):
                where = Where(paragraph=paragraph.number, text=run.text)
                self._found.error("D04", where, _("typeface"), self._typeface(role), other or _("none"))
                return

    def _typeface(self, role: Role) -> str:
        return f"{self._faces.title(role)} ({self._profile.typeface(role.typeface).official})"

    def _check_latin(self, paragraph: Paragraph, runs: list[Run]) -> None:
        for run in runs:
            font = run.properties.get("font.ascii", "")
            if not any(each.isalnum() for each in _ascii(run.text)) or font.startswith("theme:"):
                continue
            if not self._faces.is_known(font):
                where = Where(paragraph=paragraph.number, text=run.text)
                self._found.warning(
                    "D04", where, _("font of Latin letters and digits"), self._profile.latin_official, font or _("none")
                )
                return

    def _check_looks(self, paragraph: Paragraph, runs: list[Run], role: Role) -> None:
        total = sum(len(run.text.strip()) for run in runs)
        for name, wanted, message in (("b", role.bold, _("bold type")), ("i", False, _("italic type"))):
            so = sum(len(run.text.strip()) for run in runs if is_on(run.properties, name) != wanted)
            # Bold in a table's head or a single word is a matter of taste, a bold heading is not.
            if so * 2 > total and wanted is False:
                is_error = paragraph.kind.startswith("heading") or paragraph.kind in ("title", "body", "annex-title")
                (self._found.error if is_error else self._found.warning)("D04", paragraph.where, message, _("none"))
            elif so and wanted is False:
                where = Where(
                    paragraph=paragraph.number,
                    text=next(run.text for run in runs if is_on(run.properties, name)),
                )
                self._found.warning("D04", where, message, _("none"))
        if paragraph.kind in _COLOURED:
            return
        for run in runs:
            colour = run.properties.get("color", "")
            if colour.casefold() not in _BLACK:
                where = Where(paragraph=paragraph.number, text=run.text)
                self._found.error("D04", where, _("colour of the type"), _("black"), colour)
                return

    # -- D06 -----------------------------------------------------------------------------------------------------------

    def _check_set(self, paragraph: Paragraph, role: Role) -> None:
        properties = paragraph.properties
        if paragraph.text[:1] in (" ", "　", "\t", "\u00a0"):
            self._found.error("D06", paragraph.where, _("indented by spaces"), _("an indent of the paragraph"))
        elif not paragraph.kind.startswith("heading") or role.indent:
            self._check_indent(paragraph, role)
        if not paragraph.drawings:
            self._check_line(paragraph, role)
        if paragraph.kind != "body":
            return
        after = round(self._profile.paragraph_gap * TWIPS_PER_POINT)
        spaces = (number(properties, "spacing.before"), number(properties, "spacing.after"))
        if abs(spaces[0]) > 20 or abs(spaces[1] - after) > 20:
            found = f"{spaces[0] / TWIPS_PER_POINT:g} + {spaces[1] / TWIPS_PER_POINT:g} pt"
            self._found.error(
                "D06",
                paragraph.where,
                _("space before and after the paragraph"),
                f"0 + {after / TWIPS_PER_POINT:g} pt",
                found,
            )
        self._check_side(paragraph, role)
        if self._profile.grid is not None and is_on(properties, "widowControl", otherwise=True):
            self._found.warning(
                "D06", paragraph.where, _("widow control: pages may end a line early"), _("off"), _("on")
            )

    def _check_indent(self, paragraph: Paragraph, role: Role) -> None:
        properties = paragraph.properties
        characters = number(properties, "ind.firstLineChars") / 100
        if not characters:
            characters = number(properties, "ind.firstLine") / (role.size * TWIPS_PER_POINT)
        if number(properties, "ind.hanging") or number(properties, "ind.hangingChars"):
            characters = -1.0
        if abs(characters - role.indent) > 0.15:
            shown = _("hanging") if characters < 0 else f"{characters:.3g}"
            self._found.error(
                "D06", paragraph.where, _("indent of the first line, in characters"), f"{role.indent:g}", shown
            )

    def _check_line(self, paragraph: Paragraph, role: Role) -> None:
        properties = paragraph.properties
        wanted = self._profile.docx_line if role.line is None else round(role.line * TWIPS_PER_POINT)
        rule, line = properties.get("spacing.lineRule", "auto"), number(properties, "spacing.line", 240)
        if rule == "exact":
            # A little closer still gives the grid's number of lines, a little wider does not.
            fits = -_LINE_ROOM <= line - wanted <= (0 if self._profile.grid is not None else _LINE_ROOM)
            shown = f"{line / TWIPS_PER_POINT:g} pt"
        else:
            # Single lines that snap to the grid stand as far apart as its lines.
            fits = rule == "auto" and line == 240 and self._snaps(paragraph) and role.line is None
            shown = _("{n} lines").format(n=f"{line / 240:g}") if rule == "auto" else f"≥ {line / TWIPS_PER_POINT:g} pt"
        if not fits:
            self._found.error(
                "D06", paragraph.where, _("distance of the lines"), f"{wanted / TWIPS_PER_POINT:g} pt", shown
            )

    def _snaps(self, paragraph: Paragraph) -> bool:
        if self._profile.grid is None or paragraph.section >= len(self._document.sections):
            return False
        grid = self._document.sections[paragraph.section].find(tag("docGrid"))
        has_grid = value(grid, "type") in ("lines", "linesAndChars", "snapToChars")
        return has_grid and is_on(paragraph.properties, "snapToGrid", otherwise=True)

    def _check_side(self, paragraph: Paragraph, role: Role) -> None:
        side = paragraph.properties.get("jc", "left")
        side = _SIDES.get(side, side)
        if side != role.side.value:
            names = {"left": _("left"), "right": _("right"), "center": _("centre"), "both": _("justified")}
            self._found.error("D06", paragraph.where, _("alignment"), names[role.side.value], names.get(side, side))

    # -- D07 -----------------------------------------------------------------------------------------------------------

    def _check_hints(self, paragraph: Paragraph) -> None:
        """Marks that both scripts have stand in the Latin font, half as wide, unless the run says otherwise."""
        if not has_han(paragraph.text):
            return
        for run in paragraph.runs:
            marks = AMBIGUOUS.intersection(run.text)
            if not marks or not _is_latin_set(run.properties):
                continue
            where = Where(paragraph=paragraph.number, text=run.text)
            self._found.error(
                "D07", where, _("marks set in the Latin font"), 'w:hint="eastAsia"', "".join(sorted(marks))
            )
            return


def _is_latin_set(properties: Properties) -> bool:
    if properties.get("font.hint") == "eastAsia":
        return False
    return properties.get("font.hAnsi", properties.get("font.ascii", "")) != properties.get("font.eastAsia", "")


def _ascii(text: str) -> str:
    return "".join(character for character in text if character.isascii())


def _most(runs: list[Run], said: Callable[[Run], _Value]) -> _Value:
    """What most of the text has."""
    counted: Counter[_Value] = Counter()
    for run in runs:
        counted[said(run)] += len(run.text.strip())
    return counted.most_common(1)[0][0]
