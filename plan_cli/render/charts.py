"""Schedule and organisation of a plan as pictures: plain data by pure functions, drawn by Typst in this process."""

from __future__ import annotations

import datetime
import itertools
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from plan_cli import resources
from plan_cli.model.milestone_progress import MilestoneProgress
from plan_cli.model.organization import Member, Organization, Party
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import Milestone, MilestoneKind, Phase, Schedule
from plan_cli.model.values import Date, Precision
from plan_cli.render.axis import Axis, axis_of, days_from_start
from plan_cli.render.typst import TypstFailedError

WIDTH = 156.0
"""How wide the pictures are, in mm: the text area of GB/T 9704."""
HEIGHT = 200.0
"""How high they may become, in mm; past it, what matters less is left to the text alternative."""

Progress = Mapping[str, MilestoneProgress]
NO_PROGRESS: Progress = MappingProxyType({})
"""A picture of the plan alone, which looks the same on every day."""

_WORK = {MilestoneKind.DELIVERABLE, MilestoneKind.CONSULTATION}
# Without a place to break, a web address or a row of dots would run off the edge.
_LONG_RUN = re.compile(r"[^\s〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{13,}")


@dataclass(frozen=True, slots=True)
class ChartFonts:
    """What the letters come from: families in order of preference, folders with font files, and whether only these."""

    serif: tuple[str, ...]
    sans: tuple[str, ...]
    folders: tuple[Path, ...]
    ignore_system: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and all that it says in words; sizes in mm."""

    svg: bytes
    alternative: str
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of the picture: its name, which chooses the shape, and what it means, for the legend."""

    shape: str
    word: str


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone, `at` in days from the axis' beginning (None: no date). Those of high `rank` are left out first.

    `progress`: the sign that says how far it has come, with its word; None where the picture does not say.
    """

    title: str
    date: str
    at: float | None
    decision: bool
    rank: int
    progress: Sign | None = None


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase with its milestones in the order of their dates; `start` and `end` in days from the axis' beginning."""

    name: str
    dates: str
    start: int
    end: int
    milestones: tuple[MilestoneRow, ...]


@dataclass(frozen=True, slots=True)
class ScheduleRows:
    """All that the picture of a schedule shows; no axis where there is no phase."""

    axis: Axis | None
    phases: tuple[PhaseRow, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a unit is to a body or group; `unit`: its number among the units."""

    unit: int
    role: str
    note: str


@dataclass(frozen=True, slots=True)
class Card:
    """A party: name, duty, lines of a role and those who have it, and its `marks`, which become lines to units.

    `host`: the number of the body it is set up at, if it is one.
    """

    name: str
    duty: str
    lines: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]
    host: int | None


@dataclass(frozen=True, slots=True)
class OrganizationRows:
    """All that the picture of an organisation shows."""

    bodies: tuple[Card, ...]
    groups: tuple[Card, ...]
    units: tuple[Card, ...]


def schedule_chart(plan: Plan, fonts: ChartFonts, progress: Progress = NO_PROGRESS) -> Chart:
    """The phases as bars and the milestones as diamonds over one axis of time.

    Args:
        progress: how far milestones have come, by their ids; those that it names get a sign that says so.

    Raises:
        TypstFailedError: Typst cannot draw it.
    """
    svg, height = _drawn("schedule", asdict(schedule_rows(plan.schedule, progress)), fonts)
    return Chart(svg, schedule_words(plan.schedule, progress), WIDTH, height)


def organization_chart(plan: Plan, fonts: ChartFonts) -> Chart:
    """Bodies over groups over units, with lines for the members and hosts that the organisation states.

    Raises:
        TypstFailedError: Typst cannot draw it.
    """
    svg, height = _drawn("organization", asdict(organization_rows(plan.organization)), fonts)
    return Chart(svg, organization_words(plan.organization), WIDTH, height)


def _drawn(name: str, data: dict[str, object], fonts: ChartFonts) -> tuple[bytes, float]:
    import typst

    with tempfile.TemporaryDirectory(prefix="plan-chart-") as place:
        folder = Path(place)
        everything = {**data, "page": {"width": WIDTH, "height": HEIGHT}, "serif": fonts.serif, "sans": fonts.sans}
        text = json.dumps(everything, ensure_ascii=False, default=str)
        (folder / "data.json").write_text(text, encoding="utf-8")
        shutil.copyfile(resources.folder("templates") / "charts" / f"{name}.typ", folder / "main.typ")
        try:
            made = typst.compile(
                folder / "main.typ",
                root=folder,
                font_paths=list(fonts.folders),
                ignore_system_fonts=fonts.ignore_system,
                format="svg",
            )
        except typst.TypstError as problem:
            raise TypstFailedError(problem.message, "", f"{name}.typ") from problem
    svg = bytes(made)
    found = re.search(rb'<svg[^>]*\bheight="([0-9.]+)pt"', svg)
    return svg, round(float(found[1]) * 25.4 / 72, 2) if found else 0.0


# -- the schedule ------------------------------------------------------------------------------------------------------


def schedule_rows(schedule: Schedule, progress: Progress = NO_PROGRESS) -> ScheduleRows:
    """The rows of the picture and where everything stands on its axis."""
    if not schedule.phases:
        return ScheduleRows(None, ())
    days = [date.day for phase in schedule.phases for date in (phase.start, phase.end)]
    days += [milestone.due.day for milestone in schedule.milestones if milestone.due]
    axis = axis_of(min(days), max(days))
    return ScheduleRows(axis, tuple(_phase_row(phase, axis, progress) for phase in schedule.phases))


def _phase_row(phase: Phase, axis: Axis, progress: Progress) -> PhaseRow:
    start, end = (days_from_start(date.day, axis) for date in (phase.start, phase.end))
    kept = sorted(phase.milestones, key=lambda milestone: milestone.kind in _WORK)
    ranks = {id(milestone): rank for rank, milestone in enumerate(kept)}
    dates = [phase.start, phase.end, *(milestone.due for milestone in phase.milestones if milestone.due)]
    with_year = len({date.day.year for date in dates}) > 1
    rows = tuple(
        MilestoneRow(
            title=_wrappable(milestone.title),
            date=date_words(milestone.due, with_year=with_year) if milestone.due else "日期未定",
            at=days_from_start(milestone.due.day, axis) + 0.5 if milestone.due else None,
            decision=milestone.kind not in _WORK,
            rank=ranks[id(milestone)],
            progress=Sign(known.value, known.chinese) if (known := progress.get(milestone.id)) else None,
        )
        for milestone in _by_date(phase.milestones)
    )
    return PhaseRow(_wrappable(phase.name), range_words(phase.start, phase.end), start, max(start, end) + 1, rows)


def _by_date(milestones: Iterable[Milestone]) -> list[Milestone]:
    return sorted(milestones, key=lambda milestone: milestone.due.day if milestone.due else datetime.date.max)


def date_words(date: Date, *, with_year: bool, with_month: bool = True) -> str:
    """A date as exactly as it was given: 2015年6月25日, 6月底, 7月."""
    words = f"{date.day.year}年" if with_year else ""
    if with_year or with_month or date.precision is not Precision.DAY:
        words += f"{date.day.month}月"
    if date.precision is Precision.MONTH_END:
        return f"{words}底"
    return words if date.precision is Precision.MONTH else f"{words}{date.day.day}日"


def range_words(start: Date, end: Date) -> str:
    """The first and the last day: 2015年5月15日—25日."""
    same_year = start.day.year == end.day.year
    same_month = same_year and start.day.month == end.day.month and start.precision is Precision.DAY
    begin = date_words(start, with_year=True)
    finish = date_words(end, with_year=not same_year, with_month=not same_month)
    return begin if begin == date_words(end, with_year=True) else f"{begin}—{finish}"


def schedule_words(schedule: Schedule, progress: Progress = NO_PROGRESS) -> str:
    """The whole schedule in words, with every milestone and how far it has come."""
    if not schedule.phases:
        return "进度安排图：尚未填写阶段。"
    said = [
        f"进度安排图，共{len(schedule.phases)}个阶段、{len(schedule.milestones)}个节点{_counted(schedule, progress)}。"
    ]
    for phase in schedule.phases:
        milestones = "；".join(
            f"{_flat(milestone.title)}（{milestone.kind.chinese}，"
            f"{date_words(milestone.due, with_year=True) if milestone.due else '日期未定'}"
            f"{'，' + progress[milestone.id].chinese if milestone.id in progress else ''}）"
            for milestone in _by_date(phase.milestones)
        )
        dates = range_words(phase.start, phase.end).replace("—", "至")
        said.append(f"{_flat(phase.name)}：{dates}" + (f"；节点：{milestones}。" if milestones else "。"))
    return "\n".join(said)


def _counted(schedule: Schedule, progress: Progress) -> str:
    known = [progress[milestone.id] for milestone in schedule.milestones if milestone.id in progress]
    counted = [f"{state.chinese}{known.count(state)}个" for state in MilestoneProgress if state in known]
    return f"，其中{'、'.join(counted)}" if counted else ""


# -- the organisation --------------------------------------------------------------------------------------------------


def organization_rows(organization: Organization) -> OrganizationRows:
    """The cards of the picture; a relation to a unit is a mark, any other a line of the card."""
    units: dict[str, int] = {unit.id: number for number, unit in enumerate(organization.units)}
    return OrganizationRows(
        bodies=tuple(_card(body, units, organization) for body in organization.bodies),
        groups=tuple(_card(group, units, organization) for group in organization.groups),
        units=tuple(_card(unit, {}, organization) for unit in organization.units),
    )


def _card(party: Party, units: Mapping[str, int], organization: Organization) -> Card:
    bodies: list[str] = [body.id for body in organization.bodies]
    members = [member for member in party.members if not (member.unit and member.unit.id in units)]
    lines = _lines(party, members, organization, with_host=not (party.host and party.host.id in units))
    marks: dict[int, list[Member | None]] = {}
    for member in party.members:
        if member.unit and member.unit.id in units:
            marks.setdefault(units[member.unit.id], []).append(member)
    if party.host and party.host.id in units:
        marks.setdefault(units[party.host.id], []).insert(0, None)
    return Card(
        name=_wrappable(party.name),
        duty=_wrappable(party.duty or ""),
        lines=tuple((_wrappable(role), _wrappable(who)) for role, who in lines),
        marks=tuple(_mark(unit, found) for unit, found in sorted(marks.items())),
        host=bodies.index(party.host.id) if party.host and party.host.id in bodies else None,
    )


def _mark(unit: int, members: Sequence[Member | None]) -> Mark:
    roles = [member.role if member else "设在该单位" for member in members]
    notes = [note for member in members if member and (note := _remarks(member))]
    return Mark(unit, _wrappable("、".join(dict.fromkeys(roles))), _wrappable("；".join(dict.fromkeys(notes))))


def _lines(
    party: Party, members: Iterable[Member], organization: Organization, *, with_host: bool = True
) -> list[tuple[str, str]]:
    """Roles with those who have them, in the order of the file, and where the party is set up."""
    names: dict[str, str] = {person.id: person.name for person in organization.people}
    names |= {party.id: party.name for party in organization.parties}
    lines = []
    for role, same in itertools.groupby(members, key=lambda member: member.role):
        who = [(names.get(one.id, one.id) if (one := member.person or member.unit) else "", member) for member in same]
        lines.append(
            (role, "、".join(f"{name}（{note}）" if (note := _remarks(member)) else name for name, member in who))
        )
    if party.host and with_host:
        lines.append(("设在", names.get(party.host.id, party.host.id)))
    return lines


def _remarks(member: Member) -> str:
    since = f"{date_words(member.since, with_year=True)}起" if member.since else ""
    until = f"至{date_words(member.until, with_year=True)}" if member.until else ""
    return "，".join(part for part in (member.note, since + until) if part)


def organization_words(organization: Organization) -> str:
    """The whole organisation in words."""
    if not organization.parties:
        return "组织机构图：尚未填写机构。"
    said = ["组织机构图。"]
    levels = (("审议机构", organization.bodies), ("工作组", organization.groups), ("单位", organization.units))
    for level, parties in levels:
        described = []
        for party in parties:
            facts = [f"职责：{party.duty}"] if party.duty else []
            facts += [f"{role}：{who}" for role, who in _lines(party, party.members, organization)]
            described.append(_flat(f"{party.name}（{'；'.join(facts)}）" if facts else party.name))
        if described:
            said.append(f"{level}：{'；'.join(described)}。")
    return "\n".join(said)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _wrappable(text: str) -> str:
    def with_breaks(run: re.Match[str]) -> str:
        return "\u200b".join(run[0][at : at + 6] for at in range(0, len(run[0]), 6))

    return _LONG_RUN.sub(with_breaks, _flat(text))
