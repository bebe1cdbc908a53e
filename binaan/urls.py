"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from binaan.views import bantuan, dasbor, masuk

handler404 = "binaan.views.galat.tidak_ditemukan"

urlpatterns = [
    path("", include("opd.urls")),
    path("dasbor/", dasbor.dasbor, name="dasbor"),
    path("masuk/", masuk.masuk, name="masuk"),
    path("keluar/", masuk.keluar, name="keluar"),
    path("kata-sandi/", masuk.kata_sandi, name="kata_sandi"),
    path(
        "bantuan/",
        include(
            (
                [path("", bantuan.daftar, name="daftar"), path("<slug:slug>/", bantuan.peran, name="peran")],
                "bantuan",
            )
        ),
    ),
    path("admin/", admin.site.urls),
]
