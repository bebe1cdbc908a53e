"""Open, correct, close and hand over penugasan. Every deed locks the village first and leaves one Catatan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from desa.angka import format_tanggal
from desa.models import Desa, record
from desa.scoped import deed
from opd.actions.dasar import BERUBAH, lock_desa, lock_penugasan, save_checked
from opd.actions.kunci import require_days_open, require_no_report
from opd.enums import CaraSelesai, PeranPenugasan
from opd.models import (
    Asesmen,
    Bantuan,
    DukunganBaris,
    JanjiMitra,
    Kegiatan,
    Konsultasi,
    Kunjungan,
    LaporanTriwulan,
    Opd,
    Pengguna,
    Penugasan,
    PermintaanPasar,
    RencanaAksi,
    RencanaKunjungan,
    Sk,
    Tim,
)
from opd.permissions import can_maintain_penugasan

FAKTA = (Asesmen, Bantuan, Kegiatan, Kunjungan)
"""What an OPD did on a day: it stays with the OPD that answered then."""

TANGAN_SAMA = (CaraSelesai.LANJUT, CaraSelesai.OPD_DILEBUR)
"""Ends after which the same people go on under a new row: facts recorded meanwhile move along."""

AKHIR = ("selesai", "cara_selesai", "alasan_selesai", "selesai_dicatat_pada")
"""The columns that say how a penugasan ended."""


@dataclass(frozen=True)
class IsiPenugasan:
    """What an annex row says."""

    sk: Sk
    opd: Opd
    desa: Desa
    mulai: date
    mulai_dari_sk: bool = False
    peran: str = PeranPenugasan.PENANGGUNG_JAWAB
    sumber: str = ""


def _require_right(by: Pengguna, at: datetime) -> None:
    if not can_maintain_penugasan(by, on=timezone.localdate(at)):
        raise PermissionDenied("Penugasan hanya diubah oleh verifikator atau admin sistem.")


def overlapping(isi: IsiPenugasan, *, selesai: date | None = None, kecuali: int | None = None) -> Penugasan | None:
    """A penugasan in force that would share a day with `isi` in the same place, or None."""
    kueri = Penugasan.objects.in_force().filter(desa=isi.desa)
    if kecuali is not None:
        kueri = kueri.exclude(pk=kecuali)
    if isi.peran == PeranPenugasan.PENANGGUNG_JAWAB:
        kueri = kueri.in_charge()
    else:
        kueri = kueri.filter(peran=isi.peran, opd=isi.opd)
    kueri = kueri.filter(Q(selesai__isnull=True) | Q(selesai__gt=isi.mulai))
    if selesai is not None:
        kueri = kueri.filter(mulai__lt=selesai)
    return kueri.select_related("opd").first()


def _require_free(isi: IsiPenugasan, *, selesai: date | None = None, kecuali: int | None = None) -> None:
    lain = overlapping(isi, selesai=selesai, kecuali=kecuali)
    if lain:
        raise ValidationError(
            f"{isi.desa.nama_lengkap} sudah ditangani {lain.opd.nama} sejak {format_tanggal(lain.mulai)}. "
            "Tutup atau alihkan penugasan itu lebih dahulu.",
            code="tumpang_tindih",
        )
    if isi.opd.berlaku_selesai and isi.opd.berlaku_selesai <= isi.mulai:
        raise ValidationError(
            f"{isi.opd.nama} tidak berlaku lagi sejak {format_tanggal(isi.opd.berlaku_selesai)}. Pilih OPD penerusnya.",
            code="opd_tutup",
        )


@deed
def open_penugasan(
    isi: IsiPenugasan, *, by: Pengguna, at: datetime, menggantikan: Penugasan | None = None
) -> Penugasan:
    """A new penugasan in force from `isi.mulai`. Raises PermissionDenied, or ValidationError when the days overlap."""
    _require_right(by, at)
    lock_desa(isi.desa.pk)
    _require_free(isi)
    baru = _create(isi, at=at, menggantikan=menggantikan)
    record(by, "membuka penugasan", baru, at=at, opd_id=isi.opd.pk, perubahan={"mulai": [None, isi.mulai.isoformat()]})
    return baru


def _create(
    isi: IsiPenugasan, *, at: datetime, menggantikan: Penugasan | None = None, akhir: Penugasan | None = None
) -> Penugasan:
    """The row `isi` describes, saved; it ends as `akhir` does."""
    baru = Penugasan(
        sk=isi.sk,
        opd=isi.opd,
        desa=isi.desa,
        peran=isi.peran,
        mulai=isi.mulai,
        mulai_dari_sk=isi.mulai_dari_sk,
        sumber=isi.sumber,
        dicatat_pada=at,
        menggantikan=menggantikan,
        **({k: getattr(akhir, k) for k in AKHIR} if akhir else {}),
    )
    save_checked(baru)
    return baru


@deed
def correct_penugasan(lama: Penugasan, isi: IsiPenugasan, *, alasan: str, by: Pengguna, at: datetime) -> Penugasan:
    """Koreksi: `lama` was wrong from the start and is replaced by a new row; its facts, papers and teams move along, and its
    planned visits where the village, whose enterprises they are to, is the same.

    Refused when facts exist and OPD or village would change (they were done there), or would fall outside the period, and
    once a report is verified.
    """
    _require_right(by, at)
    lock_desa(*{lama.desa_id, isi.desa.pk})
    lama = _locked_current(lama)
    if not alasan.strip():
        raise ValidationError("Koreksi harus menyebut alasannya.", code="alasan")
    require_no_report(lama, at=at)
    _require_facts_fit(lama, isi)
    _require_free(isi, selesai=lama.selesai, kecuali=lama.pk)
    lama.dikoreksi_pada, lama.alasan_koreksi = at, alasan
    save_checked(lama, update_fields=["dikoreksi_pada", "alasan_koreksi"])
    baru = _create(isi, at=at, menggantikan=lama, akhir=lama)
    for model in (*FAKTA, Tim, RencanaAksi, LaporanTriwulan, Konsultasi, DukunganBaris, JanjiMitra, PermintaanPasar):
        model.objects.filter(penugasan=lama).update(penugasan=baru)
    if lama.desa_id == baru.desa_id:
        RencanaKunjungan.objects.filter(penugasan=lama).update(penugasan=baru)
    perubahan = {
        "opd": [lama.opd.nama, isi.opd.nama],
        "desa": [lama.desa.nama_lengkap, isi.desa.nama_lengkap],
        "mulai": [lama.mulai.isoformat(), isi.mulai.isoformat()],
        "sk": [str(lama.sk), str(isi.sk)],
    }
    berubah = {k: v for k, v in perubahan.items() if v[0] != v[1]}
    record(by, "mengoreksi penugasan", baru, at=at, opd_id=isi.opd.pk, perubahan=berubah, alasan=alasan)
    return baru


def _require_facts_fit(lama: Penugasan, isi: IsiPenugasan) -> None:
    tanggal = [hari for m in FAKTA for hari in m.objects.filter(penugasan=lama).values_list("tanggal", flat=True)]
    if tanggal and (lama.opd_id != isi.opd.pk or lama.desa_id != isi.desa.pk):
        raise ValidationError(
            f"Penugasan ini sudah mempunyai {len(tanggal)} kegiatan, bantuan, kunjungan, atau asesmen, sehingga OPD dan desanya "
            "tidak dapat dikoreksi. Gunakan perubahan dengan tanggal.",
            code="ada_fakta",
        )
    if tanggal and min(tanggal) < isi.mulai:
        raise ValidationError(
            f"Ada kegiatan, bantuan, kunjungan, atau asesmen tanggal {format_tanggal(min(tanggal))}, "
            "sebelum tanggal mulai yang baru. Pilih tanggal mulai yang lebih awal.",
            code="fakta_di_luar",
        )


def _require_no_facts_from(lama: Penugasan, selesai: date) -> None:
    """Facts of a day after the end would count for an OPD that did not answer then, and nobody could correct them."""
    semua = [m.objects.in_force().filter(penugasan=lama, tanggal__gte=selesai) for m in FAKTA]
    terakhir = max((t for fakta in semua for t in fakta.values_list("tanggal", flat=True)), default=None)
    if terakhir:
        raise ValidationError(
            f"Ada kegiatan, bantuan, kunjungan, atau asesmen tanggal {format_tanggal(terakhir)}, sesudah tanggal selesai itu. "
            "Pilih tanggal selesai sesudahnya, atau minta OPD membatalkan catatan itu lebih dahulu.",
            code="fakta_di_luar",
        )


def _locked_current(lama: Penugasan) -> Penugasan:
    [terkini] = lock_penugasan(lama.pk)
    if terkini.dikoreksi_pada is not None:
        raise ValidationError("Penugasan ini sudah dikoreksi orang lain. Muat ulang halaman.", code="berubah")
    return terkini


@deed
def close_penugasan(
    lama: Penugasan, *, selesai: date, cara: str, by: Pengguna, at: datetime, alasan: str = ""
) -> Penugasan:
    """Close a penugasan on a day; facts before it stay with the OPD that answered then."""
    _require_right(by, at)
    lock_desa(lama.desa_id)
    lama = _locked_current(lama)
    if lama.selesai is not None:
        raise ValidationError(f"Penugasan ini sudah selesai pada {format_tanggal(lama.selesai)}.", code="berubah")
    if selesai <= lama.mulai:
        raise ValidationError(
            f"Tanggal selesai harus setelah tanggal mulai, {format_tanggal(lama.mulai)}. Bila salah sejak awal, pilih koreksi.",
            code="urutan",
        )
    require_days_open(lama, selesai, at=at)
    if cara not in TANGAN_SAMA:
        _require_no_facts_from(lama, selesai)
    _end(lama, selesai, cara=cara, alasan=alasan, by=by, at=at)
    return lama


def _end(lama: Penugasan, selesai: date, *, cara: str, alasan: str, by: Pengguna, at: datetime) -> None:
    """End the row and its teams on that day."""
    sebelum = lama.selesai.isoformat() if lama.selesai else None
    perubahan: dict[str, list[str | None]] = {"selesai": [sebelum, selesai.isoformat()]}
    perubahan["cara_selesai"] = [lama.cara_selesai, cara]
    lama.selesai, lama.cara_selesai, lama.alasan_selesai, lama.selesai_dicatat_pada = selesai, cara, alasan, at
    save_checked(lama, update_fields=AKHIR)
    for tim in Tim.objects.filter(penugasan=lama, mulai__lt=selesai).exclude(selesai__lte=selesai):
        tim.selesai = selesai
        save_checked(tim, update_fields=["selesai"])
    record(by, "menutup penugasan", lama, at=at, opd_id=lama.opd_id, perubahan=perubahan, alasan=alasan)


@deed
def hand_over(
    lama: Penugasan,
    isi: IsiPenugasan,
    *,
    by: Pengguna,
    at: datetime,
    cara: str = CaraSelesai.DIALIHKAN,
    alasan: str = "",
) -> Penugasan:
    """Perubahan: close `lama` on `isi.mulai` and open `isi` from that day, in one transaction.

    Where the same people go on, what they have recorded of that day or later already moves to the new row.
    """
    lama = close_penugasan(lama, selesai=isi.mulai, cara=cara, by=by, at=at, alasan=alasan)
    baru = open_penugasan(isi, by=by, at=at)
    if cara in TANGAN_SAMA:
        _move_facts(lama, baru, by=by, at=at)
    return baru


@deed
def cut_penugasan(lama: Penugasan, isi: IsiPenugasan, *, by: Pengguna, at: datetime, alasan: str) -> Penugasan:
    """A merger older than the end of `lama`: that ends with the merger, and `isi` answers from there to the old end."""
    _require_right(by, at)
    lock_desa(lama.desa_id)
    lama = _locked_current(lama)
    if lama.selesai is None or lama.selesai <= isi.mulai:
        raise ValidationError(BERUBAH, code="berubah")
    require_days_open(lama, isi.mulai, at=at)
    _require_free(isi, selesai=lama.selesai, kecuali=lama.pk)
    akhir = Penugasan(**{k: getattr(lama, k) for k in AKHIR})
    _end(lama, isi.mulai, cara=CaraSelesai.OPD_DILEBUR, alasan=alasan, by=by, at=at)
    baru = _create(isi, at=at, akhir=akhir)
    perubahan: dict[str, list[str | None]] = {k: [None, getattr(baru, k).isoformat()] for k in ("mulai", "selesai")}
    record(by, "membuka penugasan", baru, at=at, opd_id=isi.opd.pk, perubahan=perubahan)
    _move_facts(lama, baru, by=by, at=at)
    return baru


def _move_facts(lama: Penugasan, baru: Penugasan, *, by: Pengguna, at: datetime) -> None:
    """Give `baru` the facts and teams of `lama` dated on its first day or later, and then the planned visits that no visit left
    there has ended; while that day is to come, those planned for it or later.
    """
    milik: list[QuerySet[Any]] = [m.objects.filter(penugasan=lama, tanggal__gte=baru.mulai) for m in FAKTA]
    milik.append(Tim.objects.filter(penugasan=lama, mulai__gte=baru.mulai))
    pindah = [(kueri.model._meta.verbose_name, kueri.update(penugasan=baru)) for kueri in milik]
    menunggu: Any = RencanaKunjungan.objects.filter(penugasan=lama, ditarik_pada__isnull=True).with_visit()
    nanti = baru.mulai > timezone.localdate(at)
    ikut = [r.pk for r in menunggu if not (r.dikunjungi or nanti and r.tanggal < baru.mulai)]
    rencana = RencanaKunjungan.objects.filter(pk__in=ikut)
    pindah.append((RencanaKunjungan._meta.verbose_name, rencana.update(penugasan=baru)))
    kata = ", ".join(f"{banyak} {nama}" for nama, banyak in pindah if banyak)
    if kata:
        record(by, "memindahkan catatan", baru, at=at, opd_id=baru.opd_id, perubahan={"dipindahkan": [None, kata]})
