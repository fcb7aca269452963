"""Every test runs with an identity of its own and without the machine's git configuration, in English."""

from __future__ import annotations

import os

import pytest

from typeset_documents import Typeset
from typeset_documents import typeset as _typeset


@pytest.fixture(scope="session", autouse=True)
def _own_git(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    configuration = home / "gitconfig"
    configuration.write_text(
        "[user]\n\tname = 起草人\n\temail = drafter@example.org\n[init]\n\tdefaultBranch = main\n", encoding="utf-8"
    )
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    os.environ.update(HOME=str(home), GIT_CONFIG_GLOBAL=str(configuration), GIT_CONFIG_NOSYSTEM="1", PLAN_LANG="en")
    os.environ.pop("NO_COLOR", None)


@pytest.fixture(scope="session")
def typeset(tmp_path_factory: pytest.TempPathFactory, _own_git: None) -> dict[str, Typeset]:
    """The documents whose pages are measured."""
    return _typeset(tmp_path_factory)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI everything is installed that a test needs: one that skips there would prove nothing, and fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
