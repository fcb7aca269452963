"""A document → PDF, by Typst in this process, in a folder of its own that holds plain copies only."""

from __future__ import annotations

import datetime
import json
import tempfile
from pathlib import Path
from typing import Any

from plan_cli import resources
from plan_cli.errors import ToolFailedError
from plan_cli.render import fonts
from plan_cli.render.assembly import Assembled
from plan_cli.render.pictures import Picture
from plan_cli.render.titles import TitlePage
from plan_cli.render.typst import TypstFailedError
from plan_cli.translation import _

_LONG_CHARACTERS = 60_000


def make(document: Assembled, title_page: TitlePage, pictures: dict[str, Picture], moment: datetime.datetime) -> bytes:
    """The PDF. `moment` is the time that stands in it as its creation.

    Raises:
        TypstFailedError: Typst refused it.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="plan-pdf-") as name:
        folder = Path(name)
        _fill(folder, document, title_page, pictures)
        compiler = typst.Compiler(
            root=folder,
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[fonts.folder()]),
            package_path=folder / "no-packages",
            package_cache_path=folder / "no-packages",
        )
        try:
            made = compiler.compile(folder / "main.typ", format="pdf", timestamp=int(moment.timestamp()))
        except typst.TypstError as problem:
            diagnostic = f"{problem.diagnostic} {' '.join(problem.trace or [])}"
            raise TypstFailedError(problem.message, "; ".join(problem.hints or []), diagnostic) from problem
    if not isinstance(made, bytes):
        raise ToolFailedError(_("Typst made no PDF"))
    return made


def _fill(folder: Path, document: Assembled, title_page: TitlePage, pictures: dict[str, Picture]) -> None:
    template = (resources.folder("templates") / "document.typ").read_text(encoding="utf-8")
    for picture in pictures.values():
        (folder / picture.file_name).write_bytes(picture.content)
    chapters = folder / "chapters"
    chapters.mkdir()
    # A chapter of a long document begins on a new page, as in a book; Typst then also sets several at once.
    long = sum(len(fragment.typst) for fragment in document.fragments) > _LONG_CHARACTERS
    included = []
    for number, fragment in enumerate(document.fragments):
        file = chapters / f"{number:04}.typ"
        file.write_text(f'#import "../template.typ": *\n{fragment.typst}', encoding="utf-8", newline="\n")
        if long and number:
            included.append("#pagebreak(weak: true)")
        included.append(f'#include "chapters/{file.name}"')
    named = set(document.targets.values())
    data: dict[str, Any] = {
        "title": title_page.title,
        "heading": "" if document.has_title else title_page.title,
        "edition": title_page.edition,
        "author": title_page.author,
        "keywords": list(title_page.keywords),
        "description": title_page.description,
        "lang": "zh",
        "region": "cn",
        "fonts": {"serif": fonts.SERIF, "sans": fonts.SANS, "mono": fonts.MONO},
        "numbers": document.numbers,
        "references": document.references,
        "targets": document.targets,
        "anchors": {key: anchor for key, anchor in document.anchors.items() if anchor in named},
        "images": {path: picture.file_name for path, picture in pictures.items()},
        "wide": [path for path, picture in pictures.items() if picture.wide],
    }
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    (folder / "template.typ").write_text(template, encoding="utf-8", newline="\n")
    main = ['#import "template.typ": *', "#show: plan-document", *included]
    (folder / "main.typ").write_text("\n".join(main) + "\n", encoding="utf-8", newline="\n")
