"""Addresses of poverty: potret kesejahteraan and what became of it. Their entry page stands in binaan/urls.py."""

from django.urls import include, path

from opd.views import kemajuan, potret

urlpatterns = [
    path(
        "kemiskinan/kemajuan/",
        include(
            (
                [
                    path("", kemajuan.daftar, name="daftar"),
                    path("desa/", kemajuan.desa, name="desa"),
                ],
                "kemajuan",
            )
        ),
    ),
    path(
        "kemiskinan/potret/",
        include(
            (
                [
                    path("", potret.daftar, name="daftar"),
                    path("verifikasi/", potret.verifikasi, name="verifikasi"),
                    path("desa/<kode:kode>/", potret.desa, name="desa"),
                    path("desa/<kode:kode>/baru/", potret.baru, name="baru"),
                    path("<uuid:uuid>/", potret.detail, name="detail"),
                    path("<uuid:uuid>/koreksi/", potret.koreksi, name="koreksi"),
                    path("<uuid:uuid>/batalkan/", potret.batalkan, name="batalkan"),
                    path("<uuid:uuid>/berkas/", potret.berkas, name="berkas"),
                ],
                "potret",
            )
        ),
    ),
]
