"""Writing the rows of an applied import, each kind through its own deeds; sales in bulk, for they come by the thousand."""

from __future__ import annotations

import uuid as uuid_
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from desa.angka import format_bulan
from desa.models import (
    Catatan,
    Desa,
    Penjualan,
    PenjualanSaluran,
    PerkembanganUmkm,
    PotretKesejahteraan,
    Umkm,
    make_catatan,
)
from desa.waktu import akhir_bulan
from opd.actions.dasar import lock_desa, named, sentence_of
from opd.actions.data_keluarga_banyak import apply_data
from opd.actions.indeks_banyak import apply_indeks, apply_skor
from opd.actions.isi_umkm import IsiUmkm
from opd.actions.kegiatan_banyak import write_kegiatan
from opd.actions.keluarga_banyak import apply_families
from opd.actions.kunci import TERKUNCI, lock_villages
from opd.actions.makro import apply_makro
from opd.actions.penugasan import IsiPenugasan, correct_penugasan, hand_over, open_penugasan
from opd.actions.perkembangan import correct_perkembangan, record_perkembangan
from opd.actions.potret import correct_potret
from opd.actions.potret_banyak import BarisPotret, create_potret
from opd.actions.umkm_banyak import (
    BarisBaru,
    BarisUbah,
    UbahSiap,
    change_many,
    create_many,
    prepare_changes,
    prepare_many,
)
from opd.enums import JenisImpor
from opd.impor.pasangan import KOREKSI, IsiLampiran, cara_selesai
from opd.impor.penjualan import IsiPenjualan
from opd.impor.perkembangan import IsiBaris
from opd.impor.rencana import BarisRencana
from opd.models import Impor, Opd, Pengguna, Penugasan, Sk
from opd.rekap.kunci import BukuKunci

ISI_SAJA: dict[str, Callable[..., None]] = {
    JenisImpor.INDEKS: apply_indeks,
    JenisImpor.SKOR: apply_skor,
    JenisImpor.MAKRO: apply_makro,
}
"""Lists whose rows are written together from what the plan says of each."""


def apply_rows(impor: Impor, baris: Sequence[BarisRencana], *, by: Pengguna, at: datetime, tulisan: Any = None) -> None:
    """Write these rows; of long lists `tulisan`, which was prepared before.

    Raises ValidationError naming the row that could not be written; the caller rolls back.
    """
    if impor.jenis in TULISAN_SAJA:
        TULISAN_SAJA[impor.jenis](tulisan, by=by, at=at)
        return
    if impor.jenis == JenisImpor.KELUARGA:
        apply_families(impor, tulisan, by=by, at=at)
        return
    if impor.jenis == JenisImpor.LAMPIRAN:
        _apply_annex(impor, baris, by=by, at=at)
        return
    if impor.jenis == JenisImpor.PERKEMBANGAN:
        _apply_states(impor, baris, by=by, at=at)
        return
    if impor.jenis == JenisImpor.POTRET:
        _apply_potret(impor, baris, by=by, at=at)
        return
    ISI_SAJA[impor.jenis]([b.isi for b in baris], f"Impor {impor.nama_berkas}"[:500], by=by, at=at)


def _apply_potret(impor: Impor, baris: Sequence[BarisRencana], *, by: Pengguna, at: datetime) -> None:
    """New potret together, corrected ones each through its own deed; what the plan asked about was answered there."""
    baru = [b for b in baris if b.isi.lama_id is None]
    if baru:
        create_potret([BarisPotret(b.isi.desa_id, b.isi.isi, _row_uuid(impor, b.nomor)) for b in baru], by=by, at=at)
    lama = PotretKesejahteraan.objects.in_bulk([b.isi.lama_id for b in baris if b.isi.lama_id])
    alasan = f"Impor potret {impor.nama_berkas}"[:500]
    for b in (b for b in baris if b.isi.lama_id):
        oleh: dict[str, Any] = {"uuid": _row_uuid(impor, b.nomor), "alasan": alasan, "by": by, "at": at, "yakin": True}
        try:
            correct_potret(lama[b.isi.lama_id], b.isi.isi, **oleh)
        except ValidationError as galat:
            raise named(b.nomor, galat) from galat


def _apply_annex(impor: Impor, baris: Sequence[BarisRencana], *, by: Pengguna, at: datetime) -> None:
    isi_semua: list[IsiLampiran] = [b.isi for b in baris]
    lock_desa(*{i.desa_id for i in isi_semua})
    opd = Opd.objects.in_bulk({i.opd_id for i in isi_semua})
    desa = {d.pk: d for d in Desa.objects.with_place().filter(pk__in={i.desa_id for i in isi_semua})}
    lama = Penugasan.objects.select_related("opd", "desa", "sk").in_bulk({i.lama_id for i in isi_semua if i.lama_id})
    alasan = impor.pilihan.get("semua", {}).get("alasan", "") or f"Impor lampiran {impor.nama_berkas}"[:300]
    if impor.sk is None:
        raise ValidationError("Lampiran harus menyebut SK-nya.", code="sk")
    for b in baris:
        isi: IsiLampiran = b.isi
        tulis = _isi_penugasan(impor, impor.sk, isi, opd[isi.opd_id], desa[isi.desa_id])
        try:
            if isi.lama_id is None:
                open_penugasan(tulis, by=by, at=at)
            elif isi.cara == KOREKSI:
                correct_penugasan(lama[isi.lama_id], tulis, alasan=alasan, by=by, at=at)
            else:
                cara = cara_selesai(lama[isi.lama_id], isi)
                hand_over(lama[isi.lama_id], tulis, by=by, at=at, cara=cara, alasan=alasan)
        except ValidationError as galat:
            raise named(b.nomor, galat) from galat


def _isi_penugasan(impor: Impor, sk: Sk, isi: IsiLampiran, opd: Opd, desa: Desa) -> IsiPenugasan:
    return IsiPenugasan(
        sk=sk,
        opd=opd,
        desa=desa,
        mulai=isi.mulai,
        mulai_dari_sk=isi.mulai_dari_sk,
        peran=isi.peran,
        sumber=f"Impor lampiran {impor.nama_berkas}"[:400],
    )


UmkmSiap = tuple[Sequence[BarisBaru], Sequence[Umkm], UbahSiap]
"""New enterprises of a list, the unsaved rows made of them, and what its changed ones write."""


def prepare_umkm(impor: Impor, baris: Sequence[BarisRencana], *, by: Pengguna, at: datetime) -> UmkmSiap:
    """What the new and the changed enterprises of a plan write."""
    desa = {d.pk: d for d in Desa.objects.with_place().filter(pk__in={b.isi.desa_id for b in baris})}
    baru = [_baris_baru(impor, b, desa[b.isi.desa_id]) for b in baris if b.isi.lama_id is None]
    ubah = [BarisUbah(b.nomor, b.isi.lama_id, b.isi.versi, b.isi.bidang) for b in baris if b.isi.lama_id is not None]
    return baru, prepare_many(baru, by=by, at=at), prepare_changes(ubah, by=by, at=at)


def _apply_umkm(siap: UmkmSiap, *, by: Pengguna, at: datetime) -> None:
    baru, tulis, ubah = siap
    create_many(baru, tulis, by=by, at=at)
    change_many(ubah, by=by, at=at)


def _baris_baru(impor: Impor, b: BarisRencana, desa: Desa) -> BarisBaru:
    return BarisBaru(b.nomor, desa, IsiUmkm(**b.isi.bidang), _row_uuid(impor, b.nomor), b.isi.susulan)


def _row_uuid(impor: Impor, nomor: int) -> uuid_.UUID:
    """The id of what a row creates: the same row applied twice can only be one thing."""
    return uuid_.uuid5(impor.uuid, str(nomor))


def _apply_states(impor: Impor, baris: Sequence[BarisRencana], *, by: Pengguna, at: datetime) -> None:
    """States through their own deeds; what the plan asked about was answered there."""
    isi_semua: list[IsiBaris] = [b.isi for b in baris]
    umkm = Umkm.objects.in_bulk({i.umkm_id for i in isi_semua})
    ada = {i.lama_id for i in isi_semua if i.lama_id}
    lama = PerkembanganUmkm.objects.select_related("umkm").in_bulk(ada)
    alasan = f"Impor perkembangan {impor.nama_berkas}"[:500]
    for b, i in zip(baris, isi_semua, strict=True):
        oleh: dict[str, Any] = {"uuid": _row_uuid(impor, b.nomor), "by": by, "at": at, "yakin": True}
        try:
            if i.lama_id is None:
                record_perkembangan(umkm[i.umkm_id], i.isi, susulan=i.susulan, **oleh)
            else:
                correct_perkembangan(lama[i.lama_id], i.isi, alasan=alasan, **oleh)
        except ValidationError as galat:
            raise named(b.nomor, galat) from galat


@dataclass(frozen=True)
class PenjualanSiap:
    """Unsaved months of sales with their channels, and what is noted of them."""

    isi: Sequence[IsiPenjualan]
    penjualan: Sequence[Penjualan]
    saluran: Sequence[PenjualanSaluran]
    catatan: Sequence[Catatan]


def prepare_sales(impor: Impor, baris: Sequence[BarisRencana], *, by: Pengguna, at: datetime) -> PenjualanSiap:
    """What the rows of a plan write. Reads the names of their villages only."""
    isi_semua: list[IsiPenjualan] = [b.isi for b in baris]
    alasan = f"Impor penjualan {impor.nama_berkas}"[:500]
    baru = [
        Penjualan(
            uuid=sales_uuid(impor, i),
            umkm_id=i.umkm_id,
            bulan=i.bulan,
            omzet_rp=i.omzet_rp,
            berjualan=i.berjualan,
            menggantikan_id=i.lama_id,
            alasan_koreksi=alasan if i.lama_id else "",
            alasan_susulan=i.susulan,
            dicatat_pada=at,
            pencatat_id=by.pk,
            pencatat=by.nama,
        )
        for i in isi_semua
    ]
    perubahan = [(i.desa_id, i.bulan, i.umkm_id, [i.tadinya, i.kini]) for i in isi_semua]
    catatan = sales_notes("mencatat penjualan", perubahan, alasan, by=by, at=at)
    return PenjualanSiap(isi_semua, baru, _channels(baru, isi_semua), catatan)


def _apply_sales(siap: PenjualanSiap, *, by: Pengguna, at: datetime) -> None:
    """Sales in bulk: the plan has checked every rule across the rows, and the unique chain per month guards the rest."""
    _require_unlocked(siap.isi, lock_villages(*{i.desa_id for i in siap.isi}, at=at))
    try:
        with transaction.atomic():
            Penjualan.objects.bulk_create(siap.penjualan, batch_size=500)
            PenjualanSaluran.objects.bulk_create(siap.saluran, batch_size=500)
    except IntegrityError as galat:
        raise ValidationError(sentence_of(galat, Penjualan), code="berubah") from galat
    Catatan.objects.bulk_create(siap.catatan, batch_size=500)


def _channels(baru: Sequence[Penjualan], isi_semua: Sequence[IsiPenjualan]) -> list[PenjualanSaluran]:
    return [
        PenjualanSaluran(penjualan=p, saluran=saluran, omzet_rp=rp)
        for p, i in zip(baru, isi_semua, strict=True)
        for saluran, rp in i.saluran
    ]


def _require_unlocked(isi_semua: Sequence[IsiPenjualan], buku: BukuKunci) -> None:
    """Nothing was verified between the plan and the lock: what the plan took for open must be open still."""
    lama = Penjualan.objects.in_bulk({i.lama_id for i in isi_semua if i.lama_id})
    for i in isi_semua:
        kunci, ada = buku.of_desa(i.desa_id, akhir_bulan(i.bulan)), lama.get(i.lama_id or 0)
        if ada is None or ada.batal:
            if kunci is not None and not i.susulan:
                raise ValidationError(kunci.permintaan, code=TERKUNCI)
        elif (oleh := buku.holder_of(ada, kunci)) is not None:
            raise ValidationError(oleh.kalimat, code=TERKUNCI)


TULISAN_SAJA: dict[str, Callable[..., None]] = {
    JenisImpor.PENJUALAN: _apply_sales,
    JenisImpor.UMKM: _apply_umkm,
    JenisImpor.KEGIATAN: write_kegiatan,
    JenisImpor.DATA_KELUARGA: apply_data,
}
"""Lists whose rows are written as they were prepared."""


def sales_uuid(impor: Impor, bulanan: IsiPenjualan | Penjualan) -> uuid_.UUID:
    """The id of a month of sales that a list wrote."""
    return uuid_.uuid5(impor.uuid, f"{bulanan.umkm_id}/{bulanan.bulan:%Y-%m}")


def sales_notes(
    apa: str, perubahan: Iterable[tuple[int, date, int, list[Any]]], alasan: str, *, by: Pengguna, at: datetime
) -> list[Catatan]:
    """One audit row per village and month, as the monthly form writes it, of (village, month, enterprise, [before, now])."""
    kelompok: dict[tuple[int, date], dict[str, list[Any]]] = defaultdict(dict)
    for desa_id, bulan, umkm_id, nilai in perubahan:
        kelompok[desa_id, bulan][f"umkm {umkm_id}"] = nilai
    desa = {d.pk: d for d in Desa.objects.with_place().filter(pk__in={desa_id for desa_id, _ in kelompok})}
    return [
        make_catatan(by, f"{apa} {format_bulan(bulan)}", desa[desa_id], at=at, alasan=alasan, perubahan=isi)
        for (desa_id, bulan), isi in kelompok.items()
    ]
