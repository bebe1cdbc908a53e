"""Middleware of the tests: the scope guard is on around every view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

from desa.scoped import penjaga


def jaga_lingkup(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        with penjaga(True):
            return get_response(request)

    return middleware


def tolak(request: HttpRequest, reason: str) -> HttpResponse:
    """A refusal for want of a token, without the page around it."""
    return HttpResponseForbidden(reason, content_type="text/plain")


def tanpa_bingkai(kode: int) -> Callable[..., HttpResponse]:
    """What answers a refusal with its number alone, without the page around it."""
    return lambda request, **_: HttpResponse(status=kode)
