"""What pages carry of other projects is what was published, and the script that fetches it takes nothing else."""

from __future__ import annotations

import hashlib
import tarfile
from io import BytesIO
from typing import Any

import pytest

from geo_ruijin.draw.inlined import inline_script
from tools.vendor import ASSETS, DiffersError, listed, unpacked

LISTED = listed()
FILES = {
    f"{name}/{file}": entry["sha256"] for name, package in LISTED.items() for file, entry in package["files"].items()
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_what_was_published(name: str) -> None:
    assert hashlib.sha256((ASSETS / "vendor" / name).read_bytes()).hexdigest() == FILES[name]


def test_nothing_else_is_there_and_every_package_has_its_licence() -> None:
    folder = ASSETS / "vendor"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == FILES.keys()
    assert {f"{name}/LICENSE" for name in LISTED} <= there
    assert all(package["licence"] for package in LISTED.values())


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".js")])
def test_a_script_stands_on_the_page_with_its_licence_and_swallows_nothing(name: str) -> None:
    script = inline_script(f"vendor/{name}")
    licence = (ASSETS / "vendor" / name).with_name("LICENSE").read_text(encoding="utf-8").strip()
    assert script.startswith(f"/*\n{licence}\n*/")
    assert "*/" not in licence
    assert "sourceMappingURL" not in script
    assert "</script" not in script.casefold()


def packed(content: bytes) -> bytes:
    """Return a tarball as npm makes them, with one script."""
    whole = BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        entry = tarfile.TarInfo("package/dist/a.js")
        entry.size = len(content)
        archive.addfile(entry, BytesIO(content))
    return whole.getvalue()


def entry_of(tarball: bytes, content: bytes) -> dict[str, Any]:
    digest = hashlib.sha256
    file = {"from": "dist/a.js", "sha256": digest(content).hexdigest()}
    return {"version": "1.0.0", "tarball": digest(tarball).hexdigest(), "files": {"a.js": file}}


def test_what_is_fetched_must_be_as_listed() -> None:
    tarball = packed(b"let a;")
    assert unpacked("a", entry_of(tarball, b"let a;"), tarball) == {"a.js": b"let a;"}
    with pytest.raises(DiffersError, match=r"^a: dist/a\.js has the SHA-256"):
        unpacked("a", entry_of(tarball, b"let b;"), tarball)
    with pytest.raises(DiffersError, match=r"^a-1\.0\.0\.tgz has the SHA-256"):
        unpacked("a", entry_of(b"another", b"let a;"), tarball)
