"""The TOML files of a project as frozen models: strict, every fault at once, file and key named."""

from geo_ruijin.spec.analysis import AnalysisSpec, MapSpec, ParameterSpec, ShowSpec
from geo_ruijin.spec.base import BOUNDS
from geo_ruijin.spec.layer import ColumnSpec, ColumnType, CompletenessSpec, DatumCheckSpec, Geometry, LayerSpec
from geo_ruijin.spec.plan import CitedSpec, DocumentSpec, PlaceSpec, PlanSpec, TargetSpec
from geo_ruijin.spec.sources import (
    Axes,
    DatabaseSource,
    Datum,
    FileSource,
    LayerSource,
    OsmBoundarySource,
    OsmDivisionsSource,
    OsmKind,
    OsmPeopleSource,
    OsmSource,
    OsmStreetsSource,
    OwnSource,
    Product,
    ProductSource,
    Source,
    Value,
)

__all__ = [
    "BOUNDS",
    "AnalysisSpec",
    "Axes",
    "CitedSpec",
    "ColumnSpec",
    "ColumnType",
    "CompletenessSpec",
    "DatabaseSource",
    "Datum",
    "DatumCheckSpec",
    "DocumentSpec",
    "FileSource",
    "Geometry",
    "LayerSource",
    "LayerSpec",
    "MapSpec",
    "OsmBoundarySource",
    "OsmDivisionsSource",
    "OsmKind",
    "OsmPeopleSource",
    "OsmSource",
    "OsmStreetsSource",
    "OwnSource",
    "ParameterSpec",
    "PlaceSpec",
    "PlanSpec",
    "Product",
    "ProductSource",
    "ShowSpec",
    "Source",
    "TargetSpec",
    "Value",
]
