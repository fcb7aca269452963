"""The rules of language: punctuation, numerals and terms in chapters, titles and questions."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code, Severity


def _chapter(text: str) -> dict[str, str]:
    return {"chapters/10-goals.md": f"---\ntitle: 总体要求\n---\n\n## 总体要求\n\n{text}\n"}


class HalfWidthMark(Rule):
    """A half-width mark in a Chinese sentence

    A comma, full stop, colon, bracket or the like was typed half-width beside a Chinese character. Write the
    full-width one. Marks within foreign words, numbers, code and addresses are left alone.

    Why: the half-width mark leaves a gap of another width in the line, and searching the text misses it.

    Source: GB/T 15834-2011, 5.1: marks take the place of one character.
    """

    code = Code.HALF_WIDTH_MARK
    severity = Severity.WARNING
    wrong = _chapter("坚持创新,协调发展(含县级科协):统筹推进.")
    right = _chapter("坚持创新，协调发展（含县级科协）：统筹推进，研发投入强度达到2.5%，见 `a, b`。")


class StraightQuote(Rule):
    """Straight quotation marks in a Chinese sentence

    Write “ and ”, and within them ‘ and ’. A pair that can only be meant so has a mending.

    Why: a straight mark does not say whether it opens or closes; programs guess, and guess wrong.

    Source: GB/T 15834-2011, 4.8.2: the forms of quotation marks.
    """

    code = Code.STRAIGHT_QUOTE
    wrong = _chapter('以"三服务一加强"为工作定位。')
    right = _chapter("以“三服务一加强”为工作定位。")


class UnpairedMark(Rule):
    """A mark of a pair without the other one

    A quotation mark, title mark or bracket is not closed in its paragraph, or closes nothing. Often it was typed
    the wrong way round. A quotation of several paragraphs may begin each of them with “ and end only the last with
    ”. Of each kind of mark only the first fault of a paragraph is told: all that follow look wrong because of it.

    Why: the reader cannot tell where the quoted words, the title or the remark end.

    Source: GB/T 15834-2011, 4.8 (several paragraphs: 4.8.3.5), 4.9 and 4.15.
    """

    code = Code.UNPAIRED_MARK
    wrong = _chapter("贯彻《全民科学素质行动计划纲要，办好“科普日活动。")
    right = _chapter("贯彻《全民科学素质行动计划纲要》，办好“科普日”活动。")


class NestedMarks(Rule):
    """Marks of a pair within their own kind

    Within “ ” stand ‘ ’, within 《 》 stand 〈 〉. ‘ ’ alone are not used: the outer marks are “ ”.

    Why: with the same marks inside and outside, the first closing mark seems to end the whole.

    Source: GB/T 15834-2011, 4.8.3.4 and 4.15.
    """

    code = Code.NESTED_MARKS
    severity = Severity.WARNING
    wrong = _chapter("转发《关于落实《科学素质纲要》的通知》。")
    right = _chapter("转发《关于落实〈科学素质纲要〉的通知》，研究“如何写好‘十三五’规划”。")


class HalfQuotedPeriod(Rule):
    """The name of a five-year plan with one quotation mark

    十三五” lacks its opening mark, “十三五 its closing one. Write “十三五”.

    Why: it is the commonest slip of plan texts: the mark gets lost where words are cut and pasted.

    Source: GB/T 15834-2011, 4.8: quotation marks come in pairs; work scheme, preamble and part 5.
    """

    code = Code.HALF_QUOTED_PERIOD
    severity = Severity.WARNING
    wrong = _chapter("十三五”时期是科协事业发展的关键五年。")
    right = _chapter("“十三五”时期是科协事业发展的关键五年。")


class UnquotedPeriod(Rule):
    """The name of a five-year plan without quotation marks

    十三五规划 is written “十三五”规划; within “ ” it is ‘十三五’.

    Why: the short name of a plan is a word with a meaning of its own, and official texts mark it as such.

    Source: GB/T 15834-2011, 4.8.3.3: words with a meaning of their own; the outlines of the national plans.
    """

    code = Code.UNQUOTED_PERIOD
    severity = Severity.WARNING
    wrong = _chapter("做好十三五规划编制工作。")
    right = _chapter("做好“十三五”规划编制工作，孩子们十四五岁。")


class UnwantedTerm(Rule):
    """A word that the glossary does not want

    The plan's own `glossary.yaml` names terms and the ways of writing that shall not occur. The tool brings a few
    fixed expressions of official texts along: 党的十八大以来, 作出部署, 中共中央、国务院, 截至2015年底, 账户. Words
    that stand alone in quotation marks are spoken of and not found.

    Why: a plan that calls one thing by two names seems to speak of two things.

    Source: `glossary.yaml`; for 作出 and 账 《立法技术规范（试行）》, 法工委发〔2009〕62号 and 法工委发〔2011〕5号.
    """

    code = Code.TERM
    severity = Severity.WARNING
    wrong = _chapter("党的十八以来，中央对群团工作做出了系列部署。") | {
        "glossary.yaml": "terms:\n  - term: 创新驱动发展战略\n    instead_of: [创新驱动战略]\n"
    }
    right = _chapter("党的十八大以来，中央对群团工作作出了系列部署，实施创新驱动发展战略。") | {
        "glossary.yaml": "terms:\n  - term: 创新驱动发展战略\n    instead_of: [创新驱动战略]\n"
    }


class RangeSign(Rule):
    """A hyphen or a tilde in a range

    From one year, month, day or hour to another — is written (2016—2020年), between two values ～ (63%～68%; — is
    allowed there too). A hyphen is for codes and model numbers, which are left alone.

    Why: 7-12月 can be read as a number of its own, and a half-width tilde makes small type of what follows.

    Source: GB/T 15834-2011, 4.13.3; GB/T 15835-2011, 5.1.3.
    """

    code = Code.RANGE_SIGN
    severity = Severity.WARNING
    wrong = _chapter("规划期为2016-2020年，每年举办3-5次科普活动。")
    right = _chapter("规划期为2016—2020年，每年举办3～5次科普活动，标点按GB/T 15834-2011。")


class Dash(Rule):
    """Something else in the place of a dash

    A Chinese dash is ——, two U+2014 without a space. Hyphens, lines of tables (──, ――) and one dash at the
    beginning of a paragraph stand for it wrongly. One — between two times or places is another mark, and right.

    Why: other lines are shorter, break apart or are missing in fonts for official documents.

    Source: GB/T 15834-2011, 4.10.2.
    """

    code = Code.DASH
    severity = Severity.WARNING
    wrong = _chapter("科技工作者的家--科协，要建家交友。")
    right = _chapter("科技工作者的家——科协，要建家交友；成都—重庆科技走廊。")


class EllipsisMark(Rule):
    """Something else in the place of an ellipsis

    A Chinese ellipsis is ……, two U+2026. Points and 。。。 stand for it wrongly. It does not stand together with
    等, which says the same.

    Why: points on the line look like full stops, and saying “and so on” twice is a slip.

    Source: GB/T 15834-2011, 4.11.
    """

    code = Code.ELLIPSIS
    severity = Severity.WARNING
    wrong = _chapter("调研、座谈、查阅文献...都要做。")
    right = _chapter("调研、座谈、查阅文献……都要做。")


class RepeatedMark(Rule):
    """Two marks where one belongs

    Two commas or full stops in a row, or a comma beside a full stop. Take one of them away. At the end of a
    quotation the full stop stands inside or outside, not both. ？！ and ！！ are right.

    Why: it is left over when words between two marks are cut out.

    Source: GB/T 15834-2011, 4.1 to 4.7: one mark of pause for one pause.
    """

    code = Code.REPEATED_MARK
    severity = Severity.WARNING
    wrong = _chapter("加强学会建设，，提升能力。。")
    right = _chapter("加强学会建设，提升能力。")


class NeedlessComma(Rule):
    """、 between things in quotation or title marks

    “甲”“乙” and 《甲》《乙》 stand beside each other without 、. Where other things belong to the same row, or a
    remark in brackets follows a title, 、 is right and nothing is found. A whole row is one finding.

    Why: the marks themselves keep the things apart; since 2012 official texts leave the 、 out.

    Source: GB/T 15834-2011, 4.5.3.5.
    """

    code = Code.NEEDLESS_COMMA
    severity = Severity.WARNING
    wrong = _chapter("打造“科普日”、“科技活动周”等品牌。")
    right = _chapter("打造“科普日”“科技活动周”等品牌，办好“科普日”、论坛和展览。")


class Ordinal(Rule):
    """An ordinal in another form than official texts use

    Before a paragraph stand 一、 （一） 1. （1）, without any mark after a bracket; 第一 is followed by a comma. So
    一. （一）、 1、 1． 第一、 are found, each at its mark. Headings are left alone: their numbers are made, and a
    typed one is B011.

    Why: the form says the level. The point after an Arabic number is the half-width one, a mark of foreign origin.

    Source: GB/T 15834-2011, 4.5.3.3 and appendix B.3; GB/T 9704-2012, 7.3.3.
    """

    code = Code.ORDINAL
    severity = Severity.WARNING
    wrong = _chapter("1．坚持问题导向；\n\n（二）、坚持服务大局。")
    right = _chapter("1.坚持问题导向；\n\n（二）坚持服务大局；\n\n三、坚持改革创新，第一、二产业并重。")


class CaptionEnd(Rule):
    """A full stop after a caption

    The caption of a table, a figure or a box ends without 。, even where there are full stops within it.

    Why: a caption is a name, not a sentence.

    Source: GB/T 15834-2011, appendix A.1: the words of figures and tables.
    """

    code = Code.CAPTION_END
    severity = Severity.WARNING
    wrong = _chapter("表：规划编制进度。{#tbl:steps}\n\n| 阶段 | 时间 |\n| --- | --- |\n| 部署 | 5月 |")
    right = _chapter("表：规划编制进度 {#tbl:steps}\n\n| 阶段 | 时间 |\n| --- | --- |\n| 部署 | 5月 |")


class FullWidth(Rule):
    """Full-width digits or letters

    ２０１５ and ＧＤＰ are written 2015 and GDP. ％ and ． alone are not found.

    Why: digits take half the width of a character; full-width ones are not found by searching and are not added up.

    Source: GB/T 15835-2011, 5.1.7.
    """

    code = Code.FULL_WIDTH
    severity = Severity.WARNING
    wrong = _chapter("到２０２０年，建成３００个工作站。")
    right = _chapter("到2020年，建成300个工作站。")


class IncompleteDate(Rule):
    """A date that is not written out

    A day without 日 (6月25前), or a year with two digits (15年6月). 15年 alone may be a length of time and is not
    found.

    Why: a deadline must not be open to doubt.

    Source: GB/T 15835-2011, 5.1.4; GB/T 9704-2012, 7.3.5; work scheme, part 5.
    """

    code = Code.INCOMPLETE_DATE
    severity = Severity.WARNING
    wrong = _chapter("6月25前完成起草，15年12月底前提交审议。")
    right = _chapter("6月25日前完成起草，2015年12月底前提交审议，历时15年。")


class Zero(Rule):
    """Another zero than 〇 in a year

    In Chinese numerals a year has 〇 (U+3007): 二〇二〇年. 零, ○ (a circle), O and 0 stand for it wrongly.

    Why: a circle is no numeral, and fonts print it in another size.

    Source: GB/T 15835-2011, 5.2.5.
    """

    code = Code.ZERO
    severity = Severity.WARNING
    wrong = _chapter("到二○二○年建成创新型城市。")
    right = _chapter("到二〇二〇年建成创新型城市。")


class DigitsInName(Rule):
    """Arabic digits in a name

    “十三五”, 党的十八大, 党的十八届三中全会 and 两个一百年 are names and keep their Chinese numerals.

    Why: a numeral that has become part of a word counts nothing any more.

    Source: GB/T 15835-2011, 4.2.3.
    """

    code = Code.DIGITS_IN_NAME
    severity = Severity.WARNING
    wrong = _chapter("贯彻党的18大精神，编好“13五”规划。")
    right = _chapter("贯彻党的十八大精神，编好“十三五”规划。")


class ApproximateNumber(Rule):
    """An approximate number in digits

    Two neighbouring numerals that together say about how many are written in Chinese, without 、: 三四个.

    Why: 3、4个 can be read as two numbers, the third and the fourth.

    Source: GB/T 15834-2011, 4.5.3.4; GB/T 15835-2011, 4.2.2.
    """

    code = Code.APPROXIMATE_NUMBER
    severity = Severity.WARNING
    wrong = _chapter("每年组织3、4次调研。")
    right = _chapter("每年组织三四次调研，见第3、4条。")


class Space(Rule):
    """A space within a Chinese sentence

    Between a number and its unit (2015 年, 300 个), or after a Chinese mark. A date or quantity is one finding,
    however many spaces it has.

    Why: the line may break at a space, and a number shall not be parted from its unit.

    Source: GB/T 15834-2011, 5.1; the practice of official documents (GB/T 9704-2012, 7.3.3).
    """

    code = Code.SPACE
    severity = Severity.WARNING
    wrong = _chapter("到 2020 年 6 月建成 300 个工作站， 服务企业。")
    right = _chapter("到2020年6月建成300个工作站，服务企业。")


class DocumentNumber(Rule):
    """The number of a document in another form

    The year stands in 〔 〕, the number has no 第 and no zeros before it: 国发〔2016〕43号. The numbers of court
    cases are others and are left alone.

    Why: a document is found by its number, letter by letter.

    Source: GB/T 9704-2012, 7.2.5.
    """

    code = Code.DOCUMENT_NUMBER
    severity = Severity.WARNING
    wrong = _chapter("根据国发[2016]43号文件编制。")
    right = _chapter("根据国发〔2016〕43号文件编制，参见（2019）京01民终1号判决。")
