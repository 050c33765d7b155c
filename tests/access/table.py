"""The access table: who gets in where. One line an address; an address without a line fails the build.

Letters are roles: S steward, M marketer, O officer, A analyst, D administrator. `page(get, post)` says who gets in by
which method; None means that the method is not there. Everybody else is refused, and nobody who is not signed in gets
further than the sign-in. `of` points at an object that the address names; the same address with an object that is not
there answers 404 to those who get in.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from tests.access.world import NO_NUMBER, NO_UUID, NO_WORD

Names = Mapping[str, Any]
Of = Callable[[SimpleNamespace], Names]
EVERYBODY = "SMOAD"


@dataclass(frozen=True, slots=True)
class Page:
    """An address of the back office."""

    get: str | None
    post: str | None
    of: Of | None = None
    missing: tuple[Names, ...] = ()


@dataclass(frozen=True, slots=True)
class Public:
    """An address for whoever has it: a personal link, the sign-in, a probe."""

    methods: str = "GET POST"
    of: Of | None = None
    missing: tuple[Names, ...] = ()


@dataclass(frozen=True, slots=True)
class Api:
    """An address of the API: which scope opens which method; `other` is an object that the key must not see."""

    scopes: Mapping[str, str] = field(default_factory=dict)
    of: Of | None = None
    other: Of | None = None
    missing: tuple[Names, ...] = ()


Line = Page | Public | Api


def page(get: str | None, post: str | None = None, of: Of | None = None, *missing: Names) -> Page:
    """Return the line of a page; give `missing` names for each object that may not be there."""
    return Page(get, post, of, missing)


def settings_of(
    model: str,
    of: Callable[[SimpleNamespace], Any] | None = None,
    *,
    see: str,
    add: str = "",
    change: str | None = "",
    delete: str = "",
    history: str = "",
) -> Iterator[tuple[str, Line]]:
    """Yield the lines of a list and form that the admin makes; one line each for the table.

    Whoever does not see the list may not act on it; `history` names who is led on to a setting's own history.
    """
    named: Of = lambda world: {"object_id": of(world) if of else 1}  # noqa: E731
    yield f"admin:{model}_changelist", Page(see, see)
    yield f"admin:{model}_add", Page(add, add)
    yield f"admin:{model}_change", Page(see, change, named, ({"object_id": NO_UUID},))
    yield f"admin:{model}_delete", Page(delete, delete, named, ({"object_id": NO_UUID},))
    if history:
        yield f"admin:{model}_history", Page(history, history, named, ({"object_id": NO_UUID},))


def _segment(world: SimpleNamespace) -> Names:
    return {"pk": world.segment.pk}


def _code(world: SimpleNamespace) -> Names:
    return {"code": world.segment.slug}


def _survey_code(world: SimpleNamespace) -> Names:
    return {"code": world.survey.slug}


def _survey(world: SimpleNamespace) -> Names:
    return {"pk": world.survey.pk}


def _sending(world: SimpleNamespace) -> Names:
    return {"pk": world.survey.pk, "uid": world.sending.pk}


def _file(world: SimpleNamespace) -> Names:
    return {"number": world.file.number}


def _export(world: SimpleNamespace) -> Names:
    return {"number": world.export.number}


def _customer(world: SimpleNamespace) -> Names:
    return {"uid": world.customer.pk}


def _as_csv(_world: SimpleNamespace) -> Names:
    return {"form": "csv"}


def _request(world: SimpleNamespace) -> Names:
    return {"pk": world.request.pk}


_NO_CODE: Names = {"code": NO_WORD}
_NO_FORM: Names = {"form": NO_WORD}
_NO_PK, _NO_FILE, _NO_UID = {"pk": NO_NUMBER}, {"number": NO_NUMBER}, {"uid": NO_UUID}


def _run(scopes: Mapping[str, str]) -> Api:
    """Return the line of an import: only those of the key's own source are there."""
    return Api(scopes, lambda w: {"uid": w.file.pk}, lambda w: {"uid": w.other_file.pk}, (_NO_UID,))


def _own_export(scopes: Mapping[str, str]) -> Api:
    """Return the line of an export: only those that the very key has ordered are there."""
    return Api(
        scopes, lambda w: {"uid": w.own_export.pk}, lambda w: {"uid": w.export.pk}, (_NO_UID,)
    )


_STAIR = {"purpose": "newsletter", "channel": "email", "step": "members"}

TABLE: dict[str, Line] = {
    # --- probes, sign-in, personal links ---
    "healthz": Public(),
    "readyz": Public(),
    "home": Public(),
    "admin:login": Public(),
    "new_password": Public(),
    "set_password": Public(of=lambda _w: {"uidb64": NO_WORD, "token": NO_WORD}),
    "admin:logout": Public("POST"),
    "surveys:survey": Public(of=lambda w: {"token": w.token}, missing=({"token": NO_WORD},)),
    "surveys:choices": Public(
        of=lambda w: {"token": w.choices_token}, missing=({"token": NO_WORD},)
    ),
    "surveys:unsubscribe": Public(of=lambda w: {"token": w.token}, missing=({"token": NO_WORD},)),
    # --- the frame of the back office ---
    "admin:index": page(EVERYBODY, EVERYBODY),
    "admin:nothing": page("", "", lambda _w: {"url": NO_WORD}, {"url": f"{NO_WORD}/"}),
    "admin:account": page(EVERYBODY, EVERYBODY),
    "admin:password_change": page(EVERYBODY, EVERYBODY),
    "admin:password_change_done": page(EVERYBODY),
    "admin:jsi18n": page(EVERYBODY),
    "admin:search": page(EVERYBODY, EVERYBODY),
    "admin:find": page(EVERYBODY),
    "admin:autocomplete": page(""),
    "admin:app_list": page(EVERYBODY, EVERYBODY, lambda _w: {"app_label": "profiles"}),
    "admin:view_on_site": page(
        "",
        "",
        lambda _w: {"content_type_id": 1, "object_id": 1},
        {"content_type_id": NO_NUMBER},
        {"object_id": NO_NUMBER},
    ),
    # --- the made-up company; it is begun only in a trial's own database, which tests are not ---
    "admin:welcome": page("OD", ""),
    "admin:demo": page(EVERYBODY, EVERYBODY),
    "admin:demo_progress": page(EVERYBODY),
    "admin:demo_remove": page("D", "D"),
    # --- customers ---
    "admin:profiles_customer_reveal": page("SMOD", "SOD", _customer, _NO_UID),
    "admin:profiles_customer_correct": page(
        "SD",
        "SD",
        lambda w: {"uid": w.customer.pk, "slug": "interests"},
        _NO_UID,
        {"slug": NO_WORD},
    ),
    "admin:profiles_customer_lift_lock": page(
        None, "SD", lambda w: {"uid": w.customer.pk, "slug": "interests"}, _NO_UID
    ),
    "admin:profiles_customer_protect": page("SOD", "SOD", _customer, _NO_UID),
    "admin:profiles_customer_lift_protection": page(
        "OD",
        "OD",
        lambda w: {"uid": w.customer.pk, "protection": w.shield.pk},
        _NO_UID,
        {"protection": NO_NUMBER},
    ),
    **dict(settings_of("profiles_customer", lambda w: w.customer.pk, see="SMOD", add="SD")),
    **dict(settings_of("profiles_event", lambda w: w.event.pk, see="SMOD")),
    **dict(settings_of("profiles_readevent", lambda w: w.read_event.pk, see="SOD")),
    "admin:how_well_known": page(EVERYBODY),
    "admin:how_well_known_export": page(
        EVERYBODY, None, lambda _w: {"table": "facts", "form": "csv"}, {"table": NO_WORD}, _NO_FORM
    ),
    "admin:contradictions": page(EVERYBODY),
    "admin:contradictions_export": page(EVERYBODY, None, _as_csv, _NO_FORM),
    "admin:contradicted": page("SMOD", None, lambda _w: {"kind": "gender"}, {"kind": NO_WORD}),
    "admin:tell_apart": page(None, "SD", lambda w: {"pk": w.pair.pk}),
    # --- settings ---
    "admin:company": page("OD", "OD"),
    "admin:mail_server": page("D", "D"),
    "admin:profiles_readevent_export": page("OD", None, _as_csv, _NO_FORM),
    "admin:profiles_attribute_export": page(EVERYBODY, None, _as_csv, _NO_FORM),
    "admin:profiles_source_export": page("SOD", None, _as_csv, _NO_FORM),
    "admin:profiles_steward_export": page("OD", None, _as_csv, _NO_FORM),
    "admin:consents_disclosure_export": page("OD", None, _as_csv, _NO_FORM),
    "admin:files_importrun_export": page("SOD", None, _as_csv, _NO_FORM),
    "admin:files_exportrun_export": page("SMOD", None, _as_csv, _NO_FORM),
    "admin:files_records_add": page("SD", "SD"),
    "admin:files_list_add": page(
        "SOD", "SOD", lambda _w: {"code": "activities"}, {"code": NO_WORD}
    ),
    "admin:transfer": page(EVERYBODY),
    "admin:transfer_export": page(
        EVERYBODY, None, lambda _w: {"code": "facts", "form": "csv"}, _NO_CODE, _NO_FORM
    ),
    "admin:transfer_import": page("SOD", "SOD", lambda _w: {"code": "facts"}, {"code": NO_WORD}),
    "admin:colleague_invitation": page("D", "D", lambda w: {"pk": w.invited.pk}, _NO_PK),
    "admin:colleague_withdraw": page("D", "D", lambda w: {"pk": w.invited.pk}, _NO_PK),
    "admin:wanted_facts": page("SOD", "SOD"),
    "admin:setting_changes": page("SOD"),
    "admin:setting_changes_export": page("OD", None, _as_csv, _NO_FORM),
    "admin:wanted_facts_progress": page("SOD"),
    **dict(
        settings_of(
            "profiles_attribute", lambda w: w.fact.pk, see=EVERYBODY, change="SOD", history="SOD"
        )
    ),
    **dict(
        settings_of(
            "profiles_source",
            lambda w: w.source.pk,
            see=EVERYBODY,
            add="SD",
            change="SD",
            history="SOD",
        )
    ),
    **dict(
        settings_of(
            "profiles_steward",
            lambda w: w.colleague.pk,
            see="SOD",
            add="D",
            change="D",
            history="SOD",
        )
    ),
    # --- consents ---
    "admin:consents": page("SMOD"),
    "admin:ledger_checks": page("SOD", "SOD"),
    "admin:ledger_checks_export": page("SOD", None, _as_csv, _NO_FORM),
    "admin:consents_purpose_export": page(EVERYBODY, None, _as_csv, _NO_FORM),
    "admin:surveys_question_export": page(EVERYBODY, None, _as_csv, _NO_FORM),
    "admin:surveys_survey_export": page("SMOD", None, _as_csv, _NO_FORM),
    "admin:consent_texts": page("SMOD", None, lambda _w: {"slug": "newsletter"}, {"slug": NO_WORD}),
    "admin:consent_texts_export": page(
        "SMOD",
        None,
        lambda _w: {"slug": "newsletter", "form": "csv"},
        {"slug": NO_WORD},
        _NO_FORM,
    ),
    "admin:publish_texts": page("OD", "OD", lambda _w: {"slug": "newsletter"}, {"slug": NO_WORD}),
    **dict(
        settings_of(
            "consents_purpose",
            lambda w: w.purpose.pk,
            see=EVERYBODY,
            change="OD",
            history="SOD",
        )
    ),
    **dict(settings_of("consents_disclosure", lambda w: w.disclosure, see="SOD")),
    "admin:disclosed": page("SOD", None, lambda w: {"uid": w.disclosure}, {"uid": NO_UUID}),
    **dict(
        settings_of(
            "consents_subjectrequest",
            lambda w: w.request.pk,
            see="SOD",
            add="SOD",
            change="SOD",
        )
    ),
    "admin:consents_subjectrequest_export": page("OD", None, _as_csv, _NO_FORM),
    "admin:request_register": page("SOD", "SOD"),
    "admin:request": page("SOD", None, _request, _NO_PK),
    "admin:request_steps": page(
        "OD", None, lambda w: {**_request(w), "form": "csv"}, _NO_PK, _NO_FORM
    ),
    "admin:request_identity": page("OD", "OD", _request, _NO_PK),
    "admin:request_change": page("OD", "OD", _request, _NO_PK),
    "admin:request_extend": page("OD", "OD", _request, _NO_PK),
    "admin:request_close": page("OD", "OD", _request, _NO_PK),
    "admin:request_refuse": page("OD", "OD", _request, _NO_PK),
    "admin:request_reopen": page("OD", "OD", _request, _NO_PK),
    "admin:request_object": page("OD", "OD", _request, _NO_PK),
    "admin:request_customer": page("OD", "OD", _request, _NO_PK),
    # --- segments ---
    "admin:segments_segment_changelist": page(EVERYBODY),
    "admin:segments_segment_export": page(EVERYBODY, None, _as_csv, _NO_FORM),
    "admin:segments_segment_add": page("SMD", "SMD"),
    "admin:segments_segment_change": page(EVERYBODY, None, _segment, _NO_PK),
    "admin:segments_segment_details": page("SMD", "SMD", _segment, _NO_PK),
    "admin:segments_segment_delete": page("D", "D", _segment, _NO_PK),
    "admin:segments_segment_conditions": page("SMD", "SMD", _segment, _NO_PK),
    "admin:segments_segment_refresh": page(None, "SMD", _segment, _NO_PK),
    "admin:segments_segment_progress": page(EVERYBODY, None, _segment, _NO_PK),
    "admin:segments_segment_editions": page(
        EVERYBODY, None, lambda w: {**_segment(w), "form": "csv"}, _NO_PK, _NO_FORM
    ),
    "admin:segments_segment_reach": page(
        EVERYBODY, None, lambda w: {**_segment(w), "form": "csv"}, _NO_PK, _NO_FORM
    ),
    "admin:segments_segment_people": page(
        "SMOD",
        None,
        lambda w: {**_segment(w), **_STAIR},
        _NO_PK,
        {"step": NO_WORD},
        {"purpose": NO_WORD},
        {"channel": NO_WORD},
    ),
    "admin:segments_segment_why": page(
        "SMOD", None, lambda w: {**_segment(w), **_customer(w)}, _NO_PK, _NO_UID
    ),
    "admin:reachable": page(
        "SMOD",
        None,
        lambda _w: {"purpose": "newsletter", "channel": "email"},
        {"purpose": NO_WORD},
        {"channel": NO_WORD},
    ),
    "admin:segments_customer": page("SMOD", None, _customer, _NO_UID),
    # --- surveys ---
    "admin:survey_make": page("SMD", "SMD"),
    "admin:survey_change": page("SMD", "SMD", _survey, _NO_PK),
    "admin:survey_overview": page(EVERYBODY, "SMD", _survey, _NO_PK),
    "admin:survey_sendings": page(
        "SMOD", None, lambda w: {**_survey(w), "form": "csv"}, _NO_PK, _NO_FORM
    ),
    "admin:survey_preview": page(EVERYBODY, EVERYBODY, _survey, _NO_PK),
    "admin:replies": page("SMOD"),
    "admin:survey_replies": page("SMOD", None, _survey, _NO_PK),
    "admin:survey_send": page("MD", "MD", _survey, _NO_PK),
    "admin:survey_sending": page(EVERYBODY, "MD", _sending, _NO_PK, _NO_UID),
    "admin:survey_sending_progress": page(EVERYBODY, None, _sending, _NO_PK, _NO_UID),
    **dict(
        settings_of(
            "surveys_survey",
            lambda w: w.survey.pk,
            see=EVERYBODY,
            add=EVERYBODY,  # both lead on to pages of our own, which ask again
            change=EVERYBODY,
        )
    ),
    **dict(
        settings_of(
            "surveys_question", lambda w: w.question.pk, see=EVERYBODY, add="MD", change="MD"
        )
    ),
    **dict(settings_of("surveys_invitation", lambda w: w.link.pk, see="SMOD")),
    **dict(settings_of("surveys_mail", lambda w: w.mail.pk, see="SMOD", change=None)),
    # --- files in and out ---
    "admin:files_importrun_changelist": page(EVERYBODY),
    "admin:files_importrun_add": page("SD", "SD"),
    "admin:files_import": page(EVERYBODY, None, _file, _NO_FILE),
    "admin:files_import_columns": page("SD", "SD", _file, _NO_FILE),
    "admin:files_import_progress": page(EVERYBODY, None, _file, _NO_FILE),
    "admin:files_import_take_in": page("SD", "SD", _file, _NO_FILE),
    "admin:files_import_discard": page("SD", "SD", _file, _NO_FILE),
    "admin:files_import_undo": page("SD", "SD", _file, _NO_FILE),
    "admin:files_import_failed": page("SMOD", None, _file, _NO_FILE),
    "admin:files_import_rows": page(
        "SMOD", None, lambda w: {**_file(w), "outcome": "created"}, _NO_FILE, {"outcome": NO_WORD}
    ),
    "admin:files_exportrun_changelist": page("SMOD"),
    "admin:files_exportrun_add": page("MD", "MD"),
    "admin:files_export": page("SMOD", None, _export, _NO_FILE),
    "admin:files_export_progress": page("SMOD", None, _export, _NO_FILE),
    "admin:files_export_download": page(None, "MD", _export, _NO_FILE),
    # --- the API ---
    "admin:api_keys": page("OD"),
    "admin:api_keys_export": page("OD", None, _as_csv, _NO_FORM),
    "admin:api_key_new": page("D", "D"),
    "admin:api_key_revoke": page("OD", "OD", lambda w: {"uid": w.key.pk}, _NO_UID),
    "api-schema": page(EVERYBODY),
    "api-docs": page(EVERYBODY),
    "api-nothing": Public("", of=lambda _w: {}),
    "api-customers": Api({"GET": "customers:read", "POST": "customers:write"}),
    "api-record": Api({"PUT": "customers:write"}, lambda _w: {"source_id": "K1"}),
    "api-customer": Api(
        {"GET": "customers:read", "PATCH": "customers:write"},
        _customer,
        lambda w: {"uid": w.restricted.pk},
        (_NO_UID,),
    ),
    "api-activities": Api({"POST": "activities:write"}),
    "api-activity-batch": Api({"POST": "activities:write"}),
    "api-customer-activities": Api(
        {"GET": "activities:read"}, _customer, lambda w: {"uid": w.restricted.pk}, (_NO_UID,)
    ),
    "api-consents": Api({"GET": "consents:read", "POST": "consents:write"}),
    "api-permission": Api({"GET": "consents:read"}),
    "api-contact-details": Api(
        {"GET": "customers:read"}, _customer, lambda w: {"uid": w.restricted.pk}, (_NO_UID,)
    ),
    "api-segments": Api({"GET": "segments:read"}),
    "api-segment": Api({"GET": "segments:read"}, _code, None, (_NO_CODE,)),
    "api-refresh": Api({"POST": "segments:refresh"}, _code, None, (_NO_CODE,)),
    "api-segment-refresh": Api(
        {"GET": "segments:read"},
        lambda w: {**_code(w), "uid": w.refresh.pk},
        None,
        (_NO_CODE, _NO_UID),
    ),
    "api-segment-why": Api(
        {"GET": "segments:read"},
        lambda w: {**_code(w), **_customer(w)},
        lambda w: {"uid": w.restricted.pk},
        (_NO_CODE, _NO_UID),
    ),
    "api-members": Api({"GET": "segments:read"}, _code, None, (_NO_CODE,)),
    "api-surveys": Api({"GET": "surveys:read"}),
    "api-survey": Api({"GET": "surveys:read"}, _survey_code, None, (_NO_CODE,)),
    "api-submissions": Api({"GET": "submissions:read"}, _survey_code, None, (_NO_CODE,)),
    "api-links": Api({"POST": "links:write"}, _survey_code, None, (_NO_CODE,)),
    "api-runs": Api({"GET": "runs:read", "POST": "runs:write"}),
    "api-run": _run({"GET": "runs:read"}),
    "api-run-mapping": _run({"GET": "runs:read", "PUT": "runs:write"}),
    "api-run-decide": _run({"POST": "runs:write"}),
    "api-run-apply": _run({"POST": "runs:write"}),
    "api-run-undo": _run({"POST": "runs:write"}),
    "api-run-discard": _run({"POST": "runs:write"}),
    "api-run-rows": _run({"GET": "runs:read"}),
    "api-run-failed-rows": _run({"GET": "runs:read"}),
    "api-exports": Api({"GET": "exports:read", "POST": "exports:write"}),
    "api-export": _own_export({"GET": "exports:read"}),
    "api-export-file": _own_export({"GET": "exports:read"}),
}
