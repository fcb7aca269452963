"""SVG pictures → PNG, for Word, by Typst in this process."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

from plan_cli.render.pictures import Picture
from plan_cli.render.typst import TypstFailedError

_POINTS_WIDE = 440
_PIXELS_PER_INCH = 220.0


def as_png(picture: Picture) -> Picture:
    """The same picture as a bitmap as wide as the text.

    Raises:
        TypstFailedError: Typst cannot show it.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="plan-svg-") as name:
        folder = Path(name)
        (folder / "picture.svg").write_bytes(picture.content)
        source = f'#set page(width: {_POINTS_WIDE}pt, height: auto, margin: 0pt)\n#image("picture.svg", width: 100%)\n'
        (folder / "main.typ").write_text(source, encoding="utf-8")
        try:
            made = typst.compile(folder / "main.typ", root=folder, format="png", ppi=_PIXELS_PER_INCH)
        except typst.TypstError as problem:
            raise TypstFailedError(problem.message, "", picture.file_name) from problem
    return dataclasses.replace(picture, content=bytes(made), extension="png")
