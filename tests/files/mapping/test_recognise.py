"""The guess: what each column of a file is."""

import pytest

from files.mapping.mapping import ColumnMapping, Mapping
from files.mapping.recognise import LearnedMapping, guess_mapping
from files.reading.sniff import sniff
from tests.files.samples import SAMPLES


def _guess(name, kind="customers", **context):
    return guess_mapping(sniff(SAMPLES / name), kind=kind, **context)


def _targets(mapping):
    return {column.column: column.target for column in mapping.columns if column.target != "ignore"}


def _from_text(tmp_path, text, kind="customers", **context):
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    return guess_mapping(sniff(path), kind=kind, **context)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "hubspot.csv",
            {
                "Record ID": "external_id",
                "First Name": "given_name",
                "Last Name": "family_name",
                "Email": "email",
                "Phone Number": "phone",
                "Job Title": "job_title",
                "Lifecycle Stage": "lifecycle_stage",
                "Create Date": "customer_since",
                "Company Name": "employer",
                "Website URL": "website",
            },
        ),
        (
            "dynamics.csv",
            {
                "(Do Not Modify) Contact": "external_id",
                "(Do Not Modify) Modified On": "observed_at",
                "Full Name": "full_name",
                "First Name": "given_name",
                "Last Name": "family_name",
                "Job Title": "job_title",
                "Company Name": "employer",
                "Email": "email",
                "Email Address 2": "email",
                "Email Address 3": "email",
                "Business Phone": "phone",
                "Mobile Phone": "phone",
                "Address 1: City": "address.city",
                "Address 1: Country/Region": "address.country",
                "Allow Emails?": "consent",
            },
        ),
        (
            "brevo.csv",
            {
                "EMAIL": "email",
                "LASTNAME": "family_name",
                "FIRSTNAME": "given_name",
                "SMS": "phone",
                "EMAIL_BLACKLISTED": "consent",
                "SMS_BLACKLISTED": "consent",
                "ADDED_TIME": "customer_since",
                "MODIFIED_TIME": "observed_at",
            },
        ),
        (
            "nordic_nb.csv",
            {
                "ID": "external_id",
                "Fornavn": "given_name",
                "Etternavn": "family_name",
                "E-post": "email",
                "Mobil": "phone",
                "Adresse": "address.street",
                "Postnr": "address.postal_code",
                "Poststed": "address.city",
                "Land": "address.country",
                "Fødselsdato": "birth_date",
                "Kjøp totalt": "purchases_total",
                "Nyhetsbrev": "consent",
            },
        ),
        (
            "nordic_fi.csv",
            {
                "Etunimi": "given_name",
                "Sukunimi": "family_name",
                "Sähköpostiosoite": "email",
                "Jäsennumero": "external_id",
                "Matkapuhelinnumero": "phone",
                "Syntymävuosi": "birth_year",
                "Jakeluosoite": "address.street",
                "Postinumero": "address.postal_code",
                "Postitoimipaikka": "address.city",
                "Uutiskirje": "consent",
            },
        ),
        (
            "people_febrl2_slice.csv",
            {
                "rec_id": "external_id",
                "given_name": "given_name",
                "surname": "family_name",
                "street_number": "address.street_number",
                "address_1": "address.street",
                "address_2": "address.street",
                "suburb": "address.city",
                "postcode": "address.postal_code",
                "state": "address.region",
                "date_of_birth": "birth_date",
            },
        ),
    ],
)
def test_the_columns_of_a_known_file_are_known(name, expected):
    assert _targets(_guess(name)) == expected


def test_a_purchase_log_is_known():
    mapping = _guess("purchases_cdnow_slice.txt", kind="events")
    assert mapping.kind_of_event == "purchase"
    assert _targets(mapping) == {
        "customer_id": "customer_id",
        "date": "occurred_at",
        "number_of_cds": "quantity",
        "dollar_value": "amount",
    }


@pytest.mark.parametrize(
    ("name", "column"),
    [("nordic_nb.csv", "Fødselsnummer"), ("people_febrl2_slice.csv", "soc_sec_id")],
)
def test_a_column_named_after_national_numbers_is_left_out_and_says_so(name, column):
    mapping = _guess(name)
    assert next(c for c in mapping.columns if c.column == column).reason == "national_id"


def test_a_column_that_holds_national_numbers_is_left_out_whatever_its_name(tmp_path):
    mapping = _from_text(tmp_path, "ID;Navn\n15108695088;Kari\n")
    assert (mapping.columns[0].target, mapping.columns[0].reason) == ("ignore", "national_id")


def test_the_other_systems_housekeeping_is_left_out():
    mapping = _guess("dynamics.csv")
    assert mapping.columns[1].reason == "internal"


def test_an_unknown_column_of_addresses_is_known_by_its_content(tmp_path):
    mapping = _from_text(tmp_path, "Felt 1;Felt 2\nkari@example.no;x\nola@example.no;y\n")
    assert (mapping.columns[0].target, mapping.columns[0].reason) == ("email", "content")


def test_an_unknown_column_of_telephones_is_known_by_its_content(tmp_path):
    mapping = _from_text(tmp_path, "Felt 1;Felt 2\n912 34 567;x\n+47 98 76 54 32;y\n")
    assert mapping.columns[0].target == "phone"


def test_bare_numbers_are_not_taken_for_telephones(tmp_path):
    mapping = _from_text(tmp_path, "Felt 1;Felt 2\n91234567;x\n98765432;y\n")
    assert mapping.columns[0].reason == "unknown"


def test_content_against_the_name_lowers_the_trust(tmp_path):
    mapping = _from_text(tmp_path, "E-post;Navn\nja;Kari\nnei;Ola\n")
    assert mapping.columns[0].confidence == 0.3


def test_a_target_goes_to_one_column_only(tmp_path):
    mapping = _from_text(tmp_path, "ID;Kundenr;Navn\n1;2;Kari\n")
    assert [column.reason for column in mapping.columns] == ["header", "taken", "header"]


def test_an_unknown_word_is_never_guessed_to_be_consent(tmp_path):
    mapping = _from_text(tmp_path, "Navn;Klar for moro\nKari;ja\n")
    assert mapping.columns[1].target == "ignore"


@pytest.mark.parametrize(
    ("name", "column", "channel", "reads"),
    [
        ("salesforce.csv", "HasOptedOutOfEmail", "email", "opt_out"),
        ("salesforce.csv", "DoNotCall", "phone", "opt_out"),
        ("dynamics.csv", "Allow Emails?", "email", "allow"),
        ("pipedrive.csv", "Person - Marketing status", "email", "yes_no"),
        ("subscribed_members_export_1a2b3c.csv", "CONFIRM_TIME", "email", "given_at"),
        ("unsubscribed_members_export_1a2b3c.csv", "UNSUB_TIME", "email", "withdrawn_at"),
        ("brevo.csv", "SMS_BLACKLISTED", "sms", "opt_out"),
        ("shopify_customers.csv", "Accepts Email Marketing", "email", "yes_no"),
        ("shopify_customers.csv", "Accepts SMS Marketing", "sms", "yes_no"),
    ],
)
def test_a_consent_column_is_known_with_the_way_it_reads(name, column, channel, reads):
    found = next(c for c in _guess(name).columns if c.column == column)
    assert (found.target, found.channel, found.reads) == ("consent", channel, reads)


@pytest.mark.parametrize("header", ["Nyhetsbrev", "Newsletter", "Uutiskirje", "Vill ha nyhetsbrev"])
def test_a_yes_to_the_newsletter_is_no_yes_to_all_marketing(tmp_path, header):
    mapping = _from_text(tmp_path, f"Kundenr;E-post;{header}\n1;kari@fjell.example;ja\n")
    found = next(column for column in mapping.columns if column.column == header)
    assert (found.target, found.purpose, found.channel) == ("consent", "newsletter", "email")


def test_a_confirmation_is_no_yes_in_a_file_of_the_unsubscribed():
    mapping = _guess("unsubscribed_members_export_1a2b3c.csv")
    confirmed = next(c for c in mapping.columns if c.column == "CONFIRM_TIME")
    assert confirmed.target == "ignore"


def test_dates_that_can_only_be_american_put_the_month_first(tmp_path):
    mapping = _from_text(tmp_path, "name;birthday\nKari;7/28/1985\nOla;03/04/1990\n")
    assert mapping.source_date_order == "month_first"


def test_dates_that_can_be_read_either_way_put_the_day_first(tmp_path):
    mapping = _from_text(tmp_path, "name;birthday\nKari;07/08/1985\n")
    assert mapping.source_date_order == "day_first"


def test_decimal_commas_are_noticed(tmp_path):
    mapping = _from_text(tmp_path, "kundenr;dato;beløp\n1;12.03.2024;12,50\n", kind="events")
    assert mapping.columns[2].decimal_mark == ","


@pytest.mark.parametrize(
    ("name", "company", "country"),
    [
        ("nordic_sv.csv", "NO", "SE"),
        ("nordic_fi.csv", "NO", "FI"),
        ("nordic_sv.csv", "FI", "FI"),
        ("hubspot.csv", "DK", "DK"),
    ],
)
def test_the_words_of_the_header_tell_the_country(name, company, country):
    assert _guess(name, country=company).default_country == country


def test_what_was_learned_from_other_columns_is_not_used():
    settled = Mapping(
        "customers", (ColumnMapping("klubb", "interests"), ColumnMapping("NAVN", "ignore"))
    )
    learned = LearnedMapping(("klubb", "NAVN"), settled)
    shape = sniff(SAMPLES / "old_mac.csv")
    assert guess_mapping(shape, kind="customers", known=[learned]).columns[0].reason == "header"


def test_a_learned_mapping_fits_columns_in_another_order_and_spelling(tmp_path):
    settled = Mapping(
        "customers", (ColumnMapping("Klubb", "interests"), ColumnMapping("Navn", "full_name"))
    )
    learned = LearnedMapping(("Klubb", "Navn"), settled)
    mapping = _from_text(tmp_path, "navn;KLUBB\nKari;Ski\n", known=[learned])
    assert [(c.column, c.target, c.reason) for c in mapping.columns] == [
        ("navn", "full_name", "learned"),
        ("KLUBB", "interests", "learned"),
    ]


@pytest.mark.parametrize("name", ["salesforce.csv", "nordic_nb.csv", "google_contacts.csv"])
def test_a_guess_comes_back_from_its_json(name):
    mapping = _guess(name)
    assert Mapping.from_json(mapping.to_json()) == mapping
