"""Middleware of the tests: the scope guard is on around every view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

from desa.scoped import penjaga


def jaga_lingkup(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        with penjaga(True):
            return get_response(request)

    return middleware


TANPA_TANDA = b"Bukan formulir situs ini: "


def tolak(request: HttpRequest, reason: str) -> HttpResponse:
    """A refusal for want of a token, without the page around it."""
    return HttpResponseForbidden(TANPA_TANDA + reason.encode(), content_type="text/plain")


def is_forged(jawaban: HttpResponse) -> bool:
    """Whether it is that refusal, and not one for want of a right, which a form with its token would get as well."""
    return jawaban.status_code == 403 and jawaban.content.startswith(TANPA_TANDA)


def sekali_dibaca(asli: Callable[[int], Callable[..., HttpResponse]]) -> Callable[[int], Callable[..., HttpResponse]]:
    """The page that tells somebody of no right is filled in once a sentence; whoever is told so again gets the same page."""
    isi: dict[str, bytes] = {}

    def jawab(request: HttpRequest, exception: Exception) -> HttpResponse:
        kalimat = str(exception)
        if kalimat not in isi:
            isi[kalimat] = asli(403)(request, exception=exception).content
        return HttpResponseForbidden(isi[kalimat])

    return lambda kode: jawab if kode == 403 else asli(kode)


def tanpa_bingkai(kode: int) -> Callable[..., HttpResponse]:
    """What answers a refusal with its number alone, without the page around it."""
    return lambda request, **_: HttpResponse(status=kode)
