"""Lock the frame of a quarter's spot check, draw from it once, say who looks at what, and record what was found."""

from __future__ import annotations

import uuid as uuid_
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from binaan.enums import HasilUji, JenisButir
from binaan.models import ButirPetik, HasilPetik, UjiPetik
from binaan.mutu.hak_petik import can_check, can_draw, judges_of, referees
from binaan.mutu.kerangka import names_of, read_facts
from binaan.mutu.undian import (
    PERSEN,
    Baris,
    count_per_opd,
    draw,
    fingerprint,
    next_working_day,
    seed_of,
    write_frame,
)
from desa.angka import format_tanggal
from desa.models import Desa, record
from desa.scoped import deed
from desa.waktu import mulai_triwulan, tanggal_wit
from opd.actions.dasar import BERUBAH, SUDAH_ADA, save_checked
from opd.models import Opd, Pengguna
from opd.models.penugasan import TAHUN_PERTAMA
from opd.rekap.rentang import akhir_triwulan, sebut_triwulan

BUKAN_PENGUNDI = "Uji petik dikunci dan diundi oleh verifikator."
BUKAN_PEMERIKSA = "Uji petik diperiksa verifikator yang tidak bekerja untuk OPD itu."
SUDAH_DIUNDI = "Uji petik {} sudah diundi. Setiap triwulan diundi sekali; undian kedua tidak ada."
KURS_TERLAMA = timedelta(days=14)
"""How long after the lock the day of the rate may lie: longer than any run of holidays."""


def refusal_to_lock(tahun: int, triwulan: int, *, on: date) -> str:
    """Why a quarter's frame cannot be locked on a day; empty when it can, if it was not before."""
    awal = mulai_triwulan(tahun, triwulan)
    if tahun < TAHUN_PERTAMA:
        return f"Uji petik dimulai tahun {TAHUN_PERTAMA}."
    if on <= akhir_triwulan(awal):
        akhir = format_tanggal(akhir_triwulan(awal))
        return f"{sebut_triwulan(awal)} belum berakhir. Kunci kerangkanya sesudah {akhir}."
    return ""


@deed
def lock_frame(tahun: int, triwulan: int, *, by: Pengguna, at: datetime) -> UjiPetik:
    """Store every fact of the quarter that counts now, with its hash: what is drawn later is drawn from these.

    Raises PermissionDenied, or ValidationError while the quarter runs, without facts, or when it was locked before.
    """
    hari = tanggal_wit(at)
    if not can_draw(by, on=hari):
        raise PermissionDenied(BUKAN_PENGUNDI)
    if tolak := refusal_to_lock(tahun, triwulan, on=hari):
        raise ValidationError(tolak)
    baris = read_facts(by, tahun, triwulan)
    if not baris:
        raise ValidationError(
            "Triwulan ini tidak mempunyai kegiatan, kunjungan, atau bantuan, jadi tidak ada yang diundi."
        )
    kerangka = write_frame(baris)
    uji = UjiPetik(
        tahun=tahun, triwulan=triwulan, persen=PERSEN, kerangka=kerangka, sidik_kerangka=fingerprint(kerangka),
        jumlah=len(baris), per_opd=count_per_opd(baris), dikunci_oleh=by, dikunci_pada=at, dikunci_sebagai=by.sebagai,
    )  # fmt: skip
    save_checked(uji)
    record(by, "mengunci kerangka uji petik", uji, at=at, perubahan={"sidik kerangka": [None, uji.sidik_kerangka]})
    return uji


@dataclass(frozen=True)
class Kurs:
    """The JISDOR rate of a day; `alasan` says why it is not that of the working day after the lock."""

    tanggal: date
    rp: int
    alasan: str = ""


def refusal_of_rate(uji: UjiPetik, kurs: Kurs, *, on: date) -> dict[str, str]:
    """What is wrong with a rate, by field; empty when it can be the seed."""
    kunci = tanggal_wit(uji.dikunci_pada)
    semestinya = next_working_day(kunci)
    if kurs.tanggal > on:
        return {"tanggal": "Tanggal kurs belum terjadi. Undilah sesudah Bank Indonesia menerbitkannya."}
    if kurs.tanggal <= kunci:
        terkunci = format_tanggal(kunci)
        return {
            "tanggal": f"Kerangka dikunci {terkunci}. Pakai kurs sesudah hari itu, supaya tidak ada yang tahu lebih dahulu."
        }
    if kurs.tanggal.isoweekday() > 5 or kurs.tanggal > kunci + KURS_TERLAMA:
        return {
            "tanggal": f"Pakai kurs hari kerja pertama sesudah {format_tanggal(kunci)}, yaitu {format_tanggal(semestinya)}."
        }
    if kurs.tanggal != semestinya and not kurs.alasan:
        return {"alasan": f"Sebut mengapa bukan kurs {format_tanggal(semestinya)}, misalnya hari libur nasional."}
    return {}


@deed
def draw_sample(uji: UjiPetik, kurs: Kurs, *, by: Pengguna, at: datetime) -> UjiPetik:
    """Draw once from the locked frame, and give each village's facts to one verifikator.

    Raises PermissionDenied, or ValidationError when it was drawn before or the rate's day does not fit.
    """
    hari = tanggal_wit(at)
    if not can_draw(by, on=hari):
        raise PermissionDenied(BUKAN_PENGUNDI)
    if salah := refusal_of_rate(uji, kurs, on=hari):
        raise ValidationError(salah)
    benih = seed_of(uji.sidik_kerangka, kurs.tanggal, kurs.rp)
    pindah = UjiPetik.objects.filter(pk=uji.pk, diundi_pada__isnull=True).update(
        kurs_tanggal=kurs.tanggal, kurs_rp=kurs.rp, alasan_tanggal=kurs.alasan, benih=benih, diundi_oleh=by, diundi_pada=at,
        diundi_sebagai=by.sebagai,
    )  # fmt: skip
    if not pindah:
        raise ValidationError(SUDAH_DIUNDI.format(uji.nama), code="sudah_diundi")
    uji = UjiPetik.objects.get(pk=uji.pk)
    butir = _build(uji, draw(uji.kerangka, benih, uji.persen), by=by, on=hari)
    ButirPetik.objects.bulk_create(butir)
    record(by, "mengundi uji petik", uji, at=at, perubahan={"benih": [None, benih], "butir": [0, len(butir)]})
    return uji


def _build(uji: UjiPetik, terundi: Sequence[Baris], *, by: Pengguna, on: date) -> list[ButirPetik]:
    opd = {o.slug: o for o in Opd.objects.select_related("dilebur_ke").filter(slug__in={b.opd for b in terundi})}
    desa = dict(Desa.objects.filter(kode__in={b.kode for b in terundi}).values_list("kode", "pk"))
    nama, bagi = names_of(by, terundi), _share_out(uji.benih, terundi, opd, by=by, on=on)
    return [
        ButirPetik(
            uji=uji, urutan=n, jenis=JenisButir(b.jenis), objek=b.uuid, opd=opd[b.opd], desa_id=desa[b.kode],
            tanggal=b.tanggal, sebutan=nama[b.uuid], pemeriksa=bagi[b.opd, b.kode],
        )
        for n, b in enumerate(terundi, 1)
    ]  # fmt: skip


def _share_out(
    benih: str, terundi: Iterable[Baris], opd: Mapping[str, Opd], *, by: Pengguna, on: date
) -> dict[tuple[str, str], Pengguna | None]:
    """Who looks at which village: who has least so far, in an order that the seed gives; nobody judges the own OPD, and the
    villages that few may judge are given away first."""
    orang = sorted(referees(by, on=on), key=lambda u: fingerprint(f"{benih} {u.username}"))
    boleh = {slug: judges_of(o, orang, on=on) for slug, o in opd.items()}
    tempat = Counter((b.opd, b.kode) for b in terundi)
    beban: dict[int, int] = defaultdict(int)
    hasil: dict[tuple[str, str], Pengguna | None] = {}
    for (slug, kode), n in sorted(tempat.items(), key=lambda t: len(boleh[t[0][0]])):
        pilih = min(boleh[slug], key=lambda u: beban[u.pk], default=None)
        if pilih is not None:
            beban[pilih.pk] += n
        hasil[slug, kode] = pilih
    return hasil


@deed
def assign_check(butir: ButirPetik, pemeriksa: Pengguna, *, lama: int, by: Pengguna, at: datetime) -> ButirPetik:
    """Give a check to somebody else; `lama` is who had it on the page (0: nobody).

    Raises PermissionDenied, or ValidationError when that one may not judge this OPD or it was given away meanwhile.
    """
    hari = tanggal_wit(at)
    if not can_draw(by, on=hari):
        raise PermissionDenied(BUKAN_PENGUNDI)
    if not can_check(pemeriksa, butir, on=hari):
        raise ValidationError(
            {"pemeriksa": f"{pemeriksa.nama} bukan verifikator, atau bekerja untuk OPD itu. Pilih yang lain."}
        )
    semula = butir.pemeriksa
    if not ButirPetik.objects.filter(pk=butir.pk, pemeriksa=lama or None).update(pemeriksa=pemeriksa):
        raise ValidationError(BERUBAH, code="berubah")
    perubahan = {"pemeriksa": [semula.label if semula else None, pemeriksa.label]}
    record(by, "mengganti pemeriksa uji petik", butir, at=at, perubahan=perubahan, opd_id=butir.opd_id)
    return butir


@dataclass(frozen=True)
class IsiPeriksa:
    """What a check found, on which day."""

    hasil: HasilUji
    tanggal: date
    catatan: str = ""


@deed
def record_check(
    butir: ButirPetik, isi: IsiPeriksa, *, uuid: uuid_.UUID, lama: int, by: Pengguna, at: datetime
) -> HasilPetik:
    """What was found; `lama` is the finding that was read and is replaced (0: none). The stored row when sent before.

    Raises PermissionDenied, or ValidationError for a day before the draw or to come, without the reason of a bad finding, or
    when somebody else recorded one meanwhile.
    """
    hari = tanggal_wit(at)
    if not can_check(by, butir, on=hari):
        raise PermissionDenied(BUKAN_PEMERIKSA)
    ButirPetik.objects.select_for_update().get(pk=butir.pk)
    if (ada := HasilPetik.objects.filter(uuid=uuid).first()) is not None:
        if (ada.butir_id, ada.hasil, ada.tanggal, ada.catatan) != (butir.pk, isi.hasil, isi.tanggal, isi.catatan):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    _check_day(butir.uji, isi.tanggal, on=hari)
    kini = HasilPetik.objects.current().filter(butir=butir).first()
    if (kini.pk if kini else 0) != lama:
        raise ValidationError(BERUBAH, code="berubah")
    baru = HasilPetik(
        uuid=uuid, butir=butir, hasil=isi.hasil, tanggal=isi.tanggal, catatan=isi.catatan, diperiksa_oleh=by,
        diperiksa_pada=at, diperiksa_sebagai=by.sebagai, menggantikan=kini,
    )  # fmt: skip
    save_checked(baru)
    perubahan = {"hasil": [kini.hasil if kini else None, isi.hasil.value]}
    record(by, "mencatat hasil uji petik", baru, at=at, perubahan=perubahan, opd_id=butir.opd_id)
    return baru


def _check_day(uji: UjiPetik, tanggal: date, *, on: date) -> None:
    if tanggal > on:
        raise ValidationError({"tanggal": "Tanggal diperiksa belum terjadi. Tulis hari Anda memeriksanya."})
    if uji.diundi_pada is None or tanggal < (undi := tanggal_wit(uji.diundi_pada)):
        diundi = format_tanggal(undi) if uji.diundi_pada else "nanti"
        raise ValidationError({"tanggal": f"Uji petik ini diundi {diundi}; pemeriksaannya tidak mungkin sebelum itu."})
