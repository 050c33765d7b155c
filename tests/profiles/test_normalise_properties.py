"""What holds for every value of every type."""

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.identity.names import PersonName, clean_name, names_contradict
from profiles.identity.normalise import NORMALISERS, ValueNotUnderstoodError, normalise_value

_TYPES = sorted(NORMALISERS)
_WORDS = "12 03 2024 . - / , kr % +47 912 @ a.no mars ja ' ; ::: &amp; ( ) Å PM :"
_FRAGMENTS = st.sampled_from(_WORDS.split())
_ODD = st.sampled_from([" ", "\u00a0", "\u030a", "\x00", "\ud800"])
_TEXTS = st.text() | st.lists(_FRAGMENTS | _ODD, max_size=8).map("".join)
_RAW = (
    _TEXTS
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.lists(_TEXTS, max_size=4)
    | st.dictionaries(st.sampled_from(["street", "city", "amount", "currency", "x"]), _TEXTS)
)
_CONTEXT = {"country": "NO", "currency": "NOK", "today": date(2026, 11, 22)}


@pytest.mark.parametrize("data_type", _TYPES)
@given(raw=_RAW)
def test_nothing_is_raised_but_a_sentence(data_type, raw):
    with suppress(ValueNotUnderstoodError):
        json.dumps(normalise_value(data_type, raw, **_CONTEXT)).encode()


@pytest.mark.parametrize("data_type", _TYPES)
@given(raw=_RAW)
def test_a_canonical_value_stays_as_it_is(data_type, raw):
    try:
        once = normalise_value(data_type, raw, **_CONTEXT)
    except ValueNotUnderstoodError:
        return
    assert normalise_value(data_type, once, **_CONTEXT) == once


@given(day=st.dates(date(1800, 1, 1), date(2199, 12, 31)))
@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d", "%d %B %Y"])
def test_every_form_of_a_day_is_read_as_that_day(form, day):
    assert normalise_value("date", day.strftime(form), country="NO") == day.isoformat()


@given(number=st.decimals(-999_999_999, 999_999_999, places=2))
def test_nordic_and_computer_numbers_are_the_same_number(number):
    nordic = f"{number:,.2f}".replace(",", "\u00a0").replace(".", ",")
    assert normalise_value("decimal", nordic, country="NO") == float(number)


_NAMES = st.builds(PersonName, st.text(max_size=12).map(clean_name), st.text(max_size=12))


@given(one=_NAMES, other=_NAMES)
def test_contradiction_has_no_direction(one, other):
    assert names_contradict(one, other) == names_contradict(other, one)


@given(name=_NAMES)
def test_nobody_contradicts_herself(name):
    assert not names_contradict(name, name)
