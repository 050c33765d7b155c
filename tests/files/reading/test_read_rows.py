"""Rows: good ones land, bad ones stand apart with their number, byte and reason."""

import tracemalloc

import pytest

from files.reading.delimited import read_rows
from files.reading.sniff import sniff
from tests.files.samples import SAMPLES


def _rows(path):
    return list(read_rows(path, sniff(path)))


def _written(tmp_path, content):
    path = tmp_path / "file.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def _problem(tmp_path, line):
    """Return the problem of one line between good rows."""
    content = b"id;navn;by\n1;Kari;Oslo\n" + line + b"\n3;Per;Bergen\n4;Liv;\xc3\x85s\n"
    rows = _rows(_written(tmp_path, content))
    assert [row.cells[0] for row in rows if not row.problem] == ["1", "3", "4"]
    return next(row.problem for row in rows if row.problem)


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    rows = _rows(SAMPLES / "bad_rows.csv")
    good = [(row.number, row.cells[0]) for row in rows if not row.problem]
    assert good == [(2, "1"), (8, "7"), (11, "8")]


def test_bad_rows_say_why():
    rows = _rows(SAMPLES / "bad_rows.csv")
    assert [(row.number, row.problem) for row in rows if row.problem] == [
        (3, "The row has 2 cells where the file has 3 columns."),
        (4, "The row has 4 cells where the file has 3 columns."),
        (5, "A quotation mark is missing or stands inside a cell; write it twice there."),
        (6, "The byte 0xE5 in the row that starts at byte 80 is not a letter."),
        (7, "The row holds a NUL character (byte 0), as damaged files do."),
    ]


def test_a_bad_row_keeps_its_cells_for_the_file_of_failed_rows():
    rows = _rows(SAMPLES / "bad_rows.csv")
    assert [row.cells for row in rows if row.problem] == [
        ["2", "Ola"],
        ["3", "Per", "for", "mange"],
        ["4", "Åpen", "ikke lukket"],
        ["5", "Å�se", "feil byte"],
        ["6", "N�UL", "x"],
    ]


def test_a_rows_bytes_are_where_it_says():
    path = SAMPLES / "nordic_sv.csv"
    second = _rows(path)[1]
    assert path.read_bytes()[second.offset : second.end] == b"Bo;Ek;bo@example.se;;1990;80 %;\r\n"


def test_a_cell_of_several_lines_is_one_row():
    first, second = _rows(SAMPLES / "nordic_sv.csv")
    assert first.cells[6] == 'Ringde i mars.\r\nVill ha "katalogen"; skickad.'
    assert (first.number, second.number) == (2, 3)


def test_old_mac_line_ends_are_line_ends():
    assert [row.cells[0] for row in _rows(SAMPLES / "old_mac.csv")] == [
        "Åse Ødegård",
        "Bjørn Sæther",
    ]


def test_line_ends_of_three_kinds_may_be_mixed():
    rows = _rows(SAMPLES / "mixed_newlines.csv")
    assert [row.cells for row in rows] == [["1", "Kari"], ["2", "Ola"], ["3", "Per"]]


def test_real_files_come_whole():
    assert len(_rows(SAMPLES / "people_febrl2_slice.csv")) == 60
    assert len(_rows(SAMPLES / "purchases_cdnow_slice.txt")) == 60


def test_blank_cells_beyond_the_last_column_are_cut_off(tmp_path):
    rows = _rows(_written(tmp_path, "id;navn\n1;Kari;;\n2;Ola\n"))
    assert [row.cells for row in rows] == [["1", "Kari"], ["2", "Ola"]]


def test_an_open_quotation_mark_does_not_swallow_the_file(tmp_path):
    assert "quotation mark" in _problem(tmp_path, b'2;"Ola;Oslo')


def test_a_quotation_mark_inside_a_quoted_cell_is_a_problem(tmp_path):
    assert "quotation mark" in _problem(tmp_path, b'2;"Ola "Olis" Lie";Oslo')


def test_a_quotation_mark_inside_a_plain_cell_is_text(tmp_path):
    rows = _rows(_written(tmp_path, 'id;vare\n1;5" rør\n2;6" rør\n'))
    assert [row.cells[1] for row in rows] == ['5" rør', '6" rør']


def test_a_row_with_far_too_many_cells_is_a_problem(tmp_path):
    assert "5000 cells" in _problem(tmp_path, b";".join([b"x"] * 5_000))


def test_a_cell_over_the_limit_is_a_problem_that_names_it(tmp_path):
    assert "longer than 1 MB" in _problem(tmp_path, b"2;" + b"x" * 1_100_000 + b";Oslo")


def test_a_quoted_cell_over_the_limit_is_a_problem(tmp_path):
    assert "longer than 1 MB" in _problem(tmp_path, b'2;"' + b"x" * 1_100_000 + b'";Oslo')


def test_a_row_without_an_end_is_a_problem_and_not_a_memory_full(tmp_path):
    assert "longer than 8 MB" in _problem(tmp_path, b"2;" + b"x;" * 5_000_000)


def test_reading_goes_on_from_a_row_number():
    path = SAMPLES / "people_febrl2_slice.csv"
    rows = list(read_rows(path, sniff(path), start=60))
    assert [row.number for row in rows] == [60, 61]


@pytest.mark.parametrize("name", ["bad_rows.csv", "nordic_sv.csv", "purchases_cdnow_slice.txt"])
def test_reading_goes_on_from_any_rows_byte_as_without_a_break(name):
    path = SAMPLES / name
    shape, rows = sniff(path), _rows(path)
    for place, row in enumerate(rows):
        assert list(read_rows(path, shape, start=row.number, offset=row.offset)) == rows[place:]


def test_poison_inside_a_long_file_costs_only_the_poisoned_rows(tmp_path):
    poison = [b'%d;"open;Oslo', b"%d;short", b"%d;N\x00L;x", b"%d;\xff\xfe;x", b"%d;a;b;c;d"]
    lines = [
        poison[n // 100 % 5] % n if n % 67 == 0 else f"{n};Ås;Bodø".encode() for n in range(20_000)
    ]
    rows = _rows(_written(tmp_path, b"id;navn;by\r\n" + b"\r\n".join(lines) + b"\r\n"))
    assert len(rows) == 20_000
    assert sum(bool(row.problem) for row in rows) == 299


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = _written(tmp_path, "id;navn;by\n" + "1;Kari Nordmann;Oslo\n" * 200_000)
    shape = sniff(path)
    tracemalloc.start()
    count = sum(1 for _row in read_rows(path, shape))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 200_000
    assert peak < 1_000_000
