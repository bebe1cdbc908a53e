"""Addresses of the market: buyers, supplies, fairs, and enterprises without a market."""

from django.urls import include, path

from opd.views import pameran, pasar, pasokan, pembeli, permintaan_pasar

urlpatterns = [
    path(
        "pembeli/pasokan/",
        include(
            (
                [
                    path("baru/", pasokan.baru, name="baru"),
                    path("<uuid:uuid>/henti/", pasokan.henti, name="henti"),
                    path("<uuid:uuid>/batalkan/", pasokan.batalkan, name="batalkan"),
                ],
                "pasokan",
            )
        ),
    ),
    path(
        "pameran/hasil/",
        include(
            (
                [
                    path("<uuid:uuid>/koreksi/", pameran.koreksi, name="koreksi"),
                    path("<uuid:uuid>/batalkan/", pameran.batalkan_hasil, name="batalkan"),
                ],
                "hasil_pameran",
            )
        ),
    ),
    path(
        "pameran/",
        include(
            (
                [
                    path("", pameran.daftar, name="daftar"),
                    path("baru/", pameran.baru, name="baru"),
                    path("<uuid:uuid>/", pameran.detail, name="detail"),
                    path("<uuid:uuid>/ubah/", pameran.ubah, name="ubah"),
                    path("<uuid:uuid>/batalkan/", pameran.batalkan, name="batalkan"),
                    path("<uuid:uuid>/hasil/", pameran.hasil, name="hasil"),
                ],
                "pameran",
            )
        ),
    ),
    path(
        "pasar/permintaan/",
        include(
            (
                [
                    path("", permintaan_pasar.daftar, name="daftar"),
                    path("<uuid:uuid>/", pasar.permintaan, name="detail"),
                ],
                "permintaan_pasar",
            )
        ),
    ),
    path(
        "pasar/",
        include(
            (
                [
                    path("", pasar.daftar, name="daftar"),
                    path("<uuid:uuid>/", pasar.detail, name="detail"),
                    path("<uuid:uuid>/minta/", pasar.minta, name="minta"),
                ],
                "pasar",
            )
        ),
    ),
    path(
        "pembeli/",
        include(
            (
                [
                    path("", pembeli.daftar, name="daftar"),
                    path("baru/", pembeli.baru, name="baru"),
                    path("<uuid:uuid>/", pembeli.detail, name="detail"),
                    path("<uuid:uuid>/ubah/", pembeli.ubah, name="ubah"),
                    path("<uuid:uuid>/tutup/", pembeli.tutup, name="tutup"),
                    path("<uuid:uuid>/kontak/", pembeli.kontak, name="kontak"),
                ],
                "pembeli",
            )
        ),
    ),
]
