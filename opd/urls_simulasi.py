"""Addresses about the choice of villages: why one was chosen, and which the next SK could name."""

from django.urls import include, path

from opd.views import mengapa, simulasi

urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("mengapa/", mengapa.daftar, name="daftar"),
                    path("desa/<kode:kode>/mengapa/", mengapa.mengapa, name="desa"),
                    path("desa/<kode:kode>/mengapa/<slug:kriteria>/", mengapa.urutan, name="urutan"),
                ],
                "mengapa",
            )
        ),
    ),
    path(
        "simulasi/",
        include(
            (
                [
                    path("", simulasi.hitung, name="hitung"),
                    path("draf-lampiran.xlsx", simulasi.draf, name="draf"),
                ],
                "simulasi",
            )
        ),
    ),
]
