"""What a run left behind, for readers and programs: page, workbook, GeoPackage, terminal and `run.json`.

Nothing here computes an indicator; it shows what is in the `RunRecord`.
"""
