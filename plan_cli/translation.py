"""Messages in the user's language: English in the code, other languages in `locale/` (gettext catalogues).

The language is `PLAN_LANG`, or else the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`), read once at start.
"""

from __future__ import annotations

import gettext as _gettext
import os
from functools import lru_cache
from pathlib import Path

DOMAIN = "plan"
LOCALE_FOLDER = Path(__file__).parent / "locale"
ENGLISH, CHINESE = "en", "zh_CN"


def chosen_language(environment: dict[str, str] | None = None) -> str:
    """The language of messages, `en` or `zh_CN`, from `PLAN_LANG` or else the POSIX locale variables in their order."""
    variables = os.environ if environment is None else environment
    for name in ("PLAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = variables.get(name, "")
        if value:
            return CHINESE if value.lower().startswith("zh") else ENGLISH
    return ENGLISH


@lru_cache(maxsize=1)
def _catalogue() -> _gettext.NullTranslations:
    language = chosen_language()
    if language == ENGLISH:
        return _gettext.NullTranslations()
    return _gettext.translation(DOMAIN, LOCALE_FOLDER, [language], fallback=True)


def _(message: str) -> str:
    """The message in the user's language."""
    return _catalogue().gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """The message for that number of things, in the user's language."""
    return _catalogue().ngettext(singular, plural, number)


def N_(message: str) -> str:  # noqa: N802 - the name that catalogue extractors know
    """Marks a message for translation that is translated later, where it is shown."""
    return message
