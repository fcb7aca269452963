"""Pictures that are missing, elsewhere, of the wrong kind, damaged or dangerous."""

from __future__ import annotations

import io

from PIL import Image
from plan_cli.checks.rule import Link, Written
from plan_cli.model.finding import Code

from wrong_inputs.case import Case, chapter

_PATH = "chapters/20-tasks.md"
_SVG = "http://www.w3.org/2000/svg"


def _bitmap(kind: str, width: int = 40, height: int = 30) -> bytes:
    stream = io.BytesIO()
    Image.new("1" if width > 1000 else "RGB", (width, height)).save(stream, kind)
    return stream.getvalue()


def _named(name: str, address: str, code: Code = Code.IMAGE_REFUSED) -> Case:
    return chapter(name, f"## 任务\n\n![组织架构]({address})\n", code, 3, 1)


def _holds(name: str, file: str, content: Written, code: Code = Code.IMAGE_REFUSED) -> Case:
    files = {_PATH: f"## 任务\n\n![组织架构]({file})\n", f"chapters/{file}": content}
    return Case(name, files, code, _PATH, 3, 1)


CASES = [
    _named("missing", "a.png", Code.IMAGE_MISSING),
    _named("missing in a folder", "img/a.png", Code.IMAGE_MISSING),
    chapter("missing in a line", "## 任务\n\n见图![](a.png)。\n", Code.IMAGE_MISSING, 3, 3),
    chapter("missing in a list", "## 任务\n\n- 图\n\n  ![甲](a.png)\n", Code.IMAGE_MISSING, 5, 3),
    Case(
        "case of a name",
        {_PATH: "## 任务\n\n![甲](A.PNG)\n", "chapters/a.png": _bitmap("PNG")},
        Code.IMAGE_MISSING,
        _PATH,
        3,
        1,
    ),
    Case(
        "relative to the wrong folder",
        {_PATH: "## 任务\n\n![甲](chapters/a.png)\n", "chapters/a.png": _bitmap("PNG")},
        Code.IMAGE_MISSING,
        _PATH,
        3,
        1,
    ),
    _named("outside", "../../a.png"),
    _named("outside, far", "../" * 12 + "etc/passwd"),
    _named("outside, encoded", "%2e%2e/%2e%2e/a.png"),
    _named("outside, with backslashes", "..%5c..%5ca.png"),
    _named("absolute", "/etc/passwd"),
    _named("absolute on Windows", "C:/Windows/a.png"),
    _named("in the repository of Git", "../.git/config"),
    _named("file:", "file:///etc/passwd"),
    _named("on the web", "https://example.org/a.png"),
    _named("on the web without a scheme", "//example.org/a.png"),
    _named("in the address", "data:image/png;base64,iVBORw0KGgo="),
    _named("script", "javascript:alert(1)"),
    _named("drawing of nobody", "plan:budget"),
    _named("NUL", "a%00.png"),
    _holds("name with a space", "a b.png", _bitmap("PNG")),
    Case(
        "name with a space in angles",
        {_PATH: "## 任务\n\n![甲](<a b.png>)\n", "chapters/a b.png": _bitmap("PNG")},
        Code.IMAGE_REFUSED,
        _PATH,
        3,
        1,
    ),
    _holds("PDF", "a.pdf", b"%PDF-1.4\n"),
    _holds("Word document", "a.docx", b"PK\x03\x04"),
    _holds("text", "a.png", "不是图片\n"),
    _holds("empty", "a.png", b""),
    _holds("BMP", "a.bmp", _bitmap("BMP")),
    _holds("TIFF", "a.tif", _bitmap("TIFF")),
    _holds("icon", "a.ico", _bitmap("ICO")),
    _holds("PostScript", "a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    _holds("cut PNG", "a.png", _bitmap("PNG", 300, 300)[:60]),
    _holds("cut JPEG", "a.jpg", _bitmap("JPEG", 300, 300)[:200]),
    _holds("damaged PNG", "a.png", _bitmap("PNG").replace(b"IDAT", b"IDAX")),
    _holds("very many pixels", "a.png", _bitmap("PNG", 20_000, 6_000)),
    Case(
        "link",
        {_PATH: "## 任务\n\n![组织架构](a.png)\n", "chapters/a.png": Link("/etc/passwd")},
        Code.IMAGE_REFUSED,
        _PATH,
        3,
        1,
        also=((Code.NOT_A_FILE, "chapters/a.png", 0, 0),),
    ),
    _holds("larger than allowed", "a.png", _bitmap("PNG") + b"\0" * (32 << 20)),
    _holds("SVG with a script", "a.svg", f'<svg xmlns="{_SVG}"><script>alert(1)</script></svg>'),
    _holds("SVG with a handler", "a.svg", f'<svg xmlns="{_SVG}" onload="alert(1)"/>'),
    _holds("SVG with HTML", "a.svg", f'<svg xmlns="{_SVG}"><foreignObject/></svg>'),
    _holds(
        "SVG with a picture of the web", "a.svg", f'<svg xmlns="{_SVG}"><image href="https://example.org/a"/></svg>'
    ),
    _holds("SVG with a file", "a.svg", f'<svg xmlns="{_SVG}"><image href="/etc/passwd"/></svg>'),
    _holds("SVG with a style of the web", "a.svg", f'<svg xmlns="{_SVG}"><style>@import "x";</style></svg>'),
    _holds("SVG with an entity", "a.svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg/>'),
    _holds(
        "SVG with a file as an entity", "a.svg", '<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>'
    ),
    _holds("SVG not closed", "a.svg", f'<svg xmlns="{_SVG}"><g></svg>'),
    _holds("SVG that is HTML", "a.svg", "<html/>"),
    _holds("SVG that is empty", "a.svg", ""),
]
