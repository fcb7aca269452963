"""The floor that `plan build` is measured against: one pandoc to Typst, then Typst, with the same page and fonts."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pylopdf_fonts_zh_cn
import pypandoc
import typst

PREAMBLE = """#let horizontalrule = line(length: 100%)
#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), numbering: "1")
#set text(font: ("Libertinus Serif", "Noto Serif SC"), size: 16pt, lang: "zh", region: "cn")
#set par(justify: true, leading: 13.6pt, spacing: 13.6pt, first-line-indent: (amount: 2em, all: true))
"""


def main(folder: Path) -> None:
    """Set the chapters of the plan in `folder`."""
    chapters = sorted(str(file) for file in (folder / "chapters").glob("*.md"))
    reader = "commonmark_x+east_asian_line_breaks-smart-tex_math_dollars"
    command = [pypandoc.get_pandoc_path(), "--sandbox", "-f", reader, "-t", "typst", "--", *chapters]
    body = subprocess.run(command, capture_output=True, check=True, timeout=300).stdout.decode()
    with tempfile.TemporaryDirectory() as place:
        main_file = Path(place) / "main.typ"
        main_file.write_text(PREAMBLE + body, encoding="utf-8")
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent])
        made = typst.Compiler(root=place, font_paths=fonts).compile(main_file, format="pdf")
        (Path(place) / "out.pdf").write_bytes(made)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
