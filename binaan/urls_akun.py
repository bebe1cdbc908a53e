"""Addresses of the own account."""

from django.urls import path

from binaan.views import akun

app_name = "akun"

urlpatterns = [
    path("", akun.saya, name="saya"),
    path("perangkat/keluarkan/", akun.keluarkan, name="keluarkan"),
]
