"""The made-up company's files: the same for the same seed, reaching nobody, and taken in without a surprise."""

import csv
import hashlib
import re
from datetime import UTC, date, datetime

import phonenumbers
import pytest
from django.core.management import CommandError, call_command

from consents.models import DecisionState, Subject
from files.demo.numbers import phone_number
from files.demo.people import people
from files.demo.writing import demo_files, write_files
from profiles.models import ContactPoint, Event
from tests.files.bringing import bring, outcomes

TODAY = date(2026, 3, 1)
SIZE = 420
_RESERVED = re.compile(r"example\.(com|org|net)|[a-z]+\.example")
_FICTION = re.compile(r"\+46(3139006\d\d|4062804\d\d|8465004\d\d|9803192\d\d|7017406\d\d)")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "demo"
    folder.mkdir()
    return folder


def write(folder, *, customers=SIZE, seed=1):
    return write_files(folder=folder, customers=customers, seed=seed, today=TODAY)


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def texts(folder):
    for path in folder.iterdir():
        yield path.read_text("cp1252" if path.name.startswith("crm") else "utf-8")


def rows(folder, name, *, encoding="utf-8", delimiter=","):
    with (folder / name).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_same_seed_gives_the_same_bytes(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        write(folder, customers=60)
    assert digests(one) == digests(other)


def test_another_seed_gives_other_people(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, seed in ((one, 1), (other, 2)):
        folder.mkdir()
        write(folder, customers=60, seed=seed)
    assert not set(digests(one).values()) & set(digests(other).values())


def test_size_changes_nobody_who_was_there(tmp_path):
    few = list(people(5, 1, TODAY))
    more = list(people(50, 1, TODAY))[:5]
    assert [person.email for person in few] == [person.email for person in more]


def test_no_address_reaches_anybody(folder):
    write(folder)
    domains = {domain for text in texts(folder) for domain in re.findall(r"@([\w.-]+)", text)}
    assert domains
    assert [each for each in domains if not _RESERVED.fullmatch(each.lower())] == []


@pytest.mark.parametrize("country", ["NO", "SE", "FI", "DK"])
def test_no_number_reaches_anybody(country):
    numbers = [phone_number(country, nth) for nth in [*range(600), 99_999, 620_000]]
    assert len(set(numbers)) == len(numbers)
    called = [
        number
        for number in numbers
        if phonenumbers.is_valid_number(phonenumbers.parse(number))
        and not _FICTION.fullmatch(number)
    ]
    assert called == []


def test_addresses_of_computers_are_those_for_examples(folder):
    write(folder)
    found = {
        address for text in texts(folder) for address in re.findall(r"\d+\.\d+\.\d+\.\d+", text)
    }
    assert found
    assert all(address.startswith("203.0.113.") for address in found)


def test_towns_lie_where_their_postal_codes_say(folder):
    write(folder)
    for row in rows(folder, "customers_export.csv"):
        digits = row["Default Address Zip"].lstrip("'").replace(" ", "")
        expected = {"NO": 4, "DK": 4, "SE": 5, "FI": 5}[row["Default Address Country Code"]]
        assert len(digits) == expected


def test_crm_is_as_a_norwegian_one_writes_it(folder):
    write(folder)
    found = rows(folder, "crm_kunder.csv", encoding="cp1252", delimiter=";")
    assert list(found[0])[:5] == ["Kundenr", "Fornavn", "Etternavn", "E-post", "Mobil"]
    assert any(re.search("[æøåöä]", row["Etternavn"]) for row in found)
    assert any(len(row["Postnr"]) == 3 for row in found)


def test_order_of_several_lines_says_who_bought_once(folder):
    write(folder)
    lines = [
        row for row in rows(folder, "orders_export.csv") if not row["Email"] and not row["Total"]
    ]
    assert lines
    assert all(row["Lineitem name"] and row["Name"] for row in lines)


def test_winter_is_when_skis_are_bought(folder):
    write(folder, customers=1500)
    months = [
        int(row["Created at"][5:7])
        for row in rows(folder, "orders_export.csv")
        if "touring skis" in row["Lineitem name"]
    ]
    winter = sum(month in {10, 11, 12, 1, 2, 3} for month in months)
    assert winter > 0.9 * len(months) > 50


def test_command_says_what_was_planted(folder, capsys):
    call_command("make_demo", customers=100, seed=1, out=folder, today=TODAY)
    said = capsys.readouterr().out
    assert "crm_kunder.csv  (crm, customers)" in said
    assert re.search(r"\b5  called subscribed by the shop, said no in the newsletter tool", said)


def test_command_says_why_a_folder_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("make_demo", customers=1, out=tmp_path / "file" / "demo")


def mailboxes(found, column):
    return {row[column].strip().lower() for row in found}


def standing(address):
    """Return what stands of mail to an address."""
    customer = ContactPoint.objects.get(kind="email", normalised=address).customer_id
    subjects = Subject.objects.filter(customer_id=customer).values("uid")
    return set(
        DecisionState.objects.filter(subject__in=subjects, channel="email").values_list(
            "state", flat=True
        )
    )


@pytest.fixture
def taken_in(folder, kept_files, company):
    """Everything written, and taken in as a steward would; the runs by the name of their file."""
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    written = write(folder)
    runs = [
        bring(folder / file.name, source=file.source, kind=file.kind, now=now)
        for file in demo_files(1)
    ]
    return written, runs


def test_import_finds_what_was_planted(taken_in):
    written, runs = taken_in
    crm, subscribed, unsubscribed, shop, *_activities = runs
    assert [outcomes(run).get("refused", 0) for run in runs] == [
        written.unreadable_customers,
        *[0, 0, 0],
        written.unreadable_orders,
        *[0, 0],
    ]
    assert outcomes(crm)["review"] == written.twice == 13
    assert outcomes(subscribed)["review"] == written.two_birth_dates == 9
    assert outcomes(shop).get("review", 0) == outcomes(unsubscribed).get("review", 0) == 0
    assert Event.objects.filter(kind="purchase").count() == written.orders
    assert Event.objects.exclude(kind="purchase").count() == written.activities


def test_what_the_shop_calls_subscribed_stays_a_no(taken_in, folder):
    written, runs = taken_in
    yes = [
        row
        for row in rows(folder, "customers_export.csv")
        if row["Accepts Email Marketing"] == "yes"
    ]
    no = rows(folder, runs[2].file_name)
    both = mailboxes(yes, "Email") & mailboxes(no, "Email Address")
    assert len(both) == written.no_after_yes == 21
    assert [standing(address) for address in sorted(both)] == [{"refused"}] * 21
