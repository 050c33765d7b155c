"""The loop, once, on real files: what a stranger walks from the README, and what changes on the way."""

import csv
import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from files.services.exports import waiting_exports, write_export
from files.services.runs import advance, waiting_runs
from profiles.models import Customer
from segments.services.reach import recount_outdated
from segments.services.runs import refresh_segment
from segments.services.runs import waiting_runs as waiting_refreshes
from surveys.services.mails import deliver_waiting_mails
from surveys.services.sendings import resume_sendings
from tests.browser.conftest import TELEPHONE
from tests.browser.watching import press

SAMPLES = Path(__file__).resolve().parent.parent / "files" / "samples"


def clock():
    return datetime.now(tz=UTC)


def do_the_work():
    """Do what the worker would: every row that waits, until none does."""
    while runs := waiting_runs():
        for run_id in runs:
            while advance(run_id=run_id, now=clock()):
                pass
    resume_sendings(clock=clock)
    deliver_waiting_mails(now=clock())
    for run_id in waiting_exports():
        write_export(run_id=run_id, now=clock())
    for run_id in waiting_refreshes(now=clock()):
        refresh_segment(run_uid=run_id, now=clock())
    recount_outdated(now=clock())


def take_in(page, axe, file, *, source, kind="", currency=""):
    """Take a file in the way a steward does; return what the last page says."""
    page.goto("/office/files/new/")
    page.locator("input[type=file]").set_input_files(SAMPLES / file)
    if kind:
        page.locator(f"input[name=kind][value={kind}]").check()
    page.get_by_label("Where it comes from").select_option(label=source)
    if currency:
        page.get_by_label("Currency of amounts that name none").select_option(currency)
    axe(page)
    press(page, "Continue to the columns")
    axe(page)
    press(page, "Find out what would happen")
    do_the_work()
    page.reload()
    axe(page)
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("^Take in ")).click()
    axe(page)
    press(page, re.compile("^Take in "))
    do_the_work()
    page.reload()
    page.get_by_role("heading", name=re.compile("What became of")).wait_for()
    axe(page)
    return page.get_by_role("main").inner_text()


def make_segment(page, axe, name, field, value):
    """A segment for the newsletter with one condition: a box to tick."""
    page.goto("/office/segments/segment/add/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Purpose").select_option("newsletter")
    page.get_by_role("button", name="Go on to the conditions").click()
    page.get_by_label("What to ask about").select_option(field)
    page.locator(f"input[type=checkbox][value={value}]").check()
    page.get_by_role("button", name="Save the conditions").click()
    page.get_by_text("Waiting for its turn.").wait_for()
    do_the_work()
    page.get_by_text("Up to date").wait_for()
    axe(page)


def make_survey(page, axe, screen):
    """A survey that asks for the address and the newsletter."""
    page.goto("/office/survey/new/")
    page.get_by_label("Name").first.fill("Get to know you")
    page.get_by_label("What the answers are used for").select_option("profiling")
    page.locator("input[name=questions][value=email]").check()
    page.locator("input[name=questions][value=interests]").check()
    page.locator("input[name=consents][value=newsletter]").check()
    axe(page)
    press(page, "Save")
    screen(page, "loop-survey")
    axe(page)


def fetch_links(page, screen):
    """Have the personal links made, and return the rows of the file."""
    page.get_by_role("link", name=re.compile("^Send")).first.click()
    page.get_by_label("Segment").select_option(label="No address yet")
    page.locator("input[name=way][value=links]").check()
    press(page, "Show who will get it")
    screen(page, "loop-send")
    press(page, re.compile("^Make .*link"))
    do_the_work()
    page.reload()
    page.get_by_label("Who receives the file").fill("The newsletter team")
    with page.expect_download() as download:
        page.get_by_role("button", name="Fetch the file").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    return list(csv.reader(StringIO(text), delimiter=delimiter))


def answer(site, new_context, axe, link):
    """Answer on a telephone without scripts, as the customer."""
    page = new_context(base_url=site.url, viewport=TELEPHONE, java_script_enabled=False).new_page()
    page.goto(link + "?language=en")
    page.get_by_label(re.compile("e-mail address", re.IGNORECASE)).first.fill("sarah@post.example")
    page.get_by_label("Which hobbies do you enjoy?").fill("hiking")
    page.get_by_label("Yes, by e-mail").first.check()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you, your answers have arrived").wait_for()


def may_be_contacted(page):
    """Return the last step of the staircase of everybody, for the newsletter by e-mail."""
    page.goto("/office/segments/segment/")
    page.get_by_role("link", name="Everybody", exact=True).click()
    page.goto(page.url.split("?")[0] + "?purpose=newsletter&channel=email")
    return int(page.locator(".k-stair").last.locator(".k-num").inner_text())


def export(page, axe):
    """Hand the audience over; return the rows of the file."""
    page.goto("/office/exports/new/?segment=everybody")
    page.get_by_label("How they are contacted").select_option("email")
    press(page, "Continue")
    page.get_by_label("Who receives the file").fill("The newsletter team")
    axe(page)
    press(page, "Write the file")
    do_the_work()
    page.reload()
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^Fetch the file")).click()
    return list(csv.reader(StringIO(download.value.path().read_text("utf-8-sig")), delimiter=";"))


def test_the_loop_makes_customers_better_and_the_audience_larger(
    site, signed_in, new_context, axe, screen
):
    page = signed_in("administrator")
    assert "soc_sec_id" in take_in(page, axe, "people_febrl2_slice.csv", source="CRM")
    take_in(page, axe, "purchases_cdnow_slice.txt", source="Shop", kind="events", currency="USD")
    make_segment(page, axe, "Everybody", "customer.kind", "person")
    make_segment(page, axe, "No address yet", "gap.missing", "email")
    assert may_be_contacted(page) == 0
    make_survey(page, axe, screen)
    _header, first, *_others = fetch_links(page, screen)
    link = next(cell for cell in first if "/s/" in cell)
    answer(site, new_context, axe, link)
    do_the_work()
    she = Customer.objects.get(attributes__email="sarah@post.example")
    page.goto(f"/office/profiles/customer/{she.pk}/change/")
    card = page.get_by_role("main").inner_text()
    assert "hiking" in card
    assert "sarah@post.example" in card
    axe(page)
    screen(page, "loop-card")
    assert may_be_contacted(page) == 1
    screen(page, "loop-segment")
    rows = export(page, axe)
    assert [cell for row in rows[1:] for cell in row if "@" in cell] == ["sarah@post.example"]
    screen(page, "loop-export")
