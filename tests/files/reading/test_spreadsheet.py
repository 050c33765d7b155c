"""Spreadsheets: checked, converted once, and never a danger to the process that asks."""

import io
import stat
import time
import zipfile

import pytest
import xlsxwriter

from files.reading import spreadsheet
from files.reading.delimited import read_rows
from files.reading.errors import UnreadableFileError
from files.reading.sniff import prepare, sniff
from tests.files.samples import SAMPLES

_WORKBOOK = "xl/workbook.xml"


def _archive(tmp_path, entries):
    path = tmp_path / "file.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries:
            archive.writestr(entry, content)
    return path


def _refusal(path):
    started = time.monotonic()
    with pytest.raises(UnreadableFileError) as caught:
        sniff(path)
    assert time.monotonic() - started < 2
    return str(caught.value)


def _rows(path, tmp_path):
    return [row.cells for row in read_rows(*prepare(path, tmp_path))]


def test_dates_and_numbers_are_written_canonically(tmp_path):
    assert _rows(SAMPLES / "customers.xlsx", tmp_path) == [
        ["1", "Kari Ås", "kari@example.no", "155", "1985-03-12", "1234.5"],
        ["2", "Bjørn Øie", "bjorn@example.no", "5003", "1990-12-24", "12"],
    ]


def test_rows_keep_the_numbers_of_the_spreadsheet(tmp_path):
    path, shape = prepare(SAMPLES / "customers.xlsx", tmp_path)
    assert [row.number for row in read_rows(path, shape)] == [4, 5]


def test_the_result_is_a_text_file_beside_it(tmp_path):
    path, shape = prepare(SAMPLES / "customers.xlsx", tmp_path)
    assert (path, shape.format, shape.file_name) == (
        tmp_path / "customers.csv",
        "xlsx",
        "customers.xlsx",
    )


def test_other_sheets_are_mentioned():
    assert "Notater" in sniff(SAMPLES / "customers.xlsx").warnings[0]


def test_a_text_file_is_left_where_it_is(tmp_path):
    path = SAMPLES / "hubspot.csv"
    assert prepare(path, tmp_path)[0] == path


def test_a_spreadsheet_without_a_cell_is_empty(tmp_path):
    path = tmp_path / "blank.xlsx"
    xlsxwriter.Workbook(str(path)).close()
    assert _refusal(path) == "The spreadsheet is empty."


def test_more_cells_than_the_limit_are_refused_with_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MAX_CELLS", 10)
    with pytest.raises(UnreadableFileError, match="at most 10 cells"):
        prepare(SAMPLES / "customers.xlsx", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_child_that_dies_at_its_memory_cap_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MEMORY_MB", 24)
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for row in range(20_000):
            sheet.write_row(row, 0, [row, "Kari Nordmann", "Storgata 1", "Oslo", 12.5])
    with pytest.raises(UnreadableFileError, match="1 GB of memory"):
        prepare(path, tmp_path)


def test_a_packed_file_that_is_no_spreadsheet_says_unpack(tmp_path):
    assert "unpack it" in _refusal(_archive(tmp_path, [("subscribed.csv", "Email Address\n")]))


def test_half_a_file_is_damaged(tmp_path):
    path = tmp_path / "half.xlsx"
    path.write_bytes((SAMPLES / "customers.xlsx").read_bytes()[:3_000])
    assert "damaged" in _refusal(path)


def test_a_spreadsheet_of_nonsense_is_damaged(tmp_path):
    assert "damaged" in _refusal(_archive(tmp_path, [(_WORKBOOK, "<nonsense")]))


def test_a_bomb_is_refused_by_its_directory(tmp_path):
    path = _archive(tmp_path, [(_WORKBOOK, ""), ("xl/worksheets/sheet1.xml", b"0" * 300_000_000)])
    assert "100 times" in _refusal(path)


def test_too_many_parts_are_refused(tmp_path):
    parts = [(_WORKBOOK, "")] + [(f"xl/{n}.xml", "") for n in range(1_001)]
    assert "more than 1,000 parts" in _refusal(_archive(tmp_path, parts))


def test_a_link_is_refused(tmp_path):
    link = zipfile.ZipInfo("xl/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "link" in _refusal(_archive(tmp_path, [(_WORKBOOK, ""), (link, "/etc/passwd")]))


def test_a_part_outside_is_refused(tmp_path):
    assert "outside" in _refusal(_archive(tmp_path, [(_WORKBOOK, ""), ("../../x", "y")]))


def test_parts_that_overlap_are_refused(tmp_path):
    path = _archive(tmp_path, [(_WORKBOOK, "a" * 500), ("xl/second.xml", "b" * 500)])
    content = path.read_bytes()
    central = content.rindex(b"PK\x01\x02")
    # The directory sends the second part to the first one's bytes.
    path.write_bytes(content[: central + 42] + b"\0\0\0\0" + content[central + 46 :])
    assert "overlap" in _refusal(path)


def test_a_part_that_lies_about_its_size_is_refused(tmp_path):
    buffer = io.BytesIO((SAMPLES / "customers.xlsx").read_bytes())
    with zipfile.ZipFile(buffer) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    size = entry.file_size.to_bytes(4, "little")
    lie = (entry.file_size - 100).to_bytes(4, "little")
    path = tmp_path / "lie.xlsx"
    path.write_bytes(buffer.getvalue().replace(size, lie))
    assert "damaged" in _refusal(path)


def test_entities_are_not_expanded(tmp_path):
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    parts = []
    with zipfile.ZipFile(SAMPLES / "customers.xlsx") as archive:
        for entry in archive.infolist():
            content = archive.read(entry)
            if entry.filename == "xl/sharedStrings.xml":
                head, _mark, rest = content.partition(b"?>\n")
                content = head + b"?>" + doctype + rest.replace(b"Kari", b"&b;")
            parts.append((entry.filename, content))
    path = _archive(tmp_path, parts)
    try:
        cells = [row.cells[1] for row in read_rows(*prepare(path, tmp_path))]
    except UnreadableFileError:
        return
    assert "aaaaaaaaaa" not in "".join(cells)
