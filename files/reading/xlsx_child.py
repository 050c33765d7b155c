"""Turn the first filled sheet of a spreadsheet into CSV; run as a program of its own.

Its memory and time are capped, because the parser holds the whole sheet and, at the cap, ends the
process without an exception. The parser itself refuses parts that unpack to more than their
directory declares. It prints one JSON object: {"sheet", "others"} or {"error", …}.
"""

import csv
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any


def main(source: str, target: str, megabytes: str, seconds: str, cells: str) -> dict[str, Any]:
    """Convert the file within the limits; return what to tell the parent."""
    memory = int(megabytes) << 20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    return _convert(source, Path(target), int(cells))


def _convert(source: str, target: Path, max_cells: int) -> dict[str, Any]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 (after the cap)

    workbook = CalamineWorkbook.from_path(source)
    names = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible
    ]
    for place, name in enumerate(names):
        sheet = workbook.get_sheet_by_name(name)
        if not sheet.height or not sheet.width:
            continue
        if sheet.total_height * sheet.total_width > max_cells:
            return {"error": "cells"}
        _write(sheet, target)
        return {"sheet": name, "others": names[place + 1 :]}
    return {"error": "empty"}


def _write(sheet: Any, target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for row in sheet.iter_rows():
            writer.writerow([_text(cell) for cell in row])


def _text(cell: Any) -> str:
    """Return the cell as text: whole numbers without a point, days without a clock."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else _safe(str(cell))


def _safe(text: str) -> str:
    """Replace lone surrogates, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


if __name__ == "__main__":
    try:
        answer = main(*sys.argv[1:])
    except MemoryError:
        answer = {"error": "memory"}
    except Exception as error:  # noqa: BLE001 (the parent turns whatever it is into one sentence)
        answer = {"error": "damaged", "detail": str(error)[:200]}
    sys.stdout.write(json.dumps(answer))
