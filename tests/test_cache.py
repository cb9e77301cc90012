"""Checked layers kept by content: exactly as they were or not at all, whoever else writes, clears or is killed."""

from __future__ import annotations

import datetime as dt
import errno
import multiprocessing as mp
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import LineString, MultiPolygon, Point, box

from geo_ruijin.cache import Entry, Usage, clear, get, key_of, put, usage
from geo_ruijin.errors import Fault
from geo_ruijin.spec import ColumnSpec, FileSource, LayerSpec
from geo_ruijin.text import Text

KEY, OTHER = "a" * 64, "b" * 64
FAULTS = (
    Fault("layers/roofs.toml", "use", Text(zh="缺失", en="missing"), Text(zh="补上", en="add it"), serious=False),
)
RECORD = {
    "digests": ["aa", "bb"],
    "grade": Text(zh="良好", en="good"),
    "moved": 1.5,
    "none": None,
    "by": {"年": dt.date(2020, 1, 1)},
}


def roofs(count: int = 3, *, first: float = 0) -> gpd.GeoDataFrame:
    """Return square roofs of 10 m in a row, the first at `first`."""
    left = first + 20.0 * np.arange(count)
    shapes = [box(x, 0, x + 10, 10) for x in left]
    return gpd.GeoDataFrame({"use": ["住宅"] * count, "floors": range(count)}, geometry=shapes, crs="EPSG:4548")


def kept(folder: Path, data: pd.DataFrame) -> pd.DataFrame:
    """Return rows as they come back."""
    assert put(folder, "roofs", KEY, Entry(data))
    back = get(folder, "roofs", KEY)
    assert back is not None
    return back.data


# what is kept comes back


def test_an_entry_comes_back_whole(tmp_path: Path) -> None:
    data = roofs()
    data.attrs["remarks"] = [Text(zh="列 a 未使用", en="column a left out")]
    assert put(tmp_path / "cache", "roofs", KEY, Entry(data, FAULTS, RECORD))
    back = get(tmp_path / "cache", "roofs", KEY)
    assert back is not None
    assert isinstance(back.data, gpd.GeoDataFrame)
    assert_geodataframe_equal(back.data, data, check_crs=True)
    assert back.data.attrs == data.attrs
    assert back.faults == FAULTS
    assert back.record == RECORD


@pytest.mark.parametrize(
    "values",
    [
        pd.array([1, None, 2**53 + 1], dtype="Int64"),
        pd.array([1.5, None, np.inf], dtype="Float64"),
        pd.array([True, None, False], dtype="boolean"),
        pd.array(["001", None, "镕"], dtype="string"),
        pd.array(["001", None, "镕"], dtype="str"),
        pd.Series(["001", None, "镕"], dtype=object),
        pd.Series([dt.date(2020, 11, 1), None, dt.date(1, 1, 1)], dtype=object),
        pd.array(["2020-11-01", None, "2020-11-01 10:00:00.123456"], dtype="datetime64[us]"),
        pd.to_datetime(["2020-11-01", "2020-11-02", "2020-11-03"]).tz_localize("Asia/Shanghai"),
        np.array([0.1, np.nan, -0.0]),
        np.array([1, 2, 3], dtype="int16"),
        pd.Series([None, None, None], dtype=object),
        pd.Series(["一", 1, 1.5], dtype=object),
        pd.Series([True, float("nan"), dt.datetime(2020, 11, 1, 10, 0, 0, 1)], dtype=object),  # noqa: DTZ001  # as in Excel
        pd.Series([dt.time(10, 30), None, ""], dtype=object),
    ],
    ids=lambda values: str(getattr(values, "dtype", "")),
)
def test_every_type_stays_what_it_is(tmp_path: Path, values: Any) -> None:  # noqa: ANN401  # anything a column may be
    data = pd.DataFrame({"column": values, "last": 1})
    back = kept(tmp_path, data)
    assert_frame_equal(back, data, check_exact=True)
    assert [type(value) for value in back["column"]] == [type(value) for value in data["column"]]
    assert_frame_equal(kept(tmp_path, data[["column"]]), data[["column"]], check_exact=True)
    assert not isinstance(back, gpd.GeoDataFrame)
    assert_frame_equal(kept(tmp_path, data.iloc[:0]), data.iloc[:0], check_exact=True)


def test_every_shape_stays_what_it_is(tmp_path: Path) -> None:
    line, polygons = LineString([(0, 0), (1, 1)]), MultiPolygon([box(0, 0, 1, 1)])
    shapes = np.array([Point(0.1, 1 / 3, 5), None, Point(), line, polygons], dtype=object)
    data = gpd.GeoDataFrame({"n": range(5)}, geometry=shapes, crs="EPSG:4490")
    data["door"] = gpd.GeoSeries([Point(i, i) for i in range(5)], crs="EPSG:4326")
    back = kept(tmp_path, data)
    assert isinstance(back, gpd.GeoDataFrame)
    assert list(back) == list(data)
    assert back.active_geometry_name == "geometry"
    assert [shape and shape.wkb_hex for shape in back.geometry] == [shape and shape.wkb_hex for shape in shapes]
    for name in ("geometry", "door"):
        one, other = back[name].crs, data[name].crs
        assert one is not None
        assert other is not None
        assert one.srs == other.srs
        assert one.is_exact_same(other)
    for crs in (None, "EPSG:4548", "+proj=longlat +ellps=krass +no_defs"):
        empty = kept(tmp_path, gpd.GeoDataFrame({"n": [], "geometry": []}, crs=crs))
        assert isinstance(empty, gpd.GeoDataFrame)
        assert (len(empty), empty.crs, list(empty)) == (0, crs, ["n", "geometry"])


FLOATS = st.floats(allow_nan=False)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.none() | st.text(st.characters(codec="utf-8")), st.none() | FLOATS, st.none() | st.tuples(FLOATS, FLOATS)
        )
    )
)
def test_what_is_kept_comes_back_bit_by_bit(tmp_path: Path, rows: list[tuple[Any, Any, Any]]) -> None:
    data = gpd.GeoDataFrame(
        {
            "name": pd.array([name for name, _, _ in rows], dtype="string"),
            "number": pd.array([number for _, number, _ in rows], dtype="Float64"),
        },
        geometry=np.array([None if place is None else Point(place) for _, _, place in rows], dtype=object),
        crs="EPSG:4548",
    )
    back = gpd.GeoDataFrame(kept(tmp_path, data))
    assert_frame_equal(pd.DataFrame(back.drop(columns="geometry")), pd.DataFrame(data.drop(columns="geometry")))
    assert back.geometry.to_wkb().tolist() == data.geometry.to_wkb().tolist()


@pytest.mark.parametrize(
    "entry",
    [
        Entry(pd.DataFrame({"odd": [pd.Timestamp(2020, 1, 1), 1]}, dtype=object)),
        Entry(pd.DataFrame({"python": pd.array(["a"], dtype=pd.StringDtype("python"))})),
        Entry(pd.DataFrame([[1, 2]], columns=["twice", "twice"])),
        Entry(pd.DataFrame({"n": [1]}), record={"pair": (1, 2)}),
        Entry(pd.DataFrame({"n": [1]}), record={"path": Path("a")}),
        Entry(pd.DataFrame({"n": [1]}), record={"nan": float("nan")}),
    ],
    ids=["odd", "python", "twice", "tuple", "path", "nan"],
)
def test_what_would_come_back_otherwise_is_not_kept(tmp_path: Path, entry: Entry) -> None:
    assert not put(tmp_path, "roofs", KEY, entry)
    assert get(tmp_path, "roofs", KEY) is None
    assert list(tmp_path.iterdir()) == []


# what is damaged or foreign does not


def test_nothing_is_there_until_it_is_kept(tmp_path: Path) -> None:
    assert get(tmp_path / "nowhere", "roofs", KEY) is None
    assert usage(tmp_path / "nowhere") == Usage(0, 0)
    assert clear(tmp_path / "nowhere") == Usage(0, 0)
    put(tmp_path, "roofs", KEY, Entry(roofs()))
    assert get(tmp_path, "roofs", OTHER) is None
    assert get(tmp_path, "parks", KEY) is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_bit_makes_an_entry_worthless_and_it_is_replaced(tmp_path: Path, data: st.DataObject) -> None:
    put(tmp_path, "roofs", KEY, Entry(roofs(), FAULTS))
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    bit = data.draw(st.integers(0, 8 * len(whole) - 1))
    path.write_bytes(whole[: bit // 8] + bytes([whole[bit // 8] ^ 1 << bit % 8]) + whole[bit // 8 + 1 :])
    assert get(tmp_path, "roofs", KEY) is None
    path.write_bytes(whole[: bit // 8])
    assert get(tmp_path, "roofs", KEY) is None
    assert put(tmp_path, "roofs", KEY, Entry(roofs(), FAULTS))
    assert path.read_bytes() == whole


def test_an_entry_under_a_foreign_name_is_not_believed(tmp_path: Path) -> None:
    put(tmp_path, "roofs", KEY, Entry(roofs()))
    (path,) = tmp_path.iterdir()
    path.rename(path.with_name(path.name.replace(KEY[:32], OTHER[:32])))
    assert get(tmp_path, "roofs", OTHER) is None


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path)])
def test_what_is_no_file_is_no_entry(tmp_path: Path, make: Callable[[Path], None]) -> None:
    put(tmp_path, "roofs", KEY, Entry(roofs()))
    (path,) = tmp_path.iterdir()
    path.unlink()
    make(path)
    assert get(tmp_path, "roofs", KEY) is None
    put(tmp_path, "roofs", KEY, Entry(roofs()))
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


# room


def test_the_newest_entries_of_a_layer_are_kept_and_what_is_used_is_new(tmp_path: Path) -> None:
    keys = [letter * 64 for letter in "01234"]
    for i, key in enumerate(keys[:3]):
        put(tmp_path, "roofs", key, Entry(roofs()))
        path = tmp_path / f"roofs.{key[:32]}.cache"
        os.utime(path, (1000 + i, 1000 + i))
    put(tmp_path, "roofs.old", keys[0], Entry(roofs()))  # another layer, though its name begins alike
    os.utime(tmp_path / f"roofs.old.{keys[0][:32]}.cache", (1, 1))
    assert get(tmp_path, "roofs", keys[0]) is not None
    put(tmp_path, "roofs", keys[3], Entry(roofs()))
    assert [get(tmp_path, "roofs", key) is not None for key in keys] == [True, False, True, True, False]
    assert get(tmp_path, "roofs.old", keys[0]) is not None


def test_clearing_takes_entries_and_nothing_else(tmp_path: Path) -> None:
    for key in (KEY, OTHER):
        put(tmp_path, "绿地", key, Entry(roofs()))
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    (tmp_path / f".{'0' * 32}.part").write_bytes(b"12345")  # what a killed process left
    (tmp_path / "说明.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "mine.cache").write_text("mine", encoding="utf-8")
    assert usage(tmp_path) == clear(tmp_path) == Usage(3, sum(sizes) + 5)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.cache", "说明.txt"]
    assert usage(tmp_path) == Usage(0, 0)


def test_what_killed_processes_left_goes_after_a_while(tmp_path: Path) -> None:
    young, old = (tmp_path / f".{digit * 32}.part" for digit in "01")
    for path in (young, old):
        path.write_bytes(b"12345")
    os.utime(old, (time.time() - 3601,) * 2)
    put(tmp_path, "roofs", KEY, Entry(roofs()))
    assert young.exists()
    assert not old.exists()


def test_without_leave_or_room_to_write_there_is_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    assert not put(tmp_path / "file", "roofs", KEY, Entry(roofs()))
    assert get(tmp_path / "file", "roofs", KEY) is None
    assert not put(tmp_path, "长" * 100, KEY, Entry(roofs()))  # 300 bytes: no file has so long a name

    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    put(tmp_path / "cache", "roofs", KEY, Entry(roofs()))
    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", full)
        assert not put(tmp_path / "cache", "roofs", OTHER, Entry(roofs()))
    with monkeypatch.context() as folder:
        folder.setattr(os, "utime", lambda _: full(tmp_path / "full", b""))  # as where one may only read
        assert get(tmp_path / "cache", "roofs", KEY) is not None
    assert usage(tmp_path / "cache").entries == 1


# keys


def test_a_key_depends_on_all_that_shapes_the_rows() -> None:
    def spec(*columns: str, datum: str = "wgs84") -> LayerSpec:
        return LayerSpec(
            title=Text(zh="站点", en="stops"),
            geometry="point",
            columns={name: ColumnSpec(type="text") for name in columns},
            sources=[FileSource.model_validate({"kind": "file", "path": "data/a.csv", "datum": datum})],
        )

    def key(layer: LayerSpec, *files: str, crs: str = "EPSG:4548", place: bytes = b"") -> str:
        return key_of(layer, files=files, crs=crs, place=place)

    keys = [
        key(spec("a", "b"), "aa", "bb"),
        key(spec("b", "a"), "aa", "bb"),  # columns come in the order they are declared in
        key(spec("a", "b", datum="gcj02"), "aa", "bb"),
        key(spec("a", "b"), "bb", "aa"),
        key(spec("a", "b"), "aabb"),
        key(spec("a", "b"), "aa", "bb", crs="EPSG:4547"),
        key(spec("a", "b"), "aa", "bb", place=b"place"),
    ]
    assert len(set(keys)) == len(keys)
    assert key(spec("a", "b"), "aa", "bb") == keys[0]
    assert all(len(each) == 64 for each in keys)


# several processes at once


def _write(folder: Path, first: int) -> None:
    """Keep two states of a layer, one after the other, for ever."""
    entries = [Entry(roofs(100, first=i), FAULTS) for i in range(2)]
    for turn in range(first, 10**9):
        put(folder, "roofs", "ab"[turn % 2] * 64, entries[turn % 2])


def _clear(folder: Path) -> None:
    while True:
        clear(folder)
        time.sleep(0.03)


def test_writers_readers_a_clearer_and_kill_9_at_any_moment(tmp_path: Path) -> None:
    # two writers, a clearer, and this process reading; from when there is an entry, all three are killed within 0.2 s
    context = mp.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    expected = {"ab"[i] * 64: roofs(100, first=i) for i in range(2)}
    chance = random.Random(3)  # noqa: S311  # moments, not secrets
    for _ in range(8):
        clear(tmp_path)
        others = [context.Process(target=_write, args=(tmp_path, first), daemon=True) for first in range(2)]
        others.append(context.Process(target=_clear, args=(tmp_path,), daemon=True))
        for other in others:
            other.start()
        started = time.monotonic()
        while not any(_is_whole(tmp_path, key, data) for key, data in expected.items()):
            assert time.monotonic() < started + 60
        until = time.monotonic() + chance.uniform(0, 0.2)
        while time.monotonic() < until:
            for key, data in expected.items():
                _is_whole(tmp_path, key, data)
        for other in others:
            assert other.is_alive()
            other.kill()  # which is kill -9
            other.join()
        for key, data in expected.items():
            _is_whole(tmp_path, key, data)
    for key, data in expected.items():
        assert put(tmp_path, "roofs", key, Entry(data, FAULTS))
        assert _is_whole(tmp_path, key, data)
    clear(tmp_path)
    assert list(tmp_path.iterdir()) == []


def _is_whole(folder: Path, key: str, data: gpd.GeoDataFrame) -> bool:
    """Return whether there is an entry; if so, it is the right one and whole."""
    entry = get(folder, "roofs", key)
    if entry is None:
        return False
    assert_frame_equal(pd.DataFrame(entry.data.drop(columns="geometry")), pd.DataFrame(data.drop(columns="geometry")))
    assert shapely.equals_identical(entry.data["geometry"].to_numpy(), data.geometry.to_numpy()).all()
    assert entry.faults == FAULTS
    return True
