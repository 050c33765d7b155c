"""How the admin writes through services, and lists that never count a large table."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm, BaseModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from unfold.admin import ModelAdmin

from config.lib.actor import Actor
from config.lib.errors import DomainError
from config.lib.list_labels import labels_mended
from config.lib.setting_history import has_history

COUNT_LIMIT = 1_000
HISTORY = "profiles.view_settingchange"
# A form is saved, and leads back to its list: three ways to save are two too many.
_ONE_BUTTON = {"show_save_and_add_another": False, "show_save_and_continue": False}


def acting_person(request: HttpRequest) -> Actor:
    """Return the signed-in colleague as services know an actor."""
    actor: Actor | None = getattr(request.user, "actor", None)
    if actor is None:
        raise PermissionDenied
    return actor


class CappedPaginator(Paginator):
    """A paginator that counts to a thousand and then says "more than": no COUNT(*) over a large table.

    The pages end there as well; whoever looks for somebody further down narrows the list by search or filter.
    """

    template_name = "office/parts/capped_pagination.html"

    @cached_property
    def count(self) -> int:
        """Return the number of rows, or the limit where there are more."""
        return min(self._counted, COUNT_LIMIT)

    @cached_property
    def is_capped(self) -> bool:
        """Return whether there are more rows than the pages show."""
        return self._counted > COUNT_LIMIT

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        return rows.order_by()[: COUNT_LIMIT + 1].count()


class _Refused(BaseForm):
    """A form that carries the service's refusal, so that nothing of it is saved."""

    refusal: DomainError

    def clean(self) -> Any:
        """Add the sentence to its field, or to the whole form."""
        cleaned = super().clean()
        field = getattr(self.refusal, "field", None)
        self.add_error(field if field in self.fields else NON_FIELD_ERRORS, str(self.refusal))
        return cleaned


class ServiceAdmin(ModelAdmin):
    """An admin whose every change is made by a service.

    Write `save_by_service` (and `delete_by_service` where deleting is allowed). The service's object is the one the
    admin goes on with. A DomainError undoes everything and comes back as an error of the form, with what was typed
    still in it; with a `field` attribute it lands on that field. Many-to-many fields are the service's business.
    """

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    # What the menu calls the list, where that is not the plural of what stands in it.
    list_title: Any = ""

    def save_by_service(self, request: HttpRequest, form: BaseModelForm, *, change: bool) -> Model:
        """Make or change the object from the form's cleaned data; return it as saved."""
        raise NotImplementedError

    def delete_by_service(self, request: HttpRequest, obj: Model) -> None:
        """Remove the object."""
        raise NotImplementedError

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow deleting only where a service does it."""
        is_written = type(self).delete_by_service is not ServiceAdmin.delete_by_service
        return is_written and super().has_delete_permission(request, obj)

    @property
    def _list_name(self) -> str:
        """Return the name of the list: windows and paths call it as the menu does."""
        return str(self.list_title or capfirst(self.opts.verbose_name_plural))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show the list, each cell with the name of its column as a sentence writes it."""
        titled = {"title": self._list_name, **(extra_context or {})}
        response = super().changelist_view(request, titled)
        changelist = (getattr(response, "context_data", None) or {}).get("cl")
        if changelist is not None:
            response.add_post_render_callback(labels_mended(changelist))
        return response

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or save; where the service refuses, show the same form again with its sentence."""
        may_look_back = has_history(self.model) and request.user.has_perm(HISTORY)
        extra_context = {
            **_ONE_BUTTON,
            **({"title": self._list_name} if object_id else {}),
            "show_history": bool(object_id) and may_look_back,
            **(extra_context or {}),
        }
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as refusal:
            request.service_refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[BaseModelForm]:
        """Return the form, with the service's refusal in it if there was one."""
        form: type[BaseModelForm] = super().get_form(request, *args, **kwargs)
        refusal = getattr(request, "service_refusal", None)
        if refusal is None:
            return form
        return type(form.__name__, (_Refused, form), {"refusal": refusal})

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: Any) -> None:
        """Let the service save, and go on with its object."""
        saved = self.save_by_service(request, form, change=bool(change))
        obj.__dict__.update(saved.__dict__)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save inlines alone: many-to-many fields were the service's."""
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask, or delete; a refusal is said on the page one comes back to."""
        try:
            answer: HttpResponse = super().delete_view(request, object_id, extra_context)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            answer = HttpResponseRedirect(request.get_full_path())
        return answer

    def get_urls(self) -> list[URLPattern]:
        """Leave out Django's old address of a row, which has no name, and a history where none is kept."""
        history = f"{self.opts.app_label}_{self.opts.model_name}_history"
        is_kept = has_history(self.model)
        named = [url for url in super().get_urls() if url.name]
        return [url for url in named if is_kept or url.name != history]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead whoever may see it to the one history of a setting; Django's own is shown nowhere."""
        del extra_context
        if not request.user.has_perm(HISTORY):
            raise PermissionDenied
        about = urlencode({"kind": self.opts.model_name, "of": object_id})
        return HttpResponseRedirect(f"{reverse('admin:setting_changes')}?{about}")

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Leave Django's log alone where the setting has a history of its own."""
        return None if has_history(self.model) else super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Leave Django's log alone where the setting has a history of its own."""
        return None if has_history(self.model) else super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Let the service delete."""
        self.delete_by_service(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Let the service delete each one."""
        for obj in queryset:
            self.delete_by_service(request, obj)


class ReadOnlyAdmin(ServiceAdmin):
    """A list of what writes itself: nobody adds to it, and nobody changes it."""

    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: it is not written by hand."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what happened, happened."""
        del request, obj
        return False
