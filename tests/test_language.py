"""The language rules: what they find, what they leave alone, where, what mends it, how fast, on any text at all."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_cli.checks.language import MOST_OF_A_KIND, check_chapter, check_phrase
from plan_cli.checks.language.masking import prose_of_chapter
from plan_cli.checks.rule import Rule
from plan_cli.checks.rulebook import rulebook
from plan_cli.loading.loader import load
from plan_cli.model.finding import Code, Finding, Severity
from plan_cli.model.glossary import Glossary, Term
from plan_cli.model.place import Place
from plan_cli.scaffold.plan_files import example_files

from plans import MINIMAL
from test_loading import Memory

PROSE = Path(__file__).parent / "prose"
RULES = [rule for code, rule in rulebook().items() if code.value.startswith("L")]
OWN = Glossary(
    (Term("创新驱动发展战略", ("创新驱动战略", "创新发展战略"), "中发〔2015〕8号"), Term("市科协", ("科协",)))
)


def _found(text: str, glossary: Glossary = OWN) -> list[Finding]:
    return check_chapter("chapters/1.md", text, glossary)


def _codes(text: str) -> list[str]:
    return [found.code.value for found in _found(text)]


def _mended(text: str, glossary: Glossary = OWN) -> str:
    """The text after all mendings, one after the other; a mending must take its finding away."""
    for __ in range(200):
        findings = check_chapter("1.md", text, glossary)
        mending = next((found.mending for found in findings if found.mending), None)
        if mending is None:
            return text
        starts = [0]
        for line in text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        at = starts[mending.line - 1] + mending.column - 1
        text = text[:at] + mending.replacement + text[at + mending.length :]
    raise AssertionError("mendings without an end")


WRONG = [
    # half-width marks
    ("坚持创新,协调发展。", "L001", 5, "坚持创新，协调发展。"),
    ("坚持创新, 协调发展。", "L001", 5, "坚持创新，协调发展。"),
    ("任务:加强建设。", "L001", 3, "任务：加强建设。"),
    ("任务**重点**:加强建设。", "L001", 9, "任务**重点**：加强建设。"),
    ("发展GDP,人均收入提高。", "L001", 6, "发展GDP，人均收入提高。"),
    ("到2020年;力争翻番。", "L001", 7, "到2020年；力争翻番。"),
    ("如何提升?", "L001", 5, "如何提升？"),
    ("加快发展!", "L001", 5, "加快发展！"),
    ("加快发展.", "L001", 5, "加快发展。"),
    ("习近平.加快发展。", "L001", 4, None),
    ("全国学会(协会)改革。", "L001", 5, "全国学会（协会）改革。"),
    ("全国学会（协会)改革。", "L001", 5, "全国学会（协会）改革。"),
    ("全国学会(协会）改革。", "L001", 5, "全国学会（协会）改革。"),
    ("(一)加强领导。", "L001", 1, "（一）加强领导。"),
    ("(1)加强领导。", "L001", 1, "（1）加强领导。"),
    ("见China, 中国。", "L001", 7, "见China，中国。"),
    # straight quotes
    ('以"创新"为动力。', "L002", 2, "以“创新”为动力。"),
    ('以"创新为动力。', "L002", 2, None),
    ('发展"IT"产业。', "L002", 3, "发展“IT”产业。"),
    ("以'创新'为动力。", "L002", 2, "以“创新”为动力。"),
    ("他说“以'创新'为动力”。", "L002", 5, "他说“以‘创新’为动力”。"),
    # pairs
    ("办好“科普日活动。", "L003", 3, None),
    ("办好科普日”活动。", "L003", 6, None),
    ("办好“科普日“活动。", "L003", 7, None),
    ("办好”科普日”活动。", "L003", 3, None),
    ("“十二个五’时期。", "L003", 6, None),
    ("贯彻《纲要，落实方案。", "L003", 3, None),
    ("贯彻纲要》，落实方案。", "L003", 5, None),
    ("全国学会（协会改革。", "L003", 5, None),
    ("全国学会协会）改革。", "L003", 7, None),
    ("全国（“学会）改革”。", "L003", 4, None),
    ("他说：“甲。\n\n## 乙\n\n丙。", "L003", 4, None),
    ("转发《关于印发《纲要》的通知》。", "L004", 8, None),
    ("他说“我们要“创新”发展”。", "L004", 7, None),
    ("坚持‘创新’发展。", "L004", 3, None),
    # the names of plans
    ("十三五”时期是关键期。", "L005", 1, "“十三五”时期是关键期。"),
    ("“十三五时期是关键期。", "L005", 2, "“十三五”时期是关键期。"),
    ("完成十三五”规划和“十四五”规划。", "L005", 3, "完成“十三五”规划和“十四五”规划。"),
    ("完成十三五规划。", "L006", 3, "完成“十三五”规划。"),
    ("他说“完成十四五规划”。", "L006", 6, "他说“完成‘十四五’规划”。"),
    # terms
    ("党的十八以来，成就显著。", "L007", 1, "党的十八大以来，成就显著。"),
    ("党的二十报告指出。", "L007", 1, "党的二十大报告指出。"),
    ("中央做出了系列部署。", "L007", 3, "中央作出了系列部署。"),
    ("中央做出决定。", "L007", 3, "中央作出决定。"),
    ("中共中央国务院印发意见。", "L007", 1, None),
    ("以习近平总书记为核心的党中央。", "L007", 1, "以习近平同志为核心的党中央。"),
    ("截止2015年底，共有三家。", "L007", 1, "截至2015年底，共有三家。"),
    ("设立专门帐户。", "L007", 5, "设立专门账户。"),
    ("设立台帐。", "L007", 4, "设立台账。"),
    ("实施创新驱动战略。", "L007", 3, "实施创新驱动发展战略。"),
    # ranges
    ("规划期2016-2020年。", "L008", 8, "规划期2016—2020年。"),
    ("规划期2016年-2020年。", "L008", 9, "规划期2016年—2020年。"),
    ("规划期2016~2020年。", "L008", 8, "规划期2016—2020年。"),
    ("规划期2016～2020年。", "L008", 8, "规划期2016—2020年。"),
    ("规划期2016--2020年。", "L008", 8, "规划期2016—2020年。"),
    ("规划期2016——2020年。", "L008", 8, "规划期2016—2020年。"),
    ("规划期（2016–2020）为五年。", "L008", 9, "规划期（2016—2020）为五年。"),
    ("2015年7-12月征求意见。", "L008", 7, "2015年7—12月征求意见。"),
    ("7月-12月征求意见。", "L008", 3, "7月—12月征求意见。"),
    ("5月15-25日部署。", "L008", 5, "5月15—25日部署。"),
    ("5月15日-25日部署。", "L008", 6, "5月15日—25日部署。"),
    ("5月25日-6月15日研究。", "L008", 6, "5月25日—6月15日研究。"),
    ("2015年6月-2016年3月研究。", "L008", 8, "2015年6月—2016年3月研究。"),
    ("会议时间为9:00-11:30。", "L008", 10, "会议时间为9:00—11:30。"),
    ("增长5%-10%。", "L008", 5, "增长5%～10%。"),
    ("增长5~10%。", "L008", 4, "增长5～10%。"),
    ("每年3-5次。", "L008", 4, "每年3～5次。"),
    ("投入1.5-2亿元。", "L008", 6, "投入1.5～2亿元。"),
    # dashes and ellipses
    ("科技工作者之家--科协组织。", "L009", 8, "科技工作者之家——科协组织。"),
    ("科技工作者之家 -- 科协组织。", "L009", 8, "科技工作者之家——科协组织。"),
    ("科技工作者之家──科协组织。", "L009", 8, "科技工作者之家——科协组织。"),
    ("科技工作者之家―― 科协组织。", "L009", 8, "科技工作者之家—— 科协组织。"),
    ("科技工作者之家———科协组织。", "L009", 8, "科技工作者之家——科协组织。"),
    ("—坚持创新发展。", "L009", 1, "——坚持创新发展。"),
    ("调研、座谈...都要做。", "L010", 6, "调研、座谈……都要做。"),
    ("调研、座谈…都要做。", "L010", 6, "调研、座谈……都要做。"),
    ("调研、座谈。。。都要做。", "L010", 6, "调研、座谈……都要做。"),
    ("调研、座谈······都要做。", "L010", 6, "调研、座谈……都要做。"),
    ("调研、座谈……等。", "L010", 6, None),
    # marks too many
    ("加强建设，，提升能力。", "L011", 5, "加强建设，提升能力。"),
    ("加强建设。。", "L011", 5, "加强建设。"),
    ("加强建设，。", "L011", 5, None),
    ("他说：“加强建设。”。", "L011", 9, None),
    ("怎样建设？。", "L011", 5, None),
    ("打造“甲”、“乙”品牌。", "L012", 6, "打造“甲”“乙”品牌。"),
    ("打造“甲”、“乙”、“丙”品牌。", "L012", 6, "打造“甲”“乙”“丙”品牌。"),
    ("依据《甲法》、《乙法》制定。", "L012", 7, "依据《甲法》《乙法》制定。"),
    # ordinals
    ("一.加强领导。", "L013", 2, "一、加强领导。"),
    ("一．加强领导。", "L013", 2, "一、加强领导。"),
    ("（一）、加强领导。", "L013", 4, "（一）加强领导。"),
    ("①、加强领导。", "L013", 2, "①加强领导。"),
    ("1、加强领导。", "L013", 2, "1.加强领导。"),
    ("1．加强领导。", "L013", 2, "1.加强领导。"),
    ("1、 加强领导。", "L013", 2, "1.加强领导。"),
    ("第一、加强领导。", "L013", 3, "第一，加强领导。"),
    ("要求如下：第二、加强领导。", "L013", 8, "要求如下：第二，加强领导。"),
    ("- 1、加强领导。", "L013", 4, "- 1.加强领导。"),
    ("表：编制进度。", "L014", 7, "表：编制进度"),
    ("Table: 编制进度。 {#tbl:a}", "L014", 12, "Table: 编制进度 {#tbl:a}"),
    ("![机构图。](img/a.png){#fig:a}", "L014", 6, "![机构图](img/a.png){#fig:a}"),
    # numerals
    ("到２０２０年建成。", "L015", 2, "到2020年建成。"),
    ("到２０２０年６月建成。", "L015", 2, "到2020年6月建成。"),
    ("增长１２．５%。", "L015", 3, "增长12.5%。"),
    ("发展ＩＴ产业。", "L015", 3, "发展IT产业。"),
    ("6月25前完成。", "L016", 1, "6月25日前完成。"),
    ("12月31之前完成。", "L016", 1, "12月31日之前完成。"),
    ("15年6月完成。", "L016", 1, None),
    ("15年底完成。", "L016", 1, None),
    ("到二零二零年建成。", "L017", 2, "到二〇二〇年建成。"),
    ("到二○二○年建成。", "L017", 2, "到二〇二〇年建成。"),
    ("到二O一五年建成。", "L017", 2, "到二〇一五年建成。"),
    ("编好“13五”规划。", "L018", 4, "编好“十三五”规划。"),
    ("党的18大精神。", "L018", 1, "党的十八大精神。"),
    ("党的十八届3中全会精神。", "L018", 1, "党的十八届三中全会精神。"),
    ("党的18届三中全会精神。", "L018", 1, "党的十八届三中全会精神。"),
    ("实现两个100年目标。", "L018", 3, "实现两个一百年目标。"),
    ("组织3、4次调研。", "L019", 3, "组织三四次调研。"),
    # spaces, numbers of documents
    ("到2020 年建成。", "L020", 2, "到2020年建成。"),
    ("到 2020 年 6 月 30 日建成。", "L020", 3, "到 2020年6月30日建成。"),
    ("建成300 个工作站。", "L020", 3, "建成300个工作站。"),
    ("加强建设， 提升能力。", "L020", 6, "加强建设，提升能力。"),
    ("依据国发[2016]43号文件。", "L021", 5, "依据国发〔2016〕43号文件。"),
    ("依据国发（2016）43号文件。", "L021", 5, "依据国发〔2016〕43号文件。"),
    ("依据国发【2016】43号文件。", "L021", 5, "依据国发〔2016〕43号文件。"),
    ("依据国发〔2016〕第43号文件。", "L021", 5, "依据国发〔2016〕43号文件。"),
    ("依据国发〔2016〕043号文件。", "L021", 5, "依据国发〔2016〕43号文件。"),
]


@pytest.mark.parametrize(("text", "code", "column", "mended"), WRONG)
def test_a_slip_is_one_finding_at_its_place(text: str, code: str, column: int, mended: str | None) -> None:
    (found,) = _found(f"## 甲\n\n{text}\n", Glossary(OWN.terms[:1]))
    assert (found.code.value, found.place) == (code, Place("chapters/1.md", 3, column))
    assert found.message
    assert found.hint
    if mended is None:
        assert found.mending is None
    else:
        assert _mended(text, Glossary(OWN.terms[:1])) == mended
        assert found.mending is not None
        assert found.mending.line == 3


RIGHT = [
    "坚持创新，协调发展（含县级科协）：统筹推进；好不好？好！",
    "R&D经费增长2.5%，达到1,234.5万元，比例为1:3，时间为10:30。",
    "见 https://example.org/a,b?c=1;d:2 和 <https://example.org/甲,乙>，以及[甲](http://a.cn/x,y 'z')。",
    "执行 `git commit -m 甲,乙` 和 ``a`,甲`` 命令。",
    "函数f(x)与PM(2.5)。",
    'The plan (draft), in China: a "test" -- see it\'s... 5" pipe.',
    "党组\n: 作出决定。",
    "表:规划编制进度",
    "Table: 规划编制进度 {#tbl:schedule}",
    "专栏：基层科普行动计划（示例） {#box:sample}",
    "::: box\n甲\n:::",
    "[@sec:goals]和[^1]都要看，见[附件1](#sec:tasks)。\n\n[^1]: 注释。",
    "<!-- 甲,乙:丙\n丁(戊) -->",
    "```\n甲,乙\n```",
    "~~~text\n甲,乙\n```\n丙,丁\n~~~",
    "甲&nbsp;乙",
    "| 甲 | 乙 |\n| --- | :---: |\n| — | 丙 |",
    "规划纲要\n===\n\n---",
    # pairs
    "“甲‘乙’丙”，《关于〈丁〉的通知》，（“戊”）【己】〔庚〕「辛」。",
    "第一段：\n\n“甲一，\n\n“甲二，\n\n“甲三。”",
    "第十二条修改为：“有下列情形之一的：\n\n（一）甲；\n\n（二）乙。”",
    "1）甲；2）乙；a）丙。",
    "China’s plan, the ’90s.",
    "他说：“‘十三五’规划很重要。”",
    "“十三五”时期，《“十四五”规划》。",
    "孩子十四五岁，二十三五个。",
    # wording
    "党的十八大以来，党的十八届三中全会，党的二十大报告。",
    "作出部署，做出成绩，做出贡献，做好工作。",
    "缺“党的十八以来”的“大”字，“6月25前”缺“日”字。",
    "中共中央、国务院印发，中共中央 国务院关于。",
    "以习近平同志为核心的党中央，以习近平同志为总书记的党中央。",
    "报名截止日期为2015年5月，截至2015年底，6月30日截止。",
    "账户、账簿、帐篷、营帐、蚊帐。",
    "实施创新驱动发展战略。",
    "市科协负责。",
    # ranges
    "规划期2016—2020年，（2016—2020），5月15日—25日，7—12月，增长5%～10%，3—5次。",
    "执行GB/T 15834-2011、GB 3095-2012、ISO 2001-2010，电话028-86621234，2015-06-30。",
    "见图1-2、表3-1、第3-5章、附件2-1，3-1号楼，A-12号，COVID-19。",
    "二氧化碳-甲烷，成都—重庆，东风-5导弹，7-氨基酸。",
    # dashes and ellipses
    "科技工作者之家——科协组织。",
    "——坚持创新发展。",
    "调研、座谈……都要做。",
    "调研、座谈等。",
    # marks
    "真的吗？！太好了！！！",
    "他说：“加强建设。”",
    "他提出“加强建设”。",
    "打造“甲”“乙”品牌，办好“甲”、乙和“丙”。",
    "打造“甲”、“乙”、丙等品牌，教育、“甲”、“乙”等。",
    "依据《甲法》（2015年）、《乙法》制定，依据《甲法》、《乙法》（修订）制定。",
    # ordinals
    "一、加强领导。",
    "（一）加强领导。",
    "1.加强领导。",
    "1. 加强领导。",
    "第一，加强领导。",
    "第一、二产业，第一、第二季度，第一、三章。",
    "## 一.背景",
    "### 1．背景",
    "一.背景\n===",
    "近10、20家单位。",
    "3.5亿元，2015．",
    # numerals
    "15年来，用了15年，2015年6月，2015年底，10年底蕴，15年月均。",
    "6月25日前，6月前，12月底前，5月4日起。",
    "二〇二〇年，一九八四年，零点，二零部队，一百零二年。",
    "“十三五”，党的十八大，第18届全国代表大会，十八届五中全会。",
    "三四个，第3、4章，3、4月，3、4号，1、2、3个，2、3年级，2、4个，图3、4个。",
    "增长50％。",
    # spaces
    "iPhone 6 手机，第2 版。",
    "张 三，目　录，第一章 总则。",
    "第一条　为了加强建设。",
    # numbers of documents
    "国发〔2016〕43号，（2019）京01民终1号，《甲》（2016）。",
    "",
    "\n",
    "---\ntitle: 甲,乙\n---\n\n## 甲\n",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert [str(found) for found in _found(text, Glossary(OWN.terms[:1]))] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code.value)
def test_the_examples_of_a_rule_show_it(rule: type[Rule]) -> None:
    for files, wanted in ((rule.wrong, {rule.code}), (rule.right, set())):
        loaded = load(Memory({path: str(text).encode() for path, text in {**MINIMAL, **files}.items()}))
        assert loaded.findings == ()
        found = check_chapter("c", str(files["chapters/10-goals.md"]), loaded.require_plan().glossary)
        assert {each.code for each in found} == wanted
        assert all(each.severity is rule.severity for each in found)


def test_every_code_of_language_has_a_rule() -> None:
    assert {rule.code for rule in RULES} == {code for code in Code if code.value.startswith("L")}


# -- one cause, one finding -------------------------------------------------------------------------------------------


def test_of_each_kind_of_mark_a_paragraph_tells_one_fault() -> None:
    assert _codes("“甲”乙”丙”丁“戊，（己。\n\n”庚") == ["L003", "L003", "L003"]


def test_a_range_of_half_quoted_plans_is_found_everywhere() -> None:
    assert _codes("十二五”和十三五”期间，“甲”。") == ["L005", "L005"]


def test_a_text_wrong_throughout_ends_with_a_finding_that_says_so() -> None:
    findings = _found("甲,乙" * 3000)
    assert len(findings) == MOST_OF_A_KIND + 1
    assert "L001" in findings[-1].message


# -- places -----------------------------------------------------------------------------------------------------------


def test_lines_and_columns_count_characters_behind_everything_that_is_masked() -> None:
    text = "---\ntitle: 甲\n---\n\n`码,` 𠮷[链](a,b)甲,乙\n\n```\n甲,乙\n```\n\n> 丙,丁\n"
    assert [(found.place.line, found.place.column) for found in _found(text)] == [(5, 16), (11, 4)]


def test_masking_keeps_length_and_lines() -> None:
    text = "---\na: b\n---\n<!-- 甲\n乙 --> `丙\n丁`\n\n```\n戊\n```\n{#a}"
    masked = prose_of_chapter(text)
    assert len(masked) == len(text)
    assert [len(line) for line in masked.split("\n")] == [len(line) for line in text.split("\n")]
    assert not set("甲乙丙丁戊") & set(masked)


def test_a_fence_without_an_end_goes_on_to_the_end_of_the_file() -> None:
    assert _codes("甲,乙\n\n```\n丙,丁\n\n戊,己\n") == ["L001"]


# -- phrases and glossary ---------------------------------------------------------------------------------------------


def test_a_phrase_has_its_findings_at_its_own_place_and_no_mending() -> None:
    place = Place("questions.yaml", 12, 15)
    findings = check_phrase(place, "如何落实党的十八以来的部署,做好“十三五”规划?", Glossary())
    assert [found.code.value for found in findings] == ["L001", "L001", "L007"]
    assert all(found.place == place and found.mending is None for found in findings)


def test_the_plans_own_terms_come_first_and_may_want_what_the_shipped_ones_do_not() -> None:
    own = Glossary((Term("做出部署", ("作出部署",)),))
    (found,) = check_chapter("1.md", "中央作出部署，市委做出部署。", own)
    assert (found.place.column, found.code) == (3, Code.TERM)
    assert _codes("中央做出部署。") == ["L007"]
    assert check_chapter("1.md", "中央做出部署。", Glossary(shipped=False)) == []


def test_a_term_that_holds_the_unwanted_words_is_right() -> None:
    glossary = Glossary((Term("市科协", ("科协",), "全称见组织表"),))
    (found,) = check_chapter("1.md", "市科协和科协。", glossary)
    assert (found.place.column, found.hint) == (5, "write 市科协 (全称见组织表)")


def test_the_longest_unwanted_words_win() -> None:
    glossary = Glossary((Term("甲", ("乙",)), Term("丙", ("乙丁",))))
    (found,) = check_chapter("1.md", "乙丁", glossary)
    assert found.mending is not None
    assert found.mending.replacement == "丙"


def test_the_glossary_is_read_from_its_file() -> None:
    content = "terms:\n  - term: 创新驱动发展战略\n    instead_of: [创新驱动战略]\n    note: 文件用语\nshipped: false\n"
    files = {**MINIMAL, "chapters/1.md": "## 甲\n", "glossary.yaml": content}
    loaded = load(Memory({path: text.encode() for path, text in files.items()}))
    assert loaded.findings == ()
    glossary = loaded.require_plan().glossary
    assert (glossary.shipped, glossary.terms[0].instead_of, glossary.terms[0].note) == (
        False,
        ("创新驱动战略",),
        "文件用语",
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("terms:\n  - term: 甲\n", Code.MISSING_FIELD),
        ("terms:\n  - term: 甲\n    instead_of: []\n", Code.WRONG_TYPE),
        ("terms:\n  - term: 甲\n    insted_of: [乙]\n    instead_of: [丙]\n", Code.UNKNOWN_FIELD),
        ("shipped: no\n", Code.WRONG_TYPE),
    ],
)
def test_a_glossary_in_another_form_is_a_finding(content: str, code: Code) -> None:
    files = {**MINIMAL, "chapters/1.md": "## 甲\n", "glossary.yaml": content}
    loaded = load(Memory({path: text.encode() for path, text in files.items()}))
    assert [found.code for found in loaded.findings] == [code]


# -- the example and official prose -----------------------------------------------------------------------------------


def test_the_slips_of_the_work_scheme_are_found_at_their_lines_and_nothing_else() -> None:
    text = example_files("chengdu-13-5")["workplan.md"].decode()
    found = [(each.place.line, each.place.column, each.code.value) for each in check_chapter("w", text, Glossary())]
    ordinals = [(line, 2, "L013") for line in (21, 23, 25, 31, 33, 35, 37, 39, 41, 45, 47, 49, 67, 69, 71, 73)]
    assert found == sorted(
        [
            (7, 1, "L005"),  # 十三五”时期
            (7, 12, "L008"),  # 2016-2020年
            (14, 1, "L007"),  # 党的十八以来
            (14, 78, "L007"),  # 中共中央国务院
            (15, 70, "L007"),  # 做出了系列部署
            (71, 24, "L016"),  # 6月25前
            (71, 30, "L005"),  # 十三五”规划编撰小组
            (73, 19, "L008"),  # 7-12月
            *ordinals,  # 1．
        ]
    )


def test_in_the_rest_of_the_example_only_the_words_of_the_scheme_are_found() -> None:
    files = {path: text for path, text in example_files("chengdu-13-5").items() if path.endswith(".md")}
    found = {
        (path, each.place.line, each.code.value)
        for path, text in files.items()
        if path not in ("README.md", "workplan.md")
        for each in check_chapter(path, text.decode(), Glossary())
    }
    assert found == {
        ("chapters/00-preamble.md", 7, "L005"),
        ("chapters/00-preamble.md", 7, "L008"),
        ("chapters/10-foundation.md", 13, "L007"),
        ("chapters/60-schedule.md", 16, "L005"),
        ("chapters/60-schedule.md", 16, "L016"),
        ("chapters/60-schedule.md", 17, "L008"),
        ("samples/notice-tasks.md", 19, "L016"),
    }


def test_thirty_thousand_characters_of_official_prose_give_only_what_the_standard_wants_otherwise() -> None:
    found = [
        (path.stem, each.place.line, each.code.value)
        for path in sorted(PROSE.glob("[lpr]*.md"))
        for each in check_chapter(path.name, path.read_text(encoding="utf-8"), Glossary())
    ]
    # 、 between quotation marks: GB/T 15834-2011, 4.5.3.5.
    assert found == [("plan", line, "L012") for line in (37, 126, 161)] + [
        ("report", line, "L012") for line in (23, 53, 73, 181)
    ]


# -- any text at all --------------------------------------------------------------------------------------------------

_ALPHABET = "，、。；：？！“”‘’《》（）—…·～-~.,:;!?()[]{}<>\"'`*#|\\/&@% \n\t　中文十三五党的年月日个012０○"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=_ALPHABET, max_size=120) | st.text(max_size=80))
def test_any_text_ends_in_findings_within_it(text: str) -> None:
    lines = text.split("\n")
    for found in _found(text):
        assert 1 <= found.place.line <= len(lines)
        assert 1 <= found.place.column <= len(lines[found.place.line - 1]) + 1
        if found.mending:
            rest = "\n".join(lines[found.mending.line - 1 :])[found.mending.column - 1 :]
            assert found.mending.length <= len(rest)
            assert rest[: found.mending.length] != found.mending.replacement
    assert check_phrase(Place("a.yaml", 1, 1), text, OWN) is not None


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=_ALPHABET, max_size=60))
def test_mending_comes_to_an_end(text: str) -> None:
    _mended(text)


_UNITS = [*_ALPHABET, "中,", "(中", "（中)", "“中", "1-", "](", "[^", "<!--", "<a", "{#", "``", "`a", "```\n", ":::\n"]
_UNITS += [
    "十三五”",
    "“十三五",
    '中"',
    "2016-2020年",
    "1 年 ",
    "“a”、",
    "《a》、",
    "\n一.",
    "\n（一）、",
    "帐",
    "党的十八",
    "。”",
]


@pytest.mark.parametrize("unit", _UNITS)
def test_hostile_text_costs_no_more_than_its_length(unit: str) -> None:
    started = time.perf_counter()
    _found(unit * (60_000 // len(unit)))
    assert time.perf_counter() - started < 5


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["“", "（", "(", ")", '"', "...", "“a”、", "1-", "，", "\n", "](", "`", "中,"])
def test_eight_megabytes_of_one_line_come_to_an_end(unit: str) -> None:
    started = time.perf_counter()
    _found(unit * ((8 << 20) // len(unit.encode())))
    assert time.perf_counter() - started < 120


@pytest.mark.slow
def test_official_prose_is_read_at_a_megabyte_a_second_at_the_very_least() -> None:
    # The aim is 5 MB/s (benchmarks/language.py); this machine may be busy with other tests.
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(PROSE.glob("[lpr]*.md"))) * 20
    started = time.perf_counter()
    _found(text)
    assert len(text.encode()) / (time.perf_counter() - started) > 1_000_000


def test_errors_are_only_what_the_standard_leaves_no_doubt_about() -> None:
    errors = {rule.code for rule in RULES if rule.severity is Severity.ERROR}
    assert errors == {Code.STRAIGHT_QUOTE, Code.UNPAIRED_MARK}
