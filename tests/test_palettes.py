"""Colours of rasters: told apart by everybody, and one for every word."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from geo_ruijin.draw.palettes import PALETTES, RAMPS, ramp_of, shades_of
from geo_ruijin.draw.styles import STYLES
from geo_ruijin.errors import GeoRuijinError
from geo_ruijin.raster import Band

#: What reaches the eye of those who see all colours, who lack green and who lack red, in linear RGB (Machado, Oliveira
#: and Fernandes, 2009, table 1, severity 1).
EYES = {
    "all": np.eye(3),
    "no green": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no red": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour: str, eye: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a colour in CIELAB (D65) as an eye sees it."""
    value = np.array([*bytes.fromhex(colour[1:])]) / 255
    linear = eye @ np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(TO_XYZ @ linear.clip(0, 1) / TO_XYZ.sum(axis=1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eye", EYES)
def test_any_two_classes_are_told_apart(eye: str) -> None:
    shades = PALETTES["cover"].values()
    seen = {shade.title.en: lab(str(shade.colour), EYES[eye]) for shade in shades}
    near = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in combinations(seen, 2)}
    assert min(near.values()) > 20, min(near, key=lambda pair: near[pair])


@pytest.mark.parametrize("ramp", RAMPS)
def test_more_is_darker_whatever_the_eye(ramp: str) -> None:
    for eye in EYES.values():
        lightness = [lab(colour, eye)[0] for _, colour in RAMPS[ramp].classes if colour]
        assert (np.diff(lightness) < -6).all()


def test_every_word_of_land_cover_has_a_colour() -> None:
    known = "tree shrub grass crop built bare snow water wetland mangrove moss"
    assert list(PALETTES["cover"]) == known.split()


def test_the_palette_that_knows_a_word_is_taken_where_none_is_named() -> None:
    band = Band(1, None, "uint8", {1: "road", 2: "water"})
    assert [shade.colour for shade in shades_of(None, band).values()] == ["#0064c8", "#332288"]


def test_words_nobody_knows_get_colours_of_their_own_and_the_rest_is_grey() -> None:
    band = Band(1, None, "uint8", {code: f"w{code}" for code in range(11)})
    colours = [shade.colour for shade in shades_of(None, band).values()]
    assert len(set(colours[:9])) == 9
    assert colours[9:] == ["#8c8c8c"] * 2


def test_yes_and_no_are_said_in_both_languages() -> None:
    shades = shades_of(None, Band(1, None, "uint8", {0: False, 1: True}))
    assert [shade.title.zh for shade in shades.values()] == ["否", "是"]


def test_an_unknown_style_names_the_nearest_that_fits() -> None:
    with pytest.raises(GeoRuijinError, match=r"'covr'.*'cover'"):
        shades_of("covr", Band(1, None, "uint8", {1: "tree"}))
    with pytest.raises(GeoRuijinError, match=r"''.*canopy, occurrence$"):
        ramp_of(None, Band(1, None, "uint8", None, "%"))


def over(style: str, ground: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the colour (red, green, blue) of a filling over what lies under it."""
    look = STYLES[style]
    fill = np.array([*bytes.fromhex(str(look.fill)[1:])], dtype=float)
    return fill * look.fill_opacity + ground * (1 - look.fill_opacity)


@pytest.mark.parametrize("eye", EYES)
def test_areas_that_lie_over_one_another_are_told_apart(eye: str) -> None:
    area = over("area", np.array([0xF6, 0xF5, 0xF1], dtype=float))
    alone = {name: over(name, area) for name in ("reached", "gap", "unreachable")} | {"area": area}
    newly = {f"newly over {name}": over("newly_reached", alone[name]) for name in ("area", "reached", "gap")}
    seen = {
        name: lab("#" + bytes(rgb.round().astype(int).tolist()).hex(), EYES[eye])
        for name, rgb in (alone | newly).items()
    }
    near = {
        (a, b): float(np.linalg.norm(seen[a] - seen[b]))
        for a, b in combinations(seen, 2)
        if not (a in newly and b in newly)
    }
    assert min(near.values()) > 12, min(near, key=lambda pair: near[pair])
