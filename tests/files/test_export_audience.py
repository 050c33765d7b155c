"""An audience leaves as a file: only those who may be contacted, with facts they may be read for, all on record."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db.models import Value
from python_calamine import CalamineWorkbook

from config.lib.actor import Actor
from consents.choices import State
from consents.models import DisclosedCustomer, Disclosure
from files.models import ExportRun
from files.services.export_orders import ExportRefusedError, order_export
from files.services.export_upkeep import FileGoneError, count_lost, log_download, remove_old_files
from files.services.exports import waiting_exports, write_export
from profiles.models import Company, Customer, ReadEvent
from segments.models import Membership, Segment, SegmentVersion
from tests.factories import NOW, TESTER, make_colleague, make_customer, make_decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "own_files")]
EVERYBODY: dict[str, list] = {"all": []}
DAY = timedelta(days=1)


@pytest.fixture
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    Company.objects.update(default_language="en")


def make_segment(slug="walkers", rule=EVERYBODY, purpose="newsletter", members=()):
    segment = Segment.objects.create(slug=slug, name=slug.capitalize(), purpose_id=purpose)
    version = SegmentVersion.objects.create(
        segment=segment, number=1, rule=rule, sentence="", actor_kind="system", actor_id="tests"
    )
    add_members(segment, members, version)
    return segment


def add_members(segment, members, version=None):
    version = version or segment.versions.get()
    Membership.objects.bulk_create(
        Membership(segment=segment, customer=member, version=version, entered_at=NOW)
        for member in members
    )


def willing(name="Kari", **values):
    customer = make_customer(
        given_name=name, family_name="Nordmann", email=f"{name.lower()}@post.example", **values
    )
    make_decision(customer)
    return customer


def order(segment, **details):
    return order_export(
        **{
            "segment": segment,
            "purpose": "newsletter",
            "channel": "email",
            "recipient": "The printer",
            "slugs": [],
            "file_format": "csv",
            "actor": TESTER,
            "now": NOW,
            **details,
        }
    )


def export(segment, now=NOW, **details):
    run = order(segment, **details)
    write_export(run_id=run.pk, now=now)
    run.refresh_from_db()
    return run


def lines(run):
    with default_storage.open(run.stored_as) as file:
        return list(csv.reader(io.StringIO(file.read().decode("utf-8-sig")), delimiter=";"))


def sheets(run):
    with default_storage.open(run.stored_as) as file:
        book = CalamineWorkbook.from_filelike(file)
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_only_those_who_may_be_contacted_leave():
    kari = willing("Kari")
    without_consent = make_customer(given_name="Ola", email="ola@post.example")
    refused = willing("Per")
    make_decision(refused, state=State.WITHDRAWN, occurred_at=NOW + timedelta(hours=1))
    segment = make_segment(members=[kari, without_consent, refused])
    run = export(segment, now=NOW + DAY)
    assert lines(run) == [
        ["Customer id", "Name", "E-mail address", "Basis"],
        [str(kari.pk), "Kari Nordmann", "kari@post.example", "Consent"],
    ]
    assert (run.state, run.row_count) == ("done", 1)


def test_who_is_not_in_the_segment_stays():
    willing("Kari")
    assert len(lines(export(make_segment()))) == 1


def test_a_no_between_the_order_and_the_file_is_heard():
    kari = willing("Kari")
    run = order(make_segment(members=[kari]))
    make_decision(kari, state=State.WITHDRAWN, occurred_at=NOW + timedelta(minutes=1))
    write_export(run_id=run.pk, now=NOW + DAY)
    run.refresh_from_db()
    assert (run.row_count, len(lines(run))) == (0, 1)


def test_a_no_while_the_file_is_written_is_heard_by_the_rows_that_follow():
    kari, per = willing("Kari"), willing("Per")
    run = order(make_segment(members=[kari, per]))

    def say_no(rows):
        if rows == 1 and not DisclosedCustomer.objects.exists():
            make_decision(per, state=State.WITHDRAWN, occurred_at=NOW + timedelta(minutes=1))

    write_export(run_id=run.pk, now=NOW + DAY, chunk=1, progress=say_no)
    run.refresh_from_db()
    assert [line[0] for line in lines(run)[1:]] == [str(kari.pk)]


def test_a_no_while_the_file_is_written_is_not_written_down_as_disclosed():
    kari, per = willing("Kari"), willing("Per")
    run = order(make_segment(members=[kari, per]))

    def say_no(rows):
        if rows == 1:
            make_decision(per, state=State.WITHDRAWN, occurred_at=NOW + timedelta(minutes=1))

    write_export(run_id=run.pk, now=NOW + DAY, chunk=1, progress=say_no)
    assert list(DisclosedCustomer.objects.values_list("customer_uid", flat=True)) == [kari.pk]


def test_stretch_by_stretch_everybody_leaves_once(monkeypatch):
    monkeypatch.setattr("files.services.exports.STRETCH_MEMBERS", 2)
    members = [willing(f"Kari{n}") for n in range(5)]
    run = export(make_segment(members=members))
    assert sorted(line[0] for line in lines(run)[1:]) == sorted(str(each.pk) for each in members)


def test_what_left_is_what_is_written_down():
    members = [willing(f"Kari{n}") for n in range(7)]
    segment = make_segment(members=members)
    run = order(segment, slugs=["interests"])
    write_export(run_id=run.pk, now=NOW, chunk=3)
    run.refresh_from_db()
    disclosure = Disclosure.objects.get()
    told = {str(uid) for uid in DisclosedCustomer.objects.values_list("customer_uid", flat=True)}
    assert told == {line[0] for line in lines(run)[1:]} == {str(member.pk) for member in members}
    assert (disclosure.customer_count, disclosure.recipient) == (7, "The printer")
    assert (disclosure.purpose, disclosure.channel, disclosure.slugs) == (
        "newsletter", "email", ["interests"],
    )  # fmt: skip
    assert run.disclosure == disclosure.pk
    assert set(DisclosedCustomer.objects.values_list("basis", flat=True)) == {"consent"}
    read = ReadEvent.objects.get(view="export")
    assert (read.subject_count, read.reference, read.subjects) == (7, "export:1", [])


def test_a_fact_that_the_purpose_may_not_read_is_refused_by_name():
    with pytest.raises(ExportRefusedError, match="may not read: Household income"):
        order(make_segment(), slugs=["household_income"])
    assert not ExportRun.objects.exists()


def test_a_fact_that_was_closed_to_the_purpose_after_the_order_stops_the_export():
    from consents.models import AttributePurpose

    run = order(make_segment(members=[willing()]), slugs=["interests"])
    AttributePurpose.objects.filter(attribute__slug="interests").delete()
    assert write_export(run_id=run.pk, now=NOW) is False
    run.refresh_from_db()
    assert (run.state, run.stored_as) == ("failed", "")
    assert not Disclosure.objects.exists()


def test_a_segment_chosen_by_what_the_purpose_may_not_read_is_refused():
    rule = {"field": "fact.household_income", "operator": "known"}
    segment = make_segment(rule=rule, purpose="profiling")
    with pytest.raises(ExportRefusedError, match="“Household income per year” may not be used"):
        order(segment)


def test_a_segment_of_such_a_segment_is_refused_too():
    make_segment("rich", {"field": "fact.household_income", "operator": "known"}, "profiling")
    outer = make_segment(rule={"field": "member.segments", "operator": "in_any", "value": ["rich"]})
    with pytest.raises(ExportRefusedError, match="Rich"):
        order(outer)


def test_a_segment_of_another_purpose_passes_where_its_facts_may_be_read():
    rule = {"field": "fact.interests", "operator": "known"}
    run = export(make_segment(rule=rule, purpose="profiling", members=[willing()]))
    assert run.row_count == 1


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"purpose": "nothing"}, "There is no purpose “nothing”. Known: .*newsletter"),
        ({"purpose": "profiling"}, "nothing that people are contacted for"),
        ({"channel": "pigeon"}, "There is no channel “pigeon”"),
        ({"recipient": " "}, "Say who receives the file"),
        ({"slugs": ["shoe_colour"]}, "There is no such fact: shoe_colour"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(details, said):
    with pytest.raises(ExportRefusedError, match=said):
        order(make_segment(), **details)


def test_facts_leave_in_words():
    kari = willing(
        "Kari", interests=["cycling", "hiking"], gender="woman", country="NO",
        phone="+4791234567", birth_year=1980,
    )  # fmt: skip
    run = export(
        make_segment(members=[kari]), slugs=["interests", "country", "phone", "given_name"]
    )
    head, row = lines(run)
    assert row[4:] == ["cycling, hiking", "Norway", "+4791234567", "Kari"]
    assert head[4:] == ["Interests and hobbies", "Country", "Telephone", "Given name"]


def test_the_file_speaks_the_installations_language():
    Company.objects.update(default_language="nb")
    run = export(make_segment(members=[willing()]), slugs=["country", "interests"])
    assert lines(run)[0][4:] == ["Land", "Interesser og hobbyer"]


def test_prefers_not_to_say_leaves_the_cell_empty():
    kari = willing("Kari", interests={"declined": True}, country={"declined": True})
    run = export(make_segment(members=[kari]), slugs=["interests", "country"])
    assert lines(run)[1][4:] == ["", ""]


PAYLOADS = [
    "=1+1", "=cmd|' /C calc'!A0", "+1-1", "+cmd", "-2+3", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1",
    " =1+1", "＝1+1", "＋1", "－1", "＠A1", '=HYPERLINK("https://x.example")', '=DDE("cmd";"/C calc";"1")',
    "+47 91 23 45 67", "+1-1;=1+1", "\x01=1+1",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_a_csv_is_a_formula(payload):
    kari = willing("Kari")
    Customer.objects.filter(pk=kari.pk).update(family_name=payload, given_name="")
    Customer.objects.filter(pk=kari.pk).update(attributes={"interests": [payload]})
    run = export(make_segment(members=[kari]), slugs=["interests"])
    with default_storage.open(run.stored_as) as file:
        text = file.read().decode("utf-8-sig")
    cells = next(csv.reader(io.StringIO(text.split("\n", 1)[1]), delimiter=";"))
    assert cells[4].startswith("'")
    assert not cells[1].lstrip(" \xa0").startswith(tuple("=+-@＝＋－＠\t\r\n"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_a_workbook_is_a_formula(payload):
    kari = willing("Kari")
    Customer.objects.filter(pk=kari.pk).update(attributes={"interests": [payload]})
    run = export(make_segment(members=[kari]), slugs=["interests"], file_format="xlsx")
    with default_storage.open(run.stored_as) as file, zipfile.ZipFile(file) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert (b"<f>" in sheet, b"hyperlink" in sheet) == (False, False)
    assert sheets(run)[0][1][4] == payload.replace("\x01", "")


def test_a_telephone_number_needs_no_guard():
    kari = make_customer(given_name="Kari", phone="+4791234567")
    make_decision(kari, channel="sms")
    segment = make_segment(members=[kari])
    assert lines(export(segment, channel="sms"))[1][2] == "+4791234567"
    assert sheets(export(segment, channel="sms", file_format="xlsx"))[0][1][2] == "+4791234567"


def test_numbers_are_numbers_in_a_workbook():
    from profiles.models import Attribute

    fact = Attribute.objects.get(slug="household_size")
    from consents.models import AttributePurpose, Purpose

    AttributePurpose.objects.get_or_create(
        attribute=fact, purpose=Purpose.objects.get(slug="newsletter")
    )
    kari = willing("Kari", household_size=4)
    run = export(make_segment(members=[kari]), slugs=["household_size"], file_format="xlsx")
    assert sheets(run)[0][1][4] == 4.0


def test_a_full_sheet_is_followed_by_another(tmp_path):
    from files.services.export_columns import Column
    from files.services.export_writers import WorkbookWriter

    writer = WorkbookWriter(tmp_path / "a.xlsx", [Column("No.", Value(""))], sheet_rows=3)
    rows = writer.write("SELECT n::text FROM generate_series(1, 5) n", [])
    writer.close()
    book = CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    found = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert rows == 5
    assert found == [[["No."], ["1"], ["2"]], [["No."], ["3"], ["4"]], [["No."], ["5"]]]


def test_a_second_click_finds_the_first_order():
    segment = make_segment()
    assert order(segment).pk == order(segment).pk
    assert ExportRun.objects.count() == 1


def test_a_finished_export_is_never_written_again():
    run = export(make_segment(members=[willing()]))
    assert write_export(run_id=run.pk, now=NOW) is False
    assert Disclosure.objects.count() == 1


def test_an_attempt_that_died_is_started_over_and_discloses_once():
    run = order(make_segment(members=[willing("Kari"), willing("Per")]))

    def die(rows):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_export(run_id=run.pk, now=NOW, progress=die)
    run.refresh_from_db()
    assert (run.state, Disclosure.objects.count(), waiting_exports()) == ("running", 0, [run.pk])
    write_export(run_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.attempts, Disclosure.objects.get().customer_count) == ("done", 2, 2)
    assert len(lines(run)) == 3


def test_what_fails_five_times_stops_with_a_sentence():
    run = order(make_segment())
    ExportRun.objects.update(attempts=5)
    assert write_export(run_id=run.pk, now=NOW) is False
    run.refresh_from_db()
    assert (run.state, run.error) == (
        "failed", "Stopped: five attempts in a row did not come to an end.",
    )  # fmt: skip


def test_a_colleague_takes_out_no_more_than_the_days_limit(settings):
    settings.KJENN_EXPORT_ROWS_A_DAY = 3
    marketer = make_colleague("marketer").actor
    segment = make_segment(members=[willing("Kari"), willing("Per")])
    assert export(segment, actor=marketer).state == "done"
    refused = export(segment, actor=marketer)
    assert (refused.state, refused.stored_as) == ("failed", "")
    assert refused.error.startswith("2 customers and 2 within the last day are more than the 3")
    assert export(segment, actor=marketer, now=NOW + 2 * DAY).state == "done"
    assert export(segment, actor=Actor.system("export_audience")).state == "done"


def test_what_has_changed_since_is_counted():
    kari, per = willing("Kari"), willing("Per")
    run = export(make_segment(members=[kari, per]))
    make_decision(kari, state=State.WITHDRAWN, occurred_at=NOW + DAY)
    assert count_lost(run=run, now=NOW + 2 * DAY) == 1
    per.delete()
    assert count_lost(run=run, now=NOW + 2 * DAY) == 2


def test_a_file_is_removed_in_time_and_the_account_stays():
    run = export(make_segment(members=[willing()]))
    assert remove_old_files(now=NOW + 6 * DAY) == 0
    assert remove_old_files(now=NOW + 8 * DAY) == 1
    assert not default_storage.exists(run.stored_as)
    assert Disclosure.objects.get().customer_count == 1
    run.refresh_from_db()
    with pytest.raises(FileGoneError):
        log_download(run=run, actor=TESTER, now=NOW + 8 * DAY)


def test_every_download_is_in_the_read_log():
    run = export(make_segment(members=[willing()]))
    log_download(run=run, actor=TESTER, now=NOW)
    read = ReadEvent.objects.get(view="export_download")
    assert (read.subject_count, read.reference) == (1, "export:1")
