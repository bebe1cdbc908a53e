"""The site's addresses and some that refuse or break, to see what such an answer carries."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from binaan import urls
from desa.models import Umkm


def rusak(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("kanari-galat")


def dilarang(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def curiga(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("kanari-curiga")


def tanpa_lingkup(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Umkm.objects.count())


handler404, handler500 = urls.handler404, urls.handler500
urlpatterns = [
    path("rusak/", rusak),
    path("dilarang/", dilarang),
    path("curiga/", curiga),
    path("tanpa-lingkup/", tanpa_lingkup),
    path("api/rusak/", rusak),
    *urls.urlpatterns,
]
