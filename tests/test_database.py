"""Tables of a PostGIS database: every type and shape, nothing half-read, no password anywhere."""

from __future__ import annotations

import math
import os
import socket
import traceback
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from psycopg import sql
from pydantic import SecretStr
from pyproj import CRS
from shapely import LineString, Point, box

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.database import read_table
from geo_ruijin.sources.database_address import split_address
from geo_ruijin.sources.database_tables import DatabaseTable, tables_of
from tests.postgis import PASSWORD, Server, running

pytestmark = pytest.mark.postgis

SECRET = SecretStr(PASSWORD)


@pytest.fixture(scope="module")
def postgis() -> Iterator[Server]:
    with running() as server, server.database("empty"):
        yield server


@pytest.fixture(autouse=True)
def _no_password_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))


@pytest.fixture
def town(postgis: Server) -> Iterator[str]:
    """Give the address of a database that goes with the test; PostGIS is not made anew, which takes far longer."""
    with postgis.database("town", postgis=False, template="empty"):
        yield postgis.by_socket()


def features(url: str, table: str, **options: str) -> gpd.GeoDataFrame:
    rows = read_table(url, table, **options)  # type: ignore[arg-type]  # all its options that tests give are text
    assert isinstance(rows, gpd.GeoDataFrame)
    return rows


def remarks(rows: pd.DataFrame) -> list[str]:
    return [remark.en for remark in rows.attrs["remarks"]]


# the address


def test_an_address_is_database_and_table_and_its_password_goes() -> None:
    address = split_address("postgresql://li:p%40ss@gis.local:5433/瑞金/交通.公交 站点?sslmode=require")
    assert address.url == "postgresql://li@gis.local:5433/瑞金?sslmode=require"
    assert address.table == "交通.公交 站点"
    assert address.password is not None
    assert address.password.get_secret_value() == "p@ss"
    assert "p@ss" not in repr(address)
    assert "p%40ss" not in repr(address)


@pytest.mark.parametrize(
    ("address", "url", "table"),
    [
        ("postgresql://h/db", "postgresql://h/db", None),
        ("postgresql://h/db/", "postgresql://h/db", None),
        ("postgresql://h/db/t", "postgresql://h/db", "t"),
        ("postgres://h/db/a.t", "postgresql://h/db", "a.t"),
        ("postgresql://h/db/a/b", "postgresql://h/db", "a/b"),
        ("postgresql://h/db/100%25", "postgresql://h/db", "100%"),
        ("postgresql:///db/t?host=/run/x&password=pw", "postgresql:///db?host=%2Frun%2Fx", "t"),
        ("postgresql://[::1]:5433/db/t", "postgresql:///db?host=%3A%3A1&port=5433", "t"),
        ("postgresql://a:1,b:2/db/t", "postgresql:///db?host=a,b&port=1,2", "t"),
        ("postgresql://u%40x:pw@h/d%3Fb/t", "postgresql://u%40x@h/d%3Fb", "t"),
    ],
)
def test_what_is_written_down_means_the_same_to_everybody(address: str, url: str, table: str | None) -> None:
    split = split_address(address)
    assert (split.url, split.table) == (url, table)
    assert split_address(split.url).url == url
    assert split_address(url).password is None


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://li:hemlich/1@h/db/t",  # libpq takes "li" for the host and the rest for a database
        "postgresql://li:hemlich?1@h/db/t",
        "postgresql://li:hemlich@1@h/db/t",
        "postgresql://li@h/db?sslpassword=hemlich",
        "postgresql://li@h/db?hemlich=1",
        "mysql://li:hemlich@h/db",
        "host=h password=hemlich",
        "postgresql://li:hem%lich@h/db",
        "",
    ],
)
def test_an_address_that_is_unclear_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(SourceError) as refusal:
        split_address(address)
    said = refusal.value.say("zh") + repr(refusal.value) + "".join(traceback.format_exception(refusal.value))
    assert "hemlich" not in said


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_any_password_is_stripped(password: str) -> None:
    quoted = "".join(f"%{byte:02X}" for byte in password.encode())
    address = split_address(f"postgresql://u:{quoted}@h/db/t")
    assert address.url == "postgresql://u@h/db"
    assert address.password == SecretStr(password)


# what comes in


def test_every_type_comes_in_as_what_it_is(postgis: Server, town: str) -> None:
    postgis.run(
        "CREATE TYPE use AS ENUM ('住宅')",
        "CREATE DOMAIN floors AS smallint",
        """CREATE TABLE t (i smallint, l bigint, code numeric(12,0), n numeric, f real, m money, b boolean, d date,
           ts timestamp, s varchar(20), c char(4), j jsonb, a text[], e use, dom floors, u uuid, y bytea)""",
        """INSERT INTO t VALUES (1, 9007199254740993, 360781001001, 1.5, 0.5, 2.25::numeric::money, true, '2020-11-01',
           '2020-11-01 10:00:00.5', '红井', 'ab', '{"k": 1}', '{甲,乙}', '住宅', 6,
           '00000000-0000-0000-0000-000000000001', 'x')""",
        "INSERT INTO t (i, code, n) VALUES (NULL, 'NaN', 'NaN')",
    )
    rows = read_table(town, "t")
    assert not isinstance(rows, gpd.GeoDataFrame)
    assert rows.iloc[0].to_dict() == {
        "i": 1,
        "l": 2**53 + 1,  # the first whole number that a float cannot hold
        "code": 360781001001,
        "n": 1.5,
        "f": 0.5,
        "m": 2.25,
        "b": True,
        "d": pd.Timestamp(2020, 11, 1),
        "ts": pd.Timestamp(2020, 11, 1, 10, 0, 0, 500_000),
        "s": "红井",
        "c": "ab",
        "j": '{"k": 1}',
        "a": "{甲,乙}",
        "e": "住宅",
        "dom": 6,
        "u": "00000000-0000-0000-0000-000000000001",
    }
    assert rows.iloc[1].isna().all()
    kinds = {"i": "Int64", "l": "Int64", "code": "Int64", "dom": "Int64", "n": "float64", "f": "float64"}
    assert rows.dtypes.astype(str).to_dict() == {
        **dict.fromkeys(rows, "string"),
        **kinds,
        "m": "float64",
        "b": "boolean",
        "d": "datetime64[us]",
        "ts": "datetime64[us]",
    }
    assert remarks(rows) == ["column y is of type bytea, left out"]


def test_days_are_those_of_the_servers_clock_however_it_writes_them(postgis: Server, town: str) -> None:
    # midnight in Shanghai is still the day before in Greenwich
    postgis.run(
        "CREATE TABLE t (at timestamptz, until date, past date)",
        "INSERT INTO t VALUES ('2020-11-01 00:00+08', '2020-11-02', '0044-03-15 BC'), (NULL, 'infinity', NULL)",
        "ALTER DATABASE town SET timezone = 'Asia/Shanghai'",
        "ALTER DATABASE town SET datestyle = 'SQL, DMY'",
    )
    try:
        rows = read_table(town, "t")
    finally:
        postgis.run("ALTER DATABASE town RESET ALL")
    assert rows["at"].tolist() == [pd.Timestamp(2020, 11, 1), pd.NaT]
    assert rows["until"].tolist() == ["2020-11-02", "infinity"]
    assert rows["past"].tolist() == ["0044-03-15 BC", pd.NA]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(*[st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12) for _ in range(3)])
@example('x"; DROP TABLE kept; --', "a.b", "%s")
@example("public", "{}", 'Geo"m')
@example("公交 站点", "名称", "几何")
def test_any_name_is_quoted(postgis: Server, town: str, table: str, column: str, shape: str) -> None:
    name, column, shape = sql.Identifier(f"Mine {table}"), f"c{column}", f"g{shape}"
    postgis.run(
        "CREATE TABLE IF NOT EXISTS kept ()",
        sql.SQL("CREATE TABLE {} ({} text, {} geometry)").format(name, sql.Identifier(column), sql.Identifier(shape)),
        sql.SQL("INSERT INTO {} VALUES ('v', 'POINT(1 2)')").format(name),
    )
    try:
        for written in (f"Mine {table}", f"public.Mine {table}"):
            rows = features(town, written)
            assert list(rows) == [column, "geometry"]
            assert rows[column].tolist() == ["v"]
            assert rows.geometry.tolist() == [Point(1, 2)]
        assert "public.kept" in {each.table for each in tables_of(town)}
    finally:
        postgis.run(sql.SQL("DROP TABLE {}").format(name))


def test_more_rows_than_one_part_come_in_order(postgis: Server, town: str) -> None:
    postgis.run("CREATE TABLE t AS SELECT i, ST_Point(i, 0, 4548) AS geom FROM generate_series(1, 12345) i")
    rows = features(town, "t")
    assert rows["i"].tolist() == list(range(1, 12346))
    assert rows.geometry.x.tolist() == list(range(1, 12346))
    assert rows.index.equals(pd.RangeIndex(12345))


@pytest.mark.parametrize("made", ["VIEW v AS", "MATERIALIZED VIEW v AS", "TABLE v AS"])
def test_views_are_tables_too(postgis: Server, town: str, made: str) -> None:
    postgis.run(f"CREATE {made} SELECT 1 AS n, ST_Point(1, 2, 4490) AS geom")
    rows = features(town, "v")
    assert rows.crs == CRS("EPSG:4490")
    assert rows["n"].tolist() == [1]


def test_an_empty_table_has_its_columns(postgis: Server, town: str) -> None:
    postgis.run("CREATE TABLE t (n integer, d date, geom geometry(Point, 4490))")
    rows = features(town, "t")
    assert rows.dtypes.astype(str).to_dict() == {"n": "Int64", "d": "datetime64[us]", "geometry": "geometry"}


def test_shapes_are_plain_and_missing_where_they_are(postgis: Server, town: str) -> None:
    # a circle of radius 1 about (1, 0) as two half circles becomes a regular polygon of 4 · 128 corners, of area
    # 512 / 2 · sin(2π / 512); heights and measures go
    postgis.run(
        "CREATE TABLE t (id serial, shape geometry)",
        "INSERT INTO t (shape) VALUES ('SRID=4548;CURVEPOLYGON(CIRCULARSTRING(0 0, 1 1, 2 0, 1 -1, 0 0))'), "
        "('SRID=4548;LINESTRINGZM(0 0 5 6, 1 1 5 6)'), (NULL), "
        "('SRID=4548;POINT EMPTY'), ('SRID=4548;TIN(((0 0 0, 0 1 0, 1 0 0, 0 0 0)))'), "
        "('SRID=4548;GEOMETRYCOLLECTION(COMPOUNDCURVE((0 0, 2 0)))')",
    )
    rows = features(town, "t")
    polygon, line, nothing, empty, surface, group = rows.geometry
    assert polygon.geom_type == "Polygon"
    assert math.isclose(polygon.area, 256 * math.sin(math.pi / 256), rel_tol=1e-9)
    assert line.equals_exact(LineString([(0, 0), (1, 1)]))
    assert not line.has_z
    assert nothing is None
    assert empty.is_empty
    assert surface is None
    assert group.geom_type == "GeometryCollection"
    assert group.geoms[0].geom_type == "LineString"
    assert rows.crs == CRS("EPSG:4548")
    assert len(remarks(rows)) == 1
    assert remarks(rows)[0].startswith("1 rows have shapes of no use")


def test_a_geography_is_in_degrees(postgis: Server, town: str) -> None:
    postgis.run("CREATE TABLE t AS SELECT ST_Point(116, 26)::geography AS geog")
    rows = features(town, "t")
    assert rows.crs == CRS("EPSG:4326")
    assert rows.geometry.tolist() == [Point(116, 26)]


def test_no_srid_is_no_coordinate_system(postgis: Server, town: str) -> None:
    postgis.run("CREATE TABLE t AS SELECT ST_Point(1, 2) AS geom")
    rows = features(town, "t")
    assert rows.crs is None
    assert remarks(rows) == []


def test_several_coordinate_systems_in_one_column_are_refused(postgis: Server, town: str) -> None:
    postgis.run("CREATE TABLE t AS SELECT ST_Point(1, 2, srid) AS geom FROM (VALUES (4326), (4490)) AS s (srid)")
    with pytest.raises(SourceError, match="SRID 4326, 4490"):
        read_table(town, "t")


def test_a_system_of_the_databases_own_is_read_from_its_description(postgis: Server, town: str) -> None:
    own = CRS("EPSG:4548").to_wkt("WKT1_GDAL").replace("500000", "512345")
    postgis.run(
        sql.SQL("INSERT INTO spatial_ref_sys VALUES (990001, NULL, NULL, {}, NULL)").format(own),
        sql.SQL("INSERT INTO spatial_ref_sys VALUES (990002, 'RUIJIN', 1, {}, NULL)").format(own),
        "INSERT INTO spatial_ref_sys VALUES (990003, NULL, NULL, NULL, '+proj=longlat +ellps=krass +no_defs')",
        *(f"CREATE TABLE t{srid} AS SELECT ST_Point(1, 2, {srid}) AS geom" for srid in (990001, 990002, 990003)),
        "CREATE TABLE unknown AS SELECT ST_SetSRID(ST_Point(1, 2), 990004) AS geom",
    )
    for srid in (990001, 990002):
        assert features(town, f"t{srid}").crs == CRS(own)
    assert features(town, "t990003").crs == CRS("+proj=longlat +ellps=krass +no_defs")
    rows = features(town, "unknown")
    assert rows.crs is None
    assert remarks(rows) == ["the database does not say what coordinate system SRID 990004 is"]


def test_which_of_several_shapes_must_be_said(postgis: Server, town: str) -> None:
    postgis.run("CREATE TABLE t AS SELECT ST_Point(1, 2, 4490) AS door, ST_Point(3, 4, 4490) AS middle, 1 AS geometry")
    with pytest.raises(SourceError, match=r"several columns of shapes \(door, middle\)"):
        read_table(town, "t")
    with pytest.raises(SourceError, match=r"no column 'dor' of shapes. It has: door, middle"):
        read_table(town, "t", geometry="dor")
    rows = features(town, "t", geometry="middle")
    assert rows.geometry.tolist() == [Point(3, 4)]
    assert remarks(rows) == [
        "column door is of type geometry, left out",
        "column geometry has the name of the shapes, left out",
    ]


def test_only_what_lies_around_the_place_is_brought(postgis: Server, town: str) -> None:
    # the place is 1 km square; 900 m off it is within the margin of 1 km, 1,100 m is not; who has no place comes along
    postgis.run(
        "CREATE TABLE t (id integer, geom geometry(Point, 4490))",
        """INSERT INTO t SELECT id, ST_Transform(ST_Point(x, 2860000, 4548), 4490)
           FROM (VALUES (1, 400500), (2, 401900), (3, 402100)) AS p (id, x)""",
        "INSERT INTO t VALUES (4, NULL)",
        "CREATE VIEW plain AS SELECT id, ST_SetSRID(geom, 0) AS geom FROM t",
    )
    place = gpd.GeoSeries([box(400000, 2859500, 401000, 2860500)], crs="EPSG:4548")
    assert read_table(town, "t", place=place, margin=1000)["id"].tolist() == [1, 2, 4]
    assert read_table(town, "plain", place=place, margin=1000)["id"].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("encoding", ["UTF8", "EUC_CN", "SQL_ASCII"])
def test_chinese_is_chinese_whatever_the_server_keeps_it_in(postgis: Server, encoding: str) -> None:
    with postgis.database("texts", encoding=encoding) as name:
        postgis.run('CREATE TABLE "站点" ("名称" text)', "INSERT INTO \"站点\" VALUES ('红井')", database=name)
        rows = read_table(postgis.by_socket(name), "站点")
        assert rows.to_dict("list") == {"名称": ["红井"]}


def test_a_server_that_knows_no_encoding_may_hold_what_chinese_windows_writes(postgis: Server) -> None:
    with postgis.database("texts", encoding="SQL_ASCII", postgis=False) as name:
        url = postgis.by_socket(name)
        # 镕 is E9 46 in GBK and GB 18030, and not in GB 2312
        postgis.run("CREATE TABLE t (name text)", "INSERT INTO t VALUES (E'\\xBA\\xEC\\xE9F')", database=name)
        assert read_table(url, "t").to_dict("list") == {"name": ["红镕"]}
        statements = ['CREATE TABLE "站点" ("名称" text)', "INSERT INTO \"站点\" VALUES ('红井')"]
        postgis.run(*statements, database=name, encoding="EUC_CN")
        assert read_table(url, "站点").to_dict("list") == {"名称": ["红井"]}
        assert [each.table for each in tables_of(url)] == ["public.t", "public.站点"]
        postgis.run("INSERT INTO t VALUES (E'\\xFF')", database=name)
        with pytest.raises(SourceError, match="neither UTF-8 nor GB 18030"):
            read_table(url, "t")


def test_postgis_may_live_in_a_schema_of_its_own(postgis: Server) -> None:
    with postgis.database("other", postgis=False) as name:
        postgis.run(
            "CREATE SCHEMA gis",
            "CREATE EXTENSION postgis SCHEMA gis",
            "CREATE TABLE t AS SELECT gis.ST_Point(1, 2, 4490) AS geom",
            database=name,
        )
        rows = features(postgis.by_socket(name), "t")
        assert rows.crs == CRS("EPSG:4490")
        assert tables_of(postgis.by_socket(name)) == [DatabaseTable("public.t", "geom", None, None, None)]


def test_a_database_without_postgis_has_tables(postgis: Server) -> None:
    with postgis.database("plain", postgis=False) as name:
        postgis.run("CREATE TABLE t AS SELECT 116.0 AS lon", database=name)
        assert read_table(postgis.by_socket(name), "t")["lon"].tolist() == [116.0]
        with pytest.raises(SourceError, match="may be without PostGIS"):
            read_table(postgis.by_socket(name), "t", geometry="geom")


def test_the_tables_of_a_database(postgis: Server, town: str) -> None:
    postgis.run(
        "CREATE TABLE b (geom geometry(PointZ, 4490), way geometry(LineString))",
        "INSERT INTO b VALUES (NULL, NULL), (NULL, NULL)",
        "ANALYZE b",
        "CREATE VIEW a AS SELECT 1 AS n",
    )
    assert tables_of(town) == [
        DatabaseTable("public.a", None, None, None, None),
        DatabaseTable("public.b", "geom", "PointZ", 4490, 2),
        DatabaseTable("public.b", "way", "LineString", None, 2),
    ]


# what does not


def test_a_name_that_is_no_table_s_is_met_with_the_nearest(postgis: Server, town: str) -> None:
    postgis.run("CREATE TABLE bus_stops ()", "CREATE TABLE parks ()")
    for written in ("bus_stop", "Bus_Stops", "public.bus_stop"):
        with pytest.raises(SourceError, match=f"no table '{written}'. Did you mean 'public.bus_stops'"):
            read_table(town, written)
    with pytest.raises(SourceError, match=r"It has: public.bus_stops, public.parks."):
        read_table(town, "水")


def test_a_name_in_two_schemas_must_be_clear(postgis: Server, town: str) -> None:
    made = [f"CREATE TABLE {schema}.t AS SELECT '{schema}' AS here" for schema in ("one", "two")]
    postgis.run("CREATE SCHEMA one", "CREATE SCHEMA two", *made)
    try:
        with pytest.raises(SourceError, match=r"several tables 't': one.t, two.t"):
            read_table(town, "t")
        assert read_table(town, "two.t")["here"].tolist() == ["two"]
        postgis.run("CREATE TABLE t AS SELECT 'public' AS here")  # the one that SQL would take
        assert read_table(town, "t")["here"].tolist() == ["public"]
    finally:
        postgis.run("DROP SCHEMA one, two CASCADE")


def test_a_table_of_columns_of_no_use_says_so(postgis: Server, town: str) -> None:
    postgis.run("CREATE TABLE t (raw bytea)")
    with pytest.raises(SourceError, match=r"no column that can be read. column raw is of type bytea"):
        read_table(town, "t")


def test_what_may_not_be_read_is_said(postgis: Server, town: str) -> None:
    postgis.run(
        "CREATE ROLE reader LOGIN",
        "CREATE TABLE open AS SELECT 1 AS seen, 2 AS hidden",
        "GRANT SELECT (seen) ON open TO reader",
        "CREATE TABLE shut AS SELECT 1 AS hidden",
        "CREATE SCHEMA inner_ones",
        "CREATE TABLE inner_ones.t AS SELECT 1 AS seen",
        "GRANT SELECT ON inner_ones.t TO reader",
    )
    postgis.run("GRANT USAGE ON SCHEMA public TO reader")
    url = postgis.by_socket(user="reader")
    try:
        rows = read_table(url, "open")
        assert rows.to_dict("list") == {"seen": [1]}
        assert remarks(rows) == ["column hidden may not be read, left out"]
        with pytest.raises(SourceError, match="column hidden may not be read"):
            read_table(url, "shut")
        with pytest.raises(SourceError, match="does not permit reading: permission denied for schema inner_ones"):
            read_table(url, "inner_ones.t")
    finally:
        postgis.run("DROP SCHEMA inner_ones CASCADE", "DROP OWNED BY reader", "DROP ROLE reader")


def test_a_connection_cut_half_way_brings_nothing(postgis: Server, town: str) -> None:
    # the first part of 5,000 rows arrives; in the second the server ends the connection
    postgis.run(
        """CREATE VIEW v AS SELECT i FROM generate_series(1, 12000) i
           WHERE i < 8000 OR pg_terminate_backend(pg_backend_pid())"""
    )
    with pytest.raises(SourceError, match="cut half-way; nothing was read"):
        read_table(town, "v")


def test_a_fault_in_the_last_rows_brings_nothing(postgis: Server, town: str) -> None:
    postgis.run("CREATE VIEW v AS SELECT 1 / (12000 - i) AS n FROM generate_series(1, 12000) i")
    with pytest.raises(SourceError, match="cannot be read: division by zero"):
        read_table(town, "v")


def test_a_slow_view_and_a_locked_table_are_given_up(postgis: Server, town: str) -> None:
    postgis.run("CREATE VIEW slow AS SELECT 1 AS n FROM pg_sleep(30)", "CREATE TABLE locked ()")
    with pytest.raises(SourceError, match=r"took longer than 0.2 s"):
        read_table(town, "slow", timeout=0.2)
    postgis.run("ALTER TABLE locked ADD n integer")
    with postgis.connect() as other, other.transaction():
        other.execute("LOCK locked")
        with pytest.raises(SourceError, match=r"took longer than 0.2 s"):
            read_table(town, "locked", timeout=0.2)


def test_reading_changes_nothing(postgis: Server, town: str) -> None:
    postgis.run(
        "CREATE TABLE t (n integer)",
        "CREATE FUNCTION grow() RETURNS integer LANGUAGE sql AS 'INSERT INTO t VALUES (1) RETURNING n'",
        "CREATE VIEW v AS SELECT grow() AS n",
        """CREATE FUNCTION sly() RETURNS integer LANGUAGE plpgsql AS
           'BEGIN SET transaction_read_only = off; INSERT INTO t VALUES (1); RETURN 1; END'""",
        "CREATE VIEW w AS SELECT sly() AS n",
    )
    with pytest.raises(SourceError, match="cannot execute INSERT in a read-only transaction"):
        read_table(town, "v")
    with pytest.raises(SourceError, match="read-write mode must be set before any query"):
        read_table(town, "w")
    assert read_table(town, "t").empty


def test_a_server_that_is_not_there(postgis: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SourceError, match=f"no database server answers at 127.0.0.1:{port}/town"):
            read_table(f"postgresql://u@127.0.0.1:{port}/town?connect_timeout=2", "t")  # listens, never answers
    with pytest.raises(SourceError, match=f"no database server answers at 127.0.0.1:{port}/town"):
        read_table(f"postgresql://u@127.0.0.1:{port}/town", "t")
    with pytest.raises(SourceError, match=r"no database server answers at nowhere.invalid"):
        read_table("postgresql://u@nowhere.invalid/town", "t")


def test_passwords(postgis: Server, town: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    postgis.run("CREATE TABLE known (n integer)")
    with pytest.raises(SourceError, match="asks for a password"):
        read_table(postgis.by_port(), "known")
    with pytest.raises(SourceError, match="does not accept this user or password"):
        read_table(postgis.by_port(), "known", password=SecretStr("wrong"))
    with pytest.raises(SourceError, match="does not accept this user or password"):
        read_table(postgis.by_port(user="nobody"), "known", password=SECRET)
    assert read_table(postgis.by_port(), "known", password=SECRET).empty
    quoted = PASSWORD.replace(":", r"\:")
    (tmp_path / "pgpass").write_text(f"*:*:*:*:{quoted}\n", encoding="utf-8")
    (tmp_path / "pgpass").chmod(0o600)
    assert read_table(postgis.by_port(), "known").empty
    (tmp_path / "pgpass").unlink()
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert read_table(postgis.by_port(), "known").empty
    assert [each.table for each in tables_of(postgis.by_port())] == ["public.known"]


def test_no_error_tells_the_password(postgis: Server, town: str) -> None:
    attempts = {
        "no database 'twon' on the server. Did you mean 'town'": (postgis.by_port("twon"), "t"),
        "no database '水' on the server. There are: empty, postgres, town": (postgis.by_port("水"), "t"),
        "does not accept": (postgis.by_port(user="nobody"), "t"),
        "has no table": (postgis.by_port(), "t"),
        "no database server answers": ("postgresql://u@127.0.0.1:1/town", "t"),
        "refuses the connection": (postgis.by_port() + "?sslmode=require", "t"),
    }
    for words, (url, table) in attempts.items():
        with pytest.raises(SourceError, match=words) as refusal:
            read_table(url, table, password=SecretStr(PASSWORD))
        assert PASSWORD not in refusal.value.say("zh") + repr(refusal.value) + _told(refusal.value)


def _told(error: Exception) -> str:
    """Return a traceback as wordy as there are any: with what every name stood for."""
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
