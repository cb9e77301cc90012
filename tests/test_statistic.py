"""A reported figure; what makes one unusable is tested with the targets."""

from __future__ import annotations

import pandas as pd
import pytest

from geo_ruijin.statistic import statistic

ROW = {"id": "cars", "value": 3100, "unit": "辆", "year": 2025, "source": "市统计局"}


def test_a_figure_with_where_it_is_from() -> None:
    found = statistic(pd.DataFrame([ROW]), "cars", unit="vehicles")
    assert (found.value, found.year, found.source, found.modelled) == (3100, 2025, "市统计局", False)
    assert found.why.en == "Reported for 2025: 市统计局"


@pytest.mark.parametrize(("nature", "modelled"), [("real", False), (None, False), ("modelled", True), ("估计", True)])
def test_the_nature_of_the_row(nature: str | None, modelled: bool) -> None:  # noqa: FBT001 - what is expected
    assert statistic(pd.DataFrame([ROW | {"nature": nature}]), "cars", unit="vehicles").modelled is modelled


def test_a_year_beside_missing_ones() -> None:
    # pandas reads whole numbers beside missing ones as 2025.0
    rows = pd.DataFrame([ROW, {"id": "other"}])
    assert statistic(rows, "cars", unit="vehicles").why.en == "Reported for 2025: 市统计局"
