"""The files of a new plan repository, from `plan-repo-template/`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from plan_cli import __version__, resources
from plan_cli.errors import UsageError
from plan_cli.scaffold.templating import filled_folder, read_folder
from plan_cli.translation import _

_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new plan needs to know. Years are both part of the period."""

    title: str
    organization: str
    start_year: int
    end_year: int
    region: str = ""
    short_title: str = ""
    period_name: str = ""
    organization_id: str = "association"

    def values(self) -> dict[str, object]:
        """The variables of the templates, with what was left open filled in."""
        filled: dict[str, object] = asdict(self)
        filled["short_title"] = self.short_title or self.title
        filled["period_name"] = self.period_name or period_name(self.start_year, self.end_year)
        filled["region"] = self.region or self.organization
        filled["plan_version"] = __version__
        return filled


def period_name(start_year: int, end_year: int) -> str:
    """十三五 for 2016 to 2020, by the count of the national five-year plans since 1953; else the years."""
    ordinal, rest = divmod(start_year - 1951, 5)
    if end_year - start_year != 4 or rest or not 6 <= ordinal <= 29:
        return f"{start_year}—{end_year}年"
    tens, ones = divmod(ordinal, 10)
    chinese = ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    return f"{chinese}五"


def check_years(start_year: int, end_year: int) -> None:
    """Refuse years that are no period.

    Raises:
        UsageError: they are out of order or out of reach.
    """
    if not 1949 <= start_year <= end_year <= 2199 or end_year - start_year > 50:
        raise UsageError(_("{start} to {end} is not a planning period").format(start=start_year, end=end_year))


def examples() -> list[str]:
    """The examples that come with the tool."""
    return sorted(folder.name for folder in (_template() / "examples").iterdir() if folder.is_dir())


def example_files(name: str) -> dict[str, bytes]:
    """The files of an example plan, by path.

    Raises:
        UsageError: there is no such example.
    """
    if name not in examples():
        raise UsageError(
            _("there is no example {name}").format(name=name), _("known: {listed}").format(listed=", ".join(examples()))
        )
    folder = _template() / "examples" / name
    values = yaml.safe_load((folder / "answers.yaml").read_text(encoding="utf-8"))
    given = read_folder(folder / "files")
    replaced = {path.split("/")[0] for path in given if "/" in path}
    skeleton = {
        path: content for path, content in _skeleton(Answers(**values)).items() if path.split("/")[0] not in replaced
    }
    return {**skeleton, **given}


def new_files(answers: Answers) -> dict[str, bytes]:
    """The files of a new plan, by path.

    Raises:
        UsageError: the years are no period.
    """
    check_years(answers.start_year, answers.end_year)
    return _skeleton(answers)


def _template() -> Path:
    return resources.folder("plan-repo-template")


def _skeleton(answers: Answers) -> dict[str, bytes]:
    return filled_folder(_template() / "skeleton", answers.values())
