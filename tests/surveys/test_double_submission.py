"""Twenty posts at once through one link."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import Client

from consents.models import Decision
from surveys.models import Submission
from tests.factories import make_company, make_customer, make_source
from tests.surveys.making import make_link, make_survey, survey_path, want

AT_ONCE = 8


def test_store_one_reply_and_one_yes_and_show_one_receipt(own_database):
    make_company()
    make_source()
    kari = make_customer(given_name="Kari", email="kari@fjell.example")
    want("interests")
    survey = make_survey("interests", consents=("newsletter",))
    path = survey_path(make_link(survey, kari))
    shown = Client().get(path).content.decode()
    text = shown.split('name="text-newsletter" value="')[1].split('"')[0]
    form = {
        "do": "send",
        "asked": "interests",
        "q-interests": "ski",
        "agree": "newsletter:email",
        "text-newsletter": text,
    }
    ready = Barrier(AT_ONCE)

    def post(_number):
        try:
            ready.wait(timeout=30)
            return Client().post(path, form).content
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        receipts = list(pool.map(post, range(AT_ONCE)))
    assert len(set(receipts)) == 1
    assert Submission.objects.count() == 1
    assert Decision.objects.filter(state="given").count() == 1
