"""Addresses of the middle floor: they speak the users' language and carry official codes."""

from django.urls import include, path, register_converter

from opd import urls_keluarga, urls_pasar, urls_produk, urls_usaha
from opd.views import (
    arahan,
    asesmen,
    baris_rencana,
    desa,
    dukungan,
    formulir,
    foto,
    gabung_umkm,
    impor,
    impor_templat,
    janji,
    kegiatan,
    klinik,
    konteks,
    kop,
    kunjungan,
    laporan,
    meja,
    mitra,
    naskah,
    opd,
    paparan,
    penggabungan,
    penjualan,
    penugasan,
    rakor,
    rencana,
    serah,
    tenggat,
    tim,
    umkm,
)


class KodeDesa:
    regex = r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Bulan(KodeDesa):
    regex = r"20[0-9]{2}-(?:0[1-9]|1[0-2])"


register_converter(KodeDesa, "kode")
register_converter(Bulan, "bulan")


def _fakta(views, nama, *lain):
    """The addresses that activities and visits share, and those of their own."""
    return (
        [
            *lain,
            path("", views.daftar, name="daftar"),
            path("baru/", views.baru, name="baru"),
            path("<uuid:uuid>/", views.detail, name="detail"),
            path("<uuid:uuid>/koreksi/", views.koreksi, name="koreksi"),
            path("<uuid:uuid>/batalkan/", views.batalkan, name="batalkan"),
            path("<uuid:uuid>/foto/", views.foto, name="foto"),
        ],
        nama,
    )


urlpatterns = [
    *urls_produk.urlpatterns,
    path("penjualan/", penjualan.mulai, name="penjualan_mulai"),
    path("", include("opd.urls_pantau")),
    path("", include("opd.urls_kemiskinan")),
    path("", include("opd.urls_subjek")),
    path(
        "opd/",
        include(
            (
                [
                    path("", opd.daftar, name="daftar"),
                    path("<slug:slug>/", opd.detail, name="detail"),
                    path("<slug:slug>/kop/", kop.isi, name="kop"),
                    path("<slug:slug>/kop/logo.png", kop.logo, name="logo"),
                ],
                "opd",
            )
        ),
    ),
    path("", include("opd.urls_cetak")),
    path(
        "desa/",
        include(
            (
                [
                    path("", desa.daftar, name="daftar"),
                    path("<kode:kode>/", desa.detail, name="detail"),
                    path("<kode:kode>/paparan/", paparan.paparan, name="paparan"),
                ],
                "desa",
            )
        ),
    ),
    path(
        "desa/<kode:kode>/penjualan/",
        include(
            ([path("", penjualan.pilih, name="pilih"), path("<bulan:bulan>/", penjualan.isi, name="isi")], "penjualan")
        ),
    ),
    path(
        "umkm/",
        include(
            (
                [
                    path("", umkm.daftar, name="daftar"),
                    path("baru/", umkm.baru, name="baru"),
                    path("<uuid:uuid>/", umkm.detail, name="detail"),
                    path("<uuid:uuid>/ubah/", umkm.ubah, name="ubah"),
                    path("<uuid:uuid>/pemilik/", umkm.pemilik, name="pemilik"),
                    path("<uuid:uuid>/gabung/", gabung_umkm.gabung, name="gabung"),
                    path("<uuid:uuid>/gabungan/", gabung_umkm.gabungan, name="gabungan"),
                    path("<uuid:uuid>/tutup/", umkm.keadaan, {"jenis": "tutup"}, name="tutup"),
                    path("<uuid:uuid>/tutup/batal/", umkm.keadaan, {"jenis": "batal_tutup"}, name="batal_tutup"),
                    path("<uuid:uuid>/buka/", umkm.keadaan, {"jenis": "buka"}, name="buka"),
                    path("<uuid:uuid>/buka/batal/", umkm.keadaan, {"jenis": "batal_buka"}, name="batal_buka"),
                    path("<uuid:uuid>/keluar/", umkm.keadaan, {"jenis": "keluar"}, name="keluar"),
                    path("<uuid:uuid>/keluar/batal/", umkm.keadaan, {"jenis": "batal_keluar"}, name="batal_keluar"),
                ],
                "umkm",
            )
        ),
    ),
    path("legalitas/", include("opd.urls_legalitas")),
    *urls_usaha.urlpatterns,
    *urls_keluarga.urlpatterns,
    path("kegiatan/", include(_fakta(kegiatan, "kegiatan", path("<uuid:uuid>/bast/", kegiatan.bast, name="bast")))),
    path(
        "kunjungan/",
        include(
            _fakta(
                kunjungan,
                "kunjungan",
                path("tindak-lanjut/<uuid:uuid>/", kunjungan.tindak, name="tindak"),
                path("tindak-lanjut/<uuid:uuid>/buka-kembali/", kunjungan.buka_tindak, name="buka_tindak"),
            )
        ),
    ),
    path(
        "rencana/dukungan/",
        include(
            (
                [path("", dukungan.daftar, name="daftar"), path("<uuid:uuid>/", dukungan.detail, name="detail")],
                "dukungan",
            )
        ),
    ),
    path(
        "rencana/",
        include(
            (
                [
                    path("", rencana.daftar, name="daftar"),
                    path("baru/", rencana.baru, name="baru"),
                    path("<uuid:uuid>/", rencana.detail, name="detail"),
                    path("<uuid:uuid>/ajukan/", rencana.ajukan, name="ajukan"),
                    path("<uuid:uuid>/revisi/", rencana.revisi, name="revisi"),
                    path("<uuid:uuid>/banding/", rencana.banding, name="banding"),
                    path("<uuid:uuid>/baris/", baris_rencana.isi, name="baris"),
                    path("<uuid:uuid>/baris/<uuid:kunci>/", baris_rencana.isi, name="ubah_baris"),
                    path("<uuid:uuid>/baris/<uuid:kunci>/geser/", baris_rencana.geser, name="geser_baris"),
                    path("<uuid:uuid>/baris/<uuid:kunci>/hapus/", baris_rencana.hapus, name="hapus_baris"),
                    path("<uuid:uuid>/baris/<uuid:kunci>/dukungan/", dukungan.minta, name="minta_dukungan"),
                ],
                "rencana",
            )
        ),
    ),
    path(
        "laporan/",
        include(
            (
                [
                    path("", laporan.daftar, name="daftar"),
                    path("baru/", laporan.baru, name="baru"),
                    path("<uuid:uuid>/", laporan.detail, name="detail"),
                    path("<uuid:uuid>/ubah/", laporan.ubah, name="ubah"),
                    path("<uuid:uuid>/ajukan/", laporan.ajukan, name="ajukan"),
                    path("<uuid:uuid>/buka-kunci/", laporan.buka_kunci, name="buka_kunci"),
                ],
                "laporan",
            )
        ),
    ),
    path(
        "serah-terima/",
        include(
            (
                [
                    path("", serah.daftar, name="daftar"),
                    path("baru/", serah.baru, name="baru"),
                    path("<uuid:uuid>/", serah.detail, name="detail"),
                    path("<uuid:uuid>/koreksi/", serah.koreksi, name="koreksi"),
                    path("<uuid:uuid>/batalkan/", serah.batalkan, name="batalkan"),
                    path("<uuid:uuid>/periksa/", serah.periksa, name="periksa"),
                    path("<uuid:uuid>/bast/", serah.bast, name="bast"),
                    path("pemeriksaan/<uuid:uuid>/koreksi/", serah.koreksi_periksa, name="koreksi_periksa"),
                ],
                "serah",
            )
        ),
    ),
    path(
        "asesmen/",
        include(
            (
                [
                    path("", asesmen.daftar, name="daftar"),
                    path("baru/", asesmen.baru, name="baru"),
                    path("<uuid:uuid>/", asesmen.detail, name="detail"),
                    path("<uuid:uuid>/koreksi/", asesmen.koreksi, name="koreksi"),
                    path("<uuid:uuid>/batalkan/", asesmen.batalkan, name="batalkan"),
                ],
                "asesmen",
            )
        ),
    ),
    path(
        "formulir/",
        include(
            (
                [
                    path("asesmen/", formulir.kosong, {"jenis": "asesmen"}, name="asesmen"),
                    path("kunjungan/", formulir.kosong, {"jenis": "kunjungan"}, name="kunjungan"),
                    path("kegiatan/", formulir.kosong, {"jenis": "kegiatan"}, name="kegiatan"),
                ],
                "formulir",
            )
        ),
    ),
    path("foto/<uuid:uuid>.jpg", include(([path("", foto.berkas, name="berkas")], "foto"))),
    path("meja/", include(([path("", meja.daftar, name="daftar")], "meja"))),
    path(
        "tenggat/",
        include(
            (
                [path("", tenggat.daftar, name="daftar"), path("<int:tahun>/", tenggat.atur, name="atur")],
                "tenggat",
            )
        ),
    ),
    path(
        "naskah/<slug:jenis>/<uuid:uuid>/putuskan/", include(([path("", naskah.putuskan, name="putuskan")], "naskah"))
    ),
    path(
        "penugasan/",
        include(
            (
                [
                    path("", penugasan.daftar, name="daftar"),
                    path("<int:pk>/", penugasan.detail, name="detail"),
                    path("<int:pk>/atur/", penugasan.atur, name="atur"),
                    path("<int:pk>/tim/", tim.isi, name="tim"),
                    path("<int:pk>/tim/<int:tim>/berkas/", tim.berkas, name="tim_berkas"),
                ],
                "penugasan",
            )
        ),
    ),
    path("", include("opd.urls_simulasi")),
    path("omzet/", include("opd.urls_omzet")),
    path("indeks/", include("opd.urls_indeks")),
    path("konteks/", include(([path("", konteks.konteks, name="makro")], "konteks"))),
    path(
        "impor/",
        include(
            (
                [
                    path("", impor.daftar, name="daftar"),
                    path("templat/<slug:jenis>.xlsx", impor_templat.templat, name="templat"),
                    path("berkas/<uuid:uuid>/", impor.pratinjau, name="pratinjau"),
                    path("berkas/<uuid:uuid>/terapkan/", impor.terapkan, name="terapkan"),
                    path("berkas/<uuid:uuid>/batalkan/", impor.batalkan, name="batalkan"),
                    path("berkas/<uuid:uuid>/kesalahan.xlsx", impor.kesalahan, name="kesalahan"),
                    path("berkas/<uuid:uuid>/asli", impor.asli, name="asli"),
                    path("<slug:jenis>/", impor.unggah, name="unggah"),
                ],
                "impor",
            )
        ),
    ),
    path("pekerjaan/", include("opd.urls_pekerjaan")),
    path(
        "penggabungan/",
        include(
            (
                [path("", penggabungan.daftar, name="daftar"), path("<int:pk>/", penggabungan.detail, name="detail")],
                "penggabungan",
            )
        ),
    ),
    path(
        "arahan/",
        include(
            (
                [
                    path("", arahan.daftar, name="daftar"),
                    path("baru/", arahan.baru, name="baru"),
                    path("bukti/<int:pk>/", arahan.berkas, name="berkas"),
                    path("<uuid:uuid>/", arahan.detail, name="detail"),
                    path("<uuid:uuid>/cabut/", arahan.cabut, name="cabut"),
                    path("<uuid:uuid>/opd/<slug:slug>/", arahan.tindak, name="tindak"),
                ],
                "arahan",
            )
        ),
    ),
    path(
        "rakor/",
        include(
            (
                [
                    path("", rakor.daftar, name="daftar"),
                    path("baru/", rakor.baru, name="baru"),
                    path("<uuid:uuid>/", rakor.detail, name="detail"),
                    path("<uuid:uuid>/ubah/", rakor.ubah, name="ubah"),
                    path("<uuid:uuid>/arahan/", rakor.arahan, name="arahan"),
                    path("<uuid:uuid>/notulen/", rakor.berkas, name="berkas"),
                ],
                "rakor",
            )
        ),
    ),
    path(
        "klinik/",
        include(
            (
                [
                    path("", klinik.daftar, name="daftar"),
                    path("baru/", klinik.baru, name="baru"),
                    path("<uuid:uuid>/", klinik.detail, name="detail"),
                ],
                "klinik",
            )
        ),
    ),
    *urls_pasar.urlpatterns,
    path(
        "mitra/janji/",
        include(
            (
                [
                    path("", janji.daftar, name="daftar"),
                    path("<uuid:uuid>/", janji.detail, name="detail"),
                    path("<uuid:uuid>/ubah/", janji.ubah, name="ubah"),
                    path("<uuid:uuid>/batalkan/", janji.batalkan, name="batalkan"),
                    path("<uuid:uuid>/serah/", janji.serah, name="serah"),
                ],
                "janji",
            )
        ),
    ),
    path(
        "mitra/penyerahan/",
        include(
            (
                [
                    path("<uuid:uuid>/koreksi/", janji.koreksi, name="koreksi"),
                    path("<uuid:uuid>/batalkan/", janji.batalkan_serah, name="batalkan"),
                ],
                "penyerahan",
            )
        ),
    ),
    path(
        "mitra/",
        include(
            (
                [
                    path("", mitra.daftar, name="daftar"),
                    path("baru/", mitra.baru, name="baru"),
                    path("rekap/", mitra.rekap, name="rekap"),
                    path("<uuid:uuid>/", mitra.detail, name="detail"),
                    path("<uuid:uuid>/ubah/", mitra.ubah, name="ubah"),
                    path("<uuid:uuid>/tutup/", mitra.tutup, name="tutup"),
                    path("<uuid:uuid>/kontak/", mitra.kontak, name="kontak"),
                    path("<uuid:uuid>/janji/", janji.baru, name="janji"),
                ],
                "mitra",
            )
        ),
    ),
]
