"""The answer where something broke: it knows which page was asked for, and nothing else."""

from django.http import HttpRequest, HttpResponseServerError
from django.template.loader import render_to_string


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """Say that the fault is ours; without the request in the template, so that no database is read."""
    return HttpResponseServerError(render_to_string("500.html", {"request_path": request.path}))
