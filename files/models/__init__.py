"""Files in, files out, and what became of each row."""

from files.models.run import ExportRun, FileProfile, ImportRun, RowOutcome, StagedRow

__all__ = ["ExportRun", "FileProfile", "ImportRun", "RowOutcome", "StagedRow"]
