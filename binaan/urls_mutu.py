"""Addresses of data quality and the spot check."""

from django.urls import path

from binaan.views import mutu

app_name = "mutu"

urlpatterns = [
    path("", mutu.ringkas, name="ringkas"),
    path("temuan/", mutu.temuan, name="temuan"),
]
