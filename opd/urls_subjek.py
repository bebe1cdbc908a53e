"""Addresses of the rights of data subjects. What is looked for comes by POST and stands in none of them."""

from django.urls import include, path

from opd.views import kebocoran, subjek

urlpatterns = [
    path(
        "subjek-data/",
        include(
            (
                [
                    path("", subjek.cari, name="cari"),
                    path("berkas/", subjek.berkas, name="berkas"),
                    path("berkas/serah/", subjek.serah, name="serah"),
                    path("kebocoran/", kebocoran.telusur, name="kebocoran"),
                    path("kebocoran/unduh/", kebocoran.unduh, name="unduh"),
                ],
                "subjek",
            )
        ),
    ),
]
