"""The rows that did not land, as a file."""

import csv
import io

import pytest

from files.services.failed_rows import failed_rows
from tests.files.bringing import bring

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]


def given_back(content, **how):
    return b"".join(failed_rows(bring(content, **how)))


def test_a_failed_row_comes_back_with_its_number_and_reason():
    text = given_back("Kundenr;Fornavn\n1;Kari\n2;Ola;for mye\n").decode()
    head, row = csv.reader(io.StringIO(text), delimiter=";")
    assert head == ["Kundenr", "Fornavn", "Row", "Reason"]
    assert row == ["2", "Ola", "for mye", "3", "The row has 3 cells where the file has 2 columns."]


def test_it_comes_in_the_letters_and_the_delimiter_of_the_original():
    data = given_back("Kundenr;Fornavn\n1;Åse\n2;Ødegård;x\n3;Kjærsti\n".encode("cp1252"))
    assert "Ødegård".encode("cp1252") in data
    assert data.count(b";") > 3


def test_a_formula_is_harmless():
    text = given_back('Kundenr;Fornavn\n1;"=HYPERLINK(""x"")";y\n2;+1-1;y\n3;@SUM(1);y\n').decode()
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    assert [row[1] for row in rows] == ['\'=HYPERLINK("x")', "'+1-1", "'@SUM(1)"]


def test_a_national_identity_number_does_not_come_back():
    text = given_back(
        "Kundenr;Fornavn;Fødselsnummer\n1;Kari;12038512345;x\n2;Ola;\n3;Eva;\n"
    ).decode()
    assert "1;Kari;;x;2;" in text
    assert "12038512345" not in text


def test_where_all_rows_landed_the_file_holds_the_head_alone():
    assert given_back("Kundenr;Fornavn\n1;Kari\n").decode().splitlines() == [
        "Kundenr;Fornavn;Row;Reason"
    ]
