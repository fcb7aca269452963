"""What `plan build` is measured against: `python benchmarks/floor.py typst|xelatex|docx PLAN OUT`.

One pandoc over all chapters and one typesetter, with nothing checked, numbered or kept. `typst` has the page, fonts and
sizes of `templates/document.typ`; `xelatex` is what pandoc and the ctex classes do unasked.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

READER = "commonmark_x+east_asian_line_breaks-smart-tex_math_dollars"
_TIMEOUT_SECONDS = 1800.0

_PREAMBLE = """\
#let horizontalrule = line(length: 100%)
#set document(title: "made-up plan")
#set page(
  paper: "a4",
  margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm),
  footer: context {
    let number = counter(page).get().first()
    set text(size: 14pt)
    align(if calc.odd(number) { right } else { left }, pad(x: 14pt)[— #number —])
  },
)
#set text(
  font: ((name: "Libertinus Serif", covers: "latin-in-cjk"), "Noto Serif SC"),
  size: 16pt, lang: "zh", region: "cn", cjk-latin-spacing: none,
  top-edge: 0.88em, bottom-edge: -0.12em, costs: (widow: 0%, orphan: 0%),
)
#set par(
  justify: true, leading: 13.6pt, spacing: 13.6pt, linebreaks: "simple", first-line-indent: (amount: 2em, all: true),
)
#show heading: set text(size: 16pt, weight: "regular")
#show footnote.entry: set text(size: 12pt)
#show figure.where(kind: table): set block(breakable: true)
#show table: set text(size: 12pt)
#show table: set par(first-line-indent: 0pt, leading: 5pt, spacing: 5pt, justify: false)

"""


def main() -> None:
    """Make one PDF."""
    engine, plan, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    chapters = sorted(str(file) for file in (plan / "chapters").glob("*.md"))
    if engine == "typst":
        _typst(chapters, out)
    elif engine == "docx":
        _pandoc("--sandbox", "-f", READER, "-t", "docx", "-o", str(out), *chapters)
    else:
        _xelatex(chapters, out)


def _typst(chapters: list[str], out: Path) -> None:
    import pylopdf_fonts_zh_cn
    import typst

    made = _pandoc("--sandbox", "-f", READER, "-t", "typst", *chapters)
    source = out.with_suffix(".typ")
    source.write_bytes(_PREAMBLE.encode("utf-8") + made)
    fonts = Path(str(pylopdf_fonts_zh_cn.__file__)).parent
    typst.compile(source, output=out, font_paths=[fonts], ignore_system_fonts=True)


def _xelatex(chapters: list[str], out: Path) -> None:
    _pandoc("-f", READER, "--pdf-engine=xelatex", "-V", "documentclass=ctexbook", "-o", str(out), *chapters)


def _pandoc(*arguments: str) -> bytes:
    import pypandoc

    command = [str(pypandoc.get_pandoc_path()), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=_TIMEOUT_SECONDS).stdout


if __name__ == "__main__":
    main()
