"""What a run left behind: pages, workbook, report, GeoPackage, lists for the field, terminal, `run.json`, `check.json`.

Nothing here computes an indicator; it shows what is in the `RunRecord`.
"""

from geo_ruijin.report.checkjson import to_check_json
from geo_ruijin.report.field import write_field
from geo_ruijin.report.geopackage import write_geopackage
from geo_ruijin.report.links import MapLink
from geo_ruijin.report.page import write_index
from geo_ruijin.report.question import write_questions
from geo_ruijin.report.runjson import to_json
from geo_ruijin.report.terminal import print_scoreboard
from geo_ruijin.report.workbook import write_workbook

__all__ = [
    "MapLink",
    "print_scoreboard",
    "to_check_json",
    "to_json",
    "write_field",
    "write_geopackage",
    "write_index",
    "write_questions",
    "write_workbook",
]
