"""Addresses of target families."""

from django.urls import include, path

from opd.views import keluarga

urlpatterns = [
    path(
        "keluarga/",
        include(
            (
                [
                    path("", keluarga.ringkas, name="ringkas"),
                    path("daftar/", keluarga.daftar, name="daftar"),
                    path("cari/", keluarga.cari, name="cari"),
                    path("ganda/", keluarga.ganda, name="ganda"),
                    path("baru/", keluarga.baru, name="baru"),
                    path("<uuid:uuid>/", keluarga.detail, name="detail"),
                    path("<uuid:uuid>/ubah/", keluarga.ubah, name="ubah"),
                ],
                "keluarga",
            )
        ),
    ),
]
