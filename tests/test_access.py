"""Who gets in where: every address of the product, every role, every method, every kind of object (tests/access)."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from profiles.choices import Role
from tests.access.calling import FORBIDDEN, IN, MISSING, NO_METHOD, SIGN_IN, UNKNOWN, call
from tests.access.table import TABLE, Api, Page, Public
from tests.access.world import make_world

ROLES = dict(zip("SMOAD", Role, strict=True))
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Django’s own ways round: the same page under an old address, and pages of history, which nobody gets.
LEFT_OUT = ("admin:None",)


def routes() -> set[str]:
    found = set(_names(get_resolver().url_patterns, ""))
    return {name for name in found if name not in LEFT_OUT and not name.endswith("_history")}


def _names(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}"


def lines(kind: type) -> list[str]:
    return [name for name, line in TABLE.items() if isinstance(line, kind)]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """One of everything, made once; every call is undone by itself."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")),
        transaction.atomic(),
    ):
        yield make_world()
        transaction.set_rollback(True)


def address(name: str, world: SimpleNamespace, **instead: Any) -> str:
    line = TABLE[name]
    return reverse(name, kwargs={**(line.of(world) if line.of else {}), **instead})


def test_every_address_has_a_line():
    assert routes() - TABLE.keys() == set()


def test_every_line_has_an_address():
    assert TABLE.keys() - routes() == set()


@pytest.mark.parametrize("name", lines(Page))
def test_a_page_lets_in_whom_the_table_names(world, name):
    line = TABLE[name]
    said = {
        (letter, method): call(method, address(name, world), user=world.colleagues[role])
        for letter, role in ROLES.items()
        for method in ("GET", "POST")
    }
    expected = {
        (letter, method): _expected(line, letter, method)
        for letter in ROLES
        for method in ("GET", "POST")
    }
    assert {cell: got for cell, got in said.items() if got not in expected[cell]} == {}


@pytest.mark.parametrize("name", lines(Page))
def test_a_page_opens_for_nobody_who_is_not_signed_in(world, name):
    closed = {UNKNOWN, FORBIDDEN, NO_METHOD} if name.startswith("api-") else {SIGN_IN}
    for method in METHODS:
        for key in ("", world.master_key):
            assert call(method, address(name, world), key=key) in closed, method


@pytest.mark.parametrize("name", [name for name in lines(Page) if TABLE[name].missing])
def test_what_is_not_there_is_told_to_nobody_who_may_not_see_it(world, name):
    line = TABLE[name]
    for names in line.missing:
        there_not = address(name, world, **names)
        for letter, role in ROLES.items():
            for method, allowed in (("GET", line.get), ("POST", line.post)):
                got = call(method, there_not, user=world.colleagues[role])
                assert got in _nothing_there(allowed, letter, names), (names, letter, method)


def _nothing_there(allowed: str | None, letter: str, names: Any) -> set[str]:
    """Django's own forms lead whoever may see one back to their list, with a sentence."""
    if letter not in (allowed or ""):
        return {MISSING, FORBIDDEN, NO_METHOD}
    return {MISSING, IN} if "object_id" in names else {MISSING}


def _expected(line: Page, letter: str, method: str) -> set[str]:
    allowed = line.get if method == "GET" else line.post
    if allowed is None:
        return {NO_METHOD, FORBIDDEN}
    return {IN} if letter in allowed else {FORBIDDEN, MISSING}


def test_nobody_gets_django_s_page_of_history(world):
    there = reverse("admin:profiles_customer_history", args=[world.customer.pk])
    for colleague in world.colleagues.values():
        assert call("GET", there, user=colleague) == MISSING


@pytest.mark.parametrize("name", lines(Public))
def test_a_public_address_answers_whoever_has_it(world, name):
    line = TABLE[name]
    for method in line.methods.split():
        assert call(method, address(name, world)) == IN, method
        for names in line.missing:
            assert call(method, address(name, world, **names)) == MISSING, method


@pytest.mark.parametrize("name", lines(Api))
def test_an_api_address_opens_to_its_scope_alone(world, name):
    line = TABLE[name]
    there = address(name, world)
    for method in METHODS:
        scope = line.scopes.get(method)
        assert call(method, there) == UNKNOWN, method
        assert call(method, there, user=world.colleagues[Role.ADMINISTRATOR]) == UNKNOWN, method
        if scope is None:
            assert call(method, there, key=world.master_key) == NO_METHOD, method
        else:
            assert call(method, there, key=world.other_keys[scope]) == FORBIDDEN, method
            assert call(method, there, key=world.keys[scope]) == IN, method


@pytest.mark.parametrize("name", [name for name in lines(Api) if TABLE[name].of])
def test_an_api_address_tells_others_from_nothing_to_nobody(world, name):
    line = TABLE[name]
    for method in line.scopes:
        for names in line.missing:
            got = call(method, address(name, world, **names), key=world.master_key)
            assert got == MISSING, (method, names)
        if line.other:
            got = call(method, address(name, world, **line.other(world)), key=world.master_key)
            assert got == MISSING, method
