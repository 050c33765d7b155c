"""Files in, files out, and what became of each row."""

from files.models.demo import DemoLoad
from files.models.export import ExportedMember, ExportRun
from files.models.run import (
    FileProfile,
    ImportRun,
    PlannedRow,
    RowOutcome,
    StagedRow,
)

__all__ = [
    "DemoLoad",
    "ExportRun",
    "ExportedMember",
    "FileProfile",
    "ImportRun",
    "PlannedRow",
    "RowOutcome",
    "StagedRow",
]
