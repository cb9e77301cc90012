"""`report.docx`: the run as a report that a bureau opens in WPS or Word, edits and hands up."""

from geo_ruijin.report.word.report import write_report

__all__ = ["write_report"]
