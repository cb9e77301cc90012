"""A picture of a map, small enough for the page that leads to it."""

from __future__ import annotations

import base64
import io

from PIL import Image

#: How wide the picture is at most, for a card half as wide on a sharp screen [pixel], and how many colours it keeps.
WIDTH, COLOURS = 400, 96


def thumbnail(picture: bytes) -> str:
    """Return a PNG as a data URI, `WIDTH` pixels wide or as wide as it is; the same picture gives the same one."""
    with Image.open(io.BytesIO(picture)) as given:
        small = given.convert("RGB")
        small.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    small.quantize(COLOURS).save(kept, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(kept.getvalue()).decode()}"
