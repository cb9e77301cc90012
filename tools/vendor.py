"""Fetch from npm what map pages carry of other projects, as `geo_ruijin/draw/assets/vendored.toml` lists it.

Nothing is written unless every hash is as listed. Needs npm; run as ``python tools/vendor.py`` or ``make vendor``.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).parents[1] / "geo_ruijin" / "draw" / "assets"


class DiffersError(Exception):
    """What was found is not what is listed."""


def listed() -> dict[str, Any]:
    """Return what is listed of each package, by its name on npm."""
    return tomllib.loads((ASSETS / "vendored.toml").read_text(encoding="utf-8"))


def unpacked(name: str, package: Mapping[str, Any], tarball: bytes) -> dict[str, bytes]:
    """Return the listed files of a package by their names here.

    Raises
    ------
    DiffersError
        If the tarball or a file is not as listed; says what was found.
    """
    _demand(f"{name}-{package['version']}.tgz", tarball, package["tarball"])
    found = {}
    with tarfile.open(fileobj=BytesIO(tarball)) as archive:
        for file, entry in package["files"].items():
            member = archive.extractfile(f"package/{entry['from']}")
            content = b"" if member is None else member.read()
            _demand(f"{name}: {entry['from']}", content, entry["sha256"])
            found[file] = content
    return found


def _demand(what: str, content: bytes, expected: str) -> None:
    if (digest := hashlib.sha256(content).hexdigest()) != expected:
        message = f"{what} has the SHA-256 {digest}, listed is {expected}"
        raise DiffersError(message)


def _fetched(name: str, version: str) -> bytes:
    """Return a package as npm publishes it; nothing in it is run."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", folder, f"{name}@{version}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - the list is ours
        (path,) = Path(folder).glob("*.tgz")
        return path.read_bytes()


def main() -> None:
    """Fetch every package, then replace what is there."""
    try:
        packages = {
            name: unpacked(name, package, _fetched(name, package["version"])) for name, package in listed().items()
        }
    except DiffersError as error:
        sys.exit(str(error))
    shutil.rmtree(ASSETS / "vendor", ignore_errors=True)
    for name, files in packages.items():
        folder = ASSETS / "vendor" / name
        folder.mkdir(parents=True)
        for file, content in files.items():
            (folder / file).write_bytes(content)


if __name__ == "__main__":
    main()
