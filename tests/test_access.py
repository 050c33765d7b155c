"""Who gets in where: every address of the product, every role, every method, every kind of object (tests/access)."""

from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from profiles.choices import Role
from tests.access.calling import (
    FORBIDDEN,
    IN,
    METHODS_ALONE,
    MISSING,
    NO_METHOD,
    SIGN_IN,
    UNKNOWN,
    call,
)
from tests.access.table import TABLE, Api, Page, Public
from tests.access.world import make_world

ROLES = dict(zip("SMOAD", Role, strict=True))
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# A used-up link and what is undone are answered with a sentence; a room that is none has no address; PUT makes.
NEVER_MISSING = {
    "set_password",
    "admin:app_list",
    "api-record",
    "admin:tell_apart",
    "admin:profiles_customer_lift_lock",
}


def routes() -> list[str]:
    """Name every address that is resolved; one without a name by its pattern. Static files are no route."""
    return list(_names(get_resolver().url_patterns, "", ""))


def _names(patterns: list[URLPattern | URLResolver], space: str, stem: str) -> Iterator[str]:
    for pattern in patterns:
        there = f"{stem}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner, there)
        else:
            yield f"{space}{pattern.name}" if pattern.name else there


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
    assert set(routes()) - TABLE.keys() == set()


def test_every_line_has_an_address():
    assert TABLE.keys() - set(routes()) == set()


def test_no_address_hides_behind_the_name_of_another():
    assert {name: times for name, times in Counter(routes()).items() if times > 1} == {}


@pytest.mark.parametrize(
    "name", [name for name, line in TABLE.items() if line.of and name not in NEVER_MISSING]
)
def test_whatever_an_address_names_may_be_missing(world, name):
    line = TABLE[name]
    assert line.of is not None
    assert line.of(world).keys() - {key for names in line.missing for key in names} == set()


@pytest.mark.parametrize("name", lines(Page))
def test_a_page_lets_in_whom_the_table_names(world, name):
    line = TABLE[name]
    said = {
        (letter, method): call(method, address(name, world), user=world.colleagues[role])
        for letter, role in ROLES.items()
        for method in METHODS
    }
    expected = {
        (letter, method): _expected(line, letter, method) for letter in ROLES for method in METHODS
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
    if method not in {"GET", "HEAD", "POST"}:
        return _expected_of_others(line, letter)
    allowed = line.post if method == "POST" else line.get
    if allowed is None:
        return {NO_METHOD, FORBIDDEN}
    return {IN} if letter in allowed else {FORBIDDEN, MISSING}


def _expected_of_others(line: Page, letter: str) -> set[str]:
    """Lists and forms of the admin answer other methods as they do GET; nobody gets in who else would not."""
    may_see = letter in (line.get or "") + (line.post or "")
    return {NO_METHOD, METHODS_ALONE} | ({IN} if may_see else {FORBIDDEN, MISSING})


def callers(world: SimpleNamespace) -> list[dict[str, Any]]:
    """Return who may call: nobody, a program, a colleague in each role."""
    return [{}, {"key": world.master_key}, *({"user": who} for who in world.colleagues.values())]


@pytest.mark.parametrize("name", lines(Public))
def test_a_public_address_answers_whoever_has_it(world, name):
    line = TABLE[name]
    for who in callers(world):
        for method in METHODS:
            got = call(method, address(name, world), **who)
            assert got in _public(line, method), (method, who)
            for names in line.missing:
                got = call(method, address(name, world, **names), **who)
                assert got in _public(line, method, there=MISSING), (method, who)


def _public(line: Public, method: str, there: str = IN) -> set[str]:
    if not line.methods:
        return {MISSING}
    shown = "GET" if method == "HEAD" else method
    return {there} if shown in line.methods else {there, NO_METHOD, METHODS_ALONE}


@pytest.mark.parametrize("name", lines(Api))
def test_an_api_address_opens_to_its_scope_alone(world, name):
    line = TABLE[name]
    there = address(name, world)
    for method in METHODS:
        scope = line.scopes.get("GET" if method == "HEAD" else method)
        for who in ({}, *({"user": user} for user in world.colleagues.values())):
            assert call(method, there, **who) == UNKNOWN, (method, who)
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
