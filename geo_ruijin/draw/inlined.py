"""The scripts, styles and pictures of `geo_ruijin/draw/assets` as a page carries them."""

from __future__ import annotations

import base64
import json
import re
from importlib.resources import files
from importlib.resources.abc import Traversable

#: Where what is of other projects lies; each package of it has its LICENSE beside it.
VENDORED = "vendor/"

LEAFLET = f"{VENDORED}leaflet/leaflet"

#: Leaflet's options of the default marker, and the picture each takes.
_MARKER = {"iconUrl": "marker-icon", "iconRetinaUrl": "marker-icon-2x", "shadowUrl": "marker-shadow"}


def read_asset(name: str) -> str:
    """Return the text of a file in `geo_ruijin/draw/assets`."""
    return _asset(name).read_text(encoding="utf-8")


def inline_script(name: str) -> str:
    """Return a script, behind the licence of whoever wrote it where that is not this project.

    The source map comment is left out: it would swallow what stands behind it.
    """
    script = re.sub(r"//[#@] sourceMappingURL=.*$", "", read_asset(name), flags=re.MULTILINE)
    if not name.startswith(VENDORED):
        return script
    licence = read_asset(f"{name.rpartition('/')[0]}/LICENSE")
    return f"/*\n{licence.strip()}\n*/\n{script}"


def inline_style(name: str) -> str:
    """Return a style sheet without references to images: the folded layer control, which has them, is not used."""
    return re.sub(r"url\(images/[\w.-]+\)", "none", read_asset(name))


def default_marker() -> str:
    """Return a script that gives Leaflet's default marker its pictures as data: a plain marker needs no network."""
    pictures = {option: _as_data(f"{VENDORED}leaflet/{name}.png") for option, name in _MARKER.items()}
    # an empty path, else Leaflet looks for one in its style sheet and puts it before the data
    return f"L.Icon.Default.imagePath = '';\nL.Icon.Default.mergeOptions({json.dumps(pictures)});\n"


def _as_data(name: str) -> str:
    return f"data:image/png;base64,{base64.b64encode(_asset(name).read_bytes()).decode()}"


def _asset(name: str) -> Traversable:
    return files("geo_ruijin.draw").joinpath("assets", *name.split("/"))
