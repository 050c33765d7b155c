"""The schema is whole: no warning, every address in it, examples that fit, and nothing for a session to change."""

from io import StringIO

import pytest
import yaml
from django.core.management import call_command
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from integrations.choices import Scope
from tests.integrations.addresses import api_views

NO_RESOURCE = {"api-schema", "api-docs", "api-nothing"}


@pytest.fixture(scope="module")
def schema():
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    return yaml.safe_load(out.getvalue())


def test_it_is_openapi_3_1_and_complete(schema):
    assert schema["openapi"] == "3.1.1"
    described = sum(len(operations) for operations in schema["paths"].values())
    offered = sum(len(view.scopes) for name, view in api_views() if name not in NO_RESOURCE)
    assert described == offered > 0


def test_every_operation_names_itself_and_its_errors(schema):
    for operations in schema["paths"].values():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["description"]
            assert "default" in operation["responses"]


def bodies(schema):
    """Every JSON body of a call or of the answer to one that succeeded: where, what it must be, its examples."""
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            answers = [body for status, body in operation["responses"].items() if status[0] == "2"]
            for body in [operation.get("requestBody", {}), *answers]:
                said = body.get("content", {}).get("application/json")
                if said:
                    yield f"{method} {path}", said["schema"], said.get("examples", {})


def test_every_body_has_an_example_that_fits(schema):
    missing, wrong = set(), {}
    for where, shape, examples in bodies(schema):
        if not examples:
            missing.add(where)
        judge = Draft202012Validator({**shape, "components": schema["components"]})
        for name, example in examples.items():
            found = [error.message for error in judge.iter_errors(example["value"])]
            if found:
                wrong[f"{where}: {name}"] = found
    assert (missing, wrong) == (set(), {})


def test_every_scope_that_a_view_wants_can_be_given():
    wanted = {
        scope
        for name, view in api_views()
        if name not in NO_RESOURCE
        for scope in view.scopes.values()
    }
    assert wanted <= set(Scope.values)


@pytest.mark.parametrize("address", ["nothing", "customers/", "customers/a%0Ab", ""])
def test_what_is_no_address_is_a_problem_and_no_page(client, db, address):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
