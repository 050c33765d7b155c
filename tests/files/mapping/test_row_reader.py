"""Where a column becomes a fact."""

from datetime import UTC, datetime

import pytest

from files.mapping.errors import MappingError
from files.mapping.mapping import ColumnMapping, ConsentSetting, Mapping
from files.mapping.parsed import CellProblem
from files.mapping.recognise import guess_mapping
from files.mapping.row_reader import RowReader
from files.reading.delimited import read_rows
from files.reading.sniff import prepare
from tests.files.mapping.attributes import FACTS
from tests.files.samples import SAMPLES

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _rows_of(name, tmp_path, country="NO"):
    path, shape = prepare(SAMPLES / name, tmp_path)
    mapping = guess_mapping(shape, kind="customers", country=country)
    reader = RowReader(mapping, FACTS, country, now=NOW, currency="NOK")
    return [reader(row.cells) for row in read_rows(path, shape)]


def _read(cells, *columns, **rest):
    """Read one row with columns given as targets or mappings."""
    mapped = tuple(
        column if isinstance(column, ColumnMapping) else ColumnMapping(f"K{number}", column)
        for number, column in enumerate(columns)
    )
    return RowReader(Mapping("customers", mapped, **rest), FACTS, "NO", now=NOW)(cells)


def _consents(row):
    return [(c.channel, c.state, c.decided_at, c.origin) for c in row.consents]


def test_a_nordic_row_becomes_facts(tmp_path):
    row = _rows_of("nordic_nb.csv", tmp_path)[0]
    assert row.external_id == "1"
    assert row.values == {
        "given_name": "Kari",
        "family_name": "Nordmann",
        "email": "kari@example.no",
        "phone": "+4791234567",
        "birth_date": "1985-03-12",
        "purchases_total": 1234.5,
        "postal_code": "0155",
        "city": "Oslo",
        "country": "NO",
        "postal_address": {
            "street": "Storgata 1",
            "postal_code": "0155",
            "city": "Oslo",
            "country": "NO",
        },
    }


def test_a_cell_that_is_not_understood_is_left_out_and_named(tmp_path):
    row = _rows_of("nordic_nb.csv", tmp_path)[2]
    assert "birth_date" not in row.values
    assert (row.refusal, [problem.column for problem in row.problems]) == (
        "",
        ["Fødselsdato", "Nyhetsbrev"],
    )


def test_the_parts_of_a_street_are_joined_in_their_order(tmp_path):
    row = _rows_of("people_febrl2_slice.csv", tmp_path, country="AU")[0]
    assert row.values["postal_address"] == {
        "street": "44 forbes street, wintersloe",
        "city": "kellerberrin",
        "postal_code": "4510",
        "region": "vic",
    }


def test_a_national_number_reaches_nothing(tmp_path):
    rows = _rows_of("people_febrl2_slice.csv", tmp_path, country="AU")
    assert "7535316" not in repr(rows)


def test_a_house_number_after_its_street_stays_there():
    row = _read(["Storgata", "12 B", "1"], "address.street", "address.street_number", "external_id")
    assert row.values["postal_address"]["street"] == "Storgata 12 B"


def test_a_country_alone_is_no_address():
    row = _read(["Sverige", "1"], "address.country", "external_id")
    assert row.values == {"country": "SE"}


def test_a_telephone_is_of_the_country_where_the_row_lives():
    row = _read(["070-123 45 67", "Sverige"], "phone", "address.country")
    assert row.values["phone"] == "+46701234567"


def test_the_date_of_the_record_is_read(tmp_path):
    row = _rows_of("salesforce.csv", tmp_path)[0]
    assert row.observed_at == datetime(2024, 6, 15, 12, 30, 45, tzinfo=UTC)


def test_a_time_without_a_zone_is_of_the_files_zone():
    row = _read(["15.06.2024 12:30", "1"], "observed_at", "external_id", time_zone="Europe/Oslo")
    assert row.observed_at == datetime(2024, 6, 15, 10, 30, tzinfo=UTC)


def test_a_record_from_the_future_loses_its_date():
    row = _read(["2026-11-23 12:00", "1"], "observed_at", "external_id")
    assert (row.observed_at, row.problems[0].column) == (None, "K0")


def test_apostrophes_of_shops_are_taken_off(tmp_path):
    row = _rows_of("shopify_customers.csv", tmp_path)[0]
    assert row.external_id == "6543210987654"
    assert (row.values["postal_code"], row.values["phone"]) == ("5003", "+4798765432")


def test_our_own_guard_mark_is_taken_off_again():
    assert _read(["'=Kari", "'+4791234567"], "given_name", "phone").values == {
        "given_name": "=Kari",
        "phone": "+4791234567",
    }


def test_an_apostrophe_of_a_name_stays():
    assert _read(["'t Hooft"], "family_name").values == {"family_name": "'t Hooft"}


def test_several_contact_details_all_count(tmp_path):
    row = _rows_of("google_contacts.csv", tmp_path)[0]
    assert [(i.kind, i.value) for i in row.identifiers] == [
        ("email", "sigrid@example.no"),
        ("email", "sigrid.haug@example.no"),
        ("phone", "+4791234568"),
        ("phone", "+4722123457"),
    ]
    assert row.values["email"] == "sigrid@example.no"


def test_an_address_is_compared_without_case_but_kept_as_typed():
    row = _read(["Kari@Example.no"], "email")
    assert (row.values["email"], row.identifiers[0].key) == ("Kari@example.no", "kari@example.no")


def test_google_labels_and_mailchimp_tags_become_words(tmp_path):
    assert _rows_of("google_contacts.csv", tmp_path)[0].values["interests"] == ["Kunder"]
    tagged = _rows_of("subscribed_members_export_1a2b3c.csv", tmp_path)[0]
    assert tagged.values["interests"] == ["Blog", "VIP"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Kari Nordmann", {"given_name": "Kari", "family_name": "Nordmann"}),
        ("Nordmann, Kari", {"given_name": "Kari", "family_name": "Nordmann"}),
        ("Anna Maria Lind", {"family_name": "Anna Maria Lind"}),
        ("Kari", {"given_name": "Kari"}),
    ],
)
def test_a_whole_name_is_split_only_where_that_is_safe(name, values):
    assert _read([name], "full_name").values == values


def test_columns_of_their_own_beat_the_whole_name():
    row = _read(["X Y", "Kari", "Nordmann"], "full_name", "given_name", "family_name")
    assert row.values == {"given_name": "Kari", "family_name": "Nordmann"}


def test_a_choice_is_matched_by_the_words_of_other_systems(tmp_path):
    assert _rows_of("outlook.csv", tmp_path)[0].values["gender"] == "man"
    assert _rows_of("hubspot.csv", tmp_path)[0].values["lifecycle_stage"] == "lead"


def test_a_name_longer_than_its_place_is_left_out():
    row = _read(["x" * 201, "1"], "given_name", "external_id")
    assert (row.values, row.problems[0].column) == ({}, "K0")


def test_a_blank_row_says_nothing():
    assert _read(["  ", "", "\u00a0"], "given_name", "email", "external_id").values == {}


def test_a_row_that_names_nobody_is_refused():
    row = _read(["Oslo", "kvinne"], "address.city", "gender")
    assert row.refusal == "The row has no id, no name, no e-mail address and no telephone."


@pytest.mark.parametrize("target", ["external_id", "given_name", "organisation_name"])
def test_any_one_name_is_enough(target):
    assert _read(["7"], target).refusal == ""


def test_a_fact_that_nobody_knows_is_an_error_that_names_the_column():
    with pytest.raises(MappingError, match="Column “K0”: there is no fact called “shoe_size”"):
        _read(["42"], "shoe_size")


def test_values_of_two_rows_share_nothing():
    reader = RowReader(Mapping("customers", (ColumnMapping("K", "interests"),)), FACTS, "NO")
    reader(["ski"]).values["interests"].append("changed")
    assert reader(["ski"]).values == {"interests": ["ski"]}


def test_a_confirmed_subscription_carries_its_proof(tmp_path):
    row = _rows_of("subscribed_members_export_1a2b3c.csv", tmp_path)[0]
    assert _consents(row) == [
        (
            "email",
            "given",
            datetime(2023, 2, 1, 10, 15, tzinfo=UTC),
            "OPTIN_IP: 192.0.2.10; CONFIRM_IP: 192.0.2.10",
        )
    ]


def test_signed_up_but_not_confirmed_says_nothing(tmp_path):
    assert _rows_of("subscribed_members_export_1a2b3c.csv", tmp_path)[1].consents == []


def test_an_unsubscription_carries_its_date(tmp_path):
    consent = _rows_of("unsubscribed_members_export_1a2b3c.csv", tmp_path)[0].consents[0]
    assert (consent.state, consent.decided_at) == (
        "withdrawn",
        datetime(2024, 3, 10, 7, 45, tzinfo=UTC),
    )


def test_a_yes_without_date_loads_as_asked(tmp_path):
    row = _rows_of("shopify_customers.csv", tmp_path)[0]
    assert _consents(row) == [("email", "requested", None, ""), ("sms", "refused", None, "")]


@pytest.mark.parametrize(
    ("reads", "cell", "state"),
    [
        ("yes_no", "ja", "requested"),
        ("yes_no", "subscribed", "requested"),
        ("yes_no", "Nei", "refused"),
        ("yes_no", "no_consent", "refused"),
        ("yes_no", "unsubscribed", "withdrawn"),
        ("opt_out", "true", "withdrawn"),
        ("opt_out", "Unsubscribed", "withdrawn"),
        ("allow", "Do Not Allow", "withdrawn"),
        ("given_at", "2024-01-01", "requested"),
        ("withdrawn_at", "2024-01-01", "withdrawn"),
        ("withdrawn_at", "en gang i fjor", "withdrawn"),
    ],
)
def test_a_word_of_a_consent_column_becomes_a_state(reads, cell, state):
    column = ColumnMapping("K", "consent", purpose="marketing", channel="email", reads=reads)
    assert [consent.state for consent in _read([cell, "1"], column, "external_id").consents] == [
        state
    ]


@pytest.mark.parametrize(
    ("reads", "cell"),
    [
        ("yes_no", ""),
        ("yes_no", "nonsubscribed"),
        ("yes_no", "did-not-subscribe"),
        ("yes_no", "cleaned"),
        ("yes_no", "kanskje"),
        ("yes_no", "Gull"),
        ("opt_out", "false"),
        ("opt_out", "subscribed"),
        ("allow", "Allow"),
        ("given_at", ""),
        ("given_at", "i fjor"),
    ],
)
def test_what_is_no_clear_word_is_never_a_consent(reads, cell):
    column = ColumnMapping("K", "consent", purpose="marketing", channel="email", reads=reads)
    assert _read([cell, "1"], column, "external_id").consents == []


def _newsletter(**parts):
    return ColumnMapping(
        "Ja", "consent", purpose="marketing", channel="email", reads="yes_no", **parts
    )


def test_a_yes_with_date_and_origin_is_given():
    row = _read(["ja", "01.02.2023", "Messe"], _newsletter(), "consent_at", "consent_origin")
    assert _consents(row) == [("email", "given", datetime(2023, 2, 1, tzinfo=UTC), "K2: Messe")]


def test_the_files_own_origin_counts_where_no_column_says_one():
    setting = ConsentSetting("marketing", "email", origin="Påmelding 2023")
    row = _read(["ja", "01.02.2023"], _newsletter(), "consent_at", consents=(setting,))
    assert _consents(row)[0][1::2] == ("given", "Påmelding 2023")


def test_a_yes_without_proof_can_be_left_out():
    setting = ConsentSetting("marketing", "email", without_proof="skip")
    assert _read(["ja"], _newsletter(), consents=(setting,)).consents == []


def test_a_no_needs_no_proof_to_be_kept():
    setting = ConsentSetting("marketing", "email", without_proof="skip")
    assert _read(["nei"], _newsletter(), consents=(setting,)).consents[0].state == "refused"


def test_the_strictest_of_two_columns_wins():
    out = ColumnMapping("Ut", "consent", purpose="marketing", channel="email", reads="opt_out")
    row = _read(
        ["ja", "01.02.2023", "Messe", "ja"], _newsletter(), "consent_at", "consent_origin", out
    )
    assert [consent.state for consent in row.consents] == ["withdrawn"]


def test_a_problem_does_not_show_more_than_its_cell(tmp_path):
    row = _rows_of("nordic_nb.csv", tmp_path)[2]
    assert row.problems[0] == CellProblem(
        "Fødselsdato",
        "“31.02.1990” is not a day in the calendar; check day, month and their order.",
    )


def test_an_amount_in_a_foreign_currency_is_left_out_and_named():
    row = _read(["Kari", "120 EUR"], "given_name", "purchases_total", currency="NOK")
    assert (row.values, [problem.column for problem in row.problems]) == (
        {"given_name": "Kari"},
        ["K1"],
    )
