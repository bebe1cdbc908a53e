"""The site's addresses and the plain page that all others are measured against."""

from django.urls import include, path

from binaan.halaman_polos import halaman_polos
from binaan.urls import handler404, handler500

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [path("ukur/polos/", halaman_polos, name="polos"), path("", include("binaan.urls"))]
