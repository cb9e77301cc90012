"""Read each layer of a project once, before it those it rests on, and hold it against them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import shapely
from pyproj import Proj
from shapely.geometry.base import BaseGeometry

from geo_ruijin.completeness import Over, grade_amount, grade_layer
from geo_ruijin.errors import NOTHING, Fault, FaultsError, GeoRuijinError, NoDataError, SourceError
from geo_ruijin.gridded import covered_share
from geo_ruijin.layers import Layer, read_layer
from geo_ruijin.offset import check_offset
from geo_ruijin.project import Project, shipped_project
from geo_ruijin.record import BOUNDARY, Outcome
from geo_ruijin.spec import FileSource, LayerSpec, OwnSource
from geo_ruijin.text import Text, same

#: How far the fit in a datum must stand out to tell of rows in it beside those in another, in standard deviations of
#: chance: by chance one in a thousand reaches 4 to 5.
MIXED = 6.0

#: What is said of a layer that lies along no other one.
_UNCHECKED = Text(
    zh="没有可比对的图层,基准只凭声明", en="there is no layer to compare it with: the datum rests on what is declared"
)

#: Announces what is being done, for as long as it is done.
Step = Callable[[Text], AbstractContextManager[object]]

#: By how much areas may be off where the place lies [1]; a UTM zone is within 0.0021 at its edge on the equator.
DISTORTION = 0.003


def quietly(_: Text) -> AbstractContextManager[object]:
    """Announce nothing."""
    return nullcontext()


@dataclass
class Reading:
    """The layers that could be read, why others could not, and everything wrong with them."""

    layers: dict[str, Layer] = field(default_factory=dict)
    missing: dict[str, tuple[Outcome, Text]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Reader:
    """Reads each layer once, before it those it rests on.

    Attributes
    ----------
    at
        Where the data of layers lie that are being taken in.
    place
        The boundary of the place in the project's coordinate system, once it is known.
    busy
        The layers that are being read: one that rests on itself by way of others ends here.
    """

    project: Project
    step: Step
    read: Reading = field(default_factory=Reading)
    at: Mapping[str, Path] = field(default_factory=dict)
    place: BaseGeometry | None = None
    busy: set[str] = field(default_factory=set)

    def layer(self, name: str) -> Layer | None:
        """Return a layer, None where it has no data or cannot be used."""
        project, read = self.project, self.read
        unknown = name not in project.layers or name in self.busy
        if name in read.layers or name in read.missing or unknown:
            return read.layers.get(name)
        spec = project.layers[name]
        self.busy.add(name)
        try:
            with self.step(Text(zh=f"读取图层:{spec.title.zh}", en=f"Reading layer: {spec.title.en}")):
                layer = self._read(name)
        except FaultsError as error:
            read.faults += error.faults
            read.missing[name] = ("failed", error.message)
        except NoDataError as error:
            serious = _needed(project, name)
            read.faults.append(Fault(f"layers/{name}.toml", "sources", error.message, serious=serious))
            read.missing[name] = ("no data", error.message)
        except Exception as error:  # noqa: BLE001 - one damaged layer never stops the others
            unreadable = Text(zh=f"无法读取:{error!r}", en=f"unreadable: {error!r}")
            why = error.message if isinstance(error, GeoRuijinError) else unreadable
            read.faults.append(Fault(f"layers/{name}.toml", "sources", why))
            read.missing[name] = ("failed", why)
        else:
            read.layers[name] = layer
            read.faults += layer.record.faults
        finally:
            self.busy.discard(name)
        if name == BOUNDARY and name in read.layers and spec.geometry == "polygon":
            self.place = shapely.union_all(read.layers[name].features.geometry.to_numpy())
            _demand_true_scale(project, read.layers[name].features)
        return read.layers.get(name)

    def _read(self, name: str) -> Layer:
        project, spec, at = self.project, self.project.layers[name], self.at.get(name)
        folder, crs = project.folder / "layers", project.plan.crs
        keeps = at is None and project.folder != shipped_project()  # nothing of what may be refused
        cache = project.folder / "cache" / "layers" if keeps else None
        layer = read_layer(name, spec, folder=folder, crs=crs, place=self.place, other=self._other, at=at, cache=cache)
        return self._compared(layer, spec)

    def _compared(self, layer: Layer, spec: LayerSpec) -> Layer:
        """Return somebody's own layer with its datum held against the layer it lies along.

        Raises
        ------
        FaultsError
            If it fits another datum or lies aside, and nobody has made sure of it.
        """
        rule, source, record, stated = spec.datum_check, layer.source, layer.record, layer.georeference
        if stated is None or not isinstance(source, OwnSource) or source.nature != "real":
            return layer
        if rule is None:
            return replace(layer, record=replace(record, datum_check=_UNCHECKED))
        against = self.layer(rule.against)
        if against is None:
            other = (
                self.project.layers[rule.against].title if rule.against in self.project.layers else same(rule.against)
            )
            unchecked = Text(zh=f"无法核对:没有“{other.zh}”的数据", en=f"cannot be checked: there are no '{other.en}'")
            return replace(layer, record=replace(record, datum_check=unchecked))
        seen = check_offset(
            layer.features,
            against.features,
            lies=rule.lies,
            declared=stated.datum,
            title=record.title,
            against=against.record.title,
        )
        layer = replace(layer, record=replace(record, datum_check=seen.statement))
        standing_out = [datum for datum, fit in seen.fits.items() if fit.significance >= MIXED]
        statement = seen.statement
        if len(standing_out) > 1:
            datums = ", ".join(standing_out)
            statement = Text(
                zh=f"{statement.zh};各行的基准看来不一({datums})",
                en=f"{statement.en}; the rows seem to be in several datums ({datums})",
            )
        elif seen.verdict in ("agrees", "unknown"):
            return layer
        confirmed = source.datum_confirmed
        cure = Text(
            zh=f"请更正 datum,也请核对“{against.record.title.zh}”本身的基准;确认无误的,在该来源写 "
            'datum_confirmed = "谁、凭什么"。',
            en=f"Correct the datum, and look whether '{against.record.title.en}' itself is right; where it is certain, "
            'write datum_confirmed = "who, and how" in this source.',
        )
        option = Text(
            zh=f"请更正 --datum,也请核对“{against.record.title.zh}”本身的基准;"
            "确认无误的,加 --datum-confirmed 谁、凭什么",
            en=f"Correct --datum, and look whether '{against.record.title.en}' itself is right; where it is certain, "
            "add --datum-confirmed with who says so, and how",
        )
        fault = Fault(f"layers/{record.name}.toml", "datum", statement, cure, confirmed is None, option)
        if confirmed is None:
            raise FaultsError([fault])
        said = Text(zh=f"已确认:{confirmed.zh}", en=f"Confirmed: {confirmed.en}")
        return replace(
            layer, record=replace(layer.record, faults=(*record.faults, replace(fault, cure=said, option=NOTHING)))
        )

    def _other(self, name: str) -> Layer | None:
        """Return the layer that another one is selected from.

        Raises
        ------
        SourceError
            If it has data that cannot be used.
        """
        layer = self.layer(name)
        outcome, why = self.read.missing.get(name, ("no data", same("")))
        if layer is None and outcome == "failed":
            raise SourceError(
                Text(zh=f"所依据的图层 {name} 不能用:{why.zh}", en=f"the layer {name} it is selected from: {why.en}")
            )
        return layer

    def grade(self, name: str) -> None:
        """Grade how complete a layer is, by what its file expects."""
        spec, layer = self.project.layers[name], self.read.layers[name]
        if not spec.completeness:
            return
        others = {
            rule.of: Over(self.project.layers[rule.of].title, None if other is None else other.data)
            for rule in spec.completeness
            if rule.of is not None and rule.of in self.project.layers
            for other in [self.layer(rule.of)]
        }
        if layer.rasters:
            graded = tuple(
                grade_amount(
                    covered_share(raster, self.place, crs=self.project.plan.crs),
                    rule,
                    _of_year(spec, raster.year) if spec.by_year else spec,
                    others=others,
                )
                for rule in spec.completeness
                for raster in layer.rasters
                if self.place is not None
            )
        else:
            graded = grade_layer(layer.data, spec, others=others, place=self.place)
        self.read.layers[name] = replace(layer, record=replace(layer.record, completeness=graded))


def _of_year(spec: LayerSpec, year: int | None) -> LayerSpec:
    """Return a layer that is there by years, called by one of them."""
    title = Text(zh=f"{spec.title.zh}({year}年)", en=f"{spec.title.en} ({year})")
    return spec.model_copy(update={"title": title})


def _demand_true_scale(project: Project, boundary: gpd.GeoDataFrame) -> None:
    """Refuse a coordinate system whose areas are wrong where the place lies: one of another zone, or of the world.

    Raises
    ------
    FaultsError
        If areas in the middle of the place are off by more than `DISTORTION`.
    """
    middle = boundary.to_crs("EPSG:4326").union_all().centroid
    scale = Proj(project.plan.crs).get_factors(middle.x, middle.y).areal_scale
    if abs(scale - 1) > DISTORTION:
        percent = 100 * (scale - 1)
        what = Text(
            zh=f"{project.plan.crs} 不适用于此地:面积会差 {percent:+.1f}%",
            en=f"{project.plan.crs} does not suit this place: areas would be off by {percent:+.1f} %",
        )
        cure = Text(zh="请改用此地所在投影带的坐标系。", en="Take the zone the place lies in.")
        raise FaultsError([Fault("plan.toml", "crs", what, cure)])


def _needed(project: Project, name: str) -> bool:
    """Return whether somebody counts on a layer's data: promised a file of it, or judges a target by what needs it.

    OpenStreetMap may have none of what a question can do without: the divisions of a place, the number of its people.
    A question that no target rests on waits for its data.
    """
    counted_on = _counted_on(project)
    needing = (
        data == name and project.methods[spec.method].inputs[key].required
        for analysis, spec in project.analyses.items()
        if analysis in counted_on and spec.method in project.methods
        for key, data in spec.inputs.items()
        if key in project.methods[spec.method].inputs
    )
    promised = any(isinstance(source, FileSource) for source in project.layers[name].sources)
    return promised or name == BOUNDARY or any(needing)


def _counted_on(project: Project) -> set[str]:
    """Return the analyses that targets are measured by and cannot do without, and those they read from."""
    return project.back_from(
        target.measured_by.partition(".")[0]
        for target in project.plan.targets.values()
        if target.measured_by is not None and target.reported is None
    )
