"""Addresses of long work."""

from django.urls import path

from opd.views import pekerjaan

app_name = "pekerjaan"

urlpatterns = [
    path("", pekerjaan.daftar, name="daftar"),
    path("<uuid:uuid>/", pekerjaan.detail, name="detail"),
    path("<uuid:uuid>/keadaan.json", pekerjaan.keadaan, name="keadaan"),
    path("<uuid:uuid>/batalkan/", pekerjaan.batalkan, name="batalkan"),
    path("<uuid:uuid>/berkas", pekerjaan.berkas, name="berkas"),
]
