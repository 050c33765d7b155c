"""`export_audience` as scripts know it."""

import io
import tracemalloc

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Value

from config.lib.spreadsheet import SafeCell
from files.models import ExportRun
from files.services.export_columns import Column
from files.services.export_writers import CsvWriter
from profiles.models import Company
from tests.factories import make_customer, make_decision
from tests.files.test_export_audience import make_segment, willing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    Company.objects.update(default_language="en")


def run_command(*arguments):
    out = io.StringIO()
    call_command("export_audience", *arguments, stdout=out)
    return out.getvalue()


def test_writes_the_file_and_leaves_none_behind(tmp_path):
    make_segment(members=[willing("Kari")])
    out = tmp_path / "audience.csv"
    said = run_command("walkers", "--purpose=newsletter", "--channel=email", f"--out={out}")
    assert said == f"Export no. 1: 1 customer who may be contacted now, in {out}.\n"
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert out.read_text("utf-8-sig").splitlines()[0] == (
        '"Customer id";"Name";"E-mail address";"Basis"'
    )
    run = ExportRun.objects.get()
    assert (run.recipient, run.actor_label) == ("audience.csv", "export_audience")
    assert run.removed_at is not None
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_the_file_is_for_its_owner_alone(tmp_path):
    make_segment(members=[willing("Kari")])
    out = tmp_path / "audience.csv"
    run_command("walkers", "--purpose=newsletter", "--channel=email", f"--out={out}")
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_workbook_by_the_ending_of_the_name(tmp_path):
    make_segment()
    out = tmp_path / "audience.XLSX"
    run_command(
        "walkers", "--purpose=newsletter", "--channel=email", f"--out={out}",
        "--recipient=The printer", "--facts=interests, country",
    )  # fmt: skip
    assert out.read_bytes()[:2] == b"PK"
    run = ExportRun.objects.get()
    assert (run.recipient, run.slugs) == ("The printer", ["interests", "country"])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"segment": "runners"}, "There is no segment “runners”. Known: walkers."),
        ({"purpose": "spam"}, "There is no purpose “spam”. Known: .*newsletter"),
        ({"channel": "fax"}, "There is no channel “fax”. Known: email, sms, phone, post."),
        ({"out": "audience.pdf"}, "end in .csv or .xlsx"),
        ({"out": "nowhere/audience.csv"}, "There is no folder nowhere."),
    ],
)
def test_what_cannot_be_done_is_an_error(tmp_path, monkeypatch, changed, said):
    monkeypatch.chdir(tmp_path)
    make_segment()
    given = {
        "segment": "walkers", "purpose": "newsletter", "channel": "email", "out": "a.csv", **changed,
    }  # fmt: skip
    with pytest.raises(CommandError, match=said):
        run_command(
            given["segment"], f"--purpose={given['purpose']}", f"--channel={given['channel']}",
            f"--out={given['out']}",
        )  # fmt: skip
    assert not (tmp_path / "a.csv").exists()


def test_rows_stream_and_are_not_gathered(tmp_path):
    writer = CsvWriter(tmp_path / "a.csv", [Column("No.", Value(""))])
    tracemalloc.start()
    rows = writer.write("SELECT repeat('x', 200) FROM generate_series(1, 200000)", [])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    writer.close()
    assert rows == 200_000
    assert (tmp_path / "a.csv").stat().st_size > 40_000_000
    assert peak < 2_000_000


def test_the_post_gets_an_address():
    kari = make_customer(
        given_name="Kari",
        postal_address={
            "street": "Storgata 1",
            "postal_code": "0155",
            "city": "Oslo",
            "country": "NO",
        },
    )
    make_decision(kari, channel="post")
    segment = make_segment(members=[kari])
    from tests.files.test_export_audience import export, lines

    run = export(segment, channel="post", slugs=["postal_address"])
    assert lines(run)[1][2:] == ["Storgata 1, 0155 Oslo", "Consent", "Storgata 1, 0155 Oslo, NO"]


def test_the_database_and_python_guard_the_same_cells():
    from django.db import connection
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    from config.lib.spreadsheet import safe_cell
    from profiles.models import Source

    cells = st.text(
        st.sampled_from("=+-@＝＋－＠\t\r\n \xa0'a1\x01\x7f.")
        | st.characters(exclude_characters="\0", exclude_categories=["Cs"]),
        max_size=6,
    ) | st.from_regex(r"\+[0-9]{5,17}", fullmatch=True)

    @settings(
        max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
    )
    @given(st.lists(cells, min_size=1, max_size=20))
    def agree(texts):
        names = {f"c{n}": SafeCell(Value(text)) for n, text in enumerate(texts)}
        row = Source.objects.annotate(**names).values_list(*names)[:1].get()
        assert list(row) == [safe_cell(text) for text in texts]

    assert connection.vendor == "postgresql"
    agree()
