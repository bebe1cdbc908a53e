"""Addresses about enterprises that need somebody, the visits planned to them, and how long they stay alive."""

from django.urls import include, path

from opd.views import kelangsungan, pantau, rencana_kunjungan

urlpatterns = [
    path(
        "pantau/",
        include(
            (
                [
                    path("", pantau.daftar, name="daftar"),
                    path("opd/", pantau.per_opd, name="opd"),
                    path("kunjungan/baru/", rencana_kunjungan.baru, name="rencanakan"),
                    path("kunjungan/<uuid:uuid>/", rencana_kunjungan.rencana, name="rencana"),
                ],
                "pantau",
            )
        ),
    ),
    path(
        "kelangsungan/",
        include(
            (
                [
                    path("", kelangsungan.kurva, name="kurva"),
                    path("usaha/", kelangsungan.usaha, name="usaha"),
                ],
                "kelangsungan",
            )
        ),
    ),
]
