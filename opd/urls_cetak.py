"""Addresses of papers: where they are printed, and the public check."""

from django.urls import include, path

from opd.views import cetak, cetak_desa, periksa

urlpatterns = [
    path(
        "cetak/",
        include(
            (
                [
                    path("laporan/<uuid:uuid>/", cetak.laporan, name="laporan"),
                    path("formulir-a/<uuid:uuid>/", cetak.formulir_a, name="formulir_a"),
                    path("formulir-b/<slug:slug>/", cetak_desa.formulir_b, name="formulir_b"),
                    path("paparan/<kode:kode>/", cetak_desa.paparan, name="paparan"),
                    path("monev/<int:pk>/", cetak_desa.monev, name="monev"),
                ],
                "cetak",
            )
        ),
    ),
    path(
        "periksa/",
        include(
            ([path("", periksa.tanya, name="tanya"), path("<slug:kode>/", periksa.naskah, name="naskah")], "periksa")
        ),
    ),
]
