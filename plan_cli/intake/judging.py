"""Submissions → proposals: which are taken, which are doubtful and where, which are refused and why."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from enum import Enum

from plan_cli.intake.cleaning import clean, half_width, one_line, take_contacts_out, telephones
from plan_cli.intake.remark import Remark, RemarkCode
from plan_cli.intake.submissions import Submission
from plan_cli.model.names import plain_name
from plan_cli.model.plan import Plan
from plan_cli.model.proposal import Contact, Origin, ProposalFile
from plan_cli.model.proposal_form import FIELDS, NUMBER, QUESTIONS, TITLE, UNIT, by_id
from plan_cli.model.values import Reference
from plan_cli.translation import _

TITLE_LIMIT = 300
_LONG_TITLE = 80
TEXT_LIMIT = 20_000
_LINE_LIMIT = 300
_QUESTION_CUTOFF = 85
# Names of societies differ by a single character often enough: 成都市机械学会, 成都市机电学会.
_UNIT_CUTOFF = 90
_ONE_LINE = frozenset({TITLE, UNIT, "leader", "budget"})
_TICKED = "☑☒■√✓✔●"
_UNTICKED = "☐□○"
_BOX = re.compile(f"([{_TICKED}{_UNTICKED}])")
_NUMBERING = re.compile(r"\(\d{1,2}\)")
_RANGE = re.compile(r"[A-Za-z]+\d+\s*[-—–~至到]+\s*[A-Za-z]*\d+\Z")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)+\Z")


class State(str, Enum):
    """What became of one form."""

    TAKEN = "taken"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    KNOWN = "known"


@dataclass(slots=True)
class Judged:
    """One form and what became of it. `fingerprint`: equal for equal texts, whatever file they came in."""

    submission: Submission
    file_name: str
    state: State
    fingerprint: str = ""
    proposal: ProposalFile | None = None
    contact: Contact = field(default_factory=Contact)
    remarks: list[Remark] = field(default_factory=list)
    known_id: str = ""

    @property
    def title(self) -> str:
        """The title as far as there is one."""
        return self.proposal.title if self.proposal else one_line(clean(self.submission.texts.get(TITLE, "")).text)

    def remark(self, remark: Remark) -> None:
        """Add a remark; a doubtful one makes the form doubtful."""
        self.remarks.append(remark)
        if remark.doubtful and self.state is State.TAKEN:
            self.state = State.DOUBTFUL


class Judge:
    """Judges forms against one plan; remembers what it has seen, so that nothing is taken twice."""

    def __init__(self, plan: Plan, *, sample: bool = False) -> None:
        self._sample = sample
        self._questions = {question.id: question.text for question in plan.research.questions}
        self._question_names = {half_width(identifier).upper(): identifier for identifier in self._questions}
        names = {
            name: party.id for party in plan.organization.parties for name in (party.id, party.name, *party.aliases)
        }
        self._parties = {plain_name(name): identifier for name, identifier in names.items()}
        self._party_names: dict[str, str] = {party.id: party.name for party in plan.organization.parties}
        self._checked_units: dict[str, tuple[str | None, str]] = {}
        self._known = {proposal.id.rpartition("-")[2]: proposal.id for proposal in plan.proposals}
        self._origins = {
            (origin.digest, origin.sheet, origin.row): proposal.id
            for proposal in plan.proposals
            if (origin := proposal.file.origin) is not None
        }
        self._seen: dict[str, str] = {}

    def judge(self, submission: Submission, file_name: str, digest: str) -> Judged:
        """What becomes of one form."""
        judged = Judged(submission, clean(file_name).text or "_", State.TAKEN)
        for remark in submission.remarks:
            judged.remark(remark)
        texts = self._texts(judged)
        if submission.example:
            return _refused(judged, RemarkCode.EXAMPLE_ROW, TITLE, _("this is the example row of a form"))
        if not texts.get(TITLE):
            return _refused(judged, RemarkCode.NO_TITLE, TITLE, _("there is no title"))
        for name, text in texts.items():
            limit = TITLE_LIMIT if name == TITLE else _LINE_LIMIT if name in _ONE_LINE else TEXT_LIMIT
            if len(text) > limit:
                message = _("{label} is longer than {limit} characters").format(label=by_id(name).label, limit=limit)
                return _refused(judged, RemarkCode.TOO_LONG, name, message)
        if len(texts[TITLE]) > _LONG_TITLE:
            message = _("the title is unusually long; does another text stand in its place?")
            judged.remark(Remark(RemarkCode.TOO_LONG, _place(judged, TITLE), message))
        judged.contact, texts = self._contact(judged, texts)
        judged.fingerprint = _fingerprint(texts)
        origin = Origin(judged.file_name, digest, clean(submission.sheet).text[:100] or None, submission.row or None)
        judged.proposal = self._proposal(judged, texts, origin)
        self._recognise(judged, origin)
        return judged

    def _texts(self, judged: Judged) -> dict[str, str]:
        texts = {}
        for name, written in judged.submission.texts.items():
            if name == NUMBER:
                continue
            cleaned = clean(written)
            if cleaned.removed:
                message = _("{label} held characters that steer or hide ({listed}); they were taken out").format(
                    label=by_id(name).label, listed=", ".join(cleaned.removed)
                )
                judged.remark(Remark(RemarkCode.HIDDEN_CHARACTER, _place(judged, name), message))
            texts[name] = one_line(cleaned.text) if name in _ONE_LINE else cleaned.text
        return {name: text for name, text in texts.items() if text}

    def _contact(self, judged: Judged, texts: dict[str, str]) -> tuple[Contact, dict[str, str]]:
        """How to reach the proposer, and the texts without anything of it."""
        numbers: list[str] = []
        emails: list[str] = []
        names: list[str] = []
        kept: dict[str, str] = {}
        for name, text in texts.items():
            rest, found_numbers, found_emails = take_contacts_out(text)
            numbers += found_numbers
            emails += found_emails
            if name == "contact_name":
                local = telephones(rest)
                numbers += local
                names.append(one_line(rest))
            elif name == "contact_telephone":
                local = telephones(rest)
                numbers += local
                if not (found_numbers or found_emails or local):
                    numbers.append(one_line(half_width(text)))
                    message = _("this does not look like a telephone number; it was kept as it is")
                    judged.remark(Remark(RemarkCode.BAD_TELEPHONE, _place(judged, name), message))
            elif name == "contact_email":
                if not (found_emails or found_numbers):
                    emails.append(one_line(half_width(text)))
                    message = _("this does not look like an e-mail address; it was kept as it is")
                    judged.remark(Remark(RemarkCode.BAD_EMAIL, _place(judged, name), message))
            elif not name.startswith("contact_"):
                kept[name] = rest
                if found_numbers or found_emails:
                    message = _("{label} held a telephone number or an e-mail address; it was moved to the contacts")
                    message = message.format(label=by_id(name).label)
                    judged.remark(Remark(RemarkCode.CONTACT_MOVED, _place(judged, name), message, doubtful=False))
        contact = Contact(
            "、".join(filter(None, names)),
            "；".join(dict.fromkeys(numbers)),
            "；".join(dict.fromkeys(emails)),
            one_line(texts.get("contact_address", "")),
        )
        return contact, {name: text for name, text in kept.items() if text}

    def _proposal(self, judged: Judged, texts: dict[str, str], origin: Origin) -> ProposalFile:
        party, written = self._unit(judged, texts.pop(UNIT, ""))
        questions = self._answered(judged, texts.pop(QUESTIONS, ""))
        title = texts.pop(TITLE, "") or judged.title
        return ProposalFile(
            title=title,
            unit=Reference(party) if party else None,
            unit_as_written=written or None,
            questions=tuple(Reference(question) for question in questions),
            origin=origin,
            reasons=texts.get("reasons"),
            contents=texts.get("contents"),
            methods=texts.get("methods"),
            results=texts.get("results"),
            leader=texts.get("leader"),
            members=texts.get("members"),
            timetable=texts.get("timetable"),
            budget=texts.get("budget"),
            note=texts.get("note"),
            sample=self._sample,
        )

    def _unit(self, judged: Judged, written: str) -> tuple[str | None, str]:
        if not written:
            hint = _("write it into the file of the proposal: unit, or unit_as_written")
            judged.remark(
                Remark(RemarkCode.NO_UNIT, _place(judged, UNIT), _("it is not said which unit proposes"), hint)
            )
            return None, ""
        if written not in self._checked_units:
            self._checked_units[written] = self._find_unit(written)
        party, near = self._checked_units[written]
        if near:
            message = _("the unit {written} resembles {name} ({id}), but is not the same").format(
                written=written, name=self._party_names[near], id=near
            )
            hint = _("write unit: {id} into the file of the proposal if it is meant").format(id=near)
            judged.remark(Remark(RemarkCode.UNIT_RESEMBLES, _place(judged, UNIT), message, hint))
        return party, "" if party else written

    def _find_unit(self, written: str) -> tuple[str | None, str]:
        from rapidfuzz import fuzz, process

        plain = plain_name(written)
        if plain in self._parties:
            return self._parties[plain], ""
        near = process.extractOne(plain, list(self._parties), scorer=fuzz.ratio, score_cutoff=_UNIT_CUTOFF)
        return None, self._parties[near[0]] if near else ""

    def _answered(self, judged: Judged, written: str) -> list[str]:
        place = _place(judged, QUESTIONS)
        chosen = _ticked(written)
        if not chosen.strip():
            hint = _("write it into the file of the proposal: questions")
            message = _("it is not said which question it answers")
            judged.remark(Remark(RemarkCode.NO_QUESTION, place, message, hint))
            return []
        found, rest = self._named(chosen)
        for part in rest:
            near = self._nearest(part)
            if near:
                message = _("the question “{written}” was read as {id}").format(written=_short(part), id=near)
                judged.remark(Remark(RemarkCode.QUESTION_GUESSED, place, message))
                found.append(near)
            else:
                message = _("“{written}” is none of the questions").format(written=_short(part))
                hint = _("known: {listed}").format(listed=", ".join(self._questions))
                judged.remark(Remark(RemarkCode.UNKNOWN_QUESTION, place, message, hint))
        return list(dict.fromkeys(found))

    def _named(self, written: str) -> tuple[list[str], list[str]]:
        """The questions named by their ids or in their own words, and what else is written."""
        found: list[str] = []
        rest: list[str] = []
        for line in written.split("\n"):
            plain = _NUMBERING.sub(" ", half_width(line))
            for identifier, text in self._questions.items():
                if half_width(text) in plain:
                    found.append(identifier)
                    plain = plain.replace(half_width(text), " ")
            for piece in re.split(r"[\s,;、/|+&和及与]+", plain):
                word = piece.strip("().[]【】:。")
                exact = self._question_names.get(word.upper())
                start = re.match(r"([A-Za-z]+[-_]?\d+)(?=[^\w]|[\u4e00-\u9fff])", word)
                leading = self._question_names.get(start[1].upper()) if start else None
                if _RANGE.match(word):
                    rest.append(word)
                elif exact or leading:
                    found.append(exact or leading or "")
                elif word:
                    rest.append(word)
        # Beside an id a question's text, often shortened, says nothing new; an unknown id does.
        if found:
            rest = [word for word in rest if re.fullmatch(r"[A-Za-z]+\d+", word) or _RANGE.match(word)]
        elif len(rest) > 1 and not any(re.fullmatch(r"[A-Za-z]*\d+", word) for word in rest):
            rest = [one_line(half_width(written))]
        return found, rest

    def _nearest(self, written: str) -> str | None:
        from rapidfuzz import fuzz, process

        if len(written) < 4:
            return None
        near = process.extractOne(written, self._questions, scorer=fuzz.partial_ratio, score_cutoff=_QUESTION_CUTOFF)
        return str(near[2]) if near else None

    def _recognise(self, judged: Judged, origin: Origin) -> None:
        """Whether the plan has this proposal already, or this very import does."""
        here = f"{judged.file_name} {judged.submission.place}".strip()
        earlier = self._seen.setdefault(judged.fingerprint, here)
        known = self._known.get(judged.fingerprint) or self._origins.get((origin.digest, origin.sheet, origin.row))
        if known:
            judged.state, judged.known_id, judged.remarks = State.KNOWN, known, []
        elif earlier != here:
            message = _("the same proposal stands at {place} already").format(place=earlier)
            judged.state = State.REFUSED
            judged.remarks.append(Remark(RemarkCode.TWICE, judged.submission.place, message, doubtful=False))


def _refused(judged: Judged, code: RemarkCode, name: str, message: str) -> Judged:
    judged.state = State.REFUSED
    judged.remarks.append(Remark(code, _place(judged, name), message))
    return judged


def _place(judged: Judged, name: str) -> str:
    return judged.submission.places.get(name) or judged.submission.place


def _fingerprint(texts: dict[str, str]) -> str:
    """Equal for equal texts, whatever their spaces and widths. Ten digits: two of 5,000 meet once in 90,000 plans."""
    plain = {name: re.sub(r"\s+", "", half_width(text)) for name, text in texts.items()}
    listed = [[field.id, plain[field.id]] for field in FIELDS if plain.get(field.id)]
    return hashlib.sha256(json.dumps(listed, ensure_ascii=False).encode()).hexdigest()[:10]


def _ticked(written: str) -> str:
    """Of a list with boxes the lines whose box is ticked, of any other text all of it."""
    if not _BOX.search(written):
        return written
    pieces = _BOX.split(written)
    if not any(piece in _UNTICKED for piece in pieces[1::2]) and pieces[0].strip():
        return _BOX.sub(" ", written)
    return "\n".join(text.strip() for box, text in zip(pieces[1::2], pieces[2::2], strict=False) if box in _TICKED)


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23]}…"
