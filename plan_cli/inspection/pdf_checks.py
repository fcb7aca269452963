"""A PDF against a profile: the document, its fonts and bookmarks (P01, P02, P11); the rest elsewhere."""

from __future__ import annotations

from plan_cli.inspection.departure import NOWHERE, Departures, Where
from plan_cli.inspection.faces import Faces
from plan_cli.inspection.pdf_file import PdfFile
from plan_cli.inspection.pdf_headings import Headings, squeezed
from plan_cli.inspection.pdf_lines import Sheet, sheet
from plan_cli.inspection.pdf_page_checks import PageChecks
from plan_cli.inspection.pdf_text_checks import TextChecks
from plan_cli.model.profile import POINTS_PER_MM, Profile
from plan_cli.translation import _

_PAPER = 1.5
_STANDARD = "2B"
_MOST_LONG_TITLES = 400


def check_pdf(file: PdfFile, profile: Profile) -> Departures:
    """The departures of a PDF from the profile."""
    found = Departures()
    faces = Faces(profile)
    headings = Headings(file, profile)
    sheets = [sheet(page, profile) for page in file.pages]
    _check_document(file, profile, found)
    _check_fonts(file, faces, found)
    PageChecks(profile, headings, found).check(sheets)
    TextChecks(profile, headings, faces, found).check(sheets)
    _check_bookmarks(file, sheets, headings, found)
    return found


def _check_document(file: PdfFile, profile: Profile, found: Departures) -> None:
    """P01: paper, PDF/A, title, language, tags."""
    paper = sorted((profile.paper.width, profile.paper.height))
    if not file.pages:
        found.error("P01", NOWHERE, _("there are no pages"))
    for page in file.pages:
        size = sorted((page.width / POINTS_PER_MM, page.height / POINTS_PER_MM))
        if max(abs(is_so - wanted) for is_so, wanted in zip(size, paper, strict=True)) > _PAPER:
            found.error(
                "P01",
                Where(page.number),
                _("paper"),
                "{:g} × {:g} mm".format(*paper),
                "{:.0f} × {:.0f} mm".format(*size),
            )
        if page.broken:
            found.error("P01", Where(page.number), _("this page cannot be read"))
        elif not page.glyphs and page.pictures:
            found.error("P01", Where(page.number), _("this page is a picture without text"))
    if file.conformance != _STANDARD:
        found.warning("P01", NOWHERE, _("standard for keeping"), "PDF/A-2b", _pdf_a(file.conformance))
    if not file.title.strip():
        found.warning("P01", NOWHERE, _("the title is missing in the properties"))
    if file.language.casefold().partition("-")[0] != profile.language:
        found.warning("P01", NOWHERE, _("language in the properties"), profile.locale, file.language)
    if not file.tagged:
        found.warning("P01", NOWHERE, _("the structure is not tagged, screen readers cannot follow it"))


def _pdf_a(conformance: str) -> str:
    return f"PDF/A-{conformance.lower()}" if conformance else _("none")


def _check_fonts(file: PdfFile, faces: Faces, found: Departures) -> None:
    """P02: every font embedded, and of the profile's; no glyph missing."""
    for name, embedded in sorted(file.fonts.items()):
        if not embedded:
            found.error("P02", NOWHERE, _("a font is not embedded"), found=name)
    told: set[str] = set()
    for page in file.pages:
        for glyph in page.glyphs:
            if glyph.text.startswith("(cid:") or glyph.text == "\ufffd":
                found.error("P02", Where(page.number), _("a character without a glyph or a name"), found=glyph.font)
            if glyph.font in told:
                continue
            told.add(glyph.font)
            where = Where(page.number, None, glyph.text)
            if not faces.is_known(glyph.font):
                found.warning("P02", where, _("a font that the profile does not name"), found=glyph.font)
            elif faces.is_stand_in(glyph.font):
                found.warning("P02", where, _("a stand-in for the fonts of the profile"), found=glyph.font)


def _check_bookmarks(file: PdfFile, sheets: list[Sheet], headings: Headings, found: Departures) -> None:
    """P11: what the bookmarks name stands in the text, and every heading of the first two levels has one."""
    lines = [squeezed(line.text) for each in sheets for line in (*each.body, *each.inside)]
    single, everything = set(lines), "".join(lines)
    # A title over two lines is looked for in the whole text, which takes its time: not for thousands of them.
    others = [title for __, title in file.outlines if squeezed(title) not in single]
    for title in others[:_MOST_LONG_TITLES]:
        if squeezed(title) not in everything:
            found.error("P11", NOWHERE, _("a bookmark that is no heading of the text"), found=title)
    missing = [
        heading.line
        for each in sheets
        for line in each.body
        if (heading := headings.of(line, each)) is not None and not heading.bookmarked
    ]
    if missing and not file.outlines:
        found.warning("P11", missing[0].where, _("there are no bookmarks"))
        return
    for line in missing:
        found.error("P11", line.where, _("a heading without a bookmark"))
