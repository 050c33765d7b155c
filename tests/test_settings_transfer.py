"""Settings that leave as a file and come in from one, through the same services as their screens."""

import csv
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError

from config.lib.transfer import find_kind, resource_for
from consents.models import Purpose, PurposeBasis, Wording
from profiles.models import Attribute, AttributeOption, RecomputeRun, SettingChange
from segments.admin.transfer import SegmentResource
from segments.models import Segment, SegmentVersion
from segments.services.segments import create_segment, save_version
from surveys.models import Question
from tests.factories import NOW, TESTER, make_colleague

pytestmark = pytest.mark.django_db
KINDS = ("facts", "purposes", "wanted-facts", "consent-texts", "questions", "segments")


@pytest.fixture
def office(client, company):
    client.force_login(make_colleague("administrator"))
    return client


def address(kind: str, act: str = "import") -> str:
    return f"/office/settings/move/{kind}/{act}/"


def export(client, kind: str) -> list[dict[str, str]]:
    text = client.get(address(kind, "export/csv")).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def as_file(rows: list[dict[str, str]]) -> SimpleUploadedFile:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile("settings.csv", text.getvalue().encode())


def look(client, kind: str, *rows: dict[str, str]):
    return client.post(address(kind), {"file": as_file(list(rows))})


def bring(client, kind: str, *rows: dict[str, str]):
    """Look at the rows, and keep what was looked at."""
    seen = look(client, kind, *rows)
    return client.post(address(kind), {"looked_at": seen.context["looked_at"]}, follow=True)


def row_of(client, kind: str, code: str) -> dict[str, str]:
    return next(row for row in export(client, kind) if row.get("slug") == code)


def make_walkers() -> Segment:
    segment = create_segment(name="Walkers", purpose="insight", actor=TESTER, now=NOW)
    rule = {"field": "fact.interests", "operator": "known"}
    save_version(segment=segment, rule=rule, actor=TESTER, now=NOW)
    return segment


@pytest.mark.parametrize("kind", KINDS)
def test_what_leaves_comes_in_again_and_changes_nothing(office, kind):
    make_walkers()
    rows = export(office, kind)
    page = look(office, kind, *rows)
    assert (page.context["change_count"], page.context["refused"]) == (0, 0)
    assert page.context["unchanged"] == len(rows) > 0


def test_workbook_comes_in_as_well(office):
    body = office.get(address("facts", "export/xlsx")).content
    page = office.post(address("facts"), {"file": SimpleUploadedFile("facts.xlsx", body)})
    assert (page.context["change_count"], page.context["refused"]) == (0, 0)


def test_fact_changes_by_its_code(office):
    row = row_of(office, "facts", "interests")
    bring(office, "facts", row | {"name_en": "Likes", "weight": "9"})
    fact = Attribute.objects.get(slug="interests")
    assert (fact.labels["en"], fact.weight) == ("Likes", 9)
    assert fact.labels["nb"] == row["name_nb"]


def test_looking_changes_nothing(office):
    row = row_of(office, "facts", "interests")
    page = look(office, "facts", row | {"name_en": "Likes", "weight": "9"})
    assert page.context["change_count"] == 1
    assert Attribute.objects.get(slug="interests").labels["en"] != "Likes"
    assert not RecomputeRun.objects.exists()


def test_one_refused_row_keeps_all_others_out(office):
    good = row_of(office, "facts", "interests") | {"weight": "9"}
    page = look(office, "facts", good, good | {"slug": "shoe_colour"})
    assert page.context["refused"] == 1
    assert "There is nothing with the code “shoe_colour” here." in page.content.decode()
    office.post(address("facts"), {"looked_at": page.context["looked_at"]})
    assert Attribute.objects.get(slug="interests").weight != 9


def test_special_category_is_not_switched_on(office):
    fact = Attribute.objects.filter(sensitivity="special").first()
    page = look(office, "facts", row_of(office, "facts", fact.slug) | {"is_enabled": "yes"})
    assert "stays off until explicit consent" in page.content.decode()


def test_special_category_is_not_given_to_a_purpose(office):
    fact = Attribute.objects.filter(sensitivity="special").first()
    page = look(office, "purposes", row_of(office, "purposes", "insight") | {"facts": fact.slug})
    assert page.context["refused"] == 1


def test_values_are_cleaned_as_a_form_cleans_them(office):
    page = look(office, "facts", row_of(office, "facts", "interests") | {"weight": "99999999"})
    assert page.context["refused"] == 1


def test_option_is_named_and_added_but_not_taken_away(office):
    fact = Attribute.objects.filter(data_type="choice", sensitivity="ordinary").first()
    before = fact.options.count()
    bring(office, "facts", row_of(office, "facts", fact.slug) | {"options": '{"x": {"en": "X"}}'})
    assert fact.options.count() == before + 1
    assert AttributeOption.objects.get(attribute=fact, slug="x").labels == {"en": "X"}


def test_bases_and_facts_of_a_purpose_are_those_of_the_file(office):
    row = row_of(office, "purposes", "insight")
    basis = '[{"channel": "", "country": "", "basis": "consent", "law": "GDPR 6(1)(a)"}]'
    bring(office, "purposes", row | {"bases": basis, "facts": "interests, email"})
    insight = Purpose.objects.get(slug="insight")
    assert [row.basis for row in PurposeBasis.objects.filter(purpose=insight)] == ["consent"]
    assert {link.attribute.slug for link in insight.attribute_links.all()} == {"interests", "email"}


def test_consent_text_becomes_a_new_version_and_the_old_one_stays(office):
    rows = export(office, "consent-texts")
    row = next(r for r in rows if (r["purpose"], r["language"]) == ("newsletter", "en"))
    bring(office, "consent-texts", row | {"wording": "Yes, write to me."})
    texts = Wording.objects.filter(purpose__slug="newsletter", language="en").order_by("version")
    assert [(one.text, one.is_current) for one in texts] == [
        (row["wording"], False),
        ("Yes, write to me.", True),
    ]


def test_question_of_ones_own_is_added(office):
    row = row_of(office, "questions", "interests")
    opinion = row | {"slug": "why_us", "kind": "text", "fact": "", "question_en": "Why us?"}
    bring(office, "questions", opinion)
    assert Question.objects.get(slug="why_us").attribute is None


def test_question_keeps_what_replies_depend_on(office):
    page = look(office, "questions", row_of(office, "questions", "interests") | {"kind": "text"})
    assert "cannot be changed" in page.content.decode()


def test_segment_moves_with_its_conditions_and_without_its_members(office):
    make_walkers()
    row = row_of(office, "segments", "walkers")
    bring(office, "segments", row | {"slug": "hikers", "name": "Hikers"})
    hikers = Segment.objects.get(slug="hikers")
    assert SegmentVersion.objects.get(segment=hikers).rule == {
        "field": "fact.interests",
        "operator": "known",
    }


def test_segment_whose_purpose_may_not_read_a_fact_is_refused(office):
    make_walkers()
    row = row_of(office, "segments", "walkers")
    page = look(office, "segments", row | {"slug": "hikers", "purpose": "service"})
    assert page.context["refused"] == 1
    assert not Segment.objects.filter(slug="hikers").exists()


def test_formula_leaves_as_text_and_comes_in_as_it_was(office):
    Attribute.objects.filter(slug="interests").update(labels={"en": "=1+1"})
    row = row_of(office, "facts", "interests")
    assert row["name_en"] == "'=1+1"
    assert look(office, "facts", row).context["change_count"] == 0
    body = office.get(address("facts", "export/xlsx")).content
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_other_formats_are_not_there(office):
    assert office.get(address("facts", "export/html")).status_code == 404
    answer = office.post(
        address("facts"), {"file": SimpleUploadedFile("f.json", b'[{"slug": "interests"}]')}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("role", "kind"), [("analyst", "facts"), ("marketer", "purposes"), ("steward", "purposes")]
)
def test_who_may_not_change_them_on_screens_cannot_by_a_file(client, company, role, kind):
    client.force_login(make_colleague(role))
    assert client.post(address(kind), {}).status_code == 403


def test_who_may_not_see_them_cannot_export_them(client, company):
    client.force_login(make_colleague("analyst"))
    assert client.get(address("consent-texts", "export/csv")).status_code == 403


def test_what_is_kept_is_what_was_looked_at(office):
    row = row_of(office, "facts", "interests")
    seen = look(office, "facts", row | {"weight": "9"}).context["looked_at"]
    office.post(address("facts"), {"looked_at": f"{seen}x"})
    assert office.post(address("questions"), {"looked_at": seen}).status_code == 403
    assert Attribute.objects.get(slug="interests").weight != 9


def test_who_brought_them_stands_in_the_history(office):
    bring(office, "facts", row_of(office, "facts", "interests") | {"weight": "9"})
    change = SettingChange.objects.get(table="profiles_attribute")
    assert (change.after, change.actor_label) == ({"weight": 9}, "Ida Berg")


def test_wanted_facts_move_with_what_they_are_for(office):
    row = row_of(office, "wanted-facts", "interests")
    bring(office, "wanted-facts", row | {"is_wanted": "yes", "purposes": "newsletter, offers"})
    assert Attribute.objects.get(slug="interests").is_wanted
    assert row_of(office, "wanted-facts", "interests")["purposes"] == "newsletter, offers"
    assert RecomputeRun.objects.count() == (row["is_wanted"] == "no")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"is_wanted": "yes", "purposes": ""}, "needed for"),
        ({"is_wanted": "yes", "purposes": "newsletter, nothing"}, "There is no purpose"),
    ],
)
def test_a_wanted_fact_is_refused_as_on_its_page(office, said, reason):
    page = look(office, "wanted-facts", row_of(office, "wanted-facts", "interests") | said)
    assert page.context["refused"] == 1
    assert reason in page.content.decode()


def test_a_run_leaves_nothing_on_the_class(office):
    """The library notes on the class that rows are to be kept."""
    bring(office, "facts", row_of(office, "facts", "interests") | {"weight": "9"})
    kind = find_kind("facts")
    assert kind._meta.store_instance is False
    assert type(resource_for(kind, TESTER, NOW)) is not kind


def test_what_goes_wrong_as_a_whole_is_not_reported_as_kept(office, monkeypatch):
    make_walkers()
    row = row_of(office, "segments", "walkers")
    monkeypatch.setattr(SegmentResource, "after_import", _broken)
    with pytest.raises(DatabaseError):
        bring(office, "segments", row | {"slug": "hikers", "name": "Hikers"})


def _broken(*_arguments, **_said):
    raise DatabaseError
