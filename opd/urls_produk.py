"""Addresses of products, the consent to show them, and the public showcase."""

from django.urls import include, path

from opd.views import etalase, label, persetujuan, produk

urlpatterns = [
    path(
        "produk/",
        include(
            (
                [
                    path("", produk.daftar, name="daftar"),
                    path("umkm/<uuid:uuid>/", produk.umkm, name="umkm"),
                    path("umkm/<uuid:uuid>/baru/", produk.baru, name="baru"),
                    path("<uuid:uuid>/", produk.detail, name="detail"),
                    path("<uuid:uuid>/ubah/", produk.ubah, name="ubah"),
                    path("<uuid:uuid>/tarik/", produk.keadaan, name="keadaan"),
                    path("<uuid:uuid>/foto.jpg", produk.foto, name="foto"),
                    path("<uuid:uuid>/label/", label.label, name="label"),
                ],
                "produk",
            )
        ),
    ),
    path(
        "persetujuan/",
        include(
            (
                [
                    path("umkm/<uuid:uuid>/", persetujuan.baru, name="baru"),
                    path("umkm/<uuid:uuid>/kertas/", persetujuan.kertas, name="kertas"),
                    path("<uuid:uuid>/cabut/", persetujuan.cabut, name="cabut"),
                    path("<uuid:uuid>/surat/", persetujuan.surat, name="surat"),
                ],
                "persetujuan",
            )
        ),
    ),
    path(
        "etalase/",
        include(
            (
                [
                    path("", etalase.daftar, name="daftar"),
                    path("<slug:kode>/", etalase.detail, name="detail"),
                    path("<slug:kode>/foto.jpg", etalase.foto, name="foto"),
                    path("<slug:kode>/foto-kecil.jpg", etalase.foto, {"kecil": True}, name="foto_kecil"),
                ],
                "etalase",
            )
        ),
    ),
]
