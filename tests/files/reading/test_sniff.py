"""One file per oddity: what is found out before a row is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.reading.delimited import read_rows
from files.reading.errors import UnreadableFileError
from files.reading.shape import FileShape
from files.reading.sniff import sniff
from tests.files.samples import SAMPLES


def _sniff(tmp_path, content):
    path = tmp_path / "file.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return sniff(path)


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter", "columns"),
    [
        ("hubspot.csv", "utf-8", ",", 13),
        ("salesforce.csv", "utf-8", ",", 54),
        ("dynamics.csv", "utf-8", ",", 20),
        ("pipedrive.csv", "utf-8", ",", 11),
        ("subscribed_members_export_1a2b3c.csv", "utf-8", ",", 20),
        ("unsubscribed_members_export_1a2b3c.csv", "utf-8", ",", 25),
        ("brevo.csv", "utf-8", ";", 8),
        ("shopify_customers.csv", "utf-8", ",", 20),
        ("woocommerce_customers.csv", "utf-8", ",", 12),
        ("google_contacts.csv", "utf-8", ",", 36),
        ("outlook.csv", "cp1252", ",", 88),
        ("nordic_nb.csv", "cp1252", ";", 13),
        ("nordic_sv.csv", "utf-8", ";", 7),
        ("nordic_fi.csv", "utf-8", ";", 10),
        ("old_mac.csv", "mac_roman", ";", 3),
        ("utf16_tab.txt", "utf-16-le", "\t", 2),
        ("people_febrl2_slice.csv", "utf-8", ",", 11),
        ("purchases_cdnow_slice.txt", "utf-8", " ", 4),
    ],
)
def test_a_file_of_a_known_system_is_recognised(name, encoding, delimiter, columns):
    shape = sniff(SAMPLES / name)
    assert (shape.encoding, shape.delimiter, shape.width) == (encoding, delimiter, columns)


def test_the_first_rows_are_shown_decoded():
    assert sniff(SAMPLES / "old_mac.csv").first_rows[0] == (
        "Åse Ødegård",
        "ase@example.no",
        "Tromsø",
    )


def test_an_excel_separator_line_is_preamble():
    shape = sniff(SAMPLES / "nordic_sv.csv")
    assert (shape.preamble, shape.has_bom, shape.columns[0]) == (("sep=;",), True, "Förnamn")


def test_a_separator_line_beats_what_the_rows_suggest(tmp_path):
    shape = _sniff(tmp_path, "sep=|\nnavn|a;b\nKari|1;2\n")
    assert shape.columns == ("navn", "a;b")


def test_decimal_commas_do_not_make_a_comma_file(tmp_path):
    shape = _sniff(tmp_path, "navn;beløp\nKari;12,50\nOla;13,50\nPer;14,00\n")
    assert shape.delimiter == ";"


def test_decimal_commas_do_not_make_one_without_a_header(tmp_path):
    shape = _sniff(tmp_path, "Kari;12,50\nOla;13,50\nPer;14,00\n")
    assert shape.delimiter == ";"


def test_blanks_after_commas_do_not_belong_to_the_names():
    assert sniff(SAMPLES / "people_febrl2_slice.csv").columns[:2] == ("rec_id", "given_name")


def test_leading_blanks_do_not_make_a_column():
    shape = sniff(SAMPLES / "purchases_cdnow_slice.txt")
    assert shape.columns == ("customer_id", "date", "number_of_cds", "dollar_value")
    assert shape.first_rows[0] == ("00001", "19970101", "1", "11.77")


def test_names_of_two_words_are_one_column(tmp_path):
    shape = _sniff(tmp_path, "Full name\nKari Nordmann\nOla Berg\n")
    assert shape.columns == ("Full name",)


def test_a_list_of_addresses_is_one_column(tmp_path):
    shape = _sniff(tmp_path, "E-post\nkari@example.no\nola@example.no\n")
    assert shape.columns == ("E-post",)


def test_single_quotes_around_every_cell_are_quotes(tmp_path):
    shape = _sniff(tmp_path, "'id','navn'\n'1','Berg, Kari'\n'2','Lie, Ola'\n")
    assert shape.first_rows[0] == ("1", "Berg, Kari")


def test_data_in_the_first_row_is_no_header():
    shape = sniff(SAMPLES / "no_header.csv")
    assert (shape.has_header, shape.columns[:2]) == (False, ("Column 1", "Column 2"))
    assert shape.first_rows[0][1] == "kari@example.no"


def test_years_as_names_are_a_header(tmp_path):
    assert _sniff(tmp_path, "navn;2023;2024\nKari;10;12\n").has_header


def test_a_header_alone_is_a_file_without_rows(tmp_path):
    shape = _sniff(tmp_path, "navn;e-post\n")
    assert (shape.columns, shape.first_rows) == (("navn", "e-post"), ())


def test_titles_above_the_table_are_preamble(tmp_path):
    shape = _sniff(tmp_path, "Kunder per mars;;\n;;\nid;navn;by\n1;Kari;Oslo\n")
    assert (shape.columns, shape.body_row) == (("id", "navn", "by"), 4)


def test_names_are_trimmed_filled_and_unique(tmp_path):
    shape = _sniff(tmp_path, " Email ;;email\na@example.no;x;b@example.no\n")
    assert shape.columns == ("Email", "Column 2", "email (2)")


def test_an_empty_column_at_the_end_is_no_column(tmp_path):
    assert _sniff(tmp_path, "id;navn;\n1;Kari;\n2;Ola;\n").columns == ("id", "navn")


def test_one_bad_byte_does_not_turn_utf8_into_another_set(tmp_path):
    content = "id;navn\n1;Åse\n2;Bjørn\n3;Sølvi\n".encode() + b"4;\xe5se\n"
    assert _sniff(tmp_path, content).encoding == "utf-8"


def test_a_file_that_starts_with_an_umlaut_is_read(tmp_path):
    shape = _sniff(tmp_path, "Ärende;Namn\n1;Bo\n2;Åsa\n".encode("cp1252"))
    assert shape.columns == ("Ärende", "Namn")


def test_an_uncertain_set_of_letters_is_said():
    assert "cp1252" in sniff(SAMPLES / "nordic_nb.csv").warnings[0]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("empty.csv", "The file is empty."),
        ("web_page.csv", "This is a web page"),
        ("old_excel.xls", "old or locked spreadsheet"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(name, sentence):
    with pytest.raises(UnreadableFileError, match=sentence):
        sniff(SAMPLES / name)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b" \r\n \r\n"])
def test_a_file_without_a_word_is_empty(tmp_path, content):
    with pytest.raises(UnreadableFileError, match="empty"):
        _sniff(tmp_path, content)


def test_too_many_columns_are_refused_with_the_limit(tmp_path):
    with pytest.raises(UnreadableFileError, match="2000 is the limit"):
        _sniff(tmp_path, ";".join(f"k{n}" for n in range(2_001)) + "\n")


def test_the_shape_comes_back_from_its_json_without_peoples_data():
    shape = sniff(SAMPLES / "nordic_sv.csv")
    data = shape.to_json()
    assert "Åsa" not in str(data)
    assert FileShape.from_json(data).to_json() == data


_MARKS = st.sampled_from(
    ["a", "1", ";", ",", "\t", "|", " ", '"', "'", "\n", "\r", "sep=;", "@", "\x00"]
)


@given(
    content=st.binary(max_size=60)
    | st.lists(_MARKS, max_size=40).map(lambda p: "".join(p).encode())
)
def test_any_bytes_are_rows_or_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "file.csv"
    path.write_bytes(content)
    try:
        shape = sniff(path)
    except UnreadableFileError:
        return
    for row in read_rows(path, shape):
        assert row.problem or len(row.cells) == shape.width
