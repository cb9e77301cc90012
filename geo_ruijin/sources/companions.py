"""The files that belong to a data file: a shapefile is several, a FileGDB a folder of them."""

from __future__ import annotations

import hashlib
from pathlib import Path

#: What lies beside a .shp and is read, or is kept with it: index files and ArcGIS's metadata.
_SHAPEFILE = (
    ".shp", ".shx", ".dbf", ".prj", ".cpg", ".cst", ".qpj", ".qix", ".qmd", ".sbn", ".sbx", ".fbn", ".fbx", ".ain",
    ".aih", ".ixs", ".mxs", ".idm", ".ind", ".shp.xml",
)  # fmt: skip
_RASTERS = (".tif", ".tiff", ".img", ".asc", ".jp2", ".bil", ".bsq", ".dat")
_COMPANIONS = {".shp": _SHAPEFILE, ".gml": (".gml", ".xsd", ".gfs")}


def parts(path: Path) -> list[Path]:
    """Return all files that belong to a data file, sorted: it alone, or with those that lie beside it.

    Of a shapefile they are .shp, .shx, .dbf, .prj and the others of its name, in upper or lower case; of a FileGDB
    all files in its folder; of GML its schema too.
    """
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file())
    suffixes = _COMPANIONS.get(path.suffix.lower(), _of_raster(path.suffix.lower()))
    if suffixes is None or not path.is_file():
        return [path]
    stem = path.stem.lower()
    found = [file for file in path.parent.iterdir() if file.name.lower() in {stem + suffix for suffix in suffixes}]
    return sorted(file for file in found if file.is_file())


def _of_raster(suffix: str) -> tuple[str, ...] | None:
    """Return what may lie beside a raster and says where it is: a world file, a projection, GDAL's own notes."""
    if suffix not in _RASTERS:
        return None
    world = (f"{suffix[:2]}{suffix[-1]}w", f"{suffix}w", ".wld")
    return (suffix, *world, ".prj", ".hdr", ".aux.xml", f"{suffix}.aux.xml")


def companion(path: Path, suffix: str) -> Path | None:
    """Return the file of `path` that ends in `suffix`, in upper or lower case, None where there is none."""
    return next((part for part in parts(path) if part.name.lower() == path.stem.lower() + suffix), None)


def digest(path: Path) -> str:
    """Return the SHA-256 of a data file: of one file that of its bytes, of several that of their names and digests."""
    belonging = parts(path)
    if belonging == [path]:
        return _sha256(path)
    folder = path if path.is_dir() else path.parent
    lines = [f"{part.relative_to(folder).as_posix()}\0{_sha256(part)}\n" for part in belonging]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def exists(path: Path) -> bool:
    """Whether there is a data file: a file, or the folder of a FileGDB."""
    return path.is_file() or (path.suffix.lower() == ".gdb" and path.is_dir())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
