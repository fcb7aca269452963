"""The items of the check-list, by the codes that stand before departures."""

from __future__ import annotations

from plan_cli.translation import N_

ITEMS = {
    "P01": N_("paper, PDF/A, title, language and tags"),
    "P02": N_("fonts embedded, known, without gaps"),
    "P03": N_("type area, lines and characters"),
    "P04": N_("type sizes and typefaces"),
    "P05": N_("page numbers"),
    "P06": N_("beginnings and ends of lines"),
    "P07": N_("headings at the foot of pages"),
    "P08": N_("imprint"),
    "P09": N_("tables, pictures and boxes"),
    "P10": N_("words that must not be left"),
    "P11": N_("bookmarks"),
    "D01": N_("the file itself"),
    "D02": N_("paper and margins"),
    "D03": N_("grid of lines and characters"),
    "D04": N_("typefaces, sizes and colours"),
    "D05": N_("fonts of the theme"),
    "D06": N_("set of the paragraphs"),
    "D07": N_("marks in the Chinese font"),
    "D08": N_("headings and their numbers"),
    "D09": N_("title and edition"),
    "D10": N_("tables"),
    "D11": N_("pictures"),
    "D12": N_("page numbers"),
    "D13": N_("traces of editing"),
    "D14": N_("annexes"),
    "D15": N_("date and number of the document"),
    "D16": N_("words that must not be left"),
    "D17": N_("times within the file"),
}
