"""LibreOffice, which opens what a bureau opens in WPS, Word and Excel, and prints it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., None])

SOFFICE, PDFTOTEXT = shutil.which("soffice"), shutil.which("pdftotext")


def needs_office(test: Test) -> Test:
    """Mark a test that lets LibreOffice open a file; without LibreOffice it is skipped."""
    missing = SOFFICE is None or PDFTOTEXT is None
    skipped: Test = pytest.mark.skipif(missing, reason="no LibreOffice or pdftotext on this machine")(test)
    marked: Test = pytest.mark.office(skipped)
    return marked


def printed(document: Path, folder: Path) -> list[str]:
    """Return the words of each page of a document as LibreOffice prints it; the PDF is left in `folder`."""
    assert SOFFICE is not None
    assert PDFTOTEXT is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"  # two at a time do not share one
    command = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(document)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    told = subprocess.run(
        [PDFTOTEXT, "-layout", str(folder / f"{document.stem}.pdf"), "-"],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return told.stdout.decode("utf-8").split("\f")[:-1]
