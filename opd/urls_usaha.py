"""Addresses of what becomes of enterprises: their quarterly state, *naik kelas*, and how they are financed."""

from django.urls import include, path

from opd.views import naik_kelas, pembiayaan, perkembangan

urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("umkm/<uuid:uuid>/perkembangan/", perkembangan.daftar, name="daftar"),
                    path("umkm/<uuid:uuid>/perkembangan/baru/", perkembangan.baru, name="baru"),
                    path("umkm/perkembangan/<uuid:uuid>/koreksi/", perkembangan.koreksi, name="koreksi"),
                    path("umkm/perkembangan/<uuid:uuid>/batalkan/", perkembangan.batalkan, name="batalkan"),
                    path("desa/<str:kode>/perkembangan/<int:tahun>/<int:tw>/", perkembangan.desa, name="desa"),
                ],
                "perkembangan",
            )
        ),
    ),
    path(
        "naik-kelas/",
        include(
            (
                [path("", naik_kelas.ringkas, name="ringkas"), path("daftar/", naik_kelas.daftar, name="daftar")],
                "naik_kelas",
            )
        ),
    ),
    path(
        "",
        include(
            (
                [
                    path("umkm/<uuid:uuid>/pembiayaan/", pembiayaan.umkm, name="umkm"),
                    path("umkm/<uuid:uuid>/pembiayaan/baru/", pembiayaan.baru, name="baru"),
                    path("pembiayaan/", pembiayaan.ringkas, name="ringkas"),
                    path("pembiayaan/daftar/", pembiayaan.daftar, name="daftar"),
                    path("pembiayaan/<uuid:uuid>/", pembiayaan.detail, name="detail"),
                    *(
                        path(f"pembiayaan/<uuid:uuid>/{nama}/", pembiayaan.langkah, {"langkah": nama}, name=nama)
                        for nama in pembiayaan.LANGKAH
                    ),
                ],
                "pembiayaan",
            )
        ),
    ),
]
