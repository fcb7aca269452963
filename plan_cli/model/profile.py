"""A profile: how documents look, as data, for PDF and DOCX alike; `templates/profiles/` holds those shipped."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields

from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.values import Named

POINTS_PER_MM = 72 / 25.4
TWIPS_PER_POINT = 20


class Side(Named):
    """Where a line of text stands."""

    LEFT = "left", "左"
    CENTER = "center", "中"
    RIGHT = "right", "右"
    BOTH = "both", "两端"


class FolioSide(Named):
    """Where the page number stands: on the outer side (right on odd pages, left on even ones), or in the middle."""

    OUTER = "outer", "外侧"
    CENTER = "center", "居中"


class Counting(Named):
    """How the numbers of one level of headings are written."""

    CHINESE = "chinese", "汉字"
    ARABIC = "arabic", "数字"
    PATH = "path", "逐级"


@dataclass(frozen=True, slots=True)
class Paper:
    """The sheet, in mm."""

    width: float
    height: float
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Margins:
    """From the edges of the sheet to the type area, in mm; `left` is the binding side."""

    top: float
    bottom: float
    left: float
    right: float
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines a page and characters a line; the type area is filled by them."""

    lines: int
    characters: int
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Typeface:
    """A kind of type. `official` is what DOCX names; PDF uses the first of `families` that is there, then `stand_in`.

    `stroke` (pt) thickens a stand-in that is too light for its part: Typst makes no bold of its own.
    """

    id: str
    title: str
    official: str
    families: tuple[str, ...]
    stand_in: tuple[str, ...]
    stroke: float = 0.0
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Role:
    """How one kind of paragraph looks. `size` and `line` in pt, `indent` in characters of its own size.

    `line` is the distance of its lines, without it that of the grid (or of the body). `before` and `after` count lines
    of the body.
    """

    typeface: str
    size: float
    side: Side = Side.BOTH
    indent: float = 0.0
    line: float | None = None
    before: float = 0.0
    after: float = 0.0
    bold: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Roles:
    """Every kind of paragraph there is."""

    body: Role
    title: Role
    edition: Role
    heading_1: Role
    heading_2: Role
    heading_3: Role
    heading_4: Role
    heading_5: Role
    addressee: Role
    annex_mark: Role
    contents_title: Role
    contents: Role
    caption: Role
    table: Role
    table_head: Role
    indicators: Role
    note: Role
    box_title: Role
    box: Role
    footnote: Role
    folio: Role
    mark: Role
    imprint: Role
    organ: Role
    code: Role
    strong: Role
    place: Place = NOWHERE

    def named(self) -> dict[str, Role]:
        """The roles by name, with `-` for `_`."""
        return {item.name.replace("_", "-"): getattr(self, item.name) for item in fields(self) if item.name != "place"}


@dataclass(frozen=True, slots=True)
class Folio:
    """The page number, with `left` and `right` of the figure.

    Its middle stands `distance` (mm) below the type area, its end `inset` characters from the side.
    """

    left: str
    right: str
    distance: float
    inset: float
    side: FolioSide
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Level:
    """The number before headings of one level: `{n}` stands for the figure. `part`: how a reference names it."""

    counting: Counting
    form: str
    part: str | None = None
    gap: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Scheme:
    """A skeleton of numbered headings, level by level."""

    id: str
    levels: tuple[Level, ...] = field(metadata={"non_empty": True})
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Words:
    """What the tool itself prints. `{n}` is a number, `{text}` a text."""

    edition: str
    table: str
    figure: str
    box: str
    contents: str
    annex: str
    annex_note: str
    note: str
    quoted: str
    copies: str
    printed: str
    signer: str
    version: str
    dirty: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Profile:
    """A whole profile. Lengths in mm and pt as their types say."""

    name: str
    title: str
    language: str
    region: str
    source: str
    paper: Paper
    margins: Margins
    latin: tuple[str, ...]
    latin_official: str
    typefaces: tuple[Typeface, ...] = field(metadata={"non_empty": True})
    roles: Roles
    folio: Folio
    schemes: tuple[Scheme, ...] = field(metadata={"non_empty": True})
    words: Words
    grid: Grid | None = None
    line: float = 0.0
    paragraph_gap: float = 0.0
    place: Place = NOWHERE

    @property
    def locale(self) -> str:
        """The language as other programs name it: `zh-CN`."""
        return f"{self.language}-{self.region.upper()}"

    @property
    def text_width(self) -> float:
        """The width of the type area in pt."""
        return (self.paper.width - self.margins.left - self.margins.right) * POINTS_PER_MM

    @property
    def text_height(self) -> float:
        """The height of the type area in pt."""
        return (self.paper.height - self.margins.top - self.margins.bottom) * POINTS_PER_MM

    @property
    def leading(self) -> float:
        """The space between two lines of the body in pt, cut to tenths so that the last line still fits."""
        size = self.roles.body.size
        if self.grid is None:
            return self.line - size
        room = self.text_height - self.grid.lines * size
        return math.floor(room / (self.grid.lines - 1) * 10) / 10

    @property
    def pitch(self) -> float:
        """From one line of the body to the next, in pt."""
        return self.roles.body.size + self.leading

    @property
    def tracking(self) -> float:
        """What is added to the width of every character so that a line holds the grid's number, in pt."""
        if self.grid is None:
            return 0.0
        return math.floor((self.text_width / self.grid.characters - self.roles.body.size) * 100) / 100

    @property
    def docx_line(self) -> int:
        """The distance of lines in Word, in twips: Word shares the height out evenly, from the top edge down."""
        if self.grid is None:
            return round(self.line * TWIPS_PER_POINT)
        return math.floor(self.text_height * TWIPS_PER_POINT / self.grid.lines)

    @property
    def docx_spacing(self) -> int:
        """The spacing of characters in Word, in twips."""
        if self.grid is None:
            return 0
        return math.floor((self.text_width / self.grid.characters - self.roles.body.size) * TWIPS_PER_POINT)

    def typeface(self, typeface_id: str) -> Typeface:
        """The typeface with that id.

        Raises:
            KeyError: there is none.
        """
        for typeface in self.typefaces:
            if typeface.id == typeface_id:
                return typeface
        raise KeyError(typeface_id)

    def scheme(self, scheme_id: str | None) -> Scheme:
        """The skeleton with that id, the first without one.

        Raises:
            KeyError: there is none.
        """
        for scheme in self.schemes:
            if scheme_id in (None, scheme.id):
                return scheme
        raise KeyError(scheme_id)
