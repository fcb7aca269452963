"""A document → PDF, by Typst in this process, in a folder of its own that holds plain copies only."""

from __future__ import annotations

import datetime
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from plan_cli import resources
from plan_cli.errors import ToolFailedError
from plan_cli.model.numerals import written_date
from plan_cli.model.profile import Profile
from plan_cli.render import fonts
from plan_cli.render.assembly import Assembled
from plan_cli.render.fonts import FontSet
from plan_cli.render.layout import addressee, annex_mark, annex_marks, contents, title
from plan_cli.render.pictures import Picture
from plan_cli.render.titles import TitlePage
from plan_cli.render.typst import TypstFailedError
from plan_cli.render.typst_markup import inline_markup, markup, string
from plan_cli.translation import _

STANDARD: Final = "a-2b"
_LONG_CHARACTERS = 60_000


def make(
    document: Assembled,
    title_page: TitlePage,
    pictures: dict[str, Picture],
    moment: datetime.datetime,
    font_set: FontSet,
) -> bytes:
    """The PDF, as PDF/A-2b. `moment` is the time that stands in it as its creation.

    Raises:
        TypstFailedError: Typst refused it.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="plan-pdf-") as name:
        folder = Path(name)
        _fill(folder, document, title_page, pictures, font_set)
        compiler = _compiler(folder, font_set)
        try:
            made = compiler.compile(format="pdf", timestamp=int(moment.timestamp()), pdf_standards=STANDARD)
        except typst.TypstError as problem:
            diagnostic = f"{problem.diagnostic} {' '.join(problem.trace or [])}"
            raise TypstFailedError(problem.message, "; ".join(problem.hints or []), diagnostic) from problem
    if not isinstance(made, bytes):
        raise ToolFailedError(_("Typst made no PDF"))
    return made


def pages(
    document: Assembled, title_page: TitlePage, pictures: dict[str, Picture], font_set: FontSet
) -> dict[str, int]:
    """The page of each heading of the table of contents by its anchor, as the PDF has it; none without such a table.

    Raises:
        TypstFailedError: Typst refused the document.
    """
    import typst

    if not (title_page.layout and title_page.layout.contents):
        return {}
    with tempfile.TemporaryDirectory(prefix="plan-pages-") as name:
        folder = Path(name)
        _fill(folder, document, title_page, pictures, font_set)
        try:
            found = _compiler(folder, font_set).query("<plan-pages>", field="value", one=True)
        except typst.TypstError as problem:
            diagnostic = f"{problem.diagnostic} {' '.join(problem.trace or [])}"
            raise TypstFailedError(problem.message, "; ".join(problem.hints or []), diagnostic) from problem
    return dict(json.loads(found))


def _compiler(folder: Path, font_set: FontSet) -> Any:
    import typst

    return typst.Compiler(
        folder / "main.typ",
        root=folder,
        font_paths=typst.Fonts(include_system_fonts=not font_set.bundled, font_paths=[fonts.folder()]),
        package_path=folder / "no-packages",
        package_cache_path=folder / "no-packages",
    )


def _fill(
    folder: Path,
    document: Assembled,
    title_page: TitlePage,
    pictures: dict[str, Picture],
    font_set: FontSet,
) -> None:
    for picture in pictures.values():
        (folder / picture.file_name).write_bytes(picture.content)
    chapters = folder / "chapters"
    chapters.mkdir()
    # A chapter of a long document begins on a new page, as in a book; Typst then also sets several at once.
    long = sum(len(fragment.typst) for fragment in document.fragments) > _LONG_CHARACTERS
    included = []
    marks = annex_marks(document)
    for number, fragment in enumerate(document.fragments):
        file = chapters / f"{number:04}.typ"
        head = '#import "../template.typ": *\n'
        if fragment.uses_indicators:
            head = '#import "../template.typ": *; #import "../indicators.typ": *\n'
        file.write_text(head + fragment.typst, encoding="utf-8", newline="\n")
        annex = number - len(document.body)
        if annex >= 0:
            title = fragment.title[1]
            included.append(f"#plan-annex({string(marks[annex])}, {string(document.annex_anchor(annex + 1))})[{title}]")
        elif long and number:
            included.append("#pagebreak(weak: true)")
        included.append(f'#include "chapters/{file.name}"')
        if annex == -1:
            included.append("#plan-back")
    if document.indicators:
        (folder / "indicators.typ").write_text(_indicators(document.indicators), encoding="utf-8", newline="\n")
    data = _data(document, title_page, pictures, font_set)
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    template = (resources.folder("templates") / "document.typ").read_text(encoding="utf-8")
    (folder / "template.typ").write_text(template, encoding="utf-8", newline="\n")
    main = ['#import "template.typ": *', "#show: plan-document", *_front(document, title_page), *included]
    main.append("#plan-imprint")
    (folder / "main.typ").write_text("\n".join(main) + "\n", encoding="utf-8", newline="\n")


def _front(document: Assembled, title_page: TitlePage) -> list[str]:
    inlines = title(document, title_page)
    front = f"#plan-front[{inline_markup(inlines)}]" if inlines else "#plan-front(none)"
    if title_page.layout and title_page.layout.contents:
        return [f"#plan-front-pages[{front}]", "#plan-addressee"]
    return [front, "#plan-addressee"]


def _indicators(blocks: list[Any]) -> str:
    """The table of indicators as a function of its key and caption."""
    table, *notes = blocks
    body, __ = markup([table], [1])
    body = body.replace('#plan-table("", "indicators", []', '#plan-table(key, "indicators", words', 1)
    after, __ = markup(notes, [1] * len(notes))
    return f'#import "template.typ": *\n#let plan-indicators(key, words) = [\n{body}\n{after}\n]\n'


def _data(
    document: Assembled, title_page: TitlePage, pictures: dict[str, Picture], font_set: FontSet
) -> dict[str, Any]:
    profile = document.profile
    layout = title_page.layout
    listed = contents(document) if layout and layout.contents else []
    named = {*document.targets.values(), *(entry.anchor for entry in listed)}
    return {
        "title": title_page.title,
        "edition": title_page.edition_line(profile.words),
        "author": title_page.author,
        "keywords": list(title_page.keywords),
        "description": title_page.description,
        "mark": title_page.mark(profile.words),
        "profile": _profile(profile, font_set),
        "numbers": document.numbers,
        "references": document.references,
        "targets": document.targets,
        "anchors": {key: anchor for key, anchor in document.anchors.items() if anchor in named}
        | {anchor: anchor for anchor in named if anchor not in document.anchors.values()},
        "images": {path: picture.file_name for path, picture in pictures.items()},
        "alternatives": {path: picture.alternative for path, picture in pictures.items() if picture.alternative},
        "wide": [path for path, picture in pictures.items() if picture.wide],
        "contents": [{"level": entry.level, "text": entry.text, "anchor": entry.anchor} for entry in listed],
        "annex-mark": annex_mark(document, title_page),
        "addressee": addressee(title_page),
        "annexes": [fragment.title[0] for fragment in document.annexes],
        **_layout(title_page, profile),
    }


def _layout(title_page: TitlePage, profile: Profile) -> dict[str, Any]:
    layout = title_page.layout
    signature = layout.signature if layout else None
    red_head = layout.red_head if layout else None
    imprint = layout.imprint if layout else None
    return {
        "signature": signature
        and {
            "by": signature.by,
            "date": written_date(signature.date, profile.language),
            "seal": signature.seal,
        },
        "red-head": red_head and {"organ": red_head.organ, "number": red_head.number, "signer": red_head.signer},
        "imprint": imprint
        and {
            "by": imprint.printed_by,
            "date": profile.words.printed.format(text=written_date(imprint.date, profile.language)),
            "copies": imprint.copies or "",
        },
    }


def _profile(profile: Profile, font_set: FontSet) -> dict[str, Any]:
    roles = {
        name: {key: value for key, value in asdict(role).items() if key != "place"}
        for name, role in profile.roles.named().items()
    }
    words = {name.replace("_", "-"): value for name, value in asdict(profile.words).items() if name != "place"}
    return {
        "language": profile.language,
        "region": profile.region,
        "paper": {"width": profile.paper.width, "height": profile.paper.height},
        "margins": {side: getattr(profile.margins, side) for side in ("top", "bottom", "left", "right")},
        "leading": profile.leading,
        "pitch": profile.pitch,
        "paragraph-gap": profile.paragraph_gap,
        "tracking": profile.tracking,
        "text-width": profile.text_width,
        "roles": roles,
        "typefaces": {typeface.id: font_set.typst(typeface.id) for typeface in profile.typefaces},
        "folio": {name: getattr(profile.folio, name) for name in ("left", "right", "distance", "inset", "side")},
        "words": words,
    }
