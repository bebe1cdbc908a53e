"""What every page frame shows: the sample banner, the menu, and as what the reader acts."""

from __future__ import annotations

import functools
from typing import Any

from django.db import connections, router
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from desa.models import Instalasi
from desa.waktu import hari_ini
from opd.enums import JenisImpor
from opd.models import Pekerjaan, Pengguna
from opd.permissions import can_import

MENU = [
    ("Beranda", "beranda"),
    ("Dasbor", "dasbor"),
    ("Desa", "desa:daftar"),
    ("OPD", "opd:daftar"),
    ("UMKM", "umkm:daftar"),
    ("Rencana aksi", "rencana:daftar"),
    ("Laporan", "laporan:daftar"),
    ("Kegiatan", "kegiatan:daftar"),
    ("Kunjungan", "kunjungan:daftar"),
    ("Arahan", "arahan:daftar"),
]
"""One line at 1280 pixels together with the panel, the guide and "Lainnya" (tests/walk/test_menu.py)."""
LAINNYA = [
    ("Peringkat", "peringkat:daftar"),
    ("Mutu data", "mutu:ringkas"),
    ("Naik kelas", "naik_kelas:ringkas"),
    ("Pembiayaan UMKM", "pembiayaan:ringkas"),
    ("Meja naskah", "meja:daftar"),
    ("Tenggat laporan", "tenggat:daftar"),
    ("Daftar pantau", "pantau:daftar"),
    ("Kelangsungan usaha", "kelangsungan:kurva"),
    ("Omzet UMKM", "omzet:deret"),
    ("Dukungan antar-OPD", "dukungan:daftar"),
    ("Produk UMKM", "produk:daftar"),
    ("Mitra", "mitra:daftar"),
    ("Pembeli", "pembeli:daftar"),
    ("Pameran", "pameran:daftar"),
    ("Produk tanpa pasar", "pasar:daftar"),
    ("Kemiskinan", "kemiskinan:daftar"),
    ("Penugasan", "penugasan:daftar"),
    ("Asesmen desa", "asesmen:daftar"),
    ("Serah terima bantuan", "serah:daftar"),
    ("Rakor", "rakor:daftar"),
    ("Klinik konsultasi", "klinik:daftar"),
    ("Pekerjaan", "pekerjaan:daftar"),
]
SESI_PEKERJAAN = "pekerjaan"
"""In the session: long work asked for from this browser whose end nobody has looked at yet."""


@functools.cache
def fixed_address(nama: str) -> str:
    """Where the page of this name stands, asked of Django once: each request names some forty of them."""
    return reverse(nama)


Pos = tuple[str, str, bool]


@functools.lru_cache(maxsize=1024)
def draw_menu(menu: tuple[Pos, ...], lainnya: tuple[Pos, ...], *, label: str, kelas: str = "") -> str:
    """The menu of (label, address, active), drawn once for each place that a reader may stand at: it names no reader."""
    isi = {"menu": menu, "lainnya": lainnya, "label": label, "kelas": kelas}
    return render_to_string("_parts/_menu.html", isi)


def kerangka(request: HttpRequest) -> dict[str, Any]:
    """`contoh`, `menu` and `menu_lipat` as HTML, `sebagai`, `diikuti`. One query beyond the user's roles, and one while long
    work of this session is followed."""
    hasil: dict[str, Any] = {"contoh": is_sample(), "menu": "", "menu_lipat": "", "sebagai": "", "diikuti": []}
    pengguna = getattr(request, "user", None)
    if pengguna is None or not pengguna.is_authenticated:
        return hasil
    menu, lainnya = list(MENU), list(LAINNYA)
    if can_import(pengguna, JenisImpor.UMKM, on=hari_ini()):
        lainnya.append(("Impor", "impor:daftar"))
    if pengguna.is_staff:
        menu.append(("Panel admin", "admin:index"))
    menu.append(("Petunjuk", "bantuan:daftar"))
    alamat = [(label, fixed_address(nama)) for label, nama in (*menu, *lainnya)]
    cocok = [a for _, a in alamat if request.path == a or (a != "/" and request.path.startswith(a))]
    aktif = max(cocok, key=len, default="")
    semua = tuple((label, a, a == aktif) for label, a in alamat)
    utama, sisa = semua[: len(menu)], semua[len(menu) :]
    hasil["menu"] = draw_menu(utama, sisa, label="Utama", kelas="lebar")
    hasil["menu_lipat"] = draw_menu(utama, sisa, label="Menu")
    wakil = "; ".join(pengguna.acting_for)
    hasil["sebagai"] = f"bertindak sebagai {wakil}" if wakil else f"sebagai {pengguna.sebagai}"
    uuid = request.session.get(SESI_PEKERJAAN)
    if uuid and not request.path.startswith(reverse("pekerjaan:daftar")):
        hasil["diikuti"] = _followed(pengguna, uuid)
    return hasil


def _followed(pengguna: Pengguna, uuid: list[str]) -> list[Pekerjaan]:
    """Long work of this session, the last asked for first."""
    return list(Pekerjaan.objects.personal_for(pengguna).filter(uuid__in=uuid).defer("isi_permintaan").order_by("-pk"))


def is_sample() -> bool:
    """Whether this database holds sample data."""
    with connections[router.db_for_read(Instalasi)].cursor() as kursor:
        kursor.execute("SELECT 1 FROM desa_instalasi WHERE id = 1 AND contoh")
        return kursor.fetchone() is not None
