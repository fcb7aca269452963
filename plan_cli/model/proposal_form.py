"""The form on which proposals come in (申报表): its fields, what else people call them, the marks to find them by.

The fields are those of a 课题申报书 (课题名称, 申报单位, 研究内容与方法, 进度, 预期成果, 经费), as far as a
suggestion needs them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MARK = "plan_form_"
"""What the names of marked cells and fields begin with (defined names in XLSX, tags of content controls in DOCX)."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form. `private`: it goes to the contacts. `lines`: the room it has on paper, in lines of text."""

    id: str
    label: str
    synonyms: tuple[str, ...] = ()
    private: bool = False
    lines: int = 1
    hint: str = ""


QUESTIONS = "questions"
TITLE = "title"
UNIT = "unit"
NUMBER = "number"
OTHER = "other"

FIELDS = (
    FormField(
        TITLE,
        "课题名称",
        (
            *("课题题目", "题目", "课题", "选题", "选题名称", "项目名称", "研究课题", "研究题目", "建议课题", "标题"),
            *(
                "建议课题名称",
                "申报课题",
                "申报课题名称",
                "拟申报课题名称",
                "征集课题名称",
                "重大课题名称",
                "推荐课题名称",
            ),
            *("title", "topic", "name of topic"),
        ),
        hint="简明具体，一般不超过25字",
    ),
    FormField(
        UNIT,
        "申报单位",
        (
            *("单位", "单位名称", "提出单位", "推荐单位", "填报单位", "报送单位", "申请单位", "建议单位", "牵头单位"),
            *("学会名称", "学会", "协会名称", "团体名称", "所属团体", "承担单位", "拟承担单位", "填表单位", "所在单位"),
            *("unit", "society", "organization", "organisation"),
        ),
        hint="填全称",
    ),
    FormField(
        QUESTIONS,
        "对应的研究问题",
        (
            *(
                "研究问题",
                "对应研究问题",
                "所属研究问题",
                "对应问题",
                "问题编号",
                "研究问题编号",
                "研究方向",
                "选题方向",
            ),
            *("研究领域", "所属方向", "其他研究问题", "其他相关研究问题", "question", "questions"),
        ),
        lines=2,
        hint="填研究问题的编号，可以填多个",
    ),
    FormField(
        "reasons",
        "提出理由",
        (
            *(
                "理由",
                "选题理由",
                "立项理由",
                "立项依据",
                "选题依据",
                "研究背景",
                "研究意义",
                "研究背景和意义",
                "必要性",
            ),
            *("研究背景及意义", "选题背景", "选题意义", "目的意义", "目的和意义", "reasons", "reason"),
        ),
        lines=4,
        hint="为什么要研究，针对什么突出问题",
    ),
    FormField(
        "contents",
        "主要研究内容",
        (
            *("研究内容", "主要内容", "内容", "内容提要", "内容简介", "课题内容", "研究提纲", "拟解决的主要问题"),
            *("研究内容和重点", "contents", "content"),
        ),
        lines=6,
    ),
    FormField(
        "methods",
        "研究方法",
        ("技术路线", "研究方法和手段", "研究方法及手段", "拟采用的研究方法", "方法", "研究方式", "methods", "method"),
        lines=2,
        hint="定性研究和定量研究相结合",
    ),
    FormField(
        "results",
        "预期成果",
        ("成果形式", "预期目标", "最终成果", "预期成果形式", "成果", "预期成果及形式", "results", "result"),
        lines=2,
    ),
    FormField(
        "leader",
        "课题负责人",
        ("负责人", "负责人姓名", "主持人", "课题主持人", "课题组长", "项目负责人", "负责人及联系方式", "leader"),
    ),
    FormField(
        "members", "课题组成员", ("成员", "主要成员", "参加人员", "课题组主要成员", "参与人员", "members"), lines=2
    ),
    FormField(
        "timetable", "进度安排", ("进度", "研究进度", "时间安排", "计划进度", "工作进度", "timetable", "schedule")
    ),
    FormField("budget", "经费预算", ("经费", "申请经费", "预算", "经费需求", "所需经费", "拟申请经费", "budget")),
    FormField("note", "备注", ("说明", "其他", "其他说明", "需要说明的问题", "note", "notes", "remarks")),
    FormField(
        "contact_name",
        "联系人",
        (
            *(
                "联系人姓名",
                "联络人",
                "填表人",
                "经办人",
                "联系人及电话",
                "联系人电话",
                "联系人及联系电话",
                "联系人和电话",
            ),
            *("联系人及联系方式", "联系人与联系电话", "contact"),
        ),
        private=True,
    ),
    FormField(
        "contact_telephone",
        "联系电话",
        (
            *("电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "办公电话", "联系人手机", "移动电话"),
            *(
                "负责人电话",
                "负责人手机",
                "联系电话手机",
                "固定电话",
                "传真",
                "微信",
                "qq",
                "phone",
                "telephone",
                "mobile",
            ),
        ),
        private=True,
    ),
    FormField(
        "contact_email",
        "电子邮箱",
        ("邮箱", "电子邮件", "e-mail", "email", "mail", "电邮", "联系邮箱", "电子信箱", "信箱", "邮件地址"),
        private=True,
    ),
    FormField(
        "contact_address", "通讯地址", ("地址", "联系地址", "邮寄地址", "邮编", "邮政编码", "address"), private=True
    ),
)

_IGNORED = frozenset(
    {"序号", "编号", "no", "no.", "号", "序", "#", "盖章", "公章", "签字", "日期", "填表日期", "填报日期"}
)
# What other forms ask for besides: to be told from a value that stands in its place.
_OTHER = frozenset(
    {
        *(
            "性别",
            "年龄",
            "出生年月",
            "职务",
            "职称",
            "职务职称",
            "学历",
            "学位",
            "民族",
            "专业",
            "工作单位",
            "身份证号",
        ),
        *(
            "身份证号码",
            "类别",
            "课题类别",
            "学科",
            "学科分类",
            "关键词",
            "申报日期",
            "审核意见",
            "单位意见",
            "专家意见",
        ),
        *(
            "评审意见",
            "申报单位意见",
            "推荐意见",
            "推荐单位意见",
            "科协意见",
            "姓名",
            "分工",
            "完成时间",
            "研究时限",
            "研究期限",
        ),
    }
)
_NOTE_AT_END = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]$")
_DECORATION = re.compile(r"[\s*:;.、,，·/_]+")
_NUMBER_BEFORE = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.、]|\(?[一二三四五六七八九十\d]{1,2}\))")


def by_id(field_id: str) -> FormField:
    """The field with that id."""
    return next(field for field in FIELDS if field.id == field_id)


def plain_label(written: str) -> str:
    """A label or heading as it is compared: half-width, small letters, no spaces, numbers, colons or notes in brackets.

    `一、课题名称（必填）：` → `课题名称`
    """
    text = unicodedata.normalize("NFKC", written).strip().lower()
    text = _NUMBER_BEFORE.sub("", text)
    shorter = _NOTE_AT_END.sub("", text.rstrip(":* "))
    return _DECORATION.sub("", shorter or text)


_BY_LABEL = {
    plain_label(name): field.id for field in reversed(FIELDS) for name in (*field.synonyms, field.id, field.label)
}


def field_of(label: str) -> str | None:
    """The id of the field that a label names; None for a text that is no label.

    `number`: a label of what carries nothing (序号, 日期); `other`: of what other forms ask for and this one does not.
    """
    plain = plain_label(label)
    if plain in _IGNORED:
        return NUMBER
    if plain in _OTHER:
        return OTHER
    return _BY_LABEL.get(plain)


def labels() -> dict[str, str]:
    """Every name of every field, as it is compared, with the field's id."""
    return dict(_BY_LABEL)
