"""Screens of the rooms' own: permission, frame, and what a service refuses."""

import pytest
from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse

from config.lib.errors import DomainError
from config.lib.office import OfficeView
from tests.factories import make_colleague

pytestmark = pytest.mark.django_db


class ReachView(OfficeView):
    """A screen that only looks."""

    title = "Reach"
    permission_required = "segments.view_segment"

    def get(self, request):
        if request.GET.get("refuse"):
            raise DomainError("There is nobody to show yet.")
        return self.page()

    def post(self, request):
        if request.POST.get("refuse"):
            raise DomainError("Nobody may be contacted.")
        return HttpResponse("sent")


@pytest.fixture
def ask(rf):
    def asked(role: str, method: str = "get", **data: str):
        request = getattr(rf, method)("/office/reach/", data)
        request.user = make_colleague(role)
        request.session = {}
        request._messages = FallbackStorage(request)
        return request, ReachView.as_view()(request)

    return asked


def test_page_stands_in_its_frame(ask):
    page = ask("analyst")[1].render().content.decode()
    assert "<h1>Reach</h1>" in page
    assert '<li aria-current="page">Reach</li>' in page


def test_role_without_the_permission_is_refused(ask):
    from django.core.exceptions import PermissionDenied

    class OthersView(ReachView):
        permission_required = "profiles.view_customer"

    request, _answer = ask("analyst")
    with pytest.raises(PermissionDenied):
        OthersView.as_view()(request)


def test_refusal_of_an_act_is_said_on_the_next_page(ask):
    request, answer = ask("analyst", "post", refuse="1")
    assert (answer.status_code, answer["Location"]) == (302, "/office/reach/")
    said = [(message.level, str(message)) for message in get_messages(request)]
    assert said == [(messages.ERROR, "Nobody may be contacted.")]


def test_refusal_of_a_page_is_said_on_it(ask):
    answer = ask("analyst", refuse="1")[1].render()
    assert answer.status_code == 409
    assert "There is nobody to show yet." in answer.content.decode()
