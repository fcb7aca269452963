"""A document → one HTML file: Pandoc's writer, cleaned by nh3 (ammonia), in a template of ours."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from plan_cli import resources
from plan_cli.render import pandoc
from plan_cli.render.assembly import Assembled
from plan_cli.render.clean import LINK_SCHEMES
from plan_cli.render.pictures import Picture
from plan_cli.render.titles import TitlePage
from plan_cli.render.tree import whole

_ATTRIBUTES = {
    "*": {"id", "class"},
    "a": {"href", "title", "role"},
    "img": {"src", "alt", "width", "height", "style"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "style"},
    "ol": {"start", "type"},
    "col": {"style"},
}
_STYLE_PROPERTIES = {"text-align", "width", "height"}


def make(document: Assembled, title_page: TitlePage, pictures: dict[str, Picture]) -> bytes:
    """The HTML, complete in itself.

    Raises:
        PandocFailedError: pandoc gave up.
    """
    import jinja2
    import nh3

    tree = json.dumps(whole(document, title_page, pictures), ensure_ascii=False).encode()
    with tempfile.TemporaryDirectory(prefix="plan-html-") as folder:
        made = pandoc.run(["--from", "json", "--to", "html5", "--wrap=none"], Path(folder), stdin=tree)
    body = nh3.clean(
        made.decode(),
        tags=nh3.ALLOWED_TAGS | {"section", "figure", "figcaption", "col", "colgroup"},
        attributes=_ATTRIBUTES,
        url_schemes={*LINK_SCHEMES, "data"},
        attribute_filter=_data_only_in_images,
        filter_style_properties=_STYLE_PROPERTIES,
        link_rel="noopener noreferrer",
    )
    headings = [
        {
            "level": heading.level,
            "anchor": document.anchors[heading.key],
            "text": document.numbers.get(heading.key, "") + heading.text,
        }
        for fragment in document.fragments
        for heading in fragment.headings
        if heading.level <= 2
    ]
    loader = jinja2.FileSystemLoader(resources.folder("templates"))
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.get_template("document.html.j2")
    return template.render(title_page=title_page, headings=headings, body=body).encode()


def _data_only_in_images(tag: str, attribute: str, value: str) -> str | None:
    """`data:` addresses are pictures of ours, and no links; a picture has no other address."""
    if attribute == "src":
        return value if value.startswith("data:image/") else None
    if attribute == "href" and value.strip().lower().startswith("data:"):
        return None
    del tag
    return value
