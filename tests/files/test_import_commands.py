"""The commands that scripts rely on."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from files.models import ImportRun
from profiles.models import Customer, Event
from tests.files.bringing import SAMPLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("Kundenr;Fornavn\n1;Kari\n2;Ola\n", encoding="utf-8")
    return path


def command(name, *args):
    out = io.StringIO()
    call_command(name, *map(str, args), stdout=out)
    return out.getvalue()


def test_import_file_reports_run_rows_and_outcomes(people):
    report = json.loads(command("import_file", people, "--source", "crm", "--json"))
    assert report["run"] == str(ImportRun.objects.get().pk)
    assert (report["rows"], report["outcomes"]["created"], report["outcomes"]["refused"]) == (
        2,
        2,
        0,
    )


def test_import_file_tells_a_person_in_words(people):
    told = command("import_file", people, "--source", "crm")
    assert told.startswith("Import no. 1: 2 rows.\n")
    assert "2  New" in told


def test_a_dry_run_takes_nothing_in(people):
    report = json.loads(command("import_file", people, "--source", "crm", "--dry-run", "--json"))
    assert (report["state"], report["outcomes"]["created"], Customer.objects.count()) == (
        "decided",
        2,
        0,
    )


def test_an_unknown_source_names_those_there_are(people):
    with pytest.raises(CommandError) as caught:
        command("import_file", people, "--source", "crmm")
    assert "crmm" in str(caught.value)
    assert "crm, newsletter, shop" in str(caught.value)
    assert ImportRun.objects.count() == 0


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        command("import_file", tmp_path / "nothing.csv", "--source", "crm")


def test_a_file_that_is_no_table_leaves_no_import():
    with pytest.raises(CommandError, match="empty"):
        command("import_file", SAMPLES / "empty.csv", "--source", "crm")
    assert ImportRun.objects.count() == 0


def test_a_file_over_the_limit_names_the_limit(people, settings):
    settings.KJENN_UPLOAD_LIMIT_MB = 0
    with pytest.raises(CommandError, match="larger than 0 MB"):
        command("import_file", people, "--source", "crm")


def test_a_mapping_file_says_what_the_columns_are(people, tmp_path):
    mapping = tmp_path / "mapping.json"
    columns = [
        {"column": "Kundenr", "target": "external_id"},
        {"column": "Fornavn", "target": "family_name"},
    ]
    mapping.write_text(json.dumps({"kind": "customers", "columns": columns}), encoding="utf-8")
    command("import_file", people, "--source", "crm", "--mapping", mapping)
    assert sorted(Customer.objects.values_list("family_name", flat=True)) == ["Kari", "Ola"]


def test_a_mapping_that_names_a_missing_column_is_refused(people, tmp_path):
    mapping = tmp_path / "mapping.json"
    mapping.write_text(
        json.dumps({"kind": "customers", "columns": [{"column": "Nr", "target": "external_id"}]}),
        encoding="utf-8",
    )
    with pytest.raises(CommandError, match="“Nr”"):
        command("import_file", people, "--source", "crm", "--mapping", mapping)


def test_a_currency_given_by_hand_counts():
    command(
        "import_file", SAMPLES / "purchases_cdnow_slice.txt", "--source", "shop", "--kind", "events",
        "--currency", "usd",
    )  # fmt: skip
    assert set(Event.objects.values_list("currency", flat=True)) == {"USD"}


def test_a_currency_that_does_not_exist_takes_nothing_in():
    with pytest.raises(CommandError, match="USX"):
        command(
            "import_file", SAMPLES / "purchases_cdnow_slice.txt", "--source", "shop",
            "--kind", "events", "--currency", "usx",
        )  # fmt: skip
    assert ImportRun.objects.count() == 0


def test_undo_import_takes_a_number_or_an_id(people):
    command("import_file", people, "--source", "crm")
    run = ImportRun.objects.get()
    dry = json.loads(command("undo_import", run.number, "--dry-run", "--json"))
    assert (dry["reversed"]["records"], Customer.objects.count()) == (2, 2)
    done = json.loads(command("undo_import", run.pk, "--json"))
    assert (done["state"], Customer.objects.count()) == ("undone", 0)


def test_undo_import_of_nothing_is_an_error():
    with pytest.raises(CommandError, match="no import"):
        command("undo_import", "12")


def test_an_import_that_was_not_taken_in_cannot_be_undone(people):
    command("import_file", people, "--source", "crm", "--dry-run")
    with pytest.raises(CommandError, match="not at that point"):
        command("undo_import", "1")
