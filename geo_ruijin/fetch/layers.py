"""All layers of a project that can be brought from elsewhere, each kept as it comes."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import geopandas as gpd

from geo_ruijin.choice import year_of
from geo_ruijin.errors import Fault, FaultsError, GeoRuijinError, NoDataError, SourceError, closest
from geo_ruijin.fetch import openstreetmap, tables
from geo_ruijin.fetch.place import Place, boundary_of, has_place
from geo_ruijin.project import Project
from geo_ruijin.reading import Step
from geo_ruijin.record import BOUNDARY
from geo_ruijin.sources.maps import OpenStreetMap
from geo_ruijin.sources.products import recognised
from geo_ruijin.sources.range_answers import RasterServer
from geo_ruijin.sources.store import asked_of, fetched_path, read_origin, write_fetched
from geo_ruijin.sources.windows import copy_product, fetch_product
from geo_ruijin.spec import DatabaseSource, LayerSpec, OsmKind, OsmPeopleSource, ProductSource
from geo_ruijin.text import Text

#: What can be brought.
Remote = OsmKind | DatabaseSource | ProductSource


@dataclass(frozen=True)
class Means:
    """Where layers may be brought from.

    Attributes
    ----------
    openstreetmap
        An extract or a server; None where it is not asked.
    products
        A server of public rasters, or the file or folder that holds them; None where none are brought.
    databases
        Whether databases are asked.
    """

    openstreetmap: OpenStreetMap | None = None
    products: RasterServer | Path | None = None
    databases: bool = False

    def reach(self, source: object) -> bool:
        """Return whether a source can be brought by these means."""
        if isinstance(source, DatabaseSource):
            return self.databases
        if isinstance(source, ProductSource):
            return self.products is not None and not self._is_another(source)
        return isinstance(source, get_args(OsmKind)) and self.openstreetmap is not None

    def _is_another(self, source: ProductSource) -> bool:
        """Whether the one file there is shows something else, or another year."""
        if not isinstance(self.products, Path) or not self.products.is_file():
            return False
        shown = recognised(self.products)
        return shown is None or (shown.product, shown.year) != (source.product, source.year)


@dataclass(frozen=True)
class Fetched:
    """What became of one layer.

    Attributes
    ----------
    features
        How many were brought; of rasters, how many rasters.
    kept
        Whether the layer is there now.
    failed
        Whether to ask again may help; false where the source was asked and has none.
    why
        Why nothing was brought.
    """

    name: str
    title: Text
    features: int = 0
    kept: bool = False
    failed: bool = False
    why: Text | None = None


_THERE = Text(zh="已有,未重新获取", en="there already")


def fetch_layers(
    project: Project, means: Means, *, step: Step, names: Collection[str] = (), refresh: bool = False
) -> list[Fetched]:
    """Bring the layers that can be had by these means; one that fails stops no other.

    Parameters
    ----------
    project
        The project; what is brought is kept below its layers folder.
    means
        Where to bring it from.
    step
        Called with what is being done; used as a context for as long.
    names
        The layers to bring; all that can be where none is named.
    refresh
        Whether to bring again what is there already.

    Raises
    ------
    FaultsError
        If a name is none of the project's layers, or a layer cannot be had by these means.
    SourceError, NoDataError
        If no layer can be had, or the boundary of the place is not there and cannot be brought.
    """
    if isinstance(means.products, Path) and means.products.is_file() and recognised(means.products) is None:
        raise _unrecognised(means.products)
    wanted = _wanted(project, means, names)
    place = functools.cache(lambda: boundary_of(project))  # read once, when it is there
    done: list[Fetched] = []
    # The boundary comes first, since all others are asked for around it; people last, since they stand on buildings.
    order = sorted(wanted, key=lambda name: (name != BOUNDARY, isinstance(wanted[name][0], OsmPeopleSource), name))
    for name in order:
        title = project.layers[name].title
        sources = [source for source in wanted[name] if refresh or not _kept(project, name, source, place)]
        if not sources:
            done.append(Fetched(name, title, kept=True, why=_THERE))
            continue
        with step(Text(zh=f"获取:{title.zh}", en=f"Fetching: {title.en}")):
            done.append(_fetch_all(project, name, sources, means, place))
    return done


def _fetch_all(project: Project, name: str, sources: Sequence[Remote], means: Means, place: Place) -> Fetched:
    """Bring what each source of a layer has; a year that fails stops no other."""
    title, found, errors = project.layers[name].title, 0, []
    for source in sources:
        try:
            found += _fetch(project, name, source, means, place)
        except GeoRuijinError as error:
            there = name == BOUNDARY and has_place(project)
            if name == BOUNDARY and not there:
                raise
            if there and isinstance(error, NoDataError):
                return Fetched(name, title, kept=True, why=_THERE)
            errors.append(error.message)
    if errors:
        why = Text(zh=";".join(one.zh for one in errors), en="; ".join(one.en for one in errors))
        return Fetched(name, title, features=found, kept=found > 0, failed=True, why=why)
    if found:
        return Fetched(name, title, features=found, kept=True)
    none = Text(zh="OpenStreetMap 上没有", en="OpenStreetMap has none")
    if any(isinstance(source, DatabaseSource) for source in sources):
        none = Text(zh="表里没有数据", en="the table is empty")
    if any(fetched_path(project.folder / "layers", name, source).is_file() for source in sources):
        none = Text(zh=f"{none.zh},仍用以前获取的", en=f"{none.en}; what was fetched before stays")
    return Fetched(name, title, why=none)


def _unrecognised(path: Path) -> SourceError:
    return SourceError(
        Text(
            zh=f"从文件名 {path.name} 看不出是哪一种公开栅格。请保留下载时的文件名;自己的栅格用 geo-ruijin add 加入。",
            en=f"the name {path.name} does not tell which public raster it is of. Leave files the names they had at "
            "the server; bring rasters of your own with geo-ruijin add.",
        )
    )


def _wanted(project: Project, means: Means, names: Collection[str]) -> Mapping[str, list[Remote]]:
    """Return what to bring of each layer: the first source that can be had, of a layer by years the first of each."""
    known = {name: found for name, spec in project.layers.items() if (found := _remote(spec, means))}
    unknown = [
        Fault(
            f"layers/{name}.toml",
            "",
            Text(zh=f"没有“{name}”这个可以这样获取的图层", en=f"no layer '{name}' can be had in this way"),
            closest(name, known),
        )
        for name in names
        if name not in known
    ]
    if unknown:
        raise FaultsError(unknown)
    if not known:
        raise NoDataError(
            Text(
                zh='没有图层可以获取:layers/*.toml 里没有 kind = "osm…"、"product" 或 "database" 的来源。',
                en='no layer can be had: no layers/*.toml has a source of kind = "osm…", "product" or "database".',
            )
        )
    # a database is asked when its layer is named: nobody's password goes to a server that somebody's file names
    return {name: found for name, found in known.items() if name in names or not (names or _is_table(found))}


def _is_table(sources: Collection[Remote]) -> bool:
    return any(isinstance(source, DatabaseSource) for source in sources)


def _remote(spec: LayerSpec, means: Means) -> list[Remote]:
    found = [source for source in spec.sources if isinstance(source, get_args(Remote)) and means.reach(source)]
    years = {year_of(source): source for source in reversed(found)}
    return [years[year] for year in sorted(years, key=str)] if spec.by_year else found[:1]


def _kept(project: Project, name: str, source: Remote, place: Place) -> bool:
    """Whether what a source has is there: as it is asked now, for the place as it is now."""
    path = fetched_path(project.folder / "layers", name, source)
    if not path.is_file() or isinstance(source, ProductSource):
        return path.is_file()
    try:
        asked = read_origin(path).asked
    except SourceError:
        return True  # somebody else's, which is said where it is read
    return not asked or asked == _asked(name, source, place)


def _asked(name: str, source: Remote, place: Place) -> str:
    if name != BOUNDARY and not isinstance(source, DatabaseSource):
        with suppress(GeoRuijinError):
            return asked_of(source, place().geometry)
    return asked_of(source)


def _fetch(project: Project, name: str, source: Remote, means: Means, place: Place) -> int:
    """Bring what a source has and keep it; return how much that is."""
    path = fetched_path(project.folder / "layers", name, source)
    if isinstance(source, ProductSource):
        _fetch_product(source, place(), path, means)
        return 1
    if isinstance(source, DatabaseSource):
        rows, origin = tables.bring(source)
    else:
        assert means.openstreetmap is not None  # noqa: S101 - by these means it can be had
        found, origin = openstreetmap.bring(project, name, source, means.openstreetmap, place)
        if found is None or found.empty:
            return 0
        rows = found
    write_fetched(rows, path, origin=replace(origin, asked=_asked(name, source, place)))
    return len(rows)


def _fetch_product(source: ProductSource, place: gpd.GeoDataFrame, path: Path, means: Means) -> None:
    there, year, country = means.products, source.year, source.country
    if isinstance(there, Path):
        copy_product(source.product, place, target=path, source=there, year=year, country=country)
    elif there is not None:
        fetch_product(source.product, place, target=path, server=there, year=year, country=country)
