"""Addresses that everybody may open while HALAMAN_PUBLIK is on: the programme's pages and open data."""

from django.urls import include, path

from binaan.terbuka.tulis import BENTUK
from binaan.views import publik, terbuka

urlpatterns = [
    path("robots.txt", publik.robots, name="robots"),
    path(
        "publik/",
        include(([path("", publik.beranda, name="beranda"), path("desa/", publik.desa, name="desa")], "publik")),
    ),
    path(
        "data-terbuka/",
        include(
            (
                [
                    path("", terbuka.daftar, name="daftar"),
                    path("<slug:kunci>/", terbuka.kumpulan, name="kumpulan"),
                    *(path(f"<slug:kunci>.{b}", terbuka.berkas, {"bentuk": b}, name=b) for b in BENTUK),
                ],
                "terbuka",
            )
        ),
    ),
]
