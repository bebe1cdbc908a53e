"""Give an arahan to one or many OPDs, take it back, answer it, close or return the answer (desain.md, section 2).

Every act names the version that was read and moves it by a conditional update: two people at once, one wins, the other
is told who did what and when. All acts on the rounds of an arahan lock its row first.
"""

from __future__ import annotations

import uuid as uuid_
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db.models import F

from desa.angka import format_waktu
from desa.models import Desa, record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, SUDAH_ADA, save_checked
from opd.ambang import JAWAB_KEMBALI
from opd.enums import Peran, StatusTindakLanjut
from opd.models import Arahan, Opd, Pengguna, Penugasan, Rakor, TindakLanjut
from opd.models.arahan import PerkaraArahan
from opd.permissions import (
    can_answer_arahan,
    can_check_arahan,
    can_record_rakor,
    can_withdraw_arahan,
    can_write_arahan,
)

TERJAUH_HARI = 366
BUKAN_PIMPINAN = "Arahan ditulis oleh pimpinan; verifikator mencatat arahan yang lahir pada rakor."
BUKAN_PENJAWAB = "Arahan ini dijawab oleh kepala atau operator OPD yang dituju."
BUKAN_PEMERIKSA = (
    "Jawaban diperiksa oleh verifikator, atau pimpinan pemberi arahan, yang tidak bekerja pada OPD itu dan tidak ikut "
    "menjawab."
)
BUKAN_PENCABUT = "Arahan dicabut oleh pimpinan pemberinya; yang lahir pada rakor juga oleh verifikator."
BERKAS_LAIN = (
    "Jawaban ini sudah terkirim tanpa berkas tersebut. Minta pemeriksa mengembalikan jawaban, lalu kirim lagi bersama "
    "berkasnya."
)
TANPA_ALASAN = "Tulis alasannya supaya OPD tahu sebabnya."


@dataclass(frozen=True)
class IsiArahan:
    """What the form says. The giver is named only for an arahan born in a rakor: an account, or name and office.

    `perkara` and `desa`: the decision of the dashboard that it is written about.
    """

    isi: str
    batas: date
    opd: frozenset[int]
    pemberi: Pengguna | None = None
    nama_pemberi: str = ""
    sebagai_pemberi: str = ""
    perkara: str = ""
    desa: Desa | None = None


def title_of(orang: Pengguna, *, on: date) -> str:
    """As what a person gives orders that day: the offices held, else the role."""
    peran = orang.roles_on(on)
    jabatan = [p.sebutan for p in peran if p.peran == Peran.KEPALA_OPD]
    return "; ".join(jabatan or [p.sebutan for p in peran if p.peran == Peran.PIMPINAN])[:200]


@deed
def give_arahan(isi: IsiArahan, *, uuid: uuid_.UUID, by: Pengguna, at: datetime, rakor: Rakor | None = None) -> Arahan:
    """A new arahan with one open round per OPD; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError naming the field that does not fit.
    """
    hari = tanggal_wit(at)
    if not (can_record_rakor(by, on=hari) if rakor else can_write_arahan(by, on=hari)):
        raise PermissionDenied(BUKAN_PIMPINAN)
    if (ada := Arahan.objects.filter(uuid=uuid).first()) is not None:
        return _same(ada, isi, rakor, by=by)
    arahan = Arahan(uuid=uuid, rakor=rakor, isi=isi.isi, batas=isi.batas, dicatat_oleh=by, dicatat_pada=at)
    arahan.perkara, arahan.desa = _settled(isi, on=hari)
    arahan.tanggal = rakor.tanggal if rakor else hari
    arahan.pemberi, arahan.nama_pemberi, arahan.sebagai_pemberi = _giver(isi, by, on=arahan.tanggal, rakor=rakor)
    _require_batas(isi.batas, on=hari)
    opd = _addressed(isi.opd, on=hari)
    save_checked(arahan)
    TindakLanjut.objects.bulk_create(TindakLanjut(arahan=arahan, opd=o, batas=arahan.batas) for o in opd)
    perubahan: dict[str, list[Any]] = {"OPD yang dituju": [None, [o.singkatan for o in opd]]}
    perubahan |= {"batas": [None, isi.batas.isoformat()]}
    record(by, "memberi arahan" if arahan.pemberi == by else "mencatat arahan", arahan, at=at, perubahan=perubahan)
    return arahan


def _same(ada: Arahan, isi: IsiArahan, rakor: Rakor | None, *, by: Pengguna) -> Arahan:
    """The stored arahan if it says the same. Raises ValidationError if it says anything else."""
    opd = frozenset(TindakLanjut.objects.filter(arahan=ada).values_list("opd_id", flat=True))
    lama = (ada.isi, ada.batas, ada.rakor_id, ada.dicatat_oleh_id, opd)
    baru = (isi.isi, isi.batas, rakor.pk if rakor else None, by.pk, isi.opd)
    perkara = isi.perkara, isi.desa and isi.desa.pk
    if lama != baru or (ada.perkara, ada.desa_id) not in (perkara, ("", None)):  # none where it settled none
        raise ValidationError(SUDAH_ADA, code="sudah_ada")
    return ada


def _settled(isi: IsiArahan, *, on: date) -> tuple[str, Desa | None]:
    """The decision that may wait for it: that it names one is not enough, the OPD in charge must be told as well."""
    if not isi.perkara or isi.desa is None:
        return "", None
    tugas = Penugasan.objects.in_force().in_charge().active_on(on).filter(desa=isi.desa, opd__in=isi.opd)
    ikut = isi.perkara == PerkaraArahan.TANPA_OPD or tugas.exists()
    return (isi.perkara, isi.desa) if ikut else ("", None)


def _giver(isi: IsiArahan, by: Pengguna, *, on: date, rakor: Rakor | None) -> tuple[Pengguna | None, str, str]:
    """(account, name, office) of who gave it; from the dashboard always the writer."""
    if rakor is None:
        return by, by.nama, title_of(by, on=on)
    if isi.pemberi is not None:
        if not can_write_arahan(isi.pemberi, on=on):
            raise ValidationError(
                {"pemberi": f"{isi.pemberi.nama} bukan pimpinan pada tanggal rakor. Pilih yang lain."}
            )
        return isi.pemberi, isi.pemberi.nama, title_of(isi.pemberi, on=on)
    if not isi.nama_pemberi or not isi.sebagai_pemberi:
        raise ValidationError({"pemberi": "Pilih pemberi arahan, atau tulis nama dan jabatannya."})
    return None, isi.nama_pemberi, isi.sebagai_pemberi


def _require_batas(batas: date, *, on: date) -> None:
    if batas < on:
        raise ValidationError({"batas": "Tenggat ini sudah lewat. Isi hari ini atau sesudahnya."})
    if batas > on + timedelta(days=TERJAUH_HARI):
        raise ValidationError({"batas": "Tenggat ini lebih dari setahun lagi. Periksa tahunnya."})


def _addressed(ids: frozenset[int], *, on: date) -> list[Opd]:
    """The OPDs addressed, all valid that day. Raises ValidationError."""
    if not ids:
        raise ValidationError({"opd": "Pilih sedikitnya satu OPD."})
    opd = list(Opd.objects.filter(pk__in=ids).active_on(on))
    if len(opd) != len(ids):
        raise ValidationError(
            {"opd": "Ada OPD yang tidak berlaku lagi. Muat ulang halaman, lalu pilih OPD penerusnya."}
        )
    return opd


@deed
def withdraw_arahan(arahan: Arahan, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> None:
    """Take an arahan back with the reason: nobody has to answer it any more, and it counts nowhere."""
    kini = Arahan.objects.select_for_update().get(pk=arahan.pk)
    if kini.dicabut_pada is None and not can_withdraw_arahan(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENCABUT)
    if not alasan.strip():
        raise ValidationError({"alasan": TANPA_ALASAN})
    terbuka = Arahan.objects.filter(pk=kini.pk, versi=versi, dicabut_pada__isnull=True)
    if not terbuka.update(dicabut_pada=at, alasan_cabut=alasan.strip(), versi=F("versi") + 1):
        raise ValidationError(_withdrawn(kini), code="berubah")
    record(by, "mencabut arahan", kini, at=at, alasan=alasan.strip())


def _withdrawn(arahan: Arahan) -> str:
    kapan = f" pada {format_waktu(arahan.dicabut_pada)}" if arahan.dicabut_pada else ""
    return f"Arahan ini sudah dicabut{kapan}: {arahan.alasan_cabut} Muat ulang halaman."


@deed
def answer_arahan(
    tindak: TindakLanjut, *, versi: int, jawaban: str, by: Pengguna, at: datetime, bukti: File | None = None
) -> TindakLanjut:
    """belum_dijawab -> dijawab. The stored answer when the same person sends the same text and file again.

    Raises PermissionDenied, or ValidationError naming who answered, returned or withdrew it meanwhile.
    """
    kini = _locked(tindak)
    if (kini.status, kini.dijawab_oleh_id, kini.jawaban) == (StatusTindakLanjut.DIJAWAB, by.pk, jawaban):
        _require_same_file(kini, bukti)
        return kini
    _require_version(kini, versi)
    if not can_answer_arahan(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENJAWAB)
    if not jawaban.strip():
        raise ValidationError({"jawaban": "Tulis apa yang sudah dikerjakan."})
    if bukti is not None:
        kini.bukti.save(str(bukti.name), bukti, save=False)
    isi = {"jawaban": jawaban, "bukti": kini.bukti.name or "", "dijawab_oleh": by, "dijawab_pada": at}
    _move(kini, "menjawab arahan", StatusTindakLanjut.DIJAWAB, isi, by=by, at=at)
    return kini


@deed
def close_answer(tindak: TindakLanjut, *, versi: int, by: Pengguna, at: datetime) -> None:
    """dijawab -> selesai. Raises PermissionDenied unless `by` may check it and works for another OPD."""
    kini = _to_check(tindak, versi=versi, by=by, at=at)
    isi = {"diperiksa_oleh": by, "diperiksa_pada": at}
    _move(kini, "menyatakan arahan selesai", StatusTindakLanjut.SELESAI, isi, by=by, at=at)


@deed
def return_answer(tindak: TindakLanjut, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> TindakLanjut:
    """dijawab -> dikembalikan with the reason; the next round is open for seven days, or until the first due date.

    Its version counts on from the round before, so that a page opened on that one decides on nothing of this.
    """
    kini = _to_check(tindak, versi=versi, by=by, at=at)
    if not alasan.strip():
        raise ValidationError({"alasan": TANPA_ALASAN})
    isi = {"diperiksa_oleh": by, "diperiksa_pada": at, "alasan_kembali": alasan.strip()}
    _move(kini, "mengembalikan jawaban arahan", StatusTindakLanjut.DIKEMBALIKAN, isi, by=by, at=at)
    batas = max(kini.batas, tanggal_wit(at) + timedelta(days=JAWAB_KEMBALI.nilai))
    baru = TindakLanjut(arahan=kini.arahan, opd=kini.opd, putaran=kini.putaran + 1, batas=batas, versi=kini.versi + 1)
    save_checked(baru)
    return baru


def _to_check(tindak: TindakLanjut, *, versi: int, by: Pengguna, at: datetime) -> TindakLanjut:
    """The answer as it stands, locked, if `by` may check the version that was read."""
    kini = _locked(tindak)
    _require_version(kini, versi)
    if not can_check_arahan(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PEMERIKSA)
    return kini


def _locked(tindak: TindakLanjut) -> TindakLanjut:
    """The round as it stands, its arahan locked first, so that withdrawing and answering cannot both win."""
    Arahan.objects.select_for_update().get(pk=tindak.arahan_id)
    return TindakLanjut.objects.with_names().select_related("dijawab_oleh", "diperiksa_oleh").get(pk=tindak.pk)


def _require_same_file(kini: TindakLanjut, bukti: File | None) -> None:
    """Raise ValidationError if an answer sent again brings a file that the stored one lacks."""
    if bukti is None:
        return
    if kini.bukti and kini.bukti.size == bukti.size:
        bukti.seek(0)
        with kini.bukti.open() as lama:
            if lama.read() == bukti.read():
                return
    raise ValidationError({"bukti": BERKAS_LAIN})


def _require_version(kini: TindakLanjut, versi: int) -> None:
    if kini.arahan.dicabut_pada is not None:
        raise ValidationError(_withdrawn(kini.arahan), code="berubah")
    if kini.versi != versi:
        raise ValidationError(_moved_meanwhile(kini), code="berubah")


def _round_before(kini: TindakLanjut) -> TindakLanjut:
    semua = TindakLanjut.objects.select_related("dijawab_oleh", "diperiksa_oleh")
    return semua.get(arahan=kini.arahan_id, opd=kini.opd_id, putaran=kini.putaran - 1)


def _moved_meanwhile(kini: TindakLanjut) -> str:
    """Who moved this round last, in a sentence."""
    if kini.diperiksa_oleh and kini.diperiksa_pada:
        kata = "dikembalikan" if kini.status == StatusTindakLanjut.DIKEMBALIKAN else "dinyatakan selesai"
        siapa, kapan = f"Jawaban ini sudah {kata} oleh {kini.diperiksa_oleh.nama}", kini.diperiksa_pada
    elif kini.dijawab_oleh and kini.dijawab_pada:
        siapa, kapan = f"Arahan ini sudah dijawab oleh {kini.dijawab_oleh.nama}", kini.dijawab_pada
    elif kini.putaran > 1:
        return _moved_meanwhile(_round_before(kini))
    else:
        return BERUBAH
    return f"{siapa} pada {format_waktu(kapan)}. Muat ulang halaman."


def _move(
    kini: TindakLanjut, tindakan: str, ke: StatusTindakLanjut, isi: dict[str, Any], *, by: Pengguna, at: datetime
) -> None:
    """Write the move on the version read, checked as a whole row first, and its one Catatan on the arahan."""
    dari, versi = StatusTindakLanjut(kini.status), kini.versi
    kolom = isi | {"status": ke, "versi": versi + 1}
    for nama, nilai in kolom.items():
        setattr(kini, nama, nilai)
    kini.full_clean()
    if not TindakLanjut.objects.filter(pk=kini.pk, status=dari, versi=versi).update(**kolom):
        raise ValidationError(_moved_meanwhile(_locked(kini)), code="berubah")
    perubahan = {f"jawaban {kini.opd.singkatan}": [str(dari.label), str(ke.label)]}
    alasan = isi.get("alasan_kembali", "")[:500]
    record(by, tindakan, kini.arahan, at=at, opd_id=kini.opd_id, perubahan=perubahan, alasan=alasan)
