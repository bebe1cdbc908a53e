"""Addresses of the own account."""

from django.urls import path

from binaan.views import akun, faktor

app_name = "akun"

urlpatterns = [
    path("", akun.saya, name="saya"),
    path("verifikasi/", faktor.verifikasi, name="verifikasi"),
    path("verifikasi/kode-pemulihan/", faktor.kode_baru, name="kode_baru"),
    path("verifikasi/matikan/", faktor.matikan, name="matikan"),
    path("perangkat/keluarkan/", akun.keluarkan, name="keluarkan"),
]
