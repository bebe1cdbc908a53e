"""Every open plan and report, at whose desk it lies and for how long, and who is stuck with whom (desain.md, section 3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from desa.models import Desa
from desa.waktu import tanggal_wit
from opd.ambang import NASKAH_TERTAHAN
from opd.enums import StatusNaskah
from opd.models import Opd, Pengguna
from opd.models.naskah import Naskah
from opd.permissions import takes_paper
from opd.rekap.hak import hak_of
from opd.rekap.meja import JENIS, Meja, Penghuni, TempatMeja, address_of, kind_of, meja_naskah, read_papan

TEKS = ("kendala", "tindak_lanjut", "rencana_berikut", "isi_beku")
"""The long texts of a report, which no list shows."""
LAIN = ("alasan_kembali", "dibuat_pada", "disunting_pada", "diajukan_pada", "disetujui_pada", "diverifikasi_pada")
"""What else the list of open papers does not show."""


@dataclass(frozen=True, slots=True)
class BarisMeja:
    """One open paper and its desk; `saya`: this reader may decide on it or write it now; `tertutup`: nobody can any more.

    A draft or a returned paper closes 30 days after its penugasan ended.
    """

    naskah: Naskah
    jenis: str
    meja: Meja
    saya: bool
    tertutup: bool = False

    @property
    def alamat(self) -> str:
        return address_of(self.jenis, self.naskah.uuid)

    @property
    def sejak(self) -> date:
        return tanggal_wit(self.meja.sejak)

    @property
    def tertahan(self) -> bool:
        """Whether it waits too long; a draft that was never submitted waits for its deadline, not for a desk."""
        menunggu = self.naskah.status != StatusNaskah.DRAF and not self.tertutup
        return menunggu and self.meja.hari > NASKAH_TERTAHAN.nilai


@dataclass(frozen=True, slots=True)
class KelompokMeja:
    """All that lies at one desk: how many papers, how many of them stuck, and the longest wait in days."""

    kunci: str
    tempat: TempatMeja
    nama: str
    penghuni: tuple[Penghuni, ...]
    kosong: bool
    jumlah: int
    tertahan: int
    hari: int


def rekap_meja(user: Pengguna, *, until: date) -> tuple[BarisMeja, ...]:
    """The open papers that `user` may read, the longest wait first, without their villages (`with_places`). Seven queries."""
    naskah: list[Naskah] = []
    for model in JENIS.values():
        kueri = model._default_manager.visible_to(user).exclude(status=StatusNaskah.DIVERIFIKASI)  # type: ignore[attr-defined]
        kueri = kueri.filter(penugasan__dikoreksi_pada__isnull=True).select_related("penugasan")
        naskah += kueri.defer(*(nama for nama in (*TEKS, *LAIN) if nama in model.OPEN))
    if naskah:
        _learn_opd(user, naskah)
    papan = read_papan(user, naskah, until=until)
    baris = []
    for n in naskah:
        meja, hak = meja_naskah(n, papan), hak_of(user, n, papan)
        if meja is not None:
            saya = hak.tulis or hak.setujui or hak.kembalikan or hak.verifikasi
            tertutup = n.terbuka and not takes_paper(n, on=until)
            baris.append(BarisMeja(n, kind_of(n), meja, saya, tertutup))
    return tuple(sorted(baris, key=lambda b: (-b.meja.hari, b.meja.sejak, b.jenis, b.naskah.pk)))


def _learn_opd(user: Pengguna, naskah: Iterable[Naskah]) -> None:
    """Give the papers their OPDs: some forty, not two models for each of a thousand papers. One query."""
    opd = Opd.objects.visible_to(user).in_bulk()
    for o in opd.values():
        o.dilebur_ke = opd[o.dilebur_ke_id] if o.dilebur_ke_id else None
    for n in naskah:
        n.penugasan.opd = opd[n.penugasan.opd_id]


def with_places(user: Pengguna, baris: Collection[BarisMeja]) -> Collection[BarisMeja]:
    """The same rows, the villages of their papers read. One query."""
    milik = Desa.objects.visible_to(user).filter(pk__in={b.naskah.penugasan.desa_id for b in baris})
    desa = milik.select_related("kecamatan__kabupaten").in_bulk()
    for b in baris:
        b.naskah.penugasan.desa = desa[b.naskah.penugasan.desa_id]
    return baris


def per_meja(baris: Iterable[BarisMeja]) -> tuple[KelompokMeja, ...]:
    """The desks at which these papers lie, the longest wait first."""
    kelompok: dict[str, list[BarisMeja]] = {}
    for b in baris:
        kelompok.setdefault(b.meja.kunci, []).append(b)
    hasil = (
        KelompokMeja(
            kunci,
            isi[0].meja.tempat,
            isi[0].meja.nama,
            tuple(dict.fromkeys(p for b in isi for p in b.meja.penghuni)),
            isi[0].meja.kosong,
            len(isi),
            sum(b.tertahan for b in isi),
            max(b.meja.hari for b in isi),
        )
        for kunci, isi in kelompok.items()
    )
    return tuple(sorted(hasil, key=lambda k: (-k.hari, -k.jumlah, k.nama)))


def stuck_desks(baris: Iterable[BarisMeja]) -> tuple[KelompokMeja, ...]:
    """The desks with a stuck paper, and those at which nobody can decide."""
    return tuple(k for k in per_meja(baris) if k.tertahan or (k.tempat != TempatMeja.OPD and not k.penghuni))


def lies_at(baris: BarisMeja, meja: str) -> bool:
    """Whether a row answers a filter: the reader's own desk, an empty one, a kind of desk, or a desk's own key."""
    if meja == "saya":
        return baris.saya
    return baris.meja.kosong if meja == "kosong" else meja in (baris.meja.kunci, baris.meja.tempat.value)
