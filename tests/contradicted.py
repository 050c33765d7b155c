"""A customer of whom two sources disagree, with everything counted: what the start page has to show."""

from django.utils import timezone

from profiles.models import Customer, Source
from profiles.services.contradictions import compare_sources
from profiles.services.fact_figures import count_everything
from profiles.services.records import record_values
from segments.services.figures import record_daily_figures
from tests.factories import NOW, TESTER, make_customer, make_decision, make_source


def make_contradicted() -> Customer:
    """Let two sources disagree about a customer who agreed to the newsletter, and count everything."""
    make_source()
    make_source("shop", name="The shop", kind="shop")
    kari = make_customer(given_name="Kari", email="kari@fjell.example", gender="woman")
    make_decision(kari)
    record_values(
        source=Source.objects.get(slug="shop"), external_id="S1", values={"gender": "man"},
        observed_at=NOW, actor=TESTER, now=NOW, customer=kari,
    )  # fmt: skip
    now = timezone.now()
    count_everything(now=now)
    record_daily_figures(now=now)
    compare_sources(now=now)
    return kari
