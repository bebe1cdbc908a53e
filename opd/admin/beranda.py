"""The panel's first page: what waits for me, my villages' figures, and for maintainers what needs confirming.

No figure is defined here; each comes from `opd/rekap` and links to the list behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from desa.angka import format_bulan, format_rupiah
from desa.models import Umkm
from desa.waktu import triwulan
from opd.enums import BuktiOpd, StatusPenggabungan
from opd.models import Opd, PenggabunganOpd, Pengguna, Penugasan
from opd.rekap.kegiatan import RekapKegiatan, rekap_dana, rekap_kegiatan
from opd.rekap.kunjungan import RekapKunjungan, rekap_kunjungan
from opd.rekap.penugasan import BarisPenugasan, aktif, rekap_penugasan
from opd.rekap.umkm import BulanKosong, RekapUmkm, baca_buku, hitung_bulan_kosong, hitung_umkm, jendela

HARI_PANTAU = 60
ROMAWI = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Angka:
    """One figure of a card: its name, value, and the list behind it."""

    nama: str
    nilai: str
    tautan: str
    catatan: str = ""


@dataclass(frozen=True, slots=True)
class Kartu:
    """One village that I answer for."""

    desa: str
    opd: str
    tautan: str
    angka: tuple[Angka, ...]


@dataclass(frozen=True, slots=True)
class Konfirmasi:
    """Data that somebody must confirm."""

    kalimat: str
    tautan: str


@dataclass(frozen=True, slots=True)
class Tugas:
    """Something that waits for me, and the form that ends it."""

    kalimat: str
    tombol: str
    tautan: str


def my_villages(user: Pengguna, *, until: date) -> tuple[list[Tugas], list[Kartu]]:
    """What waits, and one card per penugasan of the own OPDs on `until`. Nine queries, whatever the number of villages."""
    milik = set(user.managed_opd().values_list("pk", flat=True))
    baris = [b for b in aktif(rekap_penugasan(user, until=until), until) if b.opd_id in milik]
    if not baris:
        return [], []
    desa = Umkm.objects.visible_to(user).filter(desa__in=[b.desa_id for b in baris])
    buku = baca_buku(user, jendela(until), umkm=desa)
    umkm = {r.desa_id: r for r in hitung_umkm(buku, until)}
    kosong = hitung_bulan_kosong(buku, until)
    kunjungan = {r.penugasan_id: r for r in rekap_kunjungan(user, until=until)}
    kegiatan = {(r.opd_id, r.desa_id): r for r in rekap_kegiatan(user, until=until)}
    dana: dict[tuple[int, int], int] = {}
    for d in rekap_dana(user, until=until):
        dana[d.opd_id, d.desa_id] = dana.get((d.opd_id, d.desa_id), 0) + d.tw_rp
    tugas = [t for b in baris for t in _tasks(b, umkm.get(b.desa_id), kunjungan.get(b.penugasan_id), kosong)]
    return tugas, [_card(b, umkm, kunjungan, kegiatan, dana, until) for b in baris]


def _tasks(
    b: BarisPenugasan, u: RekapUmkm | None, k: RekapKunjungan | None, kosong: tuple[BulanKosong, ...]
) -> Iterator[Tugas]:
    """Of one village: no team, no visit for 60 days, months of sales missing, silent UMKM."""
    if not b.bertim:
        yield Tugas(f"{b.desa}: tim pendamping belum dibentuk.", "Bentuk tim", _team(b))
    if k and k.hari_tanpa > HARI_PANTAU:
        yield Tugas(
            f"{b.desa}: sudah {k.hari_tanpa} hari tanpa kunjungan lapangan.",
            "Catat kunjungan",
            _list("kunjungan:baru", penugasan=str(b.penugasan_id)),
        )
    for bulan in (x for x in kosong if x.desa_id == b.desa_id):
        yield Tugas(
            f"{b.desa}: penjualan {format_bulan(bulan.bulan)} dari {bulan.jumlah} UMKM belum diisi.",
            "Isi penjualan",
            reverse("penjualan:isi", args=[b.kode, f"{bulan.bulan:%Y-%m}"]),
        )
    if u and u.diam:
        yield Tugas(f"{b.desa}: {u.diam} UMKM diam.", "Lihat", _list("umkm:daftar", desa=b.kode, keadaan="diam"))


def _card(
    b: BarisPenugasan,
    umkm: dict[int, RekapUmkm],
    kunjungan: dict[int, RekapKunjungan],
    kegiatan: dict[tuple[int, int], RekapKegiatan],
    dana: dict[tuple[int, int], int],
    until: date,
) -> Kartu:
    u = umkm.get(b.desa_id) or RekapUmkm(b.desa_id, 0, 0, 0, 0, 0, 0)
    k = kegiatan.get((b.opd_id, b.desa_id))
    tahun, tw = triwulan(until)
    angka = [
        Angka(f"UMKM {nama}", str(nilai), _list("umkm:daftar", desa=b.kode, keadaan=kunci))
        for nama, nilai, kunci in (
            ("berjualan", u.berjualan, "berjualan"),
            ("diam", u.diam, "diam"),
            ("tutup", u.tutup, "tutup"),
            ("belum diketahui", u.belum_diketahui, "belum_diketahui"),
        )
    ]
    angka.append(_visit(b, kunjungan.get(b.penugasan_id)))
    angka.append(
        Angka(
            f"Kegiatan TW {ROMAWI[tw - 1]} {tahun}",
            str(k.tw if k else 0),
            _list("kegiatan:daftar", opd=b.opd_slug, desa=b.kode, tw=f"{tahun}-{tw}"),
            format_rupiah(dana.get((b.opd_id, b.desa_id), 0)),
        )
    )
    angka.append(Angka("Tim pendamping", "ada" if b.bertim else "belum ada", _team(b)))
    return Kartu(b.tempat, b.opd, reverse("desa:detail", args=[b.kode]), tuple(angka))


def _visit(b: BarisPenugasan, r: RekapKunjungan | None) -> Angka:
    tautan = _list("kunjungan:daftar", opd=b.opd_slug, desa=b.kode, sah="1")
    if r is None or r.hari is None:
        return Angka(
            "Kunjungan lapangan", "belum pernah", tautan, f"{r.hari_sejak_mulai} hari sejak mulai" if r else ""
        )
    return Angka("Sejak kunjungan lapangan", f"{r.hari} hari", tautan, str(r.keadaan.label))


def _team(b: BarisPenugasan) -> str:
    if b.bertim:
        return reverse("admin:opd_tim_changelist") + f"?penugasan__id__exact={b.penugasan_id}"
    return reverse("admin:opd_tim_add") + f"?penugasan={b.penugasan_id}"


def _list(nama: str, **saringan: str) -> str:
    return f"{reverse(nama)}?{urlencode(saringan)}"


def confirmations(user: Pengguna) -> list[Konfirmasi]:
    """For maintainers: OPDs not seen in a source, reported mergers. Two queries."""
    dugaan = Opd.objects.managed_by(user).filter(bukti=BuktiOpd.DUGAAN, berlaku_selesai__isnull=True).count()
    gabung = PenggabunganOpd.objects.managed_by(user).filter(status=StatusPenggabungan.DILAPORKAN).count()
    hasil = []
    if dugaan:
        tautan = reverse("admin:opd_opd_changelist") + f"?bukti__exact={BuktiOpd.DUGAAN}&berlaku_selesai__isempty=1"
        hasil.append(Konfirmasi(f"{dugaan} OPD masih dugaan dan perlu dikonfirmasi dengan sumbernya.", tautan))
    if gabung:
        hasil.append(
            Konfirmasi(f"{gabung} penggabungan OPD dilaporkan dan perlu diputuskan.", reverse("penggabungan:daftar"))
        )
    return hasil


def counts(user: Pengguna, *, until: date) -> list[Angka]:
    """For maintainers: how much there is. Three queries."""
    berjalan = Penugasan.objects.visible_to(user).in_force().active_on(until)
    jabatan = Opd.objects.managed_by(user).active_on(until).filter(penugasan__in=berjalan.values("pk"))
    return [
        Angka(
            "Penugasan berjalan",
            str(berjalan.count()),
            reverse("admin:opd_penugasan_changelist") + "?selesai__isempty=1",
        ),
        Angka("OPD yang bertugas", str(jabatan.distinct().count()), _list("opd:daftar", status="binaan")),
    ]


def first_page(user: Any, *, until: date) -> dict[str, Any]:
    """Everything the first page shows beside the list of pages."""
    pemelihara = user.may_maintain_reference()
    tugas, kartu = my_villages(user, until=until)
    return {
        "sebagai_pejabat": user.acting_for,
        "tugas": tugas,
        "kartu": kartu,
        "konfirmasi": confirmations(user) if pemelihara else [],
        "hitungan": counts(user, until=until) if pemelihara else [],
        "pemelihara": pemelihara,
    }
