"""A city's services, measured on the map against its plan.

A project is a folder of TOML files and data; `open_project` reads it, `run_project` answers its questions and judges
its targets. The parts stand on their own: `Network` for exact distances along streets, `geo_ruijin.sources` for
reading, `geo_ruijin.methods` for the methods.
"""

from geo_ruijin.errors import FaultsError, GeoRuijinError, MethodError, NoDataError, SourceError
from geo_ruijin.network import Network
from geo_ruijin.project import Project, open_project
from geo_ruijin.results import Column, Measure, Result, Table
from geo_ruijin.run import Run, run_project
from geo_ruijin.text import Text

__all__ = [
    "Column",
    "FaultsError",
    "GeoRuijinError",
    "Measure",
    "MethodError",
    "Network",
    "NoDataError",
    "Project",
    "Result",
    "Run",
    "SourceError",
    "Table",
    "Text",
    "open_project",
    "run_project",
]
