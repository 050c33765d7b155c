"""What the normalisers make of values as people write them."""

from datetime import date

import pytest

from profiles.identity.convention import Option
from profiles.identity.normalise import ValueNotUnderstoodError, normalise_value


def _read(data_type, raw, **context):
    return normalise_value(data_type, raw, **{"country": "NO", **context})


def _refusal(data_type, raw, **context):
    with pytest.raises(ValueNotUnderstoodError) as caught:
        _read(data_type, raw, **context)
    return caught.value.reason


@pytest.mark.parametrize("raw", [None, "", "   ", "\ufeff", [], {}])
@pytest.mark.parametrize("data_type", ["text", "tags", "date", "email", "money"])
def test_blank_is_nothing(data_type, raw):
    assert _read(data_type, raw, currency="NOK") is None


@pytest.mark.parametrize("data_type", ["date", "decimal", "email", "phone", "url", "boolean"])
def test_a_sign_for_nothing_is_nothing(data_type):
    assert _read(data_type, " n/a ") is None


def test_a_person_may_be_called_null():
    assert _read("text", "Null") == "Null"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  Kari   Nordmann ", "Kari Nordmann"),
        ("A\u030ase", "Åse"),
        ("a\u00a0b\tc\nd", "a b c d"),
        ("fra\x0bFileMaker", "fra FileMaker"),
        ("\ufeffnavn", "navn"),
        (12.0, "12"),
    ],
)
def test_text_is_trimmed_composed_and_on_one_line(raw, expected):
    assert _read("text", raw) == expected


def test_long_text_keeps_its_lines():
    assert _read("long_text", " Ring  i mars.\r\n\r\n\r\nTakk \r") == "Ring i mars.\n\nTakk"


@pytest.mark.parametrize(("raw", "code"), [("a\x00b", "U+0000"), ("a\x07b", "U+0007")])
def test_a_control_character_is_refused_by_name(raw, code):
    assert code in _refusal("text", raw)


def test_text_over_the_limit_is_refused_with_the_limit():
    assert "10,000 characters" in _refusal("long_text", "x" * 10_001)


def test_a_refusal_shows_only_the_start_of_a_long_value():
    assert len(_refusal("integer", "x" * 5_000)) < 150


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Kari.Nordmann@Example.NO", "Kari.Nordmann@example.no"),
        (" kari@example.no ", "kari@example.no"),
        ("Kari Nordmann <kari@example.no>", "kari@example.no"),
        ("mailto:kari@example.no", "kari@example.no"),
        ("åse@blåbær.no", "åse@blåbær.no"),
        ("o'hara+nytt@example.co.uk", "o'hara+nytt@example.co.uk"),
    ],
)
def test_an_email_address_is_kept_as_typed(raw, expected):
    assert _read("email", raw) == expected


@pytest.mark.parametrize("raw", ["kari@", "kari.example.no", "kari@localhost", "a@b@c.no", "@"])
def test_what_is_no_email_address_is_refused(raw):
    assert "name@example.com" in _refusal("email", raw)


@pytest.mark.parametrize(
    ("country", "raw", "expected"),
    [
        ("NO", "912 34 567", "+4791234567"),
        ("NO", "004791234567", "+4791234567"),
        ("NO", "+47 91 23 45 67", "+4791234567"),
        ("NO", "4791234567", "+4791234567"),
        ("NO", "47123456", "+4747123456"),
        ("NO", "tlf. 22 12 34 56", "+4722123456"),
        ("NO", "'+4791234567", "+4791234567"),
        ("NO", "46793699558", "+46793699558"),
        ("SE", "070-123 45 67", "+46701234567"),
        ("SE", "08-123 456 78", "+46812345678"),
        ("FI", "040 1234567", "+358401234567"),
        ("DK", "20 12 34 56", "+4520123456"),
        ("AU", "(02) 9555 1234", "+61295551234"),
    ],
)
def test_a_telephone_number_becomes_e164(country, raw, expected):
    assert _read("phone", raw, country=country) == expected


@pytest.mark.parametrize("raw", ["123", "ring meg", "912 34 567 8", "+47"])
def test_what_is_no_telephone_number_is_refused(raw):
    assert "country code" in _refusal("phone", raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2024-03-12", "2024-03-12"),
        ("2024-03-12T09:14:02Z", "2024-03-12"),
        ("2024-03-12 00:00:00", "2024-03-12"),
        ("2026-03-12 09:14:02 +0000", "2026-03-12"),
        ("20240312", "2024-03-12"),
        ("2024/3/12", "2024-03-12"),
        ("12.03.2024", "2024-03-12"),
        ("12. 3. 2024", "2024-03-12"),
        ("12/03/2024", "2024-03-12"),
        ("12-03-2024", "2024-03-12"),
        ("12.3.24", "2024-03-12"),
        ("12.3.85", "1985-03-12"),
        ("31121985", "1985-12-31"),
        ("12. mars 2024", "2024-03-12"),
        ("12 maj 2024", "2024-05-12"),
        ("12. marts 2024", "2024-03-12"),
        ("12. maaliskuuta 2024", "2024-03-12"),
        ("March 12, 2024", "2024-03-12"),
        ("12-Mar-24", "2024-03-12"),
        ("12.03.2024 kl. 14.30", "2024-03-12"),
    ],
)
def test_a_date_is_read_as_people_write_it(raw, expected):
    assert _read("date", raw) == expected


def test_american_dates_are_read_month_first():
    assert _read("date", "7/28/2025 11:56:29 PM", day_first=False) == "2025-07-28"


def test_dots_put_the_day_first_in_every_order():
    assert _read("date", "12.03.2024", day_first=False) == "2024-03-12"


@pytest.mark.parametrize("raw", ["31.02.2024", "19991331", "7/28/2025", "2024-13-01", "00.00.0000"])
def test_a_day_that_is_in_no_calendar_is_refused(raw):
    assert "calendar" in _refusal("date", raw)


@pytest.mark.parametrize("raw", ["i går", "45363", "2024", "12.03", "2024-03-12 snart"])
def test_what_is_no_date_is_refused(raw):
    assert "write it as" in _refusal("date", raw)


def test_a_year_that_cannot_be_meant_is_refused():
    assert "1800" in _refusal("date", "0024-03-12")


def test_a_short_year_of_birth_lies_in_the_past():
    born = {"past": True, "today": date(2026, 11, 22)}
    assert _read("date", "12.3.30", **born) == "1930-03-12"
    assert _read("date", "12.3.24", **born) == "2024-03-12"


def test_a_birth_in_the_future_is_refused():
    assert "future" in _refusal("date", "24.12.2026", past=True, today=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("raw", "expected"), [("1985", 1985), ("85", 1985), (1990, 1990), ("12.03.1985", 1985)]
)
def test_a_year_is_read_alone_or_from_a_date(raw, expected):
    assert _read("year", raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("1 234,50", 1234.5),
        ("32 500,00", 32500),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1.234,50", 1234.5),
        ("1,234.50", 1234.5),
        ("1.234.567", 1234567),
        ("1’234.50", 1234.5),
        ("0,1", 0.1),
        ("11.77", 11.77),
        ("80 %", 80),
        ("kr 1 234,-", 1234),
        ("−12,5", -12.5),
        ("12-", -12),
        ("(12.00)", -12),
        (12.0, 12),
    ],
)
def test_a_number_is_read_as_people_write_it(raw, expected):
    assert _read("decimal", raw) == expected


def test_a_lone_comma_parts_thousands_where_people_write_a_decimal_point():
    assert _read("decimal", "1,234", country="US") == 1234


@pytest.mark.parametrize(
    "raw", ["abc", "12 34", "1,2,3", "1e5", "inf", "٣", "12 stykker til", True]
)
def test_what_is_no_number_is_refused(raw):
    assert "is not a number" in _refusal("decimal", raw)


def test_a_number_with_more_digits_than_json_carries_is_refused():
    assert "15 digits" in _refusal("decimal", "1234567890123456,7")


def test_a_fraction_is_no_whole_number():
    assert "whole number" in _refusal("integer", "12,5")


@pytest.mark.parametrize("raw", ["ja", "Yes", "KYLLÄ", "x", "1", "true", "Allow", True])
def test_yes_in_any_language_is_true(raw):
    assert _read("boolean", raw) is True


@pytest.mark.parametrize("raw", ["nei", "nej", "No", "ei", "0", "false", "Do Not Allow", False])
def test_no_in_any_language_is_false(raw):
    assert _read("boolean", raw) is False


def test_an_unknown_word_is_neither_yes_nor_no():
    assert "neither yes nor no" in _refusal("boolean", "kanskje")


_GENDERS = (Option("man", ("Mann", "Man")), Option("woman", ("Kvinne", "Kvinna", "Nainen")))


def test_a_choice_is_matched_by_any_label():
    assert _read("choice", " kvinna ", options=_GENDERS) == "woman"


def test_a_choice_that_is_no_option_names_the_options():
    assert "man, woman" in _refusal("choice", "båt", options=_GENDERS)


def test_choices_come_in_the_order_of_the_options():
    assert _read("choices", "Nainen; Mann; Mann", options=_GENDERS) == ["man", "woman"]


def test_a_label_with_a_comma_is_one_choice():
    options = (Option("other", ("Annet, vet ikke",)),)
    assert _read("choices", "Annet, vet ikke", options=options) == ["other"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("ski, fiske;Tur|mat", ["fiske", "mat", "ski", "Tur"]),
        ('"""VIP"",""Blog, nytt"""', ["Blog, nytt", "VIP"]),
        ("* myContacts ::: Kunder", ["Kunder"]),
        ("Ski, ski, SKI", ["SKI"]),
        ("R&amp;D", ["R&D"]),
        (["b", " a "], ["a", "b"]),
    ],
)
def test_tags_are_split_cleaned_and_each_once(raw, expected):
    assert _read("tags", raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            "Storgata 1, 0155 Oslo",
            {"street": "Storgata 1", "postal_code": "0155", "city": "Oslo"},
        ),
        (
            "Kungsgatan 4\n111 43 Stockholm",
            {"street": "Kungsgatan 4", "postal_code": "11143", "city": "Stockholm"},
        ),
        (
            {"street": "Storgata 1", "postal_code": 155},
            {"street": "Storgata 1", "postal_code": "0155"},
        ),
        ("Postboks", {"street": "Postboks"}),
    ],
)
def test_an_address_is_taken_apart_where_that_is_safe(raw, expected):
    assert _read("address", raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("example.no", "https://example.no"),
        ("HTTP://Example.NO/Sti?q=1", "http://example.no/Sti?q=1"),
    ],
)
def test_a_web_address_gets_its_scheme(raw, expected):
    assert _read("url", raw) == expected


@pytest.mark.parametrize(
    "raw", ["javascript:alert(1)", "ftp://example.no", "https://u:p@x.no", "x"]
)
def test_what_is_no_web_address_is_refused(raw):
    assert "web address" in _refusal("url", raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("kr 1 234,50", {"amount": 1234.5, "currency": "NOK"}),
        ("12 EUR", {"amount": 12, "currency": "EUR"}),
        ("€ 12,50", {"amount": 12.5, "currency": "EUR"}),
    ],
)
def test_money_has_an_amount_and_a_currency(raw, expected):
    assert _read("money", raw, currency="NOK") == expected


def test_money_without_a_currency_is_refused():
    assert "names no currency" in _refusal("money", "12")


def test_several_values_are_refused_where_one_is_expected():
    assert "several values" in _refusal("text", ["a", "b"])
