"""Record, correct and cancel a mentoring visit. Names of villagers are PERSONAL and never reach a Catatan."""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef

from desa.models import Umkm, record
from desa.scoped import deed, penjaga
from desa.waktu import tanggal_wit
from opd.actions.bukti import attach_foto, carry_foto
from opd.actions.dasar import SUDAH_ADA, insert_checked, save_checked
from opd.actions.fakta import changes_in_words, lock_for_facts, require_alasan, require_current, require_tanggal
from opd.actions.hasil_kunjungan import (
    Periksa,
    Selesai,
    Tindak,
    finish_on_visit,
    lock_with_origins,
    require_said_on,
    write_hasil,
)
from opd.actions.kosongkan import require_still_empty
from opd.actions.kunci import read_locks, require_unlocked, same_reason, susulan_of
from opd.actions.nisan import require_names_not_erased
from opd.actions.tutup_umkm import require_each_open
from opd.enums import Berjalan
from opd.foto import FotoBersih
from opd.models import JawabanPeriksa, Kunjungan, KunjunganUmkm, Pengguna, Penugasan, TindakLanjutKunjungan
from opd.rekap.daftar_json import day_of, json_list

Temuan = tuple[int, str, str, str]
"""What was found at one enterprise: its primary key, keadaan, masalah, saran."""

BAGIAN: dict[str, tuple[type[KunjunganUmkm | JawabanPeriksa | TindakLanjutKunjungan], dict[str, str]]] = {
    "temuan": (KunjunganUmkm, {k: k for k in ("umkm_id", "berjalan", "masalah", "saran")}),
    "periksa": (JawabanPeriksa, {k: k for k in ("butir", "jawaban", "keterangan")}),
    "tindak": (TindakLanjutKunjungan, {k: k for k in ("umkm_id", "isi", "jatuh_tempo")}),
}
"""What IsiKunjungan holds that are rows of their own, and their columns."""


@dataclass(frozen=True)
class IsiKunjungan:
    """What the form says of a visit; `warga_ditemui` and `tim_hadir` hold one name a line."""

    tanggal: date
    cara: str
    kepala_hadir: bool = False
    tim_hadir: str = ""
    warga_ditemui: str = ""
    catatan: str = ""
    temuan: tuple[Temuan, ...] = ()
    periksa: tuple[Periksa, ...] = ()
    tindak: tuple[Tindak, ...] = ()

    def scalars(self) -> dict[str, Any]:
        """The columns of Kunjungan itself; villagers are counted from their names."""
        kolom = {k: v for k, v in asdict(self).items() if k not in BAGIAN}
        return kolom | {"jumlah_warga": len(self.warga_ditemui.split("\n")) if self.warga_ditemui else 0}


def isi_of(kunjungan: Kunjungan) -> IsiKunjungan:
    """What a stored visit says, in the form's terms; needs a row of `personal_for`. One query."""
    kolom: dict[str, Any] = {k: getattr(kunjungan, k) for k in IsiKunjungan.__dataclass_fields__ if k not in BAGIAN}
    daftar = {
        f"isi_{n}": json_list(m.objects.filter(kunjungan=OuterRef("pk")), pk="pk", **k) for n, (m, k) in BAGIAN.items()
    }
    with penjaga(False):
        isi: dict[str, Any] = dict(Kunjungan.objects.filter(pk=kunjungan.pk).values(**daftar).get())
    return IsiKunjungan(**kolom | {nama: _rows_of(nama, isi[f"isi_{nama}"] or []) for nama in BAGIAN})


def _rows_of(nama: str, baris: list[dict[str, Any]]) -> tuple[Any, ...]:
    """Stored parts as IsiKunjungan holds them: by enterprise, the village first; items of the checklist as answered."""
    for r in baris:
        if "jatuh_tempo" in r:
            r["jatuh_tempo"] = day_of(r["jatuh_tempo"])
    urut = sorted(baris, key=lambda r: (r.get("umkm_id") or 0, r["pk"]))
    return tuple(tuple(r[k] for k in BAGIAN[nama][1]) for r in urut)


@deed
def record_kunjungan(
    penugasan: Penugasan,
    isi: IsiKunjungan,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    foto: Sequence[FotoBersih] = (),
    selesai: Sequence[Selesai] = (),
    susulan: str = "",
) -> Kunjungan:
    """A new visit with its findings and photos; the stored one when this form was sent before.

    `selesai` are follow-ups of earlier visits to the village that this one found done.

    Raises PermissionDenied, or ValidationError when the day does not fit, the uuid holds other content, or the quarter is
    locked and `susulan` does not say why the fact comes late.
    """
    lock_with_origins(penugasan.pk, selesai)
    penugasan = lock_for_facts(penugasan.pk, by=by, at=at)
    if ada := _sent_before(uuid, isi, foto, susulan, penugasan=penugasan, menggantikan=None):
        require_said_on(ada, selesai)
        return ada
    buku = read_locks(penugasan, at=at)
    kunjungan = _create(
        penugasan, isi, uuid=uuid, by=by, at=at, alasan_susulan=susulan_of(penugasan, isi.tanggal, susulan, buku=buku)
    )
    attach_foto(kunjungan, foto, at=at)
    perubahan = finish_on_visit(kunjungan, selesai, by=by, at=at)
    alasan = kunjungan.alasan_susulan
    record(by, "mencatat kunjungan", kunjungan, at=at, opd_id=penugasan.opd_id, perubahan=perubahan, alasan=alasan)
    return kunjungan


@deed
def correct_kunjungan(
    lama: Kunjungan,
    isi: IsiKunjungan,
    *,
    uuid: uuid_.UUID,
    alasan: str,
    by: Pengguna,
    at: datetime,
    foto: Sequence[FotoBersih] = (),
    buang: Collection[uuid_.UUID] = (),
    susulan: str = "",
) -> Kunjungan:
    """A row that replaces `lama`; its photos come along, but those in `buang`. Raises as `correct_kegiatan`."""
    penugasan = lock_for_facts(lama.penugasan_id, by=by, at=at)
    if ada := _sent_before(uuid, isi, foto, susulan, penugasan=penugasan, menggantikan=lama):
        return ada
    lama, buku = require_current(lama), read_locks(penugasan, at=at)
    require_unlocked(lama, buku)
    require_still_empty(lama.warga_ditemui.split("\n"), isi.warga_ditemui.split("\n"))
    baru = _create(
        penugasan,
        isi,
        uuid=uuid,
        by=by,
        at=at,
        menggantikan=lama,
        alasan_koreksi=require_alasan(alasan),
        alasan_susulan=susulan_of(penugasan, isi.tanggal, susulan, buku=buku, lama=lama),
    )
    carry_foto(lama, baru, buang=buang, at=at)
    attach_foto(baru, foto, at=at)
    record(
        by,
        "mengoreksi kunjungan",
        baru,
        at=at,
        opd_id=penugasan.opd_id,
        alasan=alasan,
        perubahan=_changes(isi_of(lama), isi),
    )
    return baru


@deed
def cancel_kunjungan(lama: Kunjungan, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime) -> Kunjungan:
    """A row that takes `lama` out of every count, with the reason and without names. Sent twice it cancels once."""
    penugasan = lock_for_facts(lama.penugasan_id, by=by, at=at)
    if (ada := Kunjungan.objects.filter(uuid=uuid, menggantikan=lama, batal=True).first()) is not None:
        return ada
    lama, alasan = require_current(lama), require_alasan(alasan)
    require_unlocked(lama, read_locks(penugasan, at=at))
    batal = Kunjungan(
        penugasan=penugasan,
        uuid=uuid,
        menggantikan=lama,
        batal=True,
        alasan_koreksi=alasan,
        tanggal=lama.tanggal,
        cara=lama.cara,
    )
    _sign(batal, by=by, at=at)
    save_checked(batal)
    record(by, "membatalkan kunjungan", lama, at=at, opd_id=penugasan.opd_id, alasan=alasan)
    return batal


def _create(
    penugasan: Penugasan,
    isi: IsiKunjungan,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    menggantikan: Kunjungan | None = None,
    **alasan: str,
) -> Kunjungan:
    require_tanggal(penugasan, isi.tanggal, on=tanggal_wit(at))
    dilihat = {t[0] for t in isi.temuan}
    umkm = Umkm.objects.filter(desa=penugasan.desa_id).only("pk").in_bulk(dilihat)
    if len(umkm) != len(dilihat):
        raise ValidationError("UMKM yang diisi tidak ada di desa ini. Muat ulang formulir, lalu isi kembali.")
    _require_open(isi, menggantikan)
    ada = set(menggantikan.warga_ditemui.split("\n")) if menggantikan else set()
    baru = [n for n in isi.warga_ditemui.split("\n") if n not in ada]
    require_names_not_erased("warga_ditemui", penugasan.desa_id, baru)
    kunjungan = Kunjungan(penugasan=penugasan, uuid=uuid, menggantikan=menggantikan, **alasan, **isi.scalars())
    _sign(kunjungan, by=by, at=at)
    save_checked(kunjungan)
    insert_checked(
        [KunjunganUmkm(kunjungan=kunjungan, umkm=umkm[u], berjalan=b, masalah=m, saran=s) for u, b, m, s in isi.temuan]
    )
    write_hasil(kunjungan, periksa=isi.periksa, tindak=isi.tindak, dilihat=dilihat, lama=menggantikan)
    return kunjungan


def _require_open(isi: IsiKunjungan, lama: Kunjungan | None) -> None:
    """Raise ValidationError for an enterprise found running on a day on which it was closed, unless `lama` said so."""
    jalan = {t[0] for t in isi.temuan if t[1] == Berjalan.YA}
    sama = lama.temuan.filter(berjalan=Berjalan.YA) if lama and lama.tanggal == isi.tanggal else None
    require_each_open(jalan.difference(sama.values_list("umkm_id", flat=True) if sama is not None else ()), isi.tanggal)


def _sign(kunjungan: Kunjungan, *, by: Pengguna, at: datetime) -> None:
    kunjungan.dicatat_pada, kunjungan.pencatat_id, kunjungan.pencatat = at, by.pk, by.nama


def _sent_before(
    uuid: uuid_.UUID,
    isi: IsiKunjungan,
    foto: Sequence[FotoBersih],
    susulan: str,
    *,
    penugasan: Penugasan,
    menggantikan: Kunjungan | None,
) -> Kunjungan | None:
    """The row stored under this uuid, if it says the same. Raises ValidationError if it says anything else."""
    ada = Kunjungan.objects.filter(uuid=uuid).first()
    if ada is None:
        return None
    induk = menggantikan.pk if menggantikan else None
    sama = (ada.penugasan_id, ada.menggantikan_id, ada.batal) == (penugasan.pk, induk, False) and isi_of(ada) == isi
    sama = sama and same_reason(ada, susulan)
    if not sama or not {f.sha256 for f in foto} <= set(ada.bukti.values_list("sha256", flat=True)):
        raise ValidationError(SUDAH_ADA, code="sudah_ada")
    return ada


KATA_BAGIAN = {"periksa": "daftar periksa", "tindak": "tindak lanjut"}


def _changes(lama: IsiKunjungan, baru: IsiKunjungan) -> dict[str, list[Any]]:
    """Old and new of what changed; villagers' names only as "diubah"."""
    dulu, kini = asdict(lama), asdict(baru)
    for n in ("periksa", "tindak"):
        dulu[n], kini[n] = [r for r in dulu[n] if r not in kini[n]], [r for r in kini[n] if r not in dulu[n]]
    hasil = {KATA_BAGIAN.get(k, k): v for k, v in changes_in_words(dulu, kini).items()}
    if hasil.pop("warga_ditemui", None):
        hasil["warga"] = ["", "nama warga diubah"]
    return hasil
