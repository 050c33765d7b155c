"""The columns page: the file as it was read, what each column probably is, and a person's corrections."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.countries import country_name
from config.lib.errors import DomainError
from config.lib.office import Crumb, OfficeView, register_page
from files.admin.addresses import get_import, import_crumbs, import_url
from files.choices import FileKind
from files.forms.column_targets import groups_for
from files.forms.columns import (
    READINGS,
    ReadingForm,
    SettingsForm,
    chosen_mapping,
    country_codes,
    initial_settings,
    lines_of,
    shown_rows,
)
from files.mapping.mapping import Mapping
from files.models import ImportRun
from files.reading.shape import FileShape
from files.selectors.recognised import learned_profile, vendor_name
from files.services.columns import (
    OPEN,
    guess_columns,
    look_again,
    read_differently,
    set_mapping,
)
from files.services.runs import start_deciding
from files.tasks import advance_run
from files.waking import wake
from profiles.choices import EventKind
from profiles.services.reading import log_read


class ColumnsView(OfficeView):
    """Show the columns, take corrections, and start finding out what would happen."""

    template_name = "files/columns.html"
    permission_required = "files.run_import"
    title = _("Columns")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the import."""
        return import_crumbs(self.run)

    def get(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Show the file's first rows and what its columns are."""
        del request
        self.run = get_import(number)
        if self.run.state not in OPEN:
            return HttpResponseRedirect(import_url(self.run))
        try:
            return self._show(look_again(run=self.run))
        except DomainError as refusal:
            self.warn(refusal)
            return HttpResponseRedirect(import_url(self.run))

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Read the file differently, or settle the columns and go on."""
        self.run = get_import(number)
        if self.run.state not in OPEN:
            self.warn(_("The columns of this import are settled already."))
            return HttpResponseRedirect(import_url(self.run))
        if "again" in request.POST:
            return self._read_again(request)
        return self._settle(request)

    def _read_again(self, request: HttpRequest) -> HttpResponseBase:
        form = ReadingForm(request.POST)
        try:
            if form.is_valid():
                self.run = read_differently(run=self.run, **form.cleaned_data)
        except DomainError as refusal:
            self.warn(refusal)
        return HttpResponseRedirect(import_url(self.run, "columns"))

    def _settle(self, request: HttpRequest) -> HttpResponseBase:
        shape = look_again(run=self.run)
        guessed = self._present(shape)
        settings = self._settings_form(guessed, request.POST)
        if not settings.is_valid():
            return self._show(shape, settings=settings, status=422)
        mapping = chosen_mapping(guessed, request.POST.dict(), settings.cleaned_data)
        actor, now = acting_person(request), timezone.now()
        try:
            run = set_mapping(run=self.run, mapping=mapping, actor=actor, now=now)
            start_deciding(run=run, actor=actor, now=now)
        except DomainError as refusal:
            return self._show(
                shape, mapping=mapping, settings=settings, problem=str(refusal), status=422
            )
        wake(advance_run, run_id=str(run.pk))
        return HttpResponseRedirect(import_url(run))

    def _present(self, shape: FileShape) -> Mapping:
        """Return what the columns are so far: as settled on this run, else as guessed."""
        if self.run.mapping:
            return Mapping.from_json(self.run.mapping).fitted_to(shape.columns)
        return guess_columns(run=self.run)

    def _settings_form(self, mapping: Mapping, data: Any = None) -> SettingsForm:
        return SettingsForm(
            data,
            initial=initial_settings(mapping),
            countries=[
                (code, country_name(code)) for code in country_codes(mapping.default_country)
            ],
            kinds=[("", _("Choose …")), *EventKind.choices],
            of_events=self.run.kind == FileKind.EVENTS,
        )

    def _show(
        self,
        shape: FileShape,
        *,
        mapping: Mapping | None = None,
        settings: SettingsForm | None = None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        mapping = mapping or self._present(shape)
        self._log(len(shape.first_rows))
        reading = {"encoding": shape.encoding, "delimiter": shape.delimiter}
        lines = lines_of(shape, mapping)
        return self.page(
            status=status,
            run=self.run,
            shape=shape,
            lines=lines,
            rows=shown_rows(shape, lines),
            groups=groups_for(self.run.kind),
            readings=READINGS,
            reading=None if shape.format == "xlsx" else ReadingForm(initial=reading),
            settings=settings or self._settings_form(mapping),
            problem=problem,
            learned=learned_profile(self.run, shape),
            vendor=vendor_name(shape),
            discard_url=import_url(self.run, "discard"),
            **_of_settings(self.run),
        )

    def _log(self, rows: int) -> None:
        """Note that a colleague saw rows of people who may not be customers yet."""
        log_read(
            actor=acting_person(self.request),
            view="import_columns",
            subjects=[],
            count=rows,
            reference=self.run.reference,
            now=timezone.now(),
        )


def _of_settings(run: ImportRun) -> dict[str, Any]:
    of_events = run.kind == FileKind.EVENTS
    return {
        "general": ["source_date_order", "currency"]
        + (["kind_of_event"] if of_events else ["default_country"]),
        "has_consents": not of_events,
    }


register_page("files/<int:number>/columns/", ColumnsView.as_view(), "files_import_columns")
