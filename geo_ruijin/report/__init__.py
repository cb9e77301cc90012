"""What a run left behind, for readers and programs: page, workbook, GeoPackage, terminal and `run.json`.

Nothing here computes an indicator; it shows what is in the `RunRecord`.
"""

from geo_ruijin.report.geopackage import write_geopackage
from geo_ruijin.report.page import MapLink, write_index
from geo_ruijin.report.runjson import to_json
from geo_ruijin.report.terminal import print_scoreboard
from geo_ruijin.report.workbook import write_workbook

__all__ = ["MapLink", "print_scoreboard", "to_json", "write_geopackage", "write_index", "write_workbook"]
