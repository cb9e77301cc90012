"""Sites to restore: what is a candidate, what is cut out, and what each would join."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.restoration.links import forest_patches, gains_of, mesh_with
from geo_ruijin.results import Result
from tests.covers import cover, square
from tests.planes import frame, hillside, points, values

#: 100 ha.
PLACE = frame(box(0, 0, 1000, 1000))
#: Forests of 30 ha and of 20 ha, 100 m apart.
FOREST = frame(box(0, 0, 300, 1000), box(400, 0, 600, 1000))
#: 1 ha between them.
MINE = frame(box(300, 0, 400, 100), name=["石料矿"], status=["未治理"])


def restoration(**given: object) -> Result:
    """Return the answer for 100 ha; `given` are inputs and parameters that differ."""
    asked: dict[str, Any] = {
        "place": PLACE,
        "left_out_states": ("已治理",),
        "bare_codes": ("0404", "1206"),
        "kept_codes": ("01",),
        "forest_codes": ("0301",),
        "canopy_types": ("乔木林",),
        "least_canopy": 0.2,
        "plantable_types": ("宜林地",),
        "degraded_types": ("疏林",),
        "planted_types": ("未成林",),
        "bare_classes": ("bare",),
        "least_area": 0.5,
        "link_distance": 0.0,
        "steep": 25.0,
        "cell": 10.0,
        "weights": {"area": 1.0},
        **given,
    }
    return METHODS["restoration_sites"].compute(**asked)


def told(result: Result) -> str:
    return " ".join(note.en for note in result.notes)


def kinds(result: Result) -> dict[str, float]:
    """Return the area of each kind [ha]."""
    sites = result.tables["sites"].data
    return {str(kind): float(area) for kind, area in sites.groupby("kind")["area"].sum().round(6).items()}


def test_a_mine_between_two_forests_joins_them() -> None:
    result = restoration(mines=MINE, forest=FOREST)
    found = values(result)
    assert (found["sites"], found["linking_sites"]) == (1, 1)
    assert found["area"] == pytest.approx(1)
    # 30 ha and 20 ha apart, then 51 ha in one, of 100 ha
    assert found["mesh"] == pytest.approx((900 + 400) / 100)
    assert found["mesh_gain"] == pytest.approx(51**2 / 100 - 13)
    site = result.tables["sites"].data.iloc[0]
    assert (site["forest_m"], site["patches"], site["joined"]) == (0, 2, pytest.approx(20))
    assert site["gain"] == pytest.approx(51**2 / 100 - 13)
    assert site["mines"].en == "石料矿 未治理 100 %"


@pytest.mark.parametrize(("link", "patches"), [(49.9, 0), (50.0, 2), (100.0, 2), (100.2, 1)])
def test_what_lies_exactly_at_the_distance_is_joined(link: float, patches: int) -> None:
    # 50 m from either forest, which are 100.1 m apart: from there on they are one already
    mine = frame(box(350, 0, 350.1, 1000), name=["矿"])
    near = frame(box(0, 0, 300, 1000), box(400.1, 0, 600, 1000))
    found = restoration(mines=mine, forest=near, link_distance=link, least_area=0.001).tables["sites"].data
    assert found["patches"].tolist() == [patches]
    assert found["forest_m"].tolist() == pytest.approx([50])


def test_land_of_several_kinds_counts_once_with_the_first() -> None:
    land = frame(box(300, 0, 400, 200), code=["0404"])
    stands = frame(box(300, 0, 400, 300), land_type=["疏林"])
    found = restoration(mines=MINE, land_use=land, forest_inventory=stands)
    assert kinds(found) == {"mine": 1, "bare_land": 1, "degraded": 1}
    assert values(found)["area"] == pytest.approx(3)
    assert "3.0 ha of {place} are candidates" in told(found)


def test_mines_that_are_restored_are_out_whatever_the_land_use_says() -> None:
    land = frame(box(300, 0, 400, 200), code=["0404"])
    done = MINE.assign(status=["已治理"])
    found = restoration(mines=done, land_use=land)
    assert kinds(found) == {"bare_land": 1}
    assert "mines that are restored 1.0 ha" in told(found)
    silent = restoration(mines=MINE.drop(columns="status"))
    assert kinds(silent) == {"mine": 1}
    assert "1 of {mines} do not say" in told(silent)


def test_farmland_forest_and_planted_land_are_cut_out() -> None:
    mine = frame(box(0, 0, 400, 100))
    land = frame(box(0, 0, 100, 100), code=["0103"])
    stands = frame(box(100, 0, 200, 100), land_type=["未成林"])
    wood = frame(box(200, 0, 300, 100))
    found = restoration(mines=mine, land_use=land, forest=wood, forest_inventory=stands)
    assert kinds(found) == {"mine": 1}
    site = found.tables["sites"].data.geometry.iloc[0]
    assert site.equals(box(300, 0, 400, 100))
    protected = restoration(mines=mine, permanent_farmland=frame(box(0, 0, 350, 100)))
    assert kinds(protected) == {"mine": 0.5}
    assert "permanent farmland 3.5 ha" in told(protected)


def test_degraded_stands_are_sparse_ones_and_trees_without_canopy() -> None:
    stands = frame(
        *(box(100 * i, 0, 100 * i + 50, 100) for i in range(5)),
        land_type=["疏林", "乔木林", "乔木林", "乔木林", "竹林"],
        canopy=[0.1, 0.19, 0.2, 0.0, 0.1],
    )
    found = restoration(forest_inventory=stands)
    assert found.tables["sites"].data.geometry.bounds["minx"].sort_values().tolist() == [0, 100]
    assert "1 stands do not say their canopy" in told(found)
    assert "mesh" not in found.measures  # the inventory alone does not say what counts


def test_land_without_trees_is_told_apart_from_degraded_stands() -> None:
    stands = frame(box(0, 0, 100, 100), box(200, 0, 300, 200), land_type=["疏林", "宜林地"])
    assert kinds(restoration(forest_inventory=stands)) == {"plantable": 2, "degraded": 1}


def test_kinds_that_the_plan_names_come_first_and_have_their_figures() -> None:
    stands = frame(box(0, 0, 300, 300), land_type=["疏林"])
    asked = {"mines": MINE, "forest_inventory": stands}
    found = restoration(**asked, named_kinds=("mine", "bare_land"))
    assert values(found)["named_sites"] == 1
    assert values(found)["named_area"] == pytest.approx(1)
    assert values(found)["area"] == pytest.approx(10)
    sites = found.tables["sites"].data
    assert sites["kind"].tolist() == ["mine", "degraded"]  # though the other is larger
    assert sites["named"].tolist() == [True, False]
    silent = restoration(**asked)
    assert silent.tables["sites"].data["kind"].tolist() == ["degraded", "mine"]
    assert "named_area" not in silent.measures
    with pytest.raises(MethodError, match="no kind 'mines'"):
        restoration(**asked, named_kinds=("mines",))


def test_forest_drawn_twice_counts_once() -> None:
    """A stand of 100 m x 100 m twice: a patch of 1 ha of 100, and none of 2."""
    stand = box(0, 0, 100, 100)
    found = restoration(mines=MINE, forest=frame(stand, stand))
    assert values(found)["mesh"] == pytest.approx(1 / 100)
    assert "overlap on 1.0 ha" in told(found)
    assert "overlap on" not in told(restoration(mines=MINE, forest=FOREST))


def test_without_forest_no_kind_says_what_it_links() -> None:
    assert "linking" not in restoration(mines=MINE).tables["kinds"].columns
    assert restoration(mines=MINE, forest=FOREST).tables["kinds"].data["linking"].tolist() == [1]


@pytest.mark.parametrize(("least", "sites"), [(1.0, 1), (1.001, 0)])
def test_exactly_the_least_area_counts(least: float, sites: int) -> None:
    found = restoration(mines=MINE, least_area=least)
    assert values(found)["sites"] == sites
    assert ("1 pieces below" in told(found)) == (not sites)


def test_land_outside_the_place_does_not_count() -> None:
    found = restoration(mines=frame(box(-100, 0, 100, 100), box(-300, 0, -100, 100)))
    assert kinds(found) == {"mine": 1}


def test_without_an_inventory_forest_is_that_of_the_land_use() -> None:
    land = frame(box(0, 0, 300, 1000), code=["0301K"])
    found = restoration(mines=MINE, land_use=land)
    assert values(found)["mesh"] == pytest.approx(9)
    assert "for want of parcels of forest" in told(found)


def test_without_any_forest_sites_are_told_all_the_same() -> None:
    found = restoration(mines=MINE)
    assert "mesh" not in found.measures
    assert "forest_m" not in found.tables["sites"].columns
    assert "With neither parcels of forest nor land use" in told(found)
    assert "No permanent farmland was supplied" in told(found)


def test_bare_ground_of_a_raster(tmp_path: Path) -> None:
    place = frame(square(0, 0, 4, 2))
    drawn = cover(tmp_path, 2023, "bbTc", "bbTb")
    found = restoration(place=place, cover=drawn, least_area=2.0)
    assert kinds(found) == {"bare_hill": 4}
    other = cover(tmp_path, 2022, "TTTc", letters={"T": "tree", "c": "crop"})
    mine = frame(square(0, 0, 1, 1))
    assert "does not tell bare apart" in told(restoration(place=place, mines=mine, cover=other))


def test_slopes_are_means_and_steep_parts(tmp_path: Path) -> None:
    rise = float(np.tan(np.radians(30)))
    found = restoration(mines=MINE, elevation=hillside(tmp_path, rise))
    assert found.tables["sites"].data["slope"].iloc[0] == pytest.approx(30, abs=0.1)
    assert values(found)["steep_area"] == pytest.approx(1)
    assert found.measures["steep_area"].low is None
    gentle = restoration(mines=MINE, elevation=hillside(tmp_path, rise), steep=31.0)
    assert values(gentle)["steep_area"] == 0


def test_ground_without_heights_leaves_the_steep_area_open(tmp_path: Path) -> None:
    beyond = frame(box(9000, 0, 10000, 1000))
    mine = frame(box(9000, 0, 9100, 100))
    steep = restoration(place=beyond, mines=mine, elevation=hillside(tmp_path, 1.0)).measures["steep_area"]
    assert (steep.low, steep.value) == (0, 0)
    assert steep.high == pytest.approx(1)


def test_conflicts_are_named_with_their_share() -> None:
    plants = frame(box(300, 0, 350, 100), rank=[7])
    line = frame(box(300, 0, 400, 25))
    found = restoration(mines=MINE, solar_sites=plants, ecological_red_line=line)
    assert found.tables["sites"].data["conflicts"].iloc[0].en == (
        "site 7 for photovoltaics 50 %, within the ecological red line 25 %"
    )
    assert values(found)["solar_area"] == pytest.approx(0.5)
    assert values(found)["red_line_area"] == pytest.approx(0.25)
    assert kinds(found) == {"mine": 1}  # told, not cut out
    assert values(restoration(mines=MINE, solar_sites=plants.iloc[:0])).keys() == values(restoration(mines=MINE)).keys()


def test_places_and_divisions() -> None:
    by = frame(box(0, 0, 1000, 500), box(0, 500, 1000, 1000), name=["南", "北"])
    villages = points((350, 200), (350, 900), name=["近村", "远村"])
    found = restoration(mines=MINE, by=by, villages=villages)
    site = found.tables["sites"].data.iloc[0]
    assert (site["division"], site["village"]) == ("南", "近村")
    zones = found.tables["zones"].data
    assert zones["name"].tolist() == ["南", "北"]
    assert zones["area"].tolist() == [1, 0]


def test_weights_decide_the_order() -> None:
    mines = frame(box(300, 0, 400, 100), box(700, 0, 900, 100), name=["小", "大"])
    asked = {"mines": mines, "forest": FOREST}
    by_area = restoration(**asked, weights={"area": 1.0}).tables["sites"].data
    assert by_area["area"].tolist() == pytest.approx([2, 1])
    by_links = restoration(**asked, weights={"area": 1.0, "joined": 2.0}).tables["sites"].data
    assert by_links["area"].tolist() == pytest.approx([1, 2])
    # the smaller: half of 100 by area, 100 twice by what it joins
    assert by_links["score"].tolist() == pytest.approx([(50 + 200) / 3, (100 + 100) / 3])


def test_no_site_at_all_is_an_answer() -> None:
    by = frame(box(0, 0, 1000, 1000), name=["全"])
    found = restoration(mines=MINE.iloc[:0], forest=FOREST, by=by, weights={"area": 1.0, "joined": 1.0})
    assert values(found)["sites"] == 0
    assert values(found)["mesh_gain"] == pytest.approx(0)
    assert found.tables["zones"].data["area"].tolist() == [0]


def test_without_any_layer_of_candidates_a_note_says_what_to_add() -> None:
    found = restoration()
    assert not found.measures
    assert "No layer holds candidates" in told(found)


def test_refusals_say_what_to_do() -> None:
    with pytest.raises(MethodError, match="above 0"):
        restoration(mines=MINE, least_area=0.0)
    with pytest.raises(MethodError, match="cannot rank by 'size'"):
        restoration(mines=MINE, weights={"size": 1.0})
    with pytest.raises(MethodError, match="should not be below 0"):
        restoration(mines=MINE, weights={"area": -1.0})


@settings(max_examples=40, deadline=None)
@given(
    wood=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12, unique=True),
    free=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=4, unique=True),
)
def test_one_site_alone_gains_what_all_of_one_gain(wood: list[tuple[int, int]], free: list[tuple[int, int]]) -> None:
    sites = [cell for cell in free if cell not in wood] or [(20, 20)]
    parcels = np.array([box(10 * x, 10 * y, 10 * x + 10, 10 * y + 10) for x, y in wood], dtype=object)
    found = np.array([box(10 * x, 10 * y, 10 * x + 10, 10 * y + 10) for x, y in sites], dtype=object)
    forest = forest_patches(parcels, box(0, 0, 300, 300), link=0.0)
    # patches hold all of the forest, and those that meet in corners hang together: as unions do
    assert forest.area.sum() == pytest.approx(100 * len(wood))
    gains = gains_of(found, forest)
    for at in range(len(found)):
        assert mesh_with(found[[at]], forest) - forest.mesh == pytest.approx(gains.mesh[at])
    assert mesh_with(found, forest) - forest.mesh >= gains.mesh.max() - 1e-6
    assert (gains.joined <= shapely.area(parcels).sum()).all()
