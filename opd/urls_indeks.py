"""Addresses of the village indices."""

from django.urls import path

from desa.enums import JenisIndeks
from opd.views import indeks

app_name = "indeks"
urlpatterns = [
    path("", indeks.daftar, name="daftar"),
    path("batas-status/", indeks.batas, name="batas"),
    path("<kode:kode>/", indeks.detail, name="detail"),
    path("<kode:kode>/isi/idm/", indeks.isi, {"jenis": JenisIndeks.IDM.value}, name="isi_idm"),
    path("<kode:kode>/isi/indeks-desa/", indeks.isi, {"jenis": JenisIndeks.INDEKS_DESA.value}, name="isi_indeks_desa"),
    path("<kode:kode>/<int:tahun>/ubah/", indeks.ubah, name="ubah"),
]
