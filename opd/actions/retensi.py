"""Remove what is kept longer than it is needed, so that every figure stays as it was; one row proves what went.

Law: UU 27/2022 art. 16 (2) g, 43 and 44. The periods and their sources stand in opd/retensi.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery

from desa.enums import KeadaanKeluarga, Pengosongan
from desa.models import Instalasi, Keluarga, Kontak, StatusKeluarga, Umkm, record
from desa.models.produk import PersetujuanTampil
from desa.scoped import deed
from opd import titipan
from opd.actions.akhir_pembatasan import end_one_due, restrictions_due
from opd.actions.dasar import lock_desa
from opd.actions.kosongkan import SEBUTAN_SAJA, Cara, empty_rows
from opd.enums import IMPOR_KELUARGA, StatusImpor
from opd.models import Impor, Kunjungan, Mitra, Pekerjaan, Pembeli, PenerimaBantuan, PercobaanMasuk, Sesi, SuratKeluar
from opd.rekap.berkas_subjek import gather_rows
from opd.rekap.keluarga import moves_to
from opd.rekap.simpanan_pribadi import PER_LABEL, Kunci
from opd.retensi import (
    BERKAS_IMPOR,
    FOTO_TITIPAN,
    KELUARGA_KELUAR,
    KONTAK_DESA,
    KONTAK_LUAR,
    PEKERJAAN_BERAKHIR,
    PEMBATASAN,
    PEMILIK_TUTUP,
    PENERIMA_BANTUAN,
    PERCOBAAN_MASUK,
    PERSETUJUAN_DICABUT,
    PETIKAN_KELUARGA,
    PRATINJAU_IMPOR,
    SESI_HABIS,
    SURAT_KELUAR,
    WARGA_DITEMUI,
    MasaSimpan,
)

POTONGAN = 200
MENGHAPUS = "menghapus data kedaluwarsa"


@dataclass(frozen=True)
class Aturan:
    """One period, how many rows are due at a moment, and the deed that lets them go (how many it did)."""

    masa: MasaSimpan
    hitung: Callable[[datetime], int]
    hapus: Callable[[datetime], int]


def families_due(at: datetime) -> QuerySet[Keluarga]:
    """Families that left the list or poverty so long ago, by their last move, and still have a name."""
    pindah = StatusKeluarga.objects.moves().filter(keluarga=OuterRef("pk")).order_by("-tanggal", "-pk")
    terakhir = Subquery(pindah.values("tanggal")[:1], output_field=DateField())
    keluar = [*moves_to(KeadaanKeluarga.KELUAR), *moves_to(KeadaanKeluarga.ENTAS)]
    semua = Keluarga.objects.filter(pengosongan="").with_state().annotate(pindah_terakhir=terakhir)
    return semua.filter(peristiwa__in=keluar, pindah_terakhir__lte=KELUARGA_KELUAR.due_day(at)).order_by("pk")  # type: ignore[misc]


def owners_due(at: datetime) -> QuerySet[Umkm]:
    """Enterprises closed or out of the programme so long ago, merged ones too, whose owner is still named."""
    batas = PEMILIK_TUTUP.due_day(at)
    berakhir = Q(tutup_pada__lte=batas) | Q(dibina_sampai__lte=batas)
    bernama = ~Q(pemilik="") | ~Q(nik_sandi="") | ~Q(telepon_sandi="")
    return Umkm.semua.filter(berakhir, bernama, pengosongan="").order_by("pk")


def _named(kolom: str) -> Q:
    """Where something stands in a field that names persons, one a line, beside what stands where a name stood."""
    return ~Q(**{f"{kolom}__regex": rf"^\s*({SEBUTAN_SAJA}\s*)*$"})


def recipients_due(at: datetime) -> QuerySet[PenerimaBantuan]:
    """Recipients of aid handed over so long ago who are still named; an enterprise's owner has a period of its own."""
    lama = PenerimaBantuan.objects.filter(umkm=None, bantuan__tanggal__lte=PENERIMA_BANTUAN.due_day(at))
    return lama.filter(_named("nama_penerima")).order_by("pk")


def villagers_due(at: datetime) -> QuerySet[Kunjungan]:
    """Visits so long ago that still name whom they met."""
    return Kunjungan.objects.filter(_named("warga_ditemui"), tanggal__lte=WARGA_DITEMUI.due_day(at)).order_by("pk")


def consents_due(at: datetime) -> QuerySet[PersetujuanTampil]:
    """Consents withdrawn or replaced so long ago that still name somebody."""
    lama = PersetujuanTampil.objects.filter(dicabut_pada__date__lte=PERSETUJUAN_DICABUT.due_day(at))
    return lama.filter(_named("penyetuju") | _named("saksi")).order_by("pk")


def contacts_due(model: type[Mitra] | type[Pembeli], at: datetime) -> QuerySet[Any]:
    """Partners or buyers closed so long ago that still have a contact."""
    tutup = model.objects.filter(ditutup_pada__date__lte=KONTAK_LUAR.due_day(at))
    return tutup.exclude(nama_kontak="", telepon_sandi="", surel="").order_by("pk")


def phones_due(at: datetime) -> QuerySet[Kontak]:
    """Phones of village contacts whose office ended so long ago."""
    return Kontak.objects.filter(selesai__lte=KONTAK_DESA.due_day(at)).exclude(telepon_sandi="").order_by("pk")


@deed
def _empty_batch(semua: QuerySet[Any], at: datetime) -> int:
    """Empty one batch of due rows under the lock of their villages; how many rows that were."""
    simpanan = PER_LABEL[semua.model._meta.label_lower]
    sasaran = list(semua.values_list("pk", simpanan.desa or "pk")[:POTONGAN])
    if simpanan.desa:
        lock_desa(*{desa_id for _, desa_id in sasaran})
    baris = gather_rows(Kunci(simpanan.label, pk) for pk, _ in sasaran)
    diambil = empty_rows(baris, Cara(Pengosongan.KEDALUWARSA, at))
    return sum(str(Kunci(simpanan.label, pk)) in diambil.nilai for pk, _ in sasaran)


def _until_none(batch: Callable[[datetime], int], at: datetime) -> int:
    """Run batch after batch, each its own transaction, until none is due."""
    jumlah = 0
    while n := batch(at):
        jumlah += n
    return jumlah


def _emptied(masa: MasaSimpan, *jatuh: Callable[[datetime], QuerySet[Any]]) -> Aturan:
    """A period whose rows are emptied in batches."""
    return Aturan(
        masa,
        lambda at: sum(semua(at).count() for semua in jatuh),
        lambda at: sum(_until_none(lambda saat, semua=semua: _empty_batch(semua(saat), saat), at) for semua in jatuh),  # type: ignore[misc]
    )


def _kept(at: datetime, masa: MasaSimpan, **syarat: Any) -> QuerySet[Impor]:
    return Impor.objects.filter(diunggah_pada__lt=at - masa.masa, **syarat).exclude(isi=b"")


def _originals(at: datetime) -> QuerySet[Impor]:
    selesai = (StatusImpor.DITERAPKAN, StatusImpor.DITOLAK, StatusImpor.DIBATALKAN)
    return _kept(at, BERKAS_IMPOR, status__in=selesai)


def _extracts(at: datetime) -> QuerySet[Impor]:
    return _kept(at, PETIKAN_KELUARGA, status=StatusImpor.PRATINJAU, jenis__in=IMPOR_KELUARGA)


def _previews(at: datetime) -> QuerySet[Impor]:
    return _kept(at, PRATINJAU_IMPOR, status=StatusImpor.PRATINJAU).exclude(jenis__in=IMPOR_KELUARGA)


@deed
def forget_extracts(at: datetime) -> int:
    """Let go of the bytes of extracts of families that nobody applied in time."""
    return _extracts(at).update(isi=b"", status=StatusImpor.DITOLAK)


@deed
def _forget_previews(at: datetime) -> int:
    return _previews(at).update(isi=b"", status=StatusImpor.DITOLAK)


@deed
def _forget_originals(at: datetime) -> int:
    return _originals(at).update(isi=b"")


def _attempts(at: datetime) -> QuerySet[PercobaanMasuk]:
    return PercobaanMasuk.objects.filter(pada__lt=at - PERCOBAAN_MASUK.masa)


def _letters(at: datetime) -> QuerySet[SuratKeluar]:
    """Letters that went out or were passed over; those that wait are not due, however old."""
    return SuratKeluar.objects.filter(dibuat_pada__lt=at - SURAT_KELUAR.masa).exclude(
        dikirim_pada__isnull=True, dilewati_pada__isnull=True
    )


def _ended_work(at: datetime) -> QuerySet[Pekerjaan]:
    return Pekerjaan.objects.filter(selesai_pada__lt=at - PEKERJAAN_BERAKHIR.masa)


@deed
def _forget_work(at: datetime) -> int:
    """Ended work goes with the file that came of it, which nobody else names."""
    semua = _ended_work(at)
    for nama in semua.exclude(berkas_hasil="").values_list("berkas_hasil", flat=True):
        transaction.on_commit(partial(default_storage.delete, nama))
    return _delete(semua)


def _sessions(at: datetime) -> QuerySet[Sesi]:
    return Sesi.objects.filter(expire_date__lt=at - SESI_HABIS.masa)


def _delete(semua: QuerySet[Any]) -> int:
    return semua.delete()[0]


ATURAN: tuple[Aturan, ...] = (
    Aturan(PEMBATASAN, lambda at: restrictions_due(at).count(), lambda at: _until_none(end_one_due, at)),
    _emptied(KELUARGA_KELUAR, families_due),
    _emptied(PEMILIK_TUTUP, owners_due),
    _emptied(PENERIMA_BANTUAN, recipients_due),
    _emptied(WARGA_DITEMUI, villagers_due),
    _emptied(PERSETUJUAN_DICABUT, consents_due),
    _emptied(KONTAK_LUAR, partial(contacts_due, Mitra), partial(contacts_due, Pembeli)),
    _emptied(KONTAK_DESA, phones_due),
    Aturan(PETIKAN_KELUARGA, lambda at: _extracts(at).count(), forget_extracts),
    Aturan(PRATINJAU_IMPOR, lambda at: _previews(at).count(), _forget_previews),
    Aturan(BERKAS_IMPOR, lambda at: _originals(at).count(), _forget_originals),
    Aturan(PERCOBAAN_MASUK, lambda at: _attempts(at).count(), lambda at: _delete(_attempts(at))),
    Aturan(SURAT_KELUAR, lambda at: _letters(at).count(), lambda at: _delete(_letters(at))),
    Aturan(PEKERJAAN_BERAKHIR, lambda at: _ended_work(at).count(), _forget_work),
    Aturan(SESI_HABIS, lambda at: _sessions(at).count(), lambda at: _delete(_sessions(at))),
    Aturan(
        FOTO_TITIPAN,
        lambda at: titipan.count_before(at - FOTO_TITIPAN.masa),
        lambda at: titipan.sweep(at - FOTO_TITIPAN.masa),
    ),
)


def count_due(at: datetime) -> dict[str, int]:
    """How much is due, by the name of its period. Changes nothing."""
    return {a.masa.nama: a.hitung(at) for a in ATURAN}


def remove_due(at: datetime) -> dict[str, int]:
    """Let go of all that is due and write the row that proves it; how many of each. Safe to run twice."""
    hasil = {a.masa.nama: a.hapus(at) for a in ATURAN}
    if any(hasil.values()):
        _prove(hasil, at)
    return hasil


@deed
def _prove(hasil: Mapping[str, int], at: datetime) -> None:
    instalasi = Instalasi.objects.get_or_create(pk=1)[0]
    perubahan: dict[str, list[Any]] = {nama: [None, n] for nama, n in hasil.items() if n}
    alasan = "; ".join(_reasons(a.masa for a in ATURAN if hasil[a.masa.nama]))
    record(None, MENGHAPUS, instalasi, at=at, perubahan=perubahan, alasan=alasan[:500])


def _reasons(masa: Iterable[MasaSimpan]) -> list[str]:
    return [f"{m.nama}: {m.lama}" for m in masa]
