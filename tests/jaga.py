"""Middleware of the tests: the scope guard is on around every view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from desa.scoped import penjaga


def jaga_lingkup(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        with penjaga(True):
            return get_response(request)

    return middleware
