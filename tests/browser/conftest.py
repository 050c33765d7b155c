"""What every browser test may ask for.

`site` is the product on a database of the module's own, with a company; `page` a browser page that fails the test on
any complaint of its console; `signed_in("marketer")` a page where a colleague of that role is signed in; `axe(page)`
refuses serious accessibility faults; `screen(page, "name")` keeps a picture in var/screens/.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from profiles.models import Company, Steward
from tests.browser.serving import served
from tests.browser.watching import Watch, grave_violations
from tests.databases import database_of_its_own
from tests.factories import make_colleague, make_company

# Playwright's synchronous interface keeps a loop running in this thread, where the tests also use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome")
DESK = {"width": 1360, "height": 900}
TELEPHONE = {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True)
class Site:
    """The product, running."""

    url: str
    company: Company | None

    def cookie(self, steward: Steward) -> dict:
        """Return the cookie of a session in which somebody is signed in."""
        client = Client()
        client.force_login(steward)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.url}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium of the machine's own, started once."""
    found = os.environ.get("KJENN_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        pytest.fail("Chromium is missing: apt-get install chromium, or set KJENN_CHROMIUM.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def with_company() -> bool:
    """Whether the company is described beforehand; override it to begin on the first day."""
    return True


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, with_company) -> Iterator[Site]:
    """The product on a database of this module's own; personal links lead back to it."""
    with django_db_blocker.unblock(), database_of_its_own(), served() as url:
        yield Site(url, make_company(base_url=url) if with_company else None)


@pytest.fixture
def new_context(browser) -> Iterator[Callable]:
    """Make browser contexts; each is watched, and a complaint in any fails the test."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def make(**options):
        context = browser.new_context(
            **{"viewport": DESK, "locale": "en-GB", "reduced_motion": "reduce", **options}
        )
        context.set_default_timeout(15_000)
        opened.append((context, Watch(context)))
        context.watch = opened[-1][1]
        return context

    yield make
    for context, _watch in opened:
        context.close()
    complaints = [complaint for _context, watch in opened for complaint in watch.unexpected()]
    assert complaints == []


@pytest.fixture
def page(site, new_context):
    """A page in which nobody is signed in; addresses begin at the site's."""
    return new_context(base_url=site.url).new_page()


@pytest.fixture
def signed_in(site, new_context) -> Callable:
    """Open a page as a colleague of a role; further options go to the browser context."""

    def open_page(role: str = "administrator", **options):
        context = new_context(base_url=site.url, **options)
        context.add_cookies([site.cookie(make_colleague(role))])
        return context.new_page()

    return open_page


@pytest.fixture
def axe() -> Callable[..., None]:
    """Refuse a page with serious or critical accessibility faults."""

    def check(page: Page, *rules: str) -> None:
        assert grave_violations(page, *rules) == []

    return check


@pytest.fixture
def screen() -> Callable[[Page, str], None]:
    """Keep a picture of a page for people to look at."""
    folder = settings.BASE_DIR / "var" / "screens"
    folder.mkdir(parents=True, exist_ok=True)

    def keep(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png")

    return keep
