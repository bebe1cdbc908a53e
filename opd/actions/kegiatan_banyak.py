"""Many activities at once: those of a list that was planned row by row (opd/impor/kegiatan.py), and taking them back.

The rows are made before the transaction where that takes time; each is a new row, as the form writes it, with its money, its
enterprises, its photos and one Catatan.
"""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from desa.models import Catatan, make_catatan
from desa.sisipan import Sisipan, prepare_inserts
from desa.waktu import tanggal_wit
from opd.actions.dasar import lock_desa, lock_penugasan, sentence_of
from opd.actions.fakta import SALAH_OPD
from opd.actions.kegiatan import IsiKegiatan
from opd.enums import Kecocokan
from opd.impor.kegiatan import IsiBaris
from opd.impor.kegiatan_tersimpan import own_penugasan
from opd.impor.rencana import BarisRencana
from opd.models import Bantuan, Bukti, DanaKegiatan, Impor, Kegiatan, Pengguna, Penugasan
from opd.permissions import can_record_facts

JEJAK_UMKM = Kegiatan.umkm.through


@dataclass(frozen=True)
class Tulis:
    """One row to be written: unsaved, with what it says (None: it cancels) and its Catatan, whose row it may be itself."""

    kegiatan: Kegiatan
    isi: IsiKegiatan | None
    catatan: Catatan
    sendiri: bool = True


@dataclass(frozen=True)
class KegiatanSiap:
    """Rows as parameters; `induk_*` says row by row of which activity the row is, by its uuid."""

    penugasan: Collection[int]
    kegiatan: Sisipan
    dana: Sisipan
    induk_dana: Sequence[uuid_.UUID]
    umkm: Sisipan
    induk_umkm: Sequence[uuid_.UUID]
    foto: Sisipan
    induk_foto: Sequence[uuid_.UUID]
    catatan: Sisipan
    objek: Sequence[uuid_.UUID | str]
    pindah: Mapping[int, uuid_.UUID]


def lock_own(by: Pengguna, *, at: datetime) -> None:
    """The penugasan that a list of `by` may write to, locked, before its plan is made: no row of theirs moves under it."""
    milik = own_penugasan(by, on=tanggal_wit(at))
    desa = {p.desa_id for p in milik}
    lock_desa(*desa)
    penjawab = Penugasan.objects.in_force().in_charge().filter(desa__in=desa)
    lock_penugasan(*{p.pk for p in milik}, *penjawab.values_list("pk", flat=True))


def row_uuid(impor: Impor, nomor: int) -> uuid_.UUID:
    """The id of what a row of the list writes."""
    return uuid_.uuid5(impor.uuid, str(nomor))


def prepare_kegiatan(impor: Impor, baris: Sequence[BarisRencana], *, by: Pengguna, at: datetime) -> KegiatanSiap:
    """What the rows of a plan write. Two queries."""
    isi_semua: list[IsiBaris] = [b.isi for b in baris]
    lama = Kegiatan.objects.in_bulk({i.lama_id for i in isi_semua if i.lama_id})
    opd = dict(Penugasan.objects.filter(pk__in={i.penugasan_id for i in isi_semua}).values_list("pk", "opd"))
    alasan = f"Impor {impor.nama_berkas}"[:500]
    semua = []
    for b, i in zip(baris, isi_semua, strict=True):
        dulu = lama.get(i.lama_id or 0)
        kegiatan = _row(i.penugasan_id, row_uuid(impor, b.nomor), i.isi, dulu, by=by, at=at)
        kegiatan.alasan_susulan, kegiatan.alasan_koreksi = i.susulan, alasan if dulu else ""
        apa = "mengoreksi kegiatan" if dulu else "mencatat kegiatan"
        kata = alasan if dulu else i.susulan
        catatan = make_catatan(by, apa, kegiatan, at=at, opd_id=opd[i.penugasan_id], alasan=kata, perubahan=i.perubahan)
        semua.append(Tulis(kegiatan, i.isi, catatan))
    return pack(semua, at=at)


def corrected_back(
    kini: Kegiatan,
    isi: IsiKegiatan,
    perubahan: dict[str, list[Any]],
    alasan: str,
    *,
    susulan: str,
    by: Pengguna,
    at: datetime,
) -> Tulis:
    """The row that says again what the one that `kini` replaced did."""
    kegiatan = _row(kini.penugasan_id, uuid_.uuid5(kini.uuid, "batal"), isi, kini, by=by, at=at)
    kegiatan.alasan_koreksi, kegiatan.alasan_susulan, opd_id = alasan, susulan, kini.penugasan.opd_id
    apa = "mengoreksi kegiatan"
    catatan = make_catatan(by, apa, kegiatan, at=at, opd_id=opd_id, alasan=alasan, perubahan=perubahan)
    return Tulis(kegiatan, isi, catatan)


def cancelled(kini: Kegiatan, isi: IsiKegiatan, alasan: str, *, by: Pengguna, at: datetime) -> Tulis:
    """The row that takes `kini`, which says `isi`, out of every count."""
    kegiatan = _row(kini.penugasan_id, uuid_.uuid5(kini.uuid, "batal"), isi, kini, by=by, at=at)
    kegiatan.batal, kegiatan.alasan_koreksi, kegiatan.bast = True, alasan, ""
    catatan = make_catatan(by, "membatalkan kegiatan", kini, at=at, opd_id=kini.penugasan.opd_id, alasan=alasan)
    return Tulis(kegiatan, None, catatan, sendiri=False)


def _row(
    penugasan_id: int, uuid: uuid_.UUID, isi: IsiKegiatan, lama: Kegiatan | None, *, by: Pengguna, at: datetime
) -> Kegiatan:
    kegiatan = Kegiatan(penugasan_id=penugasan_id, uuid=uuid, menggantikan=lama, **isi.scalars())
    kegiatan.dicatat_pada, kegiatan.pencatat_id, kegiatan.pencatat = at, by.pk, by.nama
    kegiatan.bast = lama.bast.name if lama else ""
    return kegiatan


def pack(semua: Sequence[Tulis], *, at: datetime) -> KegiatanSiap:
    """The rows as parameters, with copies of the photos of what they replace. One query."""
    tetap = {t.kegiatan.menggantikan_id: t.kegiatan for t in semua if t.isi and t.kegiatan.menggantikan_id}
    dana = [(t.kegiatan.uuid, s, rp) for t in semua for s, rp in (t.isi.dana if t.isi else ())]
    umkm = [(t.kegiatan.uuid, pk) for t in semua for pk in sorted(t.isi.umkm if t.isi else ())]
    foto = list(_photos(tetap, at=at))
    return KegiatanSiap(
        {t.kegiatan.penugasan_id for t in semua},
        prepare_inserts(Kegiatan, [t.kegiatan for t in semua]),
        prepare_inserts(DanaKegiatan, [DanaKegiatan(sumber=s, jumlah_rp=rp) for _, s, rp in dana], menunggu="kegiatan"),
        [uuid for uuid, *_ in dana],
        prepare_inserts(JEJAK_UMKM, [JEJAK_UMKM(umkm_id=pk) for _, pk in umkm], menunggu="kegiatan"),
        [uuid for uuid, _ in umkm],
        prepare_inserts(Bukti, [f for _, f in foto], menunggu="kegiatan"),
        [uuid for uuid, _ in foto],
        prepare_inserts(Catatan, [t.catatan for t in semua], menunggu="objek_id"),
        [t.kegiatan.uuid if t.sendiri else t.catatan.objek_id for t in semua],
        {pk: k.uuid for pk, k in tetap.items()},
    )


def _photos(tetap: Mapping[int, Kegiatan], *, at: datetime) -> Iterable[tuple[uuid_.UUID, Bukti]]:
    """`carry_foto` of many: copies that share the files; on another day the verdict on time is gone."""
    urutan: dict[int, int] = {}
    for asal in (
        Bukti.objects.filter(kegiatan__in=tetap).select_related("kegiatan").order_by("kegiatan", "urutan", "pk")
    ):
        lama, baru = asal.kegiatan, tetap[asal.kegiatan_id]  # type: ignore[index]
        kolom = {f.attname: getattr(asal, f.attname) for f in Bukti._meta.concrete_fields if not f.primary_key}
        kolom |= {"uuid": uuid_.uuid4(), "urutan": urutan.get(lama.pk, 0), "dicatat_pada": at, "kegiatan_id": None}  # type: ignore[union-attr]
        urutan[lama.pk] = kolom["urutan"] + 1  # type: ignore[union-attr]
        if lama.tanggal != baru.tanggal:  # type: ignore[union-attr]
            kolom["cocok_waktu"] = Kecocokan.TIDAK_ADA
        yield baru.uuid, Bukti(**kolom)


def require_rights(penugasan: Collection[int], *, by: Pengguna, at: datetime) -> None:
    """Raise PermissionDenied unless `by` may record facts of all of them; their rows are locked then."""
    terkunci = lock_penugasan(*penugasan)
    if not all(can_record_facts(by, p, on=tanggal_wit(at)) for p in terkunci):
        raise PermissionDenied(SALAH_OPD)


def write_kegiatan(siap: KegiatanSiap, *, by: Pengguna, at: datetime) -> None:
    """Write them in bulk, in the caller's deed: the plan has checked every rule, made or stamped under the same locks."""
    require_rights(siap.penugasan, by=by, at=at)
    terakhir = Kegiatan.objects.aggregate(n=Max("pk"))["n"] or 0
    try:
        with transaction.atomic():
            siap.kegiatan.write()
            milik = Kegiatan.objects.filter(pk__gt=terakhir, penugasan__in=siap.penugasan)
            nomor: dict[Any, int] = dict(milik.values_list("uuid", "pk"))
            siap.dana.write([nomor[u] for u in siap.induk_dana])
            siap.umkm.write([nomor[u] for u in siap.induk_umkm])
            siap.foto.write([nomor[u] for u in siap.induk_foto])
            siap.catatan.write([o if isinstance(o, str) else str(nomor[o]) for o in siap.objek])
    except IntegrityError as galat:
        raise ValidationError(sentence_of(galat, Kegiatan), code="berubah") from galat
    for pk in set(Bantuan.objects.filter(kegiatan__in=siap.pindah).values_list("kegiatan_id", flat=True)):
        Bantuan.objects.filter(kegiatan=pk).update(kegiatan=nomor[siap.pindah[pk]])
