"""Rules about dates: phases, milestones, topics, and the wording that days were normalised from."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code, Severity


def _milestones(*lines: str, document: str = "") -> str:
    """A schedule of one phase, from 15 to 25 May 2015, with these milestones."""
    listed = "".join(f"      - {{{line}{document}}}\n" for line in lines)
    return (
        "phases:\n  - id: P1\n    name: 部署阶段\n    start: 2015-05-15\n    end: 2015-05-25\n"
        f"    milestones:\n{listed}"
    )


def _two_phases(first: str, second: str) -> str:
    """A schedule of two phases."""
    return f"phases:\n  - {{id: P1, name: 部署阶段, {first}}}\n  - {{id: P2, name: 研究阶段, {second}}}\n"


class EndsBeforeItBegins(Rule):
    """The end lies before the beginning

    A phase, a topic or the plan's period ends before it begins. Exchange the two days or years, or mend the wrong
    one.

    Why: nothing can be due in such a stretch of time, and no day lies in it: the phase would never be the current
    one.

    Source: docs/files.md, `start` and `end` are both part of the phase.
    """

    code = Code.ENDS_BEFORE_IT_BEGINS
    wrong = {"schedule.yaml": "phases:\n  - {id: P1, name: 部署阶段, start: 2015-05-25, end: 2015-05-15}\n"}
    right = {"schedule.yaml": "phases:\n  - {id: P1, name: 部署阶段, start: 2015-05-15, end: 2015-05-25}\n"}


class PhasesOutOfOrder(Rule):
    """A phase begins before the one that stands above it

    The phases of schedule.yaml stand in the order of time. Put them in this order, or mend the day.

    Why: the current phase is the first one whose gate is not passed; in a wrong order work would be let through a
    gate that comes later.

    Source: work scheme, part 5: 部署, 研究, 编撰, 征求意见和发布 follow one another.
    """

    code = Code.PHASES_OUT_OF_ORDER
    wrong = {"schedule.yaml": _two_phases("start: 2015-06-15, end: 2015-06-25", "start: 2015-05-15, end: 2015-06-12")}
    right = {"schedule.yaml": _two_phases("start: 2015-05-15, end: 2015-06-12", "start: 2015-06-15, end: 2015-06-25")}


class PhaseGap(Rule):
    """Working days between two phases belong to none

    One phase has ended and the next has not begun. Mend one of the days; where the pause is meant, say so in the
    `note` of one of the two phases with a word like 空档 or 间隔. Days off between two phases are no gap.

    Why: on such a day nothing may be written and nothing is due, and nobody knows whether that was decided or
    forgotten.

    Source: work scheme, part 5: 规划编撰 ends on 25 June 2015, and the next phase begins in July.
    """

    code = Code.PHASE_GAP
    severity = Severity.WARNING
    wrong = {"schedule.yaml": _two_phases("start: 2015-06-15, end: 2015-06-25", "start: 2015-07-01, end: 2015-12-31")}
    right = {
        "schedule.yaml": _two_phases(
            "start: 2015-06-15, end: 2015-06-25",
            "start: 2015-07-01, end: 2015-12-31, note: 6月26日至30日是空档，只报送",
        )
    }


class PhaseOverlap(Rule):
    """Two phases share more than the day of handing over

    A phase begins before the one above it has ended. One shared day is the day on which work is handed on and is
    right. Mend one of the days; where the phases are meant to run side by side, say so in the `note` of one of them
    with a word like 并行 or 交叉.

    Why: in the shared days the files of both phases may be written, so a gate between them holds nothing back.

    Source: work scheme, part 5: 25 May ends the first phase and begins the second, 15 June the second and the third.
    """

    code = Code.PHASE_OVERLAP
    severity = Severity.WARNING
    wrong = {"schedule.yaml": _two_phases("start: 2015-05-15, end: 2015-05-29", "start: 2015-05-25, end: 2015-06-15")}
    right = {"schedule.yaml": _two_phases("start: 2015-05-15, end: 2015-05-25", "start: 2015-05-25, end: 2015-06-15")}


class OutsidePhase(Rule):
    """A milestone is due outside its phase

    The day lies before the phase begins or after it ends. Mend the day; where it is meant, say so in the milestone's
    `note` with words like 在阶段之外.

    Why: a deadline belongs to what is delivered, so it may lie outside, but then somebody should have meant it: the
    gate of the phase stays closed until then.

    Source: work scheme, part 5: 规划编撰 ends on 25 June 2015, and its final text goes to the province 6月底前.
    """

    code = Code.OUTSIDE_PHASE
    severity = Severity.WARNING
    wrong = {"schedule.yaml": _milestones("id: D1, title: 课题清单, kind: 成果, due: 2015-05-29")}
    right = {
        "schedule.yaml": _milestones(
            "id: D1, title: 课题清单, kind: 成果, due: 2015-05-29, note: 交清单的日子在阶段之外"
        )
    }


class Undated(Rule):
    """A milestone has no date (未定)

    Add `due:` as soon as the day is settled. Until then the finding stays: it lists what is still open.

    Why: nothing reminds anybody of a milestone without a day, and the gate of its phase cannot be late.

    Source: work scheme, part 5: 发布 stands in the name of the last phase and nowhere else.
    """

    code = Code.UNDATED
    severity = Severity.WARNING
    wrong = {"schedule.yaml": _milestones("id: G6, title: 发布规划, kind: 发布")}
    right = {"schedule.yaml": _milestones("id: G6, title: 发布规划, kind: 发布, due: 2015-05-25")}


class DayOff(Rule):
    """Something is due on a day off

    The day is a Saturday, a Sunday or a public holiday in China. Weekends that are worked in exchange for a holiday
    count as working days. Take another day, or say in the milestone's `note` that it is meant, with a word like
    休息日.

    Why: nobody receives it on that day, and one reader takes the working day before for the deadline, another the one
    after.

    Source: 全国年节及纪念日放假办法 and the State Council's notice on the holidays of each year; years whose notice
    is not known yet have weekends only (docs/decisions/0008).
    """

    code = Code.DAY_OFF
    severity = Severity.WARNING
    wrong = {"schedule.yaml": _milestones("id: D1, title: 课题清单, kind: 成果, due: 2015-05-23")}
    right = {"schedule.yaml": _milestones("id: D1, title: 课题清单, kind: 成果, due: 2015-05-22")}


class WordingOfAnotherDay(Rule):
    """The original wording names another day

    `wording` keeps the words of the original, `day` the day they mean: 6月底前 is the last of June, 6月25前 the 25th,
    2015年5月15日—25日 begins on the 15th and ends on the 25th. 前 includes the day itself. A wording that leaves room
    (6月前, 25日左右) is not judged. Mend the day, or the wording if it is not that of the original.

    Why: the day decides what is late; the wording is what was approved.

    Source: work scheme, part 5, which writes its deadlines in four ways: 6月25前, 6月底前, 9月底前, 12月底.
    """

    code = Code.WORDING_OF_ANOTHER_DAY
    severity = Severity.WARNING
    wrong = {
        "schedule.yaml": _milestones("id: D1, title: 课题清单, kind: 成果, due: {day: 2015-05-22, wording: 5月25日前}")
    }
    right = {
        "schedule.yaml": _milestones("id: D1, title: 课题清单, kind: 成果, due: {day: 2015-05-25, wording: 5月25日前}")
    }


class WordingPrecision(Rule):
    """The precision is not that of the original wording

    5月25日 names a day (`precision: day`, also without the field), 5月底 the end of a month (`month-end`), 5月 a
    month (`month`). Write the one that the wording has.

    Why: a reader must see how exactly a day was given before holding anybody to it.

    Source: docs/files.md, dates.
    """

    code = Code.WORDING_PRECISION
    severity = Severity.WARNING
    wrong = {
        "schedule.yaml": _milestones(
            "id: G3, title: 报省科协, kind: 成果, note: 在阶段之外, due: {day: 2015-06-30, wording: 6月底前}"
        )
    }
    right = {
        "schedule.yaml": _milestones(
            "id: G3, title: 报省科协, kind: 成果, note: 在阶段之外, "
            "due: {day: 2015-06-30, wording: 6月底前, precision: month-end}"
        )
    }


class OrderOfMilestones(Rule):
    """The milestones of a document come in an order that contradicts itself

    A text is published before its last consultation or decision; a title calls it final (定稿) before a consultation
    on it; or a decision is due before the text it decides on. Mend one of the days; where a final text is changed
    again later, say so in the `note` with a word like 修改.

    Why: what is final or published cannot take up what others are only then asked for.

    Source: work scheme, part 5: 最后定稿 goes to the province in June, and the consultation lasts until September.
    """

    code = Code.ORDER_OF_MILESTONES
    severity = Severity.WARNING
    wrong = {
        "schedule.yaml": _milestones(
            "id: G3, title: 最后定稿报送, kind: 报送, body: office, due: 2015-05-18",
            "id: C1, title: 征求意见, kind: 征求意见, body: office, due: 2015-05-25",
            document=", document: outline",
        )
    }
    right = {
        "schedule.yaml": _milestones(
            "id: G3, title: 最后定稿报送, kind: 报送, body: office, due: 2015-05-18, note: 后面仍可修改",
            "id: C1, title: 征求意见, kind: 征求意见, body: office, due: 2015-05-25",
            document=", document: outline",
        )
    }


class OrderOfEditions(Rule):
    """The editions of a document come in the wrong order

    Titles of milestones name an earlier edition after a later one. The order is 讨论稿, 征求意见稿, 送审稿, 报批稿,
    印发稿. Mend the days or the titles.

    Why: each edition is made of the one before; a draft for comments that follows the one for approval comes too
    late.

    Source: docs/files.md, `edition`; usual practice of offices.
    """

    code = Code.ORDER_OF_EDITIONS
    severity = Severity.WARNING
    wrong = {
        "schedule.yaml": _milestones(
            "id: D1, title: 规划纲要（送审稿）, kind: 成果, due: 2015-05-18",
            "id: D2, title: 规划纲要（征求意见稿）, kind: 成果, due: 2015-05-25",
            document=", document: outline",
        )
    }
    right = {
        "schedule.yaml": _milestones(
            "id: D1, title: 规划纲要（征求意见稿）, kind: 成果, due: 2015-05-18",
            "id: D2, title: 规划纲要（送审稿）, kind: 成果, due: 2015-05-25",
            document=", document: outline",
        )
    }


class NoRevision(Rule):
    """Nobody revises the text after the consultation

    Something is decided on, submitted or published after a consultation, and neither a task nor a deliverable works
    the comments in. Add a task (根据意见修改完善); where the original names none, say so in a `note` with a word like
    修改.

    Why: comments that nobody has the time and the duty to work in were asked for in vain.

    Source: work scheme, part 5: the consultation ends in September, the next step is in December, and no task lies
    between.
    """

    code = Code.NO_REVISION
    severity = Severity.WARNING
    wrong = {
        "schedule.yaml": _milestones(
            "id: C1, title: 征求意见, kind: 征求意见, body: office, due: 2015-05-18",
            "id: G5, title: 常委会审议, kind: 审议, body: office, due: 2015-05-25",
            document=", document: outline",
        )
    }
    right = {
        "schedule.yaml": _milestones(
            "id: C1, title: 征求意见, kind: 征求意见, body: office, due: 2015-05-18",
            "id: D2, title: 规划纲要（送审稿）, kind: 成果, due: 2015-05-22",
            "id: G5, title: 常委会审议, kind: 审议, body: office, due: 2015-05-25",
            document=", document: outline",
        )
    }


_RESEARCH = (
    "phases:\n"
    "  - {id: P2, name: 研究阶段, start: 2015-05-25, end: 2015-06-15, writable: [topics/**]}\n"
    "  - {id: P3, name: 规划编撰, start: 2015-06-15, end: 2015-06-25, writable: [chapters/**]}\n"
)
_TOPIC = "title: 科普信息化研究\nquestions: [A1]\nlead: office\nstart: 2015-05-25\n"


class TopicOutsidePhase(Rule):
    """A topic has a day on which topics may not be written

    The phases whose `writable` names the topic's files say when topics are worked on. Mend the topic's `start` or
    `due`, or let the phase in which it lies name `topics/**`.

    Why: results that come later than the research phase come too late for the drafting.

    Source: work scheme, part 5: results are handed in by 15 June, and the drafting begins on that day.
    """

    code = Code.TOPIC_OUTSIDE_PHASE
    severity = Severity.WARNING
    wrong = {"schedule.yaml": _RESEARCH, "topics/ke-pu/topic.yaml": f"{_TOPIC}due: 2015-06-24\n"}
    right = {"schedule.yaml": _RESEARCH, "topics/ke-pu/topic.yaml": f"{_TOPIC}due: 2015-06-15\n"}
