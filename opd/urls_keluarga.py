"""Addresses of target families."""

from django.urls import include, path

from opd.views import buka_keluarga, impor_keluarga, keluarga, permintaan_subjek, status_keluarga, tautan_keluarga

urlpatterns = [
    path(
        "keluarga/permintaan/",
        include(
            (
                [
                    path("", permintaan_subjek.daftar, name="daftar"),
                    path("baru/", permintaan_subjek.baru, name="baru"),
                    path("<uuid:uuid>/", permintaan_subjek.detail, name="detail"),
                    path("<uuid:uuid>/akhiri/", permintaan_subjek.akhiri, name="akhiri"),
                    path("<uuid:uuid>/perpanjang/", permintaan_subjek.perpanjang, name="perpanjang"),
                    path("<uuid:uuid>/tarik/", permintaan_subjek.tarik, name="tarik"),
                ],
                "permintaan_subjek",
            )
        ),
    ),
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
                    path("umkm/<uuid:uuid>/", tautan_keluarga.tautan, name="tautan"),
                    path("impor/", impor_keluarga.unggah, name="impor"),
                    path("impor/<uuid:uuid>/kolom/", impor_keluarga.kolom, name="kolom"),
                    path("entas/", status_keluarga.entas, name="entas"),
                    path("jembatan/", status_keluarga.jembatan, name="jembatan"),
                    path("verval/", status_keluarga.verval, name="verval"),
                    path("status/<uuid:uuid>/verifikasi/", status_keluarga.verifikasi, name="verifikasi"),
                    path("status/<uuid:uuid>/batalkan/", status_keluarga.batalkan, name="batalkan"),
                    path("status/<uuid:uuid>/berkas/", status_keluarga.berkas, name="berkas"),
                    path("<uuid:uuid>/catat/<slug:peristiwa>/", status_keluarga.catat, name="catat"),
                    path("<uuid:uuid>/", keluarga.detail, name="detail"),
                    path("<uuid:uuid>/ubah/", keluarga.ubah, name="ubah"),
                    path("<uuid:uuid>/buka/", buka_keluarga.buka, name="buka"),
                ],
                "keluarga",
            )
        ),
    ),
]
