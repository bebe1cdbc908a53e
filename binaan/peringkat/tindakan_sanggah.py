"""Object to a frozen ranking, decide the objection, reward on the basis of what stands, evaluate a village's year."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q

from binaan.enums import JenisPenghargaan, PutusanSanggahan
from binaan.models import Penghargaan, Peringkat, Sanggahan
from binaan.peringkat.hak import can_decide, can_object, can_reward
from binaan.peringkat.segel import TIDAK_UTUH, intact
from desa.angka import format_tanggal
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, changed_meanwhile, save_checked
from opd.actions.fakta import require_alasan
from opd.ambang import SANGGAH_HARI
from opd.models import Opd, Pengguna
from opd.permissions import plays_in, title_at_desk
from opd.permissions_sekda import title_of_sekda

BUKAN_KEPALA = "Peringkat disanggah oleh kepala OPD yang bersangkutan, atau yang mewakilinya."
BUKAN_PEMUTUS = (
    "Sanggahan diputus verifikator atau pimpinan yang tidak menyusun atau menetapkan bobotnya, tidak membuka atau membekukan "
    "peringkat tahun itu, tidak memutus sanggahan OPD itu atau yang melahirkan versi barunya, tidak memverifikasi datanya atau "
    "memberinya arahan tahun itu, tidak bekerja di sana, dan tidak memimpin OPD yang diperingkat."
)
OPD_SENDIRI = "Anda bekerja untuk OPD ini. Penghargaannya ditetapkan pemegang jabatan Sekda yang tidak bekerja di sana."
BUKAN_SEKDA = "Penghargaan ditetapkan oleh pemegang jabatan Sekretaris Daerah."


def objection_deadline(peringkat: Peringkat) -> date:
    """The last day on which a frozen version may be objected to."""
    return tanggal_wit(peringkat.dibekukan_pada) + timedelta(days=SANGGAH_HARI.nilai)


def refusal_to_object(peringkat: Peringkat, opd: Opd, *, on: date) -> str:
    """Why an OPD cannot object to this version today; empty when it can. `hasil` and `pengganti` are read."""
    if getattr(peringkat, "pengganti", None) is not None:
        return "Versi ini sudah mempunyai versi baru. Sanggahlah versi yang terbaru."
    if on > (batas := objection_deadline(peringkat)):
        return f"Masa sanggah berakhir {format_tanggal(batas)}. Koreksi datanya untuk penilaian tahun berikutnya."
    if opd.slug not in {h["slug"] for h in peringkat.hasil["tabel"]}:
        return "OPD ini tidak ada pada peringkat itu."
    return ""


@deed
def object_to(
    peringkat: Peringkat, opd: Opd, *, komponen: str, isi: str, uuid: uuid_.UUID, by: Pengguna, at: datetime
) -> Sanggahan:
    """A new objection of an OPD; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError after its time, against an older version, or of an OPD that is not in it.
    """
    hari = tanggal_wit(at)
    if not can_object(by, opd, on=hari):
        raise PermissionDenied(BUKAN_KEPALA)
    if (ada := Sanggahan.objects.filter(uuid=uuid).first()) is not None:
        if (ada.peringkat_id, ada.opd_id, ada.komponen, ada.isi) != (peringkat.pk, opd.pk, komponen, isi):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    kini = Peringkat.objects.select_related("pengganti").get(pk=peringkat.pk)
    if tolak := refusal_to_object(kini, opd, on=hari):
        raise ValidationError(tolak)
    sebagai = title_at_desk(by, opd.answering_on(hari).pk, on=hari)
    sanggahan = Sanggahan(
        uuid=uuid, peringkat=kini, opd=opd, komponen=komponen, isi=isi, diajukan_oleh=by, diajukan_pada=at,
        diajukan_sebagai=sebagai,
    )  # fmt: skip
    save_checked(sanggahan)
    record(by, "menyanggah peringkat", sanggahan, at=at, opd_id=opd.pk)
    return sanggahan


@deed
def decide(sanggahan: Sanggahan, *, putusan: PutusanSanggahan, alasan: str, by: Pengguna, at: datetime) -> None:
    """Grant or reject, once, with a reason. Raises PermissionDenied, or ValidationError when somebody decided meanwhile.

    Granting changes no frozen ranking: the holder of the Sekda Jabatan freezes the version that follows.
    """
    hari = tanggal_wit(at)
    kini = Sanggahan.objects.select_related("peringkat__bobot", "opd__dilebur_ke").get(pk=sanggahan.pk)
    if kini.putusan:
        raise ValidationError(changed_meanwhile(kini), code="berubah")
    if not can_decide(by, kini, on=hari):
        raise PermissionDenied(BUKAN_PEMUTUS)
    isi = {"putusan": putusan, "alasan_putusan": require_alasan(alasan), "diputus_oleh": by, "diputus_pada": at}
    if not Sanggahan.objects.undecided().filter(pk=kini.pk).update(**isi, diputus_sebagai=by.sebagai):
        raise ValidationError(changed_meanwhile(kini), code="berubah")
    record(by, f"memutus sanggahan ({putusan.label.lower()})", kini, at=at, opd_id=kini.opd_id, alasan=alasan[:500])


@dataclass(frozen=True)
class IsiPenghargaan:
    """What the form says."""

    jenis: JenisPenghargaan
    nama: str
    opd: Opd
    tanggal: date
    keterangan: str = ""


@deed
def give_reward(
    peringkat: Peringkat, isi: IsiPenghargaan, *, uuid: uuid_.UUID, by: Pengguna, at: datetime
) -> Penghargaan:
    """A reward on the basis of a frozen ranking; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError while the basis may still change or the OPD was not ranked in it.
    """
    hari = tanggal_wit(at)
    if not can_reward(by, on=hari):
        raise PermissionDenied(BUKAN_SEKDA)
    if (ada := Penghargaan.objects.filter(uuid=uuid).first()) is not None:
        if (ada.jenis, ada.nama, ada.opd_id, ada.tanggal, ada.keterangan) != (
            isi.jenis, isi.nama, isi.opd.pk, isi.tanggal, isi.keterangan,
        ):  # fmt: skip
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    kini = Peringkat.objects.select_related("pengganti", "bobot").get(pk=peringkat.pk)
    if not intact(kini, masukan=True):
        raise ValidationError(TIDAK_UTUH)
    if tolak := refusal_to_reward(kini, on=hari):
        raise ValidationError(tolak)
    _require_fit(kini, isi, on=hari)
    if plays_in(by, {isi.opd.pk}, on=hari):
        raise ValidationError({"opd": OPD_SENDIRI})
    hadiah = Penghargaan(
        uuid=uuid, tahun=kini.tahun, jenis=isi.jenis, nama=isi.nama, opd=isi.opd, peringkat=kini, tanggal=isi.tanggal,
        keterangan=isi.keterangan, dicatat_oleh=by, dicatat_pada=at, dicatat_sebagai=title_of_sekda(by, on=hari),
    )  # fmt: skip
    save_checked(hadiah)
    record(by, "menetapkan penghargaan", hadiah, at=at, opd_id=isi.opd.pk)
    return hadiah


def refusal_to_reward(peringkat: Peringkat, *, on: date) -> str:
    """Why nothing can be rewarded on this basis today; empty when it can. Two queries."""
    if getattr(peringkat, "pengganti", None) is not None:
        return "Dasar ini sudah mempunyai versi baru. Pakai versi yang terbaru."
    if on <= (batas := objection_deadline(peringkat)):
        return f"Masa sanggah masih berjalan sampai {format_tanggal(batas)}. Penghargaan ditetapkan sesudahnya."
    if (n := unsettled(peringkat.tahun)) > 0:
        return f"Masih ada {n} sanggahan yang belum selesai. Putuskan dan bekukan versi barunya lebih dahulu."
    return ""


def unsettled(tahun: int) -> int:
    """Objections of a year that wait for a decision, or were granted and wait for the new version. One query."""
    terbuka = Q(putusan="") | Q(putusan=PutusanSanggahan.DIKABULKAN, jawaban__isnull=True)
    return Sanggahan.objects.filter(terbuka, peringkat__tahun=tahun).count()


def _require_fit(peringkat: Peringkat, isi: IsiPenghargaan, *, on: date) -> None:
    akses = isi.jenis == JenisPenghargaan.AKSES
    kolom, kata = ("peringkat_akses", " dalam kelompok akses") if akses else ("peringkat", "")
    if isi.opd.slug not in {h["slug"] for h in peringkat.hasil["tabel"] if h[kolom] is not None}:
        raise ValidationError({"opd": f"OPD ini tidak diperingkat{kata} pada dasar itu. Pilih OPD yang diperingkat."})
    if not peringkat.bobot.rewards(isi.jenis):
        yang = peringkat.bobot.get_dihargai_display().lower()
        kata = f"Sebelum {peringkat.tahun} mulai Sekda menetapkan yang dihargai: {yang}. Pilih jenis itu atau penghargaan khusus."
        raise ValidationError({"jenis": kata})
    awal = tanggal_wit(peringkat.dibekukan_pada)
    if not awal <= isi.tanggal <= on:
        raise ValidationError({"tanggal": f"Isi tanggal dari hari pembekuan, {format_tanggal(awal)}, sampai hari ini."})


@deed
def cancel_reward(hadiah: Penghargaan, *, alasan: str, by: Pengguna, at: datetime) -> None:
    """Take back a reward recorded by mistake. Raises PermissionDenied, or ValidationError when it was taken back before."""
    if not can_reward(by, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_SEKDA)
    alasan = require_alasan(alasan)
    ada = Penghargaan.objects.filter(pk=hadiah.pk, dibatalkan_pada__isnull=True)
    if not ada.update(dibatalkan_pada=at, alasan_batal=alasan):
        raise ValidationError(changed_meanwhile(hadiah), code="berubah")
    record(by, "membatalkan penghargaan", hadiah, at=at, alasan=alasan, opd_id=hadiah.opd_id)
