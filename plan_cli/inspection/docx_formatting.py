"""Effective formatting in a DOCX: defaults, then the chain of styles, then what stands at the paragraph and the run.

Values are kept as they stand in the file (twips, half points, on and off as 1 and 0), by the names of Word's elements
and attributes (ECMA-376, 17.3 and 17.7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Properties = Mapping[str, str]
NOTHING: Properties = MappingProxyType({})


_SWITCHES = frozenset(
    {
        *("widowControl", "keepNext", "keepLines", "pageBreakBefore", "snapToGrid", "b", "i", "vanish", "bidi"),
        *("adjustRightInd", "autoSpaceDE", "autoSpaceDN", "overflowPunct", "contextualSpacing"),
    }
)
_VALUES = frozenset({"jc", "outlineLvl", "sz", "u", "vertAlign", "rStyle", "pStyle", "em"})
_FONT_SIDES = ("ascii", "hAnsi", "eastAsia", "cs")
_SIDES = {"start": "left", "end": "right", "startChars": "leftChars", "endChars": "rightChars"}
_LONGEST_CHAIN = 32
_OFF = frozenset({"0", "false", "off"})


def tag(name: str) -> str:
    """The name of an element or attribute in Word's own namespace."""
    return f"{{{W}}}{name}"


def value(element: etree._Element | None, attribute: str = "val") -> str | None:
    """An attribute of Word's namespace."""
    return element.get(tag(attribute)) if element is not None else None


def number(properties: Properties, name: str, otherwise: int = 0) -> int:
    """A property as a whole number; what is none counts as `otherwise`."""
    try:
        return round(float(properties.get(name, otherwise)))
    except (ValueError, OverflowError):
        return otherwise


def is_on(properties: Properties, name: str, *, otherwise: bool = False) -> bool:
    """Whether a switch is on."""
    found = properties.get(name)
    return otherwise if found is None else found == "1"


def properties_of(element: etree._Element | None) -> dict[str, str]:
    """What a `pPr` or `rPr` says itself."""
    made: dict[str, str] = {}
    for child in element.iterchildren("{*}*") if element is not None else ():
        name = etree.QName(child).localname
        if name in _SWITCHES:
            made[name] = "0" if (value(child) or "1").casefold() in _OFF else "1"
        elif name in _VALUES:
            made[name] = value(child) or ""
        elif name == "color":
            made["color"] = value(child) or "auto"
        elif name == "spacing":
            made |= {f"spacing.{key}": said for key, said in _attributes(child).items()}
        elif name == "ind":
            made |= {f"ind.{_SIDES.get(key, key)}": said for key, said in _attributes(child).items()}
        elif name == "rFonts":
            made |= _fonts(child)
        elif name == "numPr":
            made["numId"] = value(child.find(tag("numId"))) or "0"
        elif name == "framePr":
            made["frame"] = value(child, "xAlign") or value(child, "x") or "1"
        elif name in ("pPrChange", "rPrChange", "sectPr"):
            continue
    return made


def _attributes(element: etree._Element) -> dict[str, str]:
    return {etree.QName(str(key)).localname: str(said) for key, said in element.attrib.items()}


def _fonts(element: etree._Element) -> dict[str, str]:
    """Fonts by side. One of the theme wins over a named one at the same place, and is kept as `theme:…`."""
    said = _attributes(element)
    made = {}
    for side in _FONT_SIDES:
        theme = said.get(f"{side}Theme") or (said.get("cstheme") if side == "cs" else None)
        font = f"theme:{theme}" if theme else said.get(side)
        if font:
            made[f"font.{side}"] = font
    if "hint" in said:
        made["font.hint"] = said["hint"]
    return made


def merged(*layers: Properties) -> dict[str, str]:
    """Later layers over earlier ones."""
    made: dict[str, str] = {}
    for layer in layers:
        # An indent of one kind takes the place of one of the other.
        for name, other in (("firstLine", "hanging"), ("hanging", "firstLine")):
            if f"ind.{name}" in layer or f"ind.{name}Chars" in layer:
                made.pop(f"ind.{other}", None)
                made.pop(f"ind.{other}Chars", None)
        made.update(layer)
    return made


@dataclass(slots=True)
class _Style:
    name: str
    kind: str
    based_on: str | None
    paragraph: dict[str, str]
    run: dict[str, str]


@dataclass(slots=True)
class Styles:
    """The styles of a DOCX, each resolved down its chain."""

    default_paragraph: Properties = field(default_factory=dict)
    default_run: Properties = field(default_factory=dict)
    default_style: str | None = None
    _styles: dict[str, _Style] = field(default_factory=dict)
    _resolved: dict[str, tuple[Properties, Properties]] = field(default_factory=dict)

    def name(self, style_id: str | None) -> str:
        """What the style is called, in small letters; empty where there is none."""
        style = self._styles.get(style_id or "")
        return style.name if style else ""

    def of(self, style_id: str | None) -> tuple[Properties, Properties]:
        """Paragraph and run properties of a style and those it is based on, without the defaults."""
        if style_id is None or style_id not in self._styles:
            return NOTHING, NOTHING
        if style_id not in self._resolved:
            chain: list[_Style] = []
            at: str | None = style_id
            while at is not None and at in self._styles and len(chain) < _LONGEST_CHAIN:
                chain.append(self._styles[at])
                at = self._styles[at].based_on
            chain.reverse()
            self._resolved[style_id] = (
                merged(*(style.paragraph for style in chain)),
                merged(*(style.run for style in chain)),
            )
        return self._resolved[style_id]

    def used_fonts(self) -> set[str]:
        """The fonts of the theme that the defaults and styles ask for."""
        layers = [self.default_run, *(style.run for style in self._styles.values())]
        return {font for layer in layers for key, font in layer.items() if key.startswith("font.") and ":" in font}


def read_styles(root: etree._Element | None) -> Styles:
    """The styles of `styles.xml`; none where that part is missing."""
    styles = Styles()
    if root is None:
        return styles
    defaults = root.find(tag("docDefaults"))
    if defaults is not None:
        styles.default_run = properties_of(defaults.find(f"{tag('rPrDefault')}/{tag('rPr')}"))
        styles.default_paragraph = properties_of(defaults.find(f"{tag('pPrDefault')}/{tag('pPr')}"))
    for found in root.iterchildren(tag("style")):
        style_id, kind = value(found, "styleId"), value(found, "type") or "paragraph"
        if style_id is None:
            continue
        styles._styles[style_id] = _Style(
            name=(value(found.find(tag("name"))) or "").casefold(),
            kind=kind,
            based_on=value(found.find(tag("basedOn"))),
            paragraph=properties_of(found.find(tag("pPr"))),
            run=properties_of(found.find(tag("rPr"))),
        )
        if kind == "paragraph" and (value(found, "default") or "0").casefold() not in _OFF:
            styles.default_style = style_id
    return styles
