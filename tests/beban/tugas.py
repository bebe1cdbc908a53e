"""What people do on the site: pages they read, the deeds of each role, and how often. Each step is followed by a pause."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

from desa.angka import format_tanggal
from tests.beban.peramban import ALAMAT_MASUK, DITOLAK, Jawaban, Peramban

BACA = {
    "beranda": (10, "/"),
    "dasbor": (8, "/dasbor/"),
    "dasbor opd": (2, "/dasbor/opd/"),
    "dasbor berubah": (1, "/dasbor/berubah/"),
    "desa": (3, "/desa/"),
    "desa satu": (9, "/desa/{desa}/"),
    "opd": (2, "/opd/"),
    "opd satu": (3, "/opd/{opd}/"),
    "umkm": (5, "/umkm/"),
    "umkm halaman": (2, "/umkm/?halaman={n}"),
    "umkm satu": (9, "/umkm/{umkm}/"),
    "kegiatan": (4, "/kegiatan/"),
    "kegiatan halaman": (1, "/kegiatan/?halaman={n}"),
    "kegiatan satu": (5, "/kegiatan/{kegiatan}/"),
    "kunjungan": (3, "/kunjungan/"),
    "kunjungan satu": (3, "/kunjungan/{kunjungan}/"),
    "cari": (4, "/cari/?q={kata}"),
    "saran": (6, "/cari/saran/?q={kata}"),
    "laporan": (2, "/laporan/"),
    "laporan satu": (2, "/laporan/{laporan}/"),
    "rencana": (1, "/rencana/"),
    "tugas": (3, "/tugas/"),
    "meja": (1, "/meja/"),
    "omzet": (0.3, "/omzet/"),
    "pantau": (1, "/pantau/"),
    "naik kelas": (0.3, "/naik-kelas/"),
    "pasar": (0.5, "/pasar/"),
    "legalitas": (0.5, "/legalitas/"),
    "peringkat": (2, "/peringkat/"),
    "kemiskinan": (1, "/kemiskinan/"),
    "bantuan": (1, "/bantuan/"),
    "unduh umkm": (0.2, "/umkm/?unduh=xlsx"),
    "unduh kegiatan": (0.2, "/kegiatan/?unduh=csv&opd={opd}"),
}
"""Each page with its weight; the words in braces are drawn from what there is. What few people open once in a while, to see
a whole province or to take it home, weighs little.
"""
KATA = ("keripik", "kerpik", "sagu", "pala", "waru", "tenun", "ikan", "mama", "negeri", "minyak+kayu")
TULIS = {
    "operator_opd": {"penjualan": 9, "kegiatan_baru": 5, "kunjungan_baru": 4, "naskah_cetak": 0.5},
    "kepala_opd": {"putusan": 10, "naskah_cetak": 1},
    "verifikator": {"putusan": 12, "naskah_cetak": 1},
    "pimpinan": {"naskah_cetak": 1},
    "pembaca": {},
}
"""The deeds of a role with their weights, beside the reading of all."""
WIT = ZoneInfo("Asia/Jayapura")


@cache
def _picture() -> bytes:
    """A photo as a phone's browser sends it."""
    gambar = Image.effect_noise((1280, 960), 12).convert("RGB")
    aliran = io.BytesIO()
    gambar.save(aliran, "JPEG", quality=80)
    return aliran.getvalue()


def photo() -> bytes:
    """The photo with a comment of its own, so that no two are one file."""
    isi = _picture()
    return isi[:2] + b"\xff\xfe\x00\x12" + os.urandom(16) + isi[2:]


@dataclass
class Orang:
    """Somebody signed in: who, with which browser, what there is to open, and what was refused."""

    nama: str
    peran: str
    milik: list[tuple[str, int]]
    peramban: Peramban
    kumpulan: dict[str, Any]
    hari: date
    acak: Random
    ditolak: list[str] = field(default_factory=list)

    def sign_in(self, sandi: str) -> bool:
        """Through the page that everybody signs in at."""
        halaman = self.peramban.get("masuk", ALAMAT_MASUK)
        form = halaman.form("sandi")
        if form is None:
            return False
        hasil = self.peramban.send("masuk", halaman, form, {"username": self.nama, "sandi": sandi})
        return hasil.status == 302

    def do_something(self) -> Iterator[None]:
        """One errand, drawn by weight; a step at a time."""
        pilihan: dict[str, float] = {n: bobot for n, (bobot, _) in BACA.items()} | TULIS[self.peran]
        [nama] = self.acak.choices(list(pilihan), list(pilihan.values()))
        if nama in BACA:
            self._read(nama)
            yield
        else:
            lakukan: Callable[[], Iterator[None]] = getattr(self, nama)
            yield from lakukan()

    def _read(self, nama: str) -> Jawaban:
        isi = {n: self.acak.choice(self.kumpulan[n] or ["-"]) for n in self.kumpulan if n != "orang"}
        isi |= {"n": str(self.acak.randint(2, 20)), "kata": self.acak.choice(KATA)}
        return self.peramban.get(nama, BACA[nama][1].format(**isi))

    def penjualan(self) -> Iterator[None]:
        """The month's sales of an own village: some enterprises reported, or mended."""
        if not self.milik:
            return
        kode, _ = self.acak.choice(self.milik)
        bulan = f"{self.hari:%Y-%m}"
        self.peramban.get("penjualan pilih", f"/desa/{kode}/penjualan/")
        yield
        halaman = self.peramban.get("penjualan isi", f"/desa/{kode}/penjualan/{bulan}/")
        yield
        form = halaman.form("omzet_")
        if form is None:
            return
        nama = [n for n in form.fields if n.startswith("omzet_")]
        isian = {n: str(self.acak.randint(20, 60) * 50_000) for n in self.acak.sample(nama, min(3, len(nama)))}
        isian |= {n.replace("omzet_", "yakin_"): "on" for n in isian}
        isian |= {"alasan": "Nota dihitung ulang."} if "alasan" in form.fields else {}
        self._send("penjualan simpan", halaman, form, isian)
        yield

    def kegiatan_baru(self) -> Iterator[None]:
        """An activity of today, every other one with a photo."""
        yield from self._fact("kegiatan", {"judul": f"Pelatihan {self.acak.choice(KATA)}", "penerima_l": "12"})

    def kunjungan_baru(self) -> Iterator[None]:
        """A visit of today."""
        yield from self._fact("kunjungan", {"cara": "lapangan", "warga_ditemui": "CONTOH Warga"})

    def _fact(self, apa: str, isian: dict[str, str]) -> Iterator[None]:
        if not self.milik:
            return
        _, penugasan = self.acak.choice(self.milik)
        halaman = self.peramban.get(f"{apa} isi", f"/{apa}/baru/?penugasan={penugasan}")
        yield
        form = halaman.form("tanggal")
        if form is None:
            return
        isian = isian | {"tanggal": format_tanggal(self.hari)}
        foto = [photo()] if self.acak.random() < 0.5 else []
        kirim = {"foto": foto, "jenis": f"{apa} simpan", "dari": halaman, "form": form, "isian": isian}
        self._kept(f"{apa} simpan", self.peramban.send_file(**kirim))
        yield

    def putusan(self) -> Iterator[None]:
        """A paper on the own desk, read and passed on."""
        meja = self.peramban.get("meja saya", "/meja/?meja=saya")
        yield
        naskah = sorted(set(re.findall(r'href="(/(?:laporan|rencana)/[0-9a-f-]{36}/)"', meja.isi.decode())))
        if not naskah:
            return
        halaman = self.peramban.get("naskah baca", self.acak.choice(naskah))
        yield
        form = halaman.form("tindakan")
        maju = form.xpath(".//button[@value='setujui' or @value='verifikasi']/@value") if form is not None else []
        if maju:
            self._send("naskah putus", halaman, form, {"tindakan": str(maju[0])})
            yield

    def naskah_cetak(self) -> Iterator[None]:
        """A quarterly report as PDF."""
        if not self.kumpulan["laporan"]:
            return
        alamat = f"/cetak/laporan/{self.acak.choice(self.kumpulan['laporan'])}/"
        halaman = self.peramban.get("cetak isi", alamat)
        yield
        form = halaman.form("bentuk")
        if form is not None:
            self.peramban.send("cetak pdf", halaman, form, {"bentuk": "pdf"})
            yield

    def _send(self, jenis: str, dari: Jawaban, form: Any, isian: dict[str, str]) -> None:
        self._kept(jenis, self.peramban.send(jenis, dari, form, isian))

    def _kept(self, jenis: str, jawaban: Jawaban) -> None:
        """Go where a saved form leads; note what the page says when it was not saved."""
        if jawaban.status == 302:
            self.peramban.get(jenis.replace("simpan", "tersimpan"), jawaban.ke)
        elif jawaban.status in (200, DITOLAK):
            galat = jawaban.pohon.xpath("//*[contains(@class, 'ringkasan-galat') or contains(@class, 'galat')]")
            self.ditolak.append(
                f"{jenis}: {' '.join(galat[0].text_content().split())[:200] if galat else 'tanpa alasan'}"
            )
