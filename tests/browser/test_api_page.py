"""Keys and the page of the API in a browser: under the same content security policy as everything else."""

import re

from integrations.models import ApiKey
from tests.browser.conftest import TELEPHONE
from tests.factories import make_customer, make_source
from tests.integrations.keys import make_key


def test_a_key_is_made_listed_and_revoked(signed_in, axe, screen):
    make_source("shop", name="Shop")
    page = signed_in("administrator")
    page.goto("/office/settings/api-keys/")
    axe(page)
    page.get_by_role("link", name="New key").click()
    axe(page)
    screen(page, "keys-new")
    page.get_by_label("Which program holds it?").fill("Web shop")
    page.get_by_label("In the name of which source?").select_option("shop")
    page.get_by_label("Customer service").check()
    page.get_by_label("Read customers and their contact details").check()
    page.get_by_role("button", name="Make the key").click()
    assert page.get_by_label("Key", exact=True).input_value().startswith("kjenn_")
    axe(page)
    screen(page, "keys-made")
    page.get_by_role("link", name="I have kept it").click()
    axe(page)
    screen(page, "keys-one")
    page.get_by_role("link", name="Revoke Web shop").click()
    axe(page)
    page.get_by_role("button", name="Revoke the key").click()
    page.get_by_text("“Web shop” opens nothing any more").first.wait_for()
    assert ApiKey.objects.get(name="Web shop").revoked_at is not None


def test_a_key_is_tried_on_the_page(signed_in, axe, screen):
    text = make_key(source="shop")
    make_customer(source="shop", given_name="Kari")
    page = signed_in("administrator")
    page.goto("/api/v1/docs")
    page.get_by_role("button", name="Authorize").first.wait_for()
    axe(page)
    page.get_by_role("button", name="Authorize").first.click()
    axe(page)
    page.get_by_label("auth-bearer-value").fill(text)
    page.get_by_role("button", name="Apply credentials").click()
    page.get_by_role("button", name="Close").last.click()
    page.locator("#operations-customers-list_customers").get_by_role("button").first.click()
    page.get_by_role("button", name="Try it out").click()
    with page.expect_response(re.compile(r"/api/v1/customers(\?.*)?$")) as answer:
        page.get_by_role("button", name="Execute").click()
    assert answer.value.status == 200
    axe(page)
    assert answer.value.json()["results"][0]["facts"]["given_name"] == "Kari"
    screen(page, "api-tried")


def test_keys_fit_a_telephone(signed_in, axe, screen):
    make_source("shop", name="Shop")
    make_key(source="shop", name="Web shop")
    page = signed_in("administrator", viewport=TELEPHONE, color_scheme="dark")
    for name, path in {"list": "", "new": "new/"}.items():
        page.goto(f"/office/settings/api-keys/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"], name
        axe(page)
        screen(page, f"phone-keys-{name}")
