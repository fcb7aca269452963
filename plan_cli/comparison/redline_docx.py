"""A comparison → DOCX with tracked changes in the profile of the document."""

from __future__ import annotations

from dataclasses import replace

from plan_cli.comparison.editions import Comparison, moment
from plan_cli.comparison.redline import RedlineWriter
from plan_cli.comparison.words import Words
from plan_cli.render.cache import Cache
from plan_cli.render.docx_package import package
from plan_cli.render.docx_parts import parts
from plan_cli.render.docx_stylesheet import stylesheet


def make(comparison: Comparison, words: Words, cache: Cache) -> bytes:
    """The DOCX: accepting all changes gives the newer edition, rejecting all the older one."""
    profile = comparison.profile
    writer = RedlineWriter(comparison.credits, comparison.reasons, words.nobody, chinese=profile.language == "zh")
    redline = writer.document(comparison.passages, comparison.before.items, comparison.after.items)
    before, after = comparison.before, comparison.after
    last = writer.last_section(before.last_section or after.last_section, after.last_section or before.last_section)
    title_page = replace(comparison.title_page, edition=words.redline)
    own_parts = parts(profile, words.between(before, after))
    return package(
        redline.body + last,
        redline.notes,
        comparison.relations,
        own_parts,
        stylesheet(profile, cache),
        profile,
        title_page,
        moment(comparison),
        redline.comments,
    )
