"""A page of roofs in each of the ways that `maps.py` measures, whole in itself: nothing is loaded from the network.

All colour a roof by the class of its energy, carry the same four cells of each, and open on the same frame. A page says
by the mark `geo-ruijin:open` when all that is in sight was drawn.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import json
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import folium
import geobuf
import geopandas as gpd
import numpy as np
import pydeck
import shapely
import topojson
from branca.element import Element
from folium.utilities import JsCode
from made_roofs import DECIMALS, Roofs

from geo_ruijin.draw import STYLES, Shown, draw_map
from geo_ruijin.draw.inlined import LEAFLET, read_asset
from geo_ruijin.record import RunRecord
from geo_ruijin.results import Column
from geo_ruijin.text import same

#: The scripts of peers, as npm has them, and what is used of each.
NPM = {
    "geobuf": ("geobuf@4.0.0", "dist/geobuf.js"),
    "pbf": ("pbf@5.1.2", "dist/pbf.js"),
    "pmtiles": ("pmtiles@4.5.0", "dist/pmtiles.js"),
    "protomaps": ("protomaps-leaflet@5.1.0", "dist/protomaps-leaflet.js"),
    "topojson": ("topojson-client@3.1.0", "dist/topojson-client.min.js"),
}
FETCHED = Path(__file__).parent.parent / "build" / "npm"

LOOK = STYLES["roof_energy"]
COLUMNS = {
    "use": Column(same("用途")),
    "floors": Column(same("层数"), "1"),
    "area": Column(same("面积"), "m²"),
    "energy": Column(same("年发电量"), "kWh"),
}

#: Zooms of the tiles; at the last a step of their coordinates is 0.3 m, three times ours.
ZOOMS = (8, 15)

#: Says that all was drawn, once the frame after the next one begins.
OPEN = "requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('geo-ruijin:open')));"
#: One look for all peers on a canvas; classes as folium's users write them.
LOOKS = (
    f"const bounds = {json.dumps(list(LOOK.bounds))};"
    f"const fills = {json.dumps([look.fill for look in LOOK.looks])};"
    "const fillOf = (energy) => fills[bounds.filter((bound) => energy >= bound).length];"
    f"const styleOf = (feature) => ({{ color: '{LOOK.stroke}', weight: {LOOK.weight}, "
    f"fillColor: fillOf(feature.properties.energy), fillOpacity: {LOOK.fill_opacity} }});"
)


def script_of(name: str) -> str:
    """Return a peer's script, fetched by npm into `build/` when it is first asked for."""
    package, path = NPM[name]
    folder = FETCHED / package
    if not folder.is_dir():
        FETCHED.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=FETCHED) as fresh:
            npm = shutil.which("npm") or "npm"
            subprocess.run([npm, "pack", "--silent", package], cwd=fresh, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
            with tarfile.open(next(Path(fresh).glob("*.tgz"))) as archive:
                archive.extractall(fresh, filter="data")
            (Path(fresh) / "package").rename(folder)
    return re.sub(r"//# sourceMappingURL=.*", "", (folder / path).read_text(encoding="utf-8"))


def ours(roofs: Roofs, path: Path) -> None:
    """`draw_map`: all of the page, with its legend, search, table and print."""
    frame = gpd.GeoDataFrame(geometry=[shapely.box(*roofs.frame)], crs="EPSG:4326").to_crs(roofs.metres.crs)
    shown = [
        Shown(same("范围"), frame, {}, (), "area"),
        Shown(same("屋顶"), roofs.metres, COLUMNS, (), "roof_energy"),
    ]
    draw_map(shown, path, title=same("屋顶"), record=_record(), language="zh")
    # the mark of the packed layer; a page without one draws all before it has loaded
    said = (
        "const packed = geoRuijin.Packed && geoRuijin.listed.find(({ layer }) => layer instanceof geoRuijin.Packed);"
        f"if (packed) packed.layer.once('drawn', () => {{ {OPEN} }}); else {OPEN}"
    )
    page = path.read_text(encoding="utf-8")
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page, count=1)  # lets the mark be set
    path.write_text(page.replace("</body>", f"<script>{said}</script></body>"), encoding="utf-8")


def style_function(feature: Mapping[str, Any]) -> dict[str, Any]:
    """Return the look of a feature as users of folium write it."""
    rank = int(np.searchsorted(LOOK.bounds, feature["properties"]["energy"], side="right"))
    return {
        "color": LOOK.stroke,
        "weight": LOOK.weight,
        "fillColor": LOOK.looks[rank].fill,
        "fillOpacity": LOOK.fill_opacity,
    }


def by_geojson(roofs: Roofs, path: Path) -> None:
    """Write folium's GeoJson with a style function, in SVG: what folium does when nothing else is asked for."""
    layer = folium.GeoJson(roofs.degrees, style_function=style_function)
    _write(roofs, path, layer, canvas=False)


def by_geojson_canvas(roofs: Roofs, path: Path) -> None:
    """Write folium's GeoJson on canvas, its look a function of the page."""
    layer = folium.GeoJson(json.loads(_json(roofs)), style=JsCode("styleOf"))
    _write(roofs, path, layer, scripts=[LOOKS])


def by_topojson(roofs: Roofs, path: Path) -> None:
    """Write folium's TopoJson on canvas; its arcs are quantized, and none is shared, for roofs stand apart."""
    topology = topojson.Topology(roofs.degrees, topology=False, prequantize=1_000_000).to_dict()
    layer = folium.TopoJson(topology, "objects.data", style_function=style_function)
    layer.default_js = []
    _write(roofs, path, layer, scripts=[script_of("topojson")])


def by_geobuf(roofs: Roofs, path: Path) -> None:
    """Write geobuf, compressed as ours is, decoded in the page, and Leaflet's own GeoJSON on canvas."""
    packed = geobuf.encode(json.loads(_json(roofs)), DECIMALS, 2)
    code = (
        f"inflated('{_base64(gzip.compress(packed, mtime=0))}').then((bytes) => {{"
        "L.geoJSON(geobuf.decode(new Pbf.PbfReader(bytes)), { style: styleOf }).addTo(map);"
        f"{OPEN} }});"
    )
    _write(roofs, path, None, scripts=[script_of("pbf"), script_of("geobuf"), LOOKS, INFLATED], code=code)


def by_pmtiles(roofs: Roofs, path: Path) -> None:
    """Write PMTiles inlined, tiled by GDAL with nothing dropped, drawn by protomaps-leaflet on canvas tiles."""
    with TemporaryDirectory() as folder:
        archive = Path(folder) / "roofs.pmtiles"
        low, high = ZOOMS
        options = {"MINZOOM": str(low), "MAXZOOM": str(high), "MAX_SIZE": "100000000", "MAX_FEATURES": "1000000"}
        roofs.degrees.to_file(archive, driver="PMTiles", layer="roofs", engine="pyogrio", **options)
        content = _base64(archive.read_bytes())
    code = f"""
        const symbolizer = new protomapsL.PolygonSymbolizer({{
            fill: (zoom, feature) => fillOf(feature.props.energy), opacity: {LOOK.fill_opacity},
            stroke: '{LOOK.stroke}', width: {LOOK.weight}, perFeature: true,
        }});
        const bytes = Uint8Array.from(atob('{content}'), (one) => one.charCodeAt(0));
        const archive = new pmtiles.PMTiles(new pmtiles.FileSource(new File([bytes], 'roofs.pmtiles')));
        const layer = protomapsL.leafletLayer({{
            url: archive, maxDataZoom: {high}, labelRules: [], paintRules: [{{ dataLayer: 'roofs', symbolizer }}],
        }});
        layer.once('load', () => {{ {OPEN} }});
        layer.addTo(map);"""
    _write(roofs, path, None, scripts=[script_of("pmtiles"), script_of("protomaps"), LOOKS], code=code)


def by_pydeck(roofs: Roofs, path: Path) -> None:
    """Write pydeck's GeoJsonLayer with the scripts it brings; without its basemap and its style sheets."""
    data = json.loads(_json(roofs))
    for feature in data["features"]:
        fill = style_function(feature)["fillColor"]
        feature["properties"]["fill"] = [*bytes.fromhex(fill[1:]), round(255 * LOOK.fill_opacity)]
    layer = pydeck.Layer(
        "GeoJsonLayer",
        data,
        get_fill_color="properties.fill",
        get_line_color=[*bytes.fromhex(LOOK.stroke[1:])],
        line_width_min_pixels=LOOK.weight,
        get_line_width=0,
        pickable=True,
    )
    west, south, east, north = roofs.frame
    view = pydeck.ViewState(longitude=(west + east) / 2, latitude=(south + north) / 2, zoom=_zoom(roofs) - 1)
    page = pydeck.Deck([layer], initial_view_state=view, map_provider=None, map_style=None).to_html(
        as_string=True, offline=True, notebook_display=False
    )
    page = re.sub(r'<link rel="stylesheet"[^>]*>|<script src="http[^>]*></script>', "", page)
    said = f"""
        const look = () => {{
            const layers = deckInstance.layerManager ? deckInstance.layerManager.getLayers() : [];
            if (!layers.length || !layers.every((one) => one.isLoaded)) return requestAnimationFrame(look);
            {OPEN}
        }};
        look();"""
    path.write_text(page.replace("</html>", f"<script>{said}</script></html>"), encoding="utf-8")


def blank(_: Roofs, path: Path) -> None:
    """Write Leaflet's map with nothing on it: what a page costs before there are roofs."""
    _write(_, path, None)


WAYS: dict[str, Callable[[Roofs, Path], None]] = {
    "ours": ours,
    "GeoJson, style_function": by_geojson,
    "GeoJson, canvas": by_geojson_canvas,
    "TopoJson, canvas": by_topojson,
    "geobuf": by_geobuf,
    "PMTiles": by_pmtiles,
    "pydeck": by_pydeck,
    "nothing": blank,
}

INFLATED = """
    const inflated = async (text) => {
        const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
        const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
        return new Uint8Array(await new Response(stream).arrayBuffer());
    };"""

#: How large the map is on our page of 1300 x 850 [pixel]; peers have a page of that size to themselves.
MAP = (980, 677)


def _zoom(roofs: Roofs) -> float:
    """Return the zoom at which the frame fills the map, in Leaflet's quarters."""
    west, _, east, _ = roofs.frame
    south, north = (np.log(np.tan(np.pi / 4 + np.radians(roofs.frame[i]) / 2)) for i in (1, 3))
    sides = (np.radians(east - west), north - south)
    most = min(np.log2(2 * np.pi * (pixels - 48) / (256 * side)) for pixels, side in zip(MAP, sides, strict=True))
    return float(np.floor(4 * most) / 4)


def _write(
    roofs: Roofs,
    path: Path,
    layer: folium.map.Layer | None,
    *,
    canvas: bool = True,
    scripts: list[str] | None = None,
    code: str = "",
) -> None:
    """Write a page of folium with Leaflet inlined, the layer on it, and `code` after it."""
    west, south, east, north = roofs.frame
    map_ = folium.Map(
        location=((south + north) / 2, (west + east) / 2),
        zoom_start=_zoom(roofs),
        tiles=None,
        prefer_canvas=canvas,
        zoom_snap=0.25,
        zoom_control=False,
    )
    map_.default_js, map_.default_css = [], []
    if layer is not None:
        map_.add_child(layer)
    figure = map_.get_root()
    own = "".join(f"<script>{one}</script>" for one in (read_asset(f"{LEAFLET}.js"), *(scripts or [])))
    figure.header.add_child(
        Element("{% raw %}" + f"<style>{read_asset(f'{LEAFLET}.css')}</style>{own}" + "{% endraw %}")
    )
    page = figure.render()
    tail = f"const map = {map_.get_name()}; {code or OPEN}"
    path.write_text(page.replace("</html>", f"<script>{tail}</script></html>"), encoding="utf-8")


def _json(roofs: Roofs) -> str:
    return roofs.degrees.to_json(drop_id=True, to_wgs84=False)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _record() -> RunRecord:
    return RunRecord(
        place=same("瑞金市"),
        plan=same("规划"),
        issued=None,
        crs="EPSG:4548",
        version="0",
        started=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        seconds=0.0,
        layers=(),
        analyses=(),
        targets=(),
    )
