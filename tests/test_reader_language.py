"""Dates, numbers and alphabets as the reader writes them."""

from datetime import date, datetime

import pytest
from django import forms
from django.utils import translation
from django.utils.formats import date_format

from config.lib.countries import country_choices, country_name
from config.lib.numbers import grouped
from config.lib.sorting import Alphabetical, alphabetical
from profiles.models import Source
from tests.factories import make_source

NORDIC = ["Zambia", "Ånge", "Ängelholm", "Öland", "Ærø", "Østfold", "Åland", "Aker"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sv", ["Aker", "Zambia", "Åland", "Ånge", "Ängelholm", "Ærø", "Öland", "Østfold"]),
        ("fi", ["Aker", "Zambia", "Åland", "Ånge", "Ängelholm", "Ærø", "Öland", "Østfold"]),
        ("nb", ["Aker", "Zambia", "Ängelholm", "Ærø", "Öland", "Østfold", "Åland", "Ånge"]),
        ("da", ["Aker", "Zambia", "Ängelholm", "Ærø", "Öland", "Østfold", "Åland", "Ånge"]),
        ("en", ["Ærø", "Aker", "Åland", "Ånge", "Ängelholm", "Öland", "Østfold", "Zambia"]),
    ],
)
def test_each_language_has_its_alphabet(language, expected):
    assert sorted(NORDIC, key=lambda name: alphabetical(name, language)) == expected


def test_other_accents_and_capitals_stand_with_their_letter():
    names = ["Zoë", "élan", "Emil", "Elba"]
    assert sorted(names, key=alphabetical) == ["élan", "Elba", "Emil", "Zoë"]


@pytest.mark.parametrize(
    ("language", "last"),
    [("sv", "Östtimor"), ("nb", "Åland"), ("da", "Åland"), ("en", "Zimbabwe")],
)
def test_countries_follow_the_reader_s_alphabet_after_the_nordic_ones(language, last):
    with translation.override(language):
        choices = country_choices()
        assert [code for code, _name in choices[:5]] == ["NO", "SE", "DK", "FI", "IS"]
        assert choices[-1][1] == last
        assert len(choices) == len(dict(choices)) > 240


def test_a_country_has_its_name_in_the_reader_s_language():
    with translation.override("fi"):
        assert country_name("no") == "Norja"
        assert country_name("QQ") == "QQ"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nb", "24. november 2026 kl. 14:30"),
        ("sv", "24 november 2026 kl. 14:30"),
        ("da", "24. november 2026 kl. 14:30"),
        ("fi", "24. marraskuuta 2026 kello 14.30"),
        ("en", "24 November 2026, 14:30"),
    ],
)
def test_a_moment_is_written_as_the_reader_does(language, expected):
    with translation.override(language):
        assert date_format(datetime(2026, 11, 24, 14, 30), "DATETIME_FORMAT") == expected  # noqa: DTZ001


@pytest.mark.parametrize("language", ["nb", "sv", "fi", "da", "en"])
def test_a_typed_day_comes_before_its_month_everywhere(language):
    with translation.override(language):
        typed = "03.04.2026"
        assert forms.DateField().clean(typed) == date(2026, 4, 3)
        assert forms.DateField().clean("2026-04-03") == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nb", "12\N{NO-BREAK SPACE}345"),
        ("sv", "12\N{NO-BREAK SPACE}345"),
        ("fi", "12\N{NO-BREAK SPACE}345"),
        ("da", "12.345"),
        ("en", "12,345"),
    ],
)
def test_thousands_stand_apart_as_the_reader_writes_them(language, expected):
    with translation.override(language):
        assert grouped(12345) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sv", ["Aker", "Zambia", "Ånge", "Ängelholm", "Öland"]),
        ("fi", ["Aker", "Zambia", "Ånge", "Ängelholm", "Öland"]),
        ("nb", ["Aker", "Zambia", "Ängelholm", "Öland", "Ånge"]),
        ("en", ["Aker", "Ånge", "Ängelholm", "Öland", "Zambia"]),
    ],
)
def test_the_database_sorts_short_lists_so_too(language, expected):
    for name in ("Öland", "Zambia", "Ånge", "Aker", "Ängelholm"):
        make_source(name.lower(), name=name)
    ours = Source.objects.filter(name__in=expected)
    with translation.override(language):
        assert [source.name for source in ours.order_by(Alphabetical("name"))] == expected
