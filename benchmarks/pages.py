"""The pages of the back office that grow with the customers: how long the database works for each."""

from collections.abc import Iterator
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client

from profiles.models import Customer, Steward
from segments.models import Segment

RUNS = 7
LIST = "/office/profiles/customer/"
PAGES = {
    "the customer list": LIST,
    "page 9 of the customer list": f"{LIST}?p=9",
    "the list by change": f"{LIST}?o=-7",
    "a search for a name": f"{LIST}?q=kari+hansen",
    "a search for an e-mail address": f"{LIST}?q=base4711@post",
    "a search for nobody": f"{LIST}?q=xyzzyq",
    "the list of a country": f"{LIST}?country=SE",
    "the list by completeness": f"{LIST}?known=25",
    "the list of a missing fact": f"{LIST}?missing=gender",
    "the list of a source": f"{LIST}?source=crm",
    "the consent entries": "/office/consent-entries/",
    "the consent entries of a purpose": "/office/consent-entries/?purpose=newsletter",
    "the activities": "/office/profiles/event/",
}


def sql_seconds() -> Iterator[tuple[str, float]]:
    """Yield each page's name and the median seconds that its statements take."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Steward.objects.create_superuser("bench@kjenn.example", "bench"))
    card = f"{LIST}{Customer.objects.order_by('pk').values_list('pk', flat=True)[0]}/change/"
    stairs = f"/office/segments/segment/{Segment.objects.get().pk}/people/newsletter/email/"
    own = {
        "a customer card": card,
        "those of a segment who may be contacted": f"{stairs}reachable/",
        "those of a segment without a basis": f"{stairs}basis/?fell=1",
        "the few of a segment whose address does not work": f"{stairs}contact_point/?fell=1",
        "everybody who may be contacted": "/office/may-be-contacted/newsletter/email/",
    }
    for name, path in {**PAGES, **own}.items():
        yield name, median(_sql_of(client, path) for _run in range(RUNS))


def _sql_of(client: Client, path: str) -> float:
    spent = 0.0

    def timed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal spent
        started = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent += perf_counter() - started

    with connection.execute_wrapper(timed):
        answer = client.get(path)
    if answer.status_code != 200:  # noqa: PLR2004
        message = f"{path} answered {answer.status_code}"
        raise RuntimeError(message)
    return spent
