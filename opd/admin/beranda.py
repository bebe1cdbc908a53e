"""The panel's first page: what waits for me (for maintainers, what needs confirming) and my villages' figures.

No figure is defined here; each comes from `opd/rekap` and links to the list behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from desa.angka import format_rupiah
from desa.waktu import triwulan
from opd.enums import Peran
from opd.models import Opd, Pengguna, Penugasan
from opd.rekap.capaian import NAMA_TW
from opd.rekap.kegiatan import RekapKegiatan, rekap_dana, rekap_kegiatan
from opd.rekap.kunjungan import RekapKunjungan
from opd.rekap.meja import TempatMeja
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.tertahan import rekap_meja, with_places
from opd.rekap.tugas import Bahan, baca_bahan, tugas_saya
from opd.rekap.umkm import RekapUmkm, hitung_umkm

TUGAS_TERBANYAK = 8


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
class Antrean:
    """One paper at my desk: what it is, where, since when and for how many days."""

    naskah: str
    desa: str
    sejak: date
    hari: int
    tautan: str


def approval_queue(user: Pengguna, *, until: date) -> list[Antrean]:
    """Papers submitted to the desk that I hold, the longest wait first. Nine queries."""
    if not user.holds(Peran.KEPALA_OPD, on=until):
        return []
    meja = [b for b in rekap_meja(user, until=until) if b.meja.tempat == TempatMeja.KEPALA and b.saya]
    return [
        Antrean(
            str(b.naskah),
            b.naskah.penugasan.desa.nama_lengkap,
            b.sejak,
            b.meja.hari,
            reverse(f"admin:opd_{b.naskah._meta.model_name}_change", args=[b.naskah.pk]),
        )
        for b in with_places(user, meja)
    ]


def village_cards(user: Pengguna, bahan: Bahan, *, until: date) -> list[Kartu]:
    """One card per penugasan of `bahan`. Two queries."""
    if not bahan.baris:
        return []
    umkm = {r.desa_id: r for r in hitung_umkm(bahan.buku, until)}
    kunjungan = {r.penugasan_id: r for r in bahan.kunjungan}
    kegiatan = {(r.opd_id, r.desa_id): r for r in rekap_kegiatan(user, until=until)}
    dana: dict[tuple[int, int], int] = {}
    for d in rekap_dana(user, until=until):
        dana[d.opd_id, d.desa_id] = dana.get((d.opd_id, d.desa_id), 0) + d.tw_rp
    return [_card(b, umkm, kunjungan, kegiatan, dana, until) for b in bahan.baris]


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
            f"Kegiatan TW {NAMA_TW[tw - 1]} {tahun}",
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
    bahan = baca_bahan(user, until=until)
    tugas = [t for t in tugas_saya(user, until=until, bahan=bahan) if t.jenis != "setujui"]
    return {
        "sebagai_pejabat": user.acting_for,
        "antrean": approval_queue(user, until=until),
        "kepala": user.holds(Peran.KEPALA_OPD, on=until),
        "tugas": tugas[:TUGAS_TERBANYAK],
        "tugas_lain": len(tugas[TUGAS_TERBANYAK:]),
        "kartu": village_cards(user, bahan, until=until),
        "hitungan": counts(user, until=until) if pemelihara else [],
        "pemelihara": pemelihara,
    }
