"""Addresses of licences."""

from django.urls import path

from opd.views import legalitas

app_name = "legalitas"
urlpatterns = [
    path("", legalitas.daftar, name="daftar"),
    path("<uuid:uuid>/", legalitas.umkm, name="umkm"),
    path("<uuid:uuid>/<slug:jenis>/", legalitas.ubah, name="ubah"),
    path("<uuid:uuid>/<slug:jenis>/berkas/", legalitas.berkas, name="berkas"),
]
