"""Every address of the site, with the values of the small full world filled in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.contrib.admin import site
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from desa.models import Produk
from desa.waktu import hari_ini
from opd.models import Cetakan
from tests.walk.dunia import Dunia

# Addresses that open without signing in. Anything else sends a stranger to the sign-in page.
UMUM = {"masuk"}
# Addresses that anybody reads and nobody writes to.
TERBUKA = {
    "robots",
    "etalase:daftar",
    "etalase:detail",
    "etalase:foto",
    "etalase:foto_kecil",
    "periksa:tanya",
    "periksa:naskah",
    "api:dokumen",
    "api:muka",
    "api:openapi",
    "publik:beranda",
    "publik:desa",
    "terbuka:daftar",
    "terbuka:kumpulan",
    "terbuka:csv",
    "terbuka:json",
    "terbuka:geojson",
    "kesehatan:hidup",
    "kesehatan:siap",
    "metrik",
}
# Addresses that a token opens and no session: everybody else is told so in JSON.
BERTOKEN = "api:"
# Stock views of Django's admin that lead to other views only by a pattern that matches everything.
TANPA_ALAMAT = {"admin:catch_all"}

BERJEJAK = re.compile(
    r"detail$|_history$|^dasbor_|^admin:desa_catatan_|^admin:opd_(?:rencanaaksi|laporantriwulan)_change$"
    r"|^(?:admin:index|arahan:tindak|beranda|keutuhan|legalitas:umkm|meja:daftar|naskah:putuskan|opd:kop|pantau:rencana"
    r"|peringkat:sanggahan|perkembangan:daftar|tugas|umkm:gabungan)$"
)
"""Names of the pages that read audit rows: the walk of every role finds no other."""


@dataclass(frozen=True)
class Alamat:
    """One address: the pattern's full name and where it leads in the world."""

    nama: str
    url: str


def patterns(
    resolver: URLResolver | None = None, ruang: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern, tuple[str, ...]]]:
    """(full name, pattern, names of all its parts) of the whole URLconf."""
    yield from _walk(resolver or get_resolver(), ruang, ())


def _walk(
    resolver: URLResolver, ruang: tuple[str, ...], bagian: tuple[str, ...]
) -> Iterator[tuple[str, URLPattern, tuple[str, ...]]]:
    for p in resolver.url_patterns:
        isi = (*bagian, *p.pattern.regex.groupindex)
        if isinstance(p, URLResolver):
            yield from _walk(p, (*ruang, p.namespace) if p.namespace else ruang, isi)
        else:
            yield ":".join((*ruang, p.name or "catch_all")), p, isi


def _nilai(dunia: Dunia, nama: str, bagian: str, semua: tuple[str, ...] = ()) -> object:
    """The value of one part of an address. KeyError for a part nobody thought of: extend the world then."""
    ruang = nama.partition(":")[0]
    if ruang == "admin" and bagian in ("object_id", "pk"):
        return _object_id(nama)
    if bagian == "slug":
        return "operator_opd" if ruang == "bantuan" else dunia.opd.slug
    if ruang == "terbuka":
        return "penugasan"
    if ruang == "periksa":
        return Cetakan.objects.get().kode
    if ruang == "etalase":
        return Produk.objects.get().kode
    if bagian == "app_label":
        return next(m._meta.app_label for m in site._registry)
    jenis = {"naskah": "rencana", "legalitas": "halal", "provinsi": "lp2kd"}.get(ruang, "lampiran")
    tetap = {
        "tim": dunia.pk["tim"],
        "huruf": "v" if "opd" in semua else "b",
        "opd": dunia.opd.slug,
        "per": date(2026, 6, 30),
        "tahu": date(2026, 7, 5),
        "kode": dunia.desa.kode,
        "peristiwa": "desil",
        "kriteria": "indeks",
        "bulan": dunia.bulan,
        "jenis": jenis,
        "tahun": hari_ini().year,
        "tw": 1,
        "content_type_id": 1,
        "kunci": "kegiatan" if nama == "dasbor_kejadian" else dunia.uuid["baris"],
        "komponen": "capaian",
        "sisa": "v1/lain/",
        "kelompok": "umkm",
    }
    return {
        "uuid": dunia.uuid.get(nama) or dunia.uuid.get(ruang),
        "pk": dunia.pk.get("penugasan" if ruang == "cetak" else ruang),
        **tetap,
    }[bagian]


def _object_id(nama: str) -> object:
    """The newest row of the model that an address of the panel is about."""
    for model in apps.get_models():
        if nama.startswith(f"admin:{model._meta.app_label}_{model._meta.model_name}_"):
            return model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 1
    return 1


def addresses(dunia: Dunia) -> list[Alamat]:
    """Every address of the URLconf, filled in."""
    hasil = []
    for nama, _, bagian in patterns():
        if nama not in TANPA_ALAMAT:
            hasil.append(Alamat(nama, reverse(nama, kwargs={b: _nilai(dunia, nama, b, bagian) for b in bagian})))
    return hasil
