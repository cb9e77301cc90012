"""What changed between two runs: targets, townships, and the features that appeared or went.

`read_past` opens what a run left, `compare_runs` compares two, and `write_comparison` writes page, workbook,
GeoPackage and `compare.json`. A change is called better or worse only where both figures are real and measure the same
thing; else it is said why they cannot be compared.
"""

from geo_ruijin.compare.comparison import Comparison, compare_runs
from geo_ruijin.compare.past import PastRun, read_past
from geo_ruijin.compare.terminal import print_comparison
from geo_ruijin.compare.write import COMPARE, write_comparison

__all__ = ["COMPARE", "Comparison", "PastRun", "compare_runs", "print_comparison", "read_past", "write_comparison"]
