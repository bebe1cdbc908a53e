"""Every address of the site."""

from datetime import date

from django.contrib import admin
from django.urls import include, path, register_converter

from binaan.views import (
    bantuan,
    cari,
    cetak,
    dampak,
    dasbor,
    dasbor_berubah,
    dasbor_lain,
    dasbor_opd,
    kemiskinan,
    keutuhan,
    masuk,
    operasi,
    paket,
    tugas,
)
from opd.views import serah_tugas


class Hari:
    """A day as 260630, for hundreds of cells carry it, as 20260630 or 2026-06-30; one that no calendar has is no address."""

    regex = r"[0-9]{6}|20[0-9]{6}|20[0-9]{2}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value if len(value) > len("260630") else f"20{value}")

    def to_url(self, value: date) -> str:
        return f"{value:%y%m%d}"


register_converter(Hari, "hari")

handler404 = "binaan.views.galat.tidak_ditemukan"
handler500 = "binaan.views.galat.gangguan"

urlpatterns = [
    path("", tugas.beranda, name="beranda"),
    path("", include("opd.urls")),
    path("tugas/", tugas.tugas, name="tugas"),
    path("cari/", cari.cari, name="cari"),
    path("cari/saran/", cari.saran, name="cari_saran"),
    path("dasbor/", dasbor.dasbor, name="dasbor"),
    path("dasbor/opd/", dasbor_opd.opd, name="dasbor_opd"),
    path("dasbor/dana/", dasbor_lain.dana, name="dasbor_dana"),
    path("dasbor/laporan/", dasbor_lain.laporan, name="dasbor_laporan"),
    path("dasbor/banding/", dasbor_lain.banding, name="dasbor_banding"),
    path("dasbor/lembar/", dasbor_lain.lembar, name="dasbor_lembar"),
    path("dasbor/teks/", dasbor_lain.teks, name="dasbor_teks"),
    path("dasbor/berubah/", dasbor_berubah.berubah, name="dasbor_berubah"),
    path("dasbor/berubah/<slug:kunci>/", dasbor_berubah.kejadian, name="dasbor_kejadian"),
    path("dasbor/kolom/", dasbor_opd.kolom, name="dasbor_kolom"),
    *(
        path(f"dasbor/<slug:huruf>/<kode:kode>{opd}{saat}", dasbor.sel, name="dasbor_sel")
        for opd in ("", "/<slug:opd>")
        for saat in ("", "/<hari:per>", "/<hari:per>/<hari:tahu>")
    ),
    path(
        "cetak/provinsi/",
        include(
            (
                [
                    path("rekap/", cetak.rekap, name="rekap"),
                    path("mutu/", cetak.mutu, name="mutu"),
                    path("arahan/", cetak.arahan, name="arahan"),
                    path("<slug:jenis>/", cetak.tabel, name="tabel"),
                ],
                "provinsi",
            )
        ),
    ),
    path("kemiskinan/", include(([path("", kemiskinan.daftar, name="daftar")], "kemiskinan"))),
    path(
        "dampak/",
        include(
            (
                [
                    path("", dampak.ringkas, name="ringkas"),
                    path("desa/", dampak.desa, name="desa"),
                    path("hitung/", dampak.hitung, name="hitung"),
                ],
                "dampak",
            )
        ),
    ),
    path("peringkat/", include("binaan.urls_peringkat")),
    path("mutu/", include("binaan.urls_mutu")),
    path("keutuhan/", keutuhan.keutuhan, name="keutuhan"),
    path("rakor/paket/", include(([path("", paket.susun, name="susun")], "paket"))),
    path("masuk/", masuk.masuk, name="masuk"),
    path("masuk/kode/", masuk.masuk_kode, name="masuk_kode"),
    path("keluar/", masuk.keluar, name="keluar"),
    path("akun/", include("binaan.urls_akun")),
    path("serah-tugas/", include(([path("", serah_tugas.serah, name="isi")], "serah_tugas"))),
    path("kata-sandi/", masuk.kata_sandi, name="kata_sandi"),
    path(
        "bantuan/",
        include(
            (
                [
                    path("", bantuan.daftar, name="daftar"),
                    path("arti-angka/<slug:kelompok>/", bantuan.arti_angka, name="arti"),
                    path("<slug:slug>/", bantuan.peran, name="peran"),
                ],
                "bantuan",
            )
        ),
    ),
    path("api/", include("binaan.api.urls")),
    path(
        "kesehatan/",
        include(([path("hidup/", operasi.hidup, name="hidup"), path("siap/", operasi.siap, name="siap")], "kesehatan")),
    ),
    path("metrik/", operasi.metrik, name="metrik"),
    path("", include("binaan.urls_publik")),
    path("admin/", admin.site.urls),
]
