"""A picture as a small PNG: of 256 colours, of which those of the map are exact."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.spatial import cKDTree

#: Colours of a palette, and those of them that are kept as they are: the fillings; others smooth the edges of letters.
_COLOURS, _EXACT = 256, 160

#: Colours that share the first bits of red, green and blue stand in one palette entry, if in none of their own.
_BITS = 5

_BYTE, _HIGH = 0xFF, 16


def small_png(image: NDArray[np.uint8], *, dpi: int) -> bytes:
    """Return an image as a PNG with a palette.

    Pillow's own choice of colours changes white and merges it with what is nearly white. Here the colours of the
    largest even areas stay exact, so that a filling on the map is that of the page, however small its swatch in the
    legend is beside all the edges of letters and lines; each of the others becomes the nearest one. The same image
    gives the same bytes.

    Parameters
    ----------
    image : uint8, shape (rows, columns, 3)
        Red, green and blue.
    dpi
        How large it is printed.
    """
    red, green, blue = (image[..., at].astype(np.uint32) for at in range(3))
    packed = red << _HIGH | green << 8 | blue
    there, counts = np.unique(packed, return_counts=True)
    colours = np.stack([there >> _HIGH, there >> 8 & _BYTE, there & _BYTE], axis=1)
    flat = np.zeros(len(there), dtype=np.int64)
    inside = packed[:-1, :-1]
    even, amounts = np.unique(inside[(inside == packed[1:, :-1]) & (inside == packed[:-1, 1:])], return_counts=True)
    flat[np.searchsorted(there, even)] = amounts
    order = np.argsort(-flat, kind="stable")
    palette = colours[order[:_EXACT]]
    if len(others := order[_EXACT:]):
        palette = np.concatenate([palette, _between(colours[others], counts[others])])
    table = np.zeros(1 << 24, dtype=np.uint8)
    table[there] = cKDTree(palette).query(colours)[1]
    made = Image.fromarray(table[packed])
    made.putpalette(palette.astype(np.uint8).tobytes())
    with io.BytesIO() as memory:
        made.save(memory, "PNG", dpi=(dpi, dpi))
        return memory.getvalue()


def _between(colours: NDArray[np.uint32], counts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Return the middle colours of the groups of like colours that have most pixels."""
    shift = 8 - _BITS
    keys = colours >> shift
    _, group = np.unique(keys[:, 0] << _HIGH | keys[:, 1] << 8 | keys[:, 2], return_inverse=True)
    weight = np.bincount(group, counts)
    middles = np.stack([np.bincount(group, counts * colours[:, at]) / weight for at in range(3)], axis=1)
    most = np.argsort(-weight, kind="stable")[: _COLOURS - _EXACT]
    return np.rint(middles[most]).astype(np.uint32)
