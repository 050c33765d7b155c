"""The first page of a trial, and the way back to it: look around with a made-up company, or bring one's own files.

Only a database that is the trial's own may be filled with made-up people and emptied again (`HAS_OWN_DATABASE`).
"""

from typing import Any

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.office import Crumb, OfficeView, register_page
from config.trial.wish import is_supervised, wish_empty
from files.models import ImportRun
from files.services.demo_loading import begin_demo, find_demo
from files.tasks import advance_demo
from files.waking import wake
from profiles.models import Customer, Steward
from profiles.selectors import find_company

_SEED = 1
_COUNT_LIMIT = 10_000


class DemoStaysError(DomainError):
    """Nothing here can be removed from a page."""


class WelcomeView(OfficeView):
    """Offer the choice, as long as nothing has been chosen."""

    permission_required = "profiles.change_company"
    template_name = "office/welcome.html"
    title = gettext_lazy("Welcome to Kjenn")

    def has_permission(self) -> bool:
        """Let everybody see the page on the first day: it tells them whom to ask."""
        return super().has_permission() or find_company() is None

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the choice; afterwards there is none."""
        del request
        if not settings.HAS_OWN_DATABASE:
            return HttpResponseRedirect(reverse("admin:company"))
        if find_company() is not None:
            return HttpResponseRedirect(reverse("admin:index"))
        return self.page(
            customers=settings.KJENN_DEMO_CUSTOMERS, may_answer=super().has_permission()
        )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Order the made-up company; its page shows how far it is."""
        if not (super().has_permission() and settings.HAS_OWN_DATABASE):
            return self.handle_no_permission()
        begin_demo(
            customers=settings.KJENN_DEMO_CUSTOMERS,
            seed=_SEED,
            base_url=settings.KJENN_BASE_URL,
            language=get_language() or "",
            actor=acting_person(request),
            now=timezone.now(),
        )
        wake(advance_demo)
        return HttpResponseRedirect(reverse("admin:demo"))


class RemoveDemoView(OfficeView):
    """Ask once, then leave an empty trial: the supervisor makes its database anew. Colleagues go too."""

    permission_required = "profiles.change_steward"
    template_name = "office/confirm.html"
    title = gettext_lazy("Remove the made-up company")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to what it is about."""
        return [(_("The made-up company"), reverse("admin:demo"))]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Say how many things go, and what stays."""
        del request
        _refuse_elsewhere()
        return self.page(
            question=_("Remove the made-up company and start with your own files?"),
            points=_points(),
            confirm_label=_("Remove everything and start over"),
            cancel_url=reverse("admin:demo"),
            danger=True,
        )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Write the wish down; a second click writes the same one."""
        _refuse_elsewhere()
        wish_empty(settings.VAR_DIR, _account(request.user))
        return HttpResponseRedirect(reverse("admin:index"))


def _is_removable() -> bool:
    """Say whether it can be taken back from a page: under `make run`, in the trial's own database."""
    return settings.HAS_OWN_DATABASE and find_demo() is not None and is_supervised(settings.VAR_DIR)


def _refuse_elsewhere() -> None:
    if find_demo() is None:
        raise Http404
    if not _is_removable():
        raise DemoStaysError(
            _(
                "Only a made-up company in the trial’s own database, while `make run` runs, can be removed from here."
            )
        )


def _points() -> list[str]:
    customers = Customer.objects.order_by()[: _COUNT_LIMIT + 1].count()
    imports = ImportRun.objects.count()
    shown = {"customers": intcomma(min(customers, _COUNT_LIMIT)), "imports": intcomma(imports)}
    going = ngettext(
        "%(customers)s customer goes, with all that is known of them.",
        "%(customers)s customers go, with all that is known of them.",
        customers,
    )
    if customers > _COUNT_LIMIT:
        going = _("More than %(customers)s customers go, with all that is known of them.")
    files = ngettext(
        "%(imports)s import goes, with segments, surveys, replies and mails.",
        "%(imports)s imports go, with segments, surveys, replies and mails.",
        imports,
    )
    return [
        going % shown,
        files % shown,
        _(
            "The consent entries go with their whole database: no entry of it is ever changed or picked out."
        ),
        _("Colleagues whom you have invited go too. Your own account stays, with its password."),
        _("It takes about half a minute, and cannot be undone."),
    ]


def _account(user: Any) -> dict[str, Any]:
    if not isinstance(user, Steward):
        raise Http404
    kept = ("email", "password", "first_name", "last_name", "language", "is_staff", "is_superuser")
    roles = list(user.groups.values_list("name", flat=True))
    return {name: getattr(user, name) for name in kept} | {"roles": roles}


register_page("welcome/", WelcomeView.as_view(), "welcome")
register_page("made-up-company/remove/", RemoveDemoView.as_view(), "demo_remove")
