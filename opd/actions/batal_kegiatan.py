"""Taking back what a list of activities wrote: rows that replace, as any correction is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q

from desa.angka import format_waktu
from desa.impor.berkas import BARIS_JUDUL_TERDALAM
from desa.models import Catatan
from desa.waktu import tanggal_wit
from opd.actions.fakta import changes_in_words
from opd.actions.kegiatan import readable
from opd.actions.kegiatan_banyak import (
    Tulis,
    cancelled,
    corrected_back,
    pack,
    require_rights,
    row_uuid,
    write_kegiatan,
)
from opd.actions.kunci import TERKUNCI, require_unlocked, susulan_of
from opd.impor.kegiatan_tersimpan import Tersimpan
from opd.impor.kolom import row_limit
from opd.models import Bantuan, Impor, Kegiatan, Pengguna
from opd.rekap.kunci import BukuKunci, read_kunci
from opd.rekap.pembacaan import MEMBACA, starts_with

DIBANGUN = "dibangun"
"""The code of a refusal because somebody built on a row since."""


def since(kalimat: str) -> ValidationError:
    """The refusal of the whole undoing."""
    return ValidationError(f"{kalimat} Tidak ada yang dibatalkan.", code=DIBANGUN)


def undo_kegiatan(impor: Impor, alasan: str, *, by: Pengguna, at: datetime) -> int:
    """New activities cancelled, corrected ones as they were; how many. Photos and minutes stay with them."""
    oleh = {"dicatat_pada": impor.diterapkan_pada, "pencatat_id": impor.diterapkan_oleh_id}
    milik_daftar = {row_uuid(impor, n) for n in range(row_limit(impor.jenis) + BARIS_JUDUL_TERDALAM + 2)}
    kueri = Kegiatan.objects.filter(**oleh).select_related("menggantikan", "penugasan__opd").order_by("pk")
    semua = [k for k in kueri if k.uuid in milik_daftar]
    milik = {k.penugasan_id for k in semua}
    require_rights(milik, by=by, at=at)
    _require_untouched(semua, impor)
    buku, ada = read_kunci(at=at, penugasan=milik), Tersimpan(by, on=tanggal_wit(at))
    write_kegiatan(pack([_back(k, alasan, ada, buku, by=by, at=at) for k in semua], at=at), by=by, at=at)
    return len(semua)


def _require_untouched(semua: Sequence[Kegiatan], impor: Impor) -> None:
    """Raise ValidationError naming who corrected, cancelled or added to a row after the list was applied."""
    nama, sesudah = {k.pk: k.judul for k in semua}, "sesudah daftar ini diterapkan."
    if k := Kegiatan.objects.filter(menggantikan__in=nama).order_by("pk").first():
        apa = "membatalkan" if k.batal else "mengoreksi"
        raise since(f"{k.pencatat} {apa} “{k.judul}” pada {format_waktu(k.dicatat_pada)}, {sesudah}")
    label = {"objek_jenis": Kegiatan._meta.label_lower, "objek_id__in": [str(pk) for pk in nama]}
    catatan = Catatan.objects.filter(pada__gt=impor.diterapkan_pada, **label).exclude(starts_with(MEMBACA))
    if c := catatan.order_by("pada", "pk").first():
        raise since(f"{c.oleh} {c.tindakan} pada “{nama[int(c.objek_id)]}” pada {format_waktu(c.pada)}, {sesudah}")
    baru = Q(kegiatan__in=nama, dicatat_pada__gt=impor.diterapkan_pada)
    if b := Bantuan.objects.filter(baru).order_by("pk").first():
        raise since(f"“{nama[b.kegiatan_id]}” sudah disebut pada serah terima bantuan, {sesudah}")  # type: ignore[index]


def _back(k: Kegiatan, alasan: str, ada: Tersimpan, buku: BukuKunci, *, by: Pengguna, at: datetime) -> Tulis:
    """The row in the place of `k`. Raises ValidationError when a verified report holds it, or where it would go back to."""
    lama = k.menggantikan
    try:
        require_unlocked(k, buku)
        susulan = susulan_of(k.penugasan, lama.tanggal, lama.alasan_susulan, buku=buku, lama=k) if lama else ""
    except ValidationError as galat:
        raise ValidationError(f"“{k.judul}”: {galat.messages[0]} Tidak ada yang dibatalkan.", code=TERKUNCI) from galat
    if lama is None:
        return cancelled(k, ada.isi(k), alasan, by=by, at=at)
    isi, kini = ada.isi(lama), ada.isi(k)
    baca = [readable(i, ada.baris[i.baris].kegiatan if i.baris else None) for i in (kini, isi)]
    return corrected_back(k, isi, changes_in_words(*baca), alasan, susulan=susulan, by=by, at=at)
