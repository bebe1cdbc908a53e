"""Addresses of the ranking and what follows from it."""

from django.urls import path

from binaan.views import (
    cetak_evaluasi,
    cetak_peringkat,
    peringkat,
    peringkat_beku,
    peringkat_bobot,
    peringkat_evaluasi,
    peringkat_sanggah,
)

app_name = "peringkat"

urlpatterns = [
    path("", peringkat.daftar, name="daftar"),
    path("hitung/", peringkat.hitung, name="hitung"),
    path("coba/", peringkat.coba, name="coba"),
    path("opd/<slug:opd>/", peringkat.kartu, name="opd"),
    path("opd/<slug:opd>/<slug:komponen>/", peringkat.rincian, name="rincian"),
    path("bobot/", peringkat_bobot.daftar, name="bobot"),
    path("bobot/baru/", peringkat_bobot.baru, name="bobot_baru"),
    path("bobot/<uuid:uuid>/", peringkat_bobot.detail, name="bobot_detail"),
    path("bobot/<uuid:uuid>/ubah/", peringkat_bobot.ubah, name="bobot_ubah"),
    path("bobot/<uuid:uuid>/tetapkan/", peringkat_bobot.tetapkan, name="bobot_tetapkan"),
    path("<int:tahun>/buka/", peringkat_beku.buka, name="buka"),
    path("<int:tahun>/bekukan/", peringkat_beku.bekukan, name="bekukan"),
    path("beku/<uuid:uuid>/sanggah/<slug:opd>/", peringkat_sanggah.sanggah, name="sanggah"),
    path("beku/<uuid:uuid>/penghargaan/", peringkat_sanggah.beri, name="beri"),
    path("beku/<uuid:uuid>/cetak/", cetak_peringkat.daftar, name="cetak"),
    path("sanggahan/<uuid:uuid>/", peringkat_sanggah.sanggahan, name="sanggahan"),
    path("sanggahan/<uuid:uuid>/versi-baru/", peringkat_beku.kabulkan, name="kabulkan"),
    path("penghargaan/", peringkat_sanggah.penghargaan, name="penghargaan"),
    path("penghargaan/<uuid:uuid>/batal/", peringkat_sanggah.batal, name="batal"),
    path("penghargaan/<uuid:uuid>/piagam/", cetak_peringkat.piagam, name="piagam"),
    path("evaluasi/", peringkat_evaluasi.daftar, name="evaluasi"),
    path("evaluasi/<int:tahun>/cetak/", cetak_evaluasi.tahunan, name="evaluasi_cetak"),
    path("evaluasi/<uuid:uuid>/cetak/", cetak_evaluasi.desa, name="evaluasi_desa"),
    path("evaluasi/<int:tahun>/<kode:kode>/", peringkat_evaluasi.isi, name="evaluasi_isi"),
]
