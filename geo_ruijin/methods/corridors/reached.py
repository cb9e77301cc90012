"""Which station reaches which part of the main roads by itself, for trying other choices on a page."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geo_ruijin.methods.corridors.choosing import Choosing
from geo_ruijin.methods.corridors.roads import KILOMETRE, ROUNDING
from geo_ruijin.methods.corridors.sites import Sites
from geo_ruijin.methods.counting.rows import division_of, words
from geo_ruijin.methods.proofs import proof
from geo_ruijin.siting import Answer
from geo_ruijin.text import Text
from geo_ruijin.whatif import Reading, WhatIf


def what_if(
    choosing: Choosing, sites: Sites, standing: gpd.GeoDataFrame, answer: Answer, by: gpd.GeoDataFrame
) -> WhatIf:
    """Return the sites and stations with the points of the roads each reaches, there and back.

    A point is reached by one station, not by two: where roads are one-way this is a little less than what is measured.
    """
    roads = choosing.survey.roads
    trip = choosing.arrive[:, : choosing.known] + choosing.leave[:, : choosing.known]
    reached = (trip <= choosing.survey.limit + ROUNDING).T
    some = reached.any(axis=1)
    rows = gpd.GeoDataFrame(
        {
            "name": pd.concat([sites.rows["name"], words(standing, "name").fillna("?")], ignore_index=True),
            "present": np.arange(choosing.known) >= choosing.new,
            "chosen": np.isin(np.arange(choosing.known), answer.chosen),
        },
        geometry=pd.concat([sites.rows.geometry, standing.geometry], ignore_index=True),
        crs=roads.crs,
    )
    names = division_of(roads.all_points, by)
    groups = tuple(sorted(names.unique()))
    reading = Reading(
        id="roads",
        title=Text(zh="半个间距以内有站的里程", en="Length of road within half the spacing of a station"),
        unit="km",
        weights=roads.span / KILOMETRE,
        group=pd.Index(groups).get_indexer(names),
        reached=csr_array(reached[some].astype(np.float64)),
        wanted=100.0,
        places=roads.all_points,
    )
    number, said = len(answer.chosen), proof(answer)
    fewest = Text(zh=f"最少新建 {number} 处({said.zh})", en=f"{number} new stations at least ({said.en})")
    return WhatIf(gpd.GeoDataFrame(rows[some].reset_index(drop=True)), groups, (reading,), fewest)
