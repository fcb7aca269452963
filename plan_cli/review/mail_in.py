"""An opinion in plain words: the text of an e-mail (.eml) or a text file; numbered points are opinions of their own."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from html.parser import HTMLParser

from plan_cli.errors import RefusedError
from plan_cli.model.consultation import Comment
from plan_cli.review.finding_places import Places
from plan_cli.review.form_in import none, says_none
from plan_cli.review.word_in import Returned
from plan_cli.translation import _

_LIMIT = 2 << 20
_POINTS_LIMIT = 2_000
_ATTACHMENTS_LIMIT = 50
_POINT = re.compile(
    r"[ \t　]*(?:[0-9]{1,3}[.、．)）][ \t　]*(?![0-9])|[一二三四五六七八九十]{1,3}、|"
    r"[（(][一二三四五六七八九十0-9]{1,3}[）)])"
)
_END = re.compile(
    r"[ \t]*(?:-{2,}[ \t]*$|_{5,}|-+ ?(?:原始邮件|Original|转发邮件)|发件人[:：]|From:|发自我的|Sent from|"
    r"此致\s*$|祝好)",
    re.IGNORECASE,
)
_ATTACHED = re.compile(r".{0,20}附件.{0,6}")
_GREETING = re.compile(r".{0,40}(?:[:：]|你好|您好|如下[。：:]?|收悉[。，]?)\s*$")


def read_mail(name: str, content: bytes, places: Places, document: str) -> Returned:
    """The opinions of a letter in plain words.

    Raises:
        RefusedError: it is too large, or no text.
    """
    if len(content) > _LIMIT * 16:
        raise RefusedError(_("the file is larger than {limit} MiB").format(limit=_LIMIT * 16 >> 20))
    by = None
    if name.lower().endswith(".eml"):
        text, by = _mail_text(content)
    else:
        text = _decoded(content)
    returned = Returned()
    if len(text) > _LIMIT:
        raise RefusedError(_("the file is larger than {limit} MiB").format(limit=_LIMIT >> 20))
    # A name under a letter is no opinion.
    points = [point for point in _points(text) if point != by]
    if len(points) > _POINTS_LIMIT:
        raise RefusedError(_("more than {limit} opinions in one letter").format(limit=_POINTS_LIMIT))
    if len(points) == 1 and says_none(points[0]):
        returned.comments.append(none(document, by))
        return returned
    returned.comments = [places.placed(Comment(text=point, document=document, by=by)) for point in points]
    return returned


def attachments(content: bytes) -> dict[str, bytes]:
    """Office files that came with a mail, by name."""
    found: dict[str, bytes] = {}
    for part in _message(content).walk():
        name = (part.get_filename() or "").replace("\\", "/").rpartition("/")[2]
        if name.lower().endswith((".docx", ".xlsx", ".json")) and len(found) < _ATTACHMENTS_LIMIT:
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and data:
                found[name] = data
    return found


def _message(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    return message


def _mail_text(content: bytes) -> tuple[str, str | None]:
    """The words of a mail, and the name of who sent it."""
    message = _message(content)
    try:
        sender = str(message.get("From", "")).partition("<")[0].strip(' "') or None
        body = message.get_body(preferencelist=("plain", "html"))
        data = body.get_payload(decode=True) if body is not None else None
    except (ValueError, LookupError, AttributeError, TypeError, IndexError) as problem:
        raise RefusedError(_("the mail cannot be read"), _("save its text as a .txt file and import that")) from problem
    if body is None or not isinstance(data, bytes):
        return "", sender
    charset = body.get_content_charset("utf-8") or "utf-8"
    try:
        text = data.decode("gb18030" if charset.lower() in ("gb2312", "gbk") else charset, "replace")
    except LookupError:
        text = _decoded(data)
    return (_without_tags(text) if body.get_content_type() == "text/html" else text), sender


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    raise RefusedError(_("the file is no text"), _("known: {listed}").format(listed=".docx, .xlsx, .txt, .eml, .json"))


def _points(text: str) -> list[str]:
    """The opinions: numbered points, or the whole; greetings, quoted mail and signatures are left out."""
    lines = []
    for line in text.splitlines():
        if _END.match(line):
            break
        if not line.lstrip().startswith(">"):
            lines.append(line)
    groups: list[list[str]] = [[]]
    numbered = False
    for line in lines:
        mark = _POINT.match(line)
        if mark:
            numbered = True
            groups.append([line[mark.end() :].strip()])
        elif line.strip():
            groups[-1].append(line.strip())
        elif numbered and groups[-1]:
            # An empty line ends a point; what follows without a number speaks for itself.
            groups.append([])
    first = [line for line in groups[0] if not (_GREETING.fullmatch(line) or _ATTACHED.fullmatch(line))]
    groups[0] = first
    return [joined for group in groups if (joined := "\n".join(group).strip())]


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._hidden += tag in ("script", "style")
        if tag in ("p", "br", "div", "li", "tr"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def _without_tags(text: str) -> str:
    reader = _Words()
    reader.feed(text)
    return "".join(reader.words)
