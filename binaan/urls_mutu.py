"""Addresses of data quality and the spot check."""

from django.urls import path

from binaan.views import mutu, petik

app_name = "mutu"

urlpatterns = [
    path("", mutu.ringkas, name="ringkas"),
    path("temuan/", mutu.temuan, name="temuan"),
    path("uji-petik/", petik.daftar, name="petik"),
    path("uji-petik/<int:tahun>/<int:tw>/kunci/", petik.kunci, name="petik_kunci"),
    path("uji-petik/<uuid:uuid>/", petik.detail, name="petik_detail"),
    path("uji-petik/<uuid:uuid>/undi/", petik.undi, name="petik_undi"),
    path("uji-petik/<uuid:uuid>/kerangka.txt", petik.kerangka, name="petik_kerangka"),
    path("uji-petik/butir/<uuid:uuid>/", petik.butir, name="petik_butir"),
    path("uji-petik/butir/<uuid:uuid>/pemeriksa/", petik.pemeriksa, name="petik_pemeriksa"),
]
