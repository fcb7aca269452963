"""The style of a paragraph in Word's XML: which it is, and giving it another."""

from __future__ import annotations

from lxml import etree

from plan_cli.render.reference_docx import element, tag


def style_of(paragraph: etree._Element) -> str | None:
    """The id of its style; None without one."""
    properties = paragraph.find(tag("pPr"))
    found = properties.find(tag("pStyle")) if properties is not None else None
    return found.get(tag("val")) if found is not None else None


def set_style(paragraph: etree._Element, style: str) -> etree._Element:
    """Give it that style; its properties."""
    properties = paragraph.find(tag("pPr"))
    if properties is None:
        properties = element("pPr")
        paragraph.insert(0, properties)
    found = properties.find(tag("pStyle"))
    if found is None:
        found = element("pStyle")
        properties.insert(0, found)
    found.set(tag("val"), style)
    return properties
