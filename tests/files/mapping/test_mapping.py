"""The JSON form of a mapping: what is refused, and how it meets a file."""

import pytest

from files.mapping.errors import MappingError
from files.mapping.mapping import Mapping


def _customers(*columns, **rest):
    return {"kind": "customers", "columns": list(columns), **rest}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "A mapping is a JSON object"),
        ({"columns": []}, "kind"),
        (_customers(kind="people"), "“kind” is one of customers, events"),
        (_customers(colums=[]), "“colums” is not known"),
        (_customers({"target": "email"}), "names its “column”"),
        (_customers({"column": "E-post"}), "Column “E-post”: it has no “target”"),
        (_customers({"column": "E-post", "targt": "x"}), "E-post: “targt” is not known"),
        (_customers({"column": "E-post", "target": 1}), "E-post: “target” is text"),
        (
            _customers({"column": "A", "target": "email"}, {"column": "A", "target": "phone"}),
            "Column “A”: it is mapped twice",
        ),
        (
            _customers({"column": "A", "target": "city"}, {"column": "B", "target": "city"}),
            "Column “B”: “A” is taken for the same",
        ),
        (_customers({"column": "Ja", "target": "consent"}), "Column “Ja”: “reads” is one of"),
        (
            _customers({"column": "Ja", "target": "consent", "reads": "yes_no"}),
            "Column “Ja”: a consent has a “purpose” and a “channel”",
        ),
        (
            {"kind": "events", "columns": [{"column": "A", "target": "given_name"}]},
            "Column “A”: “given_name” is not something an activity has",
        ),
        (_customers(time_zone="Mars/Olympus"), "not a time zone"),
        (_customers(source_date_order="year"), "day_first, month_first"),
        (_customers(consents=[{"purpose": "marketing"}]), "“channel”"),
        (_customers({"column": "A", "target": "city", "confidence": 7}), "0 to 1"),
    ],
)
def test_a_wrong_mapping_is_refused_by_name(data, sentence):
    with pytest.raises(MappingError) as caught:
        Mapping.from_json(data)
    assert sentence in str(caught.value)


def test_columns_that_are_not_mapped_are_ignored():
    mapping = Mapping.from_json(_customers({"column": "E-post", "target": "email"}))
    fitted = mapping.fitted_to(("Navn", "E-post"))
    assert [(c.column, c.target) for c in fitted.columns] == [
        ("Navn", "ignore"),
        ("E-post", "email"),
    ]


def test_a_mapped_column_that_the_file_lacks_is_an_error():
    mapping = Mapping.from_json(_customers({"column": "E-post", "target": "email"}))
    with pytest.raises(MappingError, match="no column “E-post”"):
        mapping.fitted_to(("Navn",))
