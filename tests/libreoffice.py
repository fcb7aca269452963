"""LibreOffice without a window: accepts or rejects every tracked change of a document, as a user would by menu.

Its own Python knows how to speak with it; this file is run by that Python too: `python libreoffice.py SOURCE FOLDER`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from functools import lru_cache
from pathlib import Path

COMMANDS = {"accepted": ".uno:AcceptAllTrackedChanges", "rejected": ".uno:RejectAllTrackedChanges"}


def resolved(source: Path, folder: Path) -> dict[str, Path]:
    """The document with everything accepted and with everything rejected; skips the test without LibreOffice."""
    import pytest

    python = _python()
    if python is None:
        pytest.skip("there is no LibreOffice with its Python")
    subprocess.run([python, __file__, str(source), str(folder)], check=True, timeout=240, stdin=subprocess.DEVNULL)
    return {name: folder / f"{name}.docx" for name in COMMANDS}


@lru_cache(maxsize=1)
def _python() -> str | None:
    if shutil.which("soffice") is None:
        return None
    for candidate in ("/usr/bin/python3", "/usr/lib/libreoffice/program/python"):
        if Path(candidate).exists():
            asked = subprocess.run([candidate, "-c", "import uno"], capture_output=True, check=False, timeout=60)
            if asked.returncode == 0:
                return candidate
    return None


def _main(source: Path, folder: Path) -> None:
    import uno  # type: ignore[import-not-found]

    pipe = f"plan{source.stat().st_ino}"
    with tempfile.TemporaryDirectory(prefix="plan-office-", ignore_cleanup_errors=True) as profile:
        options = [f"-env:UserInstallation={Path(profile).as_uri()}", f"--accept=pipe,name={pipe};urp;"]
        office = subprocess.Popen(["soffice", "--headless", "--norestore", *options], stderr=subprocess.DEVNULL)
        context = uno.getComponentContext()
        resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
        deadline = time.monotonic() + 120
        while True:
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:
                if time.monotonic() > deadline:
                    office.kill()
                    raise
                time.sleep(0.3)
        services = context.ServiceManager
        desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        dispatcher = services.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        for name, command in COMMANDS.items():
            document = desktop.loadComponentFromURL(source.as_uri(), "_blank", 0, (_value(uno, "Hidden", True),))
            dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, ())
            word = _value(uno, "FilterName", "MS Word 2007 XML")
            document.storeToURL((folder / f"{name}.docx").as_uri(), (word,))
            document.close(True)
        try:
            desktop.terminate()
        except Exception:
            office.terminate()
        office.wait(60)


def _value(uno: object, name: str, value: object) -> object:
    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")  # type: ignore[attr-defined]
    made.Name, made.Value = name, value
    return made


if __name__ == "__main__":
    _main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
