"""National identity numbers, known by name and by content."""

import pytest

from profiles.identity.national_ids import holds_national_ids, is_national_id_header


@pytest.mark.parametrize(
    "header",
    [
        "Fødselsnummer",
        "fødselsnr.",
        "Personnummer",
        "Henkilötunnus",
        "CPR-nr.",
        "soc_sec_id",
        "SSN",
    ],
)
def test_a_header_that_names_a_national_number_is_known(header):
    assert is_national_id_header(header)


@pytest.mark.parametrize("header", ["Fødselsdato", "Kundenummer", "ID", "Personal id card holder"])
def test_other_headers_are_not(header):
    assert not is_national_id_header(header)


@pytest.mark.parametrize(
    "cells",
    [
        ["15108695088", "151086 95088"],
        ["811218-9876", "19811218-9876"],
        ["701063-2391"],
        ["131052-308T", "131052-308T", "ukjent", "131052-308T", "131052-308T"],
    ],
    ids=["norwegian", "swedish, with a coordination number", "coordination", "finnish"],
)
def test_a_column_of_national_numbers_is_known_by_its_content(cells):
    assert holds_national_ids(cells)


@pytest.mark.parametrize(
    "cells",
    [[], ["", " "], ["912 34 567", "+4791234567"], ["10000000001"], ["8112189876"], ["1985-03-12"]],
)
def test_other_numbers_are_not(cells):
    assert not holds_national_ids(cells)
