"""Addresses of the omzet pages."""

from django.urls import path

from opd.views import omzet

app_name = "omzet"
urlpatterns = [
    path("", omzet.deret, name="deret"),
    path("ihk/", omzet.harga, name="harga"),
    path("<int:tahun>/<int:tw>/", omzet.rincian, name="rincian"),
]
