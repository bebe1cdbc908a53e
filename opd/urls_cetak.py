"""Addresses of papers: where they are printed, the letterhead they carry, and the public check."""

from django.urls import include, path

from opd.views import cetak, kop, periksa

urlpatterns = [
    path("cetak/", include(([path("laporan/<uuid:uuid>/", cetak.laporan, name="laporan")], "cetak"))),
    path(
        "periksa/",
        include(
            ([path("", periksa.tanya, name="tanya"), path("<slug:kode>/", periksa.naskah, name="naskah")], "periksa")
        ),
    ),
]

KOP = [
    path("<slug:slug>/kop/", kop.isi, name="kop"),
    path("<slug:slug>/kop/logo.png", kop.logo, name="logo"),
]
"""These stand with the OPD's own page."""
