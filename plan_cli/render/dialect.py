"""The Markdown dialect of chapters: Pandoc's `commonmark_x` with a named list of extensions (docs/markdown.md)."""

from __future__ import annotations

VERSION = 5
"""Part of every cache key: raise it when a fragment of the same text would come out differently."""

_ON = ("implicit_figures", "east_asian_line_breaks")
_OFF = (
    "alerts",
    "emoji",  # :smile: in an official document is a colon and a word
    "fancy_lists",  # a. and (i) begin sentences too
    "gfm_auto_identifiers",  # identifiers are given by people or made when a document is put together
    "implicit_header_references",
    "raw_attribute",
    "raw_html",
    "smart",  # quotes are typed; guessing them moves the positions of everything after
    "task_lists",
    "tex_math_dollars",  # two prices in one sentence are no formula
    "yaml_metadata_block",
)


def reader(*, placed: bool) -> str:
    """The name by which Pandoc reads the dialect; `placed`: with the place of every block and run in the file."""
    on = (*_ON, "sourcepos") if placed else _ON
    return "commonmark_x" + "".join(f"-{name}" for name in _OFF) + "".join(f"+{name}" for name in on)
