"""Record, correct and cancel aid, look at it again months later, and ask who got the like from another OPD.

Recipients' names are PERSONAL and never reach a Catatan; a NIK is only hashed, never stored.
"""

from __future__ import annotations

import uuid as uuid_
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File

from desa.angka import DesimalField, format_bulan, format_tanggal
from desa.models import Catatan, Umkm, record
from desa.scoped import deed, penjaga
from desa.waktu import WIT, tambah_bulan, tanggal_wit
from opd.actions.dasar import SUDAH_ADA, lock_account, lock_penugasan, save_checked
from opd.actions.fakta import (
    changes_in_words,
    lock_for_facts,
    require_alasan,
    require_current,
    require_in_force,
    require_tanggal,
)
from opd.actions.kosongkan import require_still_empty
from opd.actions.kunci import read_locks, require_unlocked, same_reason, susulan_of
from opd.actions.nisan import require_names_not_erased
from opd.actions.tutup_umkm import require_each_open
from opd.models import Bantuan, PemeriksaanBantuan, PenerimaBantuan, Pengguna, Penugasan
from opd.permissions import can_follow_up, can_record_facts
from opd.rekap.bantuan import Serupa, bantuan_serupa, recipient_hash

PENERIMA_TERBANYAK = 200
PERIKSA_SEHARI = 300
"""Recipients one account may compare with other OPDs' aid in a day: enough for work, too few to fish for names."""

MEMERIKSA = "memeriksa kesamaan penerima bantuan"
BATAS_PERIKSA = (
    f"Akun ini sudah membandingkan {PERIKSA_SEHARI} penerima hari ini. "
    "Lanjutkan besok, atau minta rekan satu OPD mencatatnya."
)
BUKAN_PEMERIKSA = "Bantuan ini diperiksa oleh OPD yang mendampingi desanya."
TANPA_PENERIMA = "Sebut sedikitnya satu penerima: pilih UMKM, atau tulis nama orang atau kelompoknya."


class BantuanSerupa(ValidationError):
    """A recipient got the like from another OPD, and nobody has said that this was looked at."""


@dataclass(frozen=True)
class IsiBantuan:
    """What the form says of an aid. `penerima` holds (name, hash) pairs in order, `umkm` primary keys."""

    tanggal: date
    jenis: str
    barang: str
    volume: Decimal
    satuan: str
    nilai_rp: int | None = None
    kegiatan: int | None = None
    penerima: tuple[tuple[str, str], ...] = ()
    umkm: frozenset[int] = frozenset()
    padanan: frozenset[str] = field(default=frozenset(), compare=False)
    """The recipients' hashes under older keys, to compare with while keys rotate; stored nowhere."""

    def scalars(self) -> dict[str, Any]:
        """The columns of Bantuan itself."""
        kolom = {k: v for k, v in asdict(self).items() if k not in ("kegiatan", "penerima", "umkm", "padanan")}
        return kolom | {"kegiatan_id": self.kegiatan, "jumlah_penerima": len(self.penerima) + len(self.umkm)}


def isi_of(bantuan: Bantuan) -> IsiBantuan:
    """What a stored aid says, in the form's terms; the caller has checked the right to its names. One query."""
    with penjaga(False):
        baris = list(PenerimaBantuan.objects.filter(bantuan=bantuan).order_by("urutan", "pk"))
    kolom = {k: getattr(bantuan, k) for k in ("tanggal", "jenis", "barang", "volume", "satuan", "nilai_rp")}
    return IsiBantuan(
        **kolom,
        kegiatan=bantuan.kegiatan_id,
        penerima=tuple((p.nama_penerima, p.sidik_penerima) for p in baris if p.umkm_id is None),
        umkm=frozenset(p.umkm_id for p in baris if p.umkm_id is not None),
    )


@deed
def check_serupa(penugasan: Penugasan, isi: IsiBantuan, *, by: Pengguna, at: datetime) -> tuple[Serupa, ...]:
    """Like aid that other OPDs gave these recipients within a year. Recorded with counts only, and limited per day.

    Raises PermissionDenied, or ValidationError when the account has compared too many today.
    """
    if not can_record_facts(by, penugasan, on=tanggal_wit(at)):
        raise PermissionDenied
    lock_account(by)
    awal = datetime.combine(tanggal_wit(at), time.min, WIT)
    hari_ini = Catatan.objects.filter(oleh_id=by.pk, tindakan=MEMERIKSA, pada__gte=awal)
    banyak = len(isi.penerima) + len(isi.umkm)
    if banyak + sum(p["penerima"][1] for p in hari_ini.values_list("perubahan", flat=True)) > PERIKSA_SEHARI:
        raise ValidationError(BATAS_PERIKSA, code="batas")
    hasil = _serupa(penugasan, isi)
    perubahan = {"penerima": [None, banyak], "kesamaan": [None, len(hasil)]}
    record(by, MEMERIKSA, penugasan, at=at, opd_id=penugasan.opd_id, perubahan=perubahan)
    return hasil


def _serupa(penugasan: Penugasan, isi: IsiBantuan) -> tuple[Serupa, ...]:
    apa = {"jenis": isi.jenis, "umkm": isi.umkm, "tanggal": isi.tanggal, "padanan": isi.padanan}
    return bantuan_serupa(penugasan, isi.penerima, **apa)  # type: ignore[arg-type]


def serupa_sentences(serupa: tuple[Serupa, ...]) -> list[str]:
    """What the form says before saving: OPD, kind and month, never to whom."""
    return [
        f"Salah satu penerima sudah mendapat {s.jenis.lower()} dari {s.opd} pada {format_bulan(s.bulan)}."
        for s in serupa
    ]


@deed
def record_bantuan(
    penugasan: Penugasan,
    isi: IsiBantuan,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    bast: File | None = None,
    yakin: bool = False,
    susulan: str = "",
) -> Bantuan:
    """A new aid with its recipients; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when the day does not fit, the uuid holds other content, a recipient got
    the like from another OPD and `yakin` does not say that this was looked at, or the quarter is locked and `susulan`
    does not say why the aid comes late.
    """
    penugasan = lock_for_facts(penugasan.pk, by=by, at=at)
    if ada := _sent_before(uuid, isi, susulan, penugasan=penugasan, menggantikan=None):
        return ada
    alasan_susulan = susulan_of(penugasan, isi.tanggal, susulan, buku=read_locks(penugasan, at=at))
    bantuan = _create(penugasan, isi, uuid=uuid, by=by, at=at, bast=bast, yakin=yakin, alasan_susulan=alasan_susulan)
    perubahan = _confirmed(yakin)
    record(by, "mencatat bantuan", bantuan, at=at, opd_id=penugasan.opd_id, perubahan=perubahan, alasan=alasan_susulan)
    return bantuan


def _confirmed(yakin: bool) -> dict[str, list[Any]]:
    return {"kesamaan penerima": ["", "sudah diperiksa, memang berbeda"]} if yakin else {}


@deed
def correct_bantuan(
    lama: Bantuan,
    isi: IsiBantuan,
    *,
    uuid: uuid_.UUID,
    alasan: str,
    by: Pengguna,
    at: datetime,
    bast: File | None = None,
    yakin: bool = False,
    susulan: str = "",
) -> Bantuan:
    """A row that replaces `lama`; its checks move along, its minutes too unless new ones are given."""
    penugasan = lock_for_facts(lama.penugasan_id, by=by, at=at)
    if ada := _sent_before(uuid, isi, susulan, penugasan=penugasan, menggantikan=lama):
        return ada
    lama, buku = cast(Bantuan, require_current(lama)), read_locks(penugasan, at=at)
    require_unlocked(lama, buku)
    _require_checks_kept(lama, isi)
    require_still_empty((n for n, _ in isi_of(lama).penerima), (n for n, _ in isi.penerima))
    berkas = bast or lama.bast.name
    baru = _create(
        penugasan,
        isi,
        uuid=uuid,
        by=by,
        at=at,
        bast=berkas,
        yakin=yakin,
        menggantikan=lama,
        alasan_koreksi=require_alasan(alasan),
        alasan_susulan=susulan_of(penugasan, isi.tanggal, susulan, buku=buku, lama=lama),
    )
    PemeriksaanBantuan.objects.filter(bantuan=lama).update(bantuan=baru)
    record(
        by,
        "mengoreksi bantuan",
        baru,
        at=at,
        opd_id=penugasan.opd_id,
        alasan=alasan,
        perubahan=_changes(isi_of(lama), isi),
    )
    return baru


@deed
def cancel_bantuan(lama: Bantuan, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime) -> Bantuan:
    """A row that takes `lama` out of every count, with the reason and without names. Sent twice it cancels once."""
    penugasan = lock_for_facts(lama.penugasan_id, by=by, at=at)
    if (ada := Bantuan.objects.filter(uuid=uuid, menggantikan=lama, batal=True).first()) is not None:
        return ada
    lama, alasan = cast(Bantuan, require_current(lama)), require_alasan(alasan)
    require_unlocked(lama, read_locks(penugasan, at=at))
    kolom = {k: getattr(lama, k) for k in ("tanggal", "jenis", "barang", "volume", "satuan")}
    batal = Bantuan(penugasan=penugasan, uuid=uuid, menggantikan=lama, batal=True, alasan_koreksi=alasan, **kolom)
    _sign(batal, by=by, at=at)
    save_checked(batal)
    record(by, "membatalkan bantuan", lama, at=at, opd_id=penugasan.opd_id, alasan=alasan)
    return batal


@dataclass(frozen=True)
class IsiPemeriksaan:
    """What was found when the aid was looked at again."""

    bulan_ke: int
    tanggal: date
    keadaan: str
    jumlah_ada: Decimal | None = None
    catatan: str = ""


@deed
def check_bantuan(
    bantuan: Bantuan, isi: IsiPemeriksaan, *, uuid: uuid_.UUID, by: Pengguna, at: datetime
) -> PemeriksaanBantuan:
    """A check of an aid; the stored one when this form was sent before. Raises as `record_bantuan`."""
    penugasan = _lock_to_check(bantuan, by=by, at=at)
    if ada := _checked_before(uuid, isi, menggantikan=None):
        return ada
    bantuan = cast(Bantuan, require_current(bantuan))
    _require_check_fits(bantuan, isi, on=tanggal_wit(at))
    periksa = PemeriksaanBantuan(bantuan=bantuan, uuid=uuid, **asdict(isi))
    _sign(periksa, by=by, at=at)
    save_checked(periksa)
    perubahan: dict[str, list[Any]] = {
        "bulan_ke": [None, isi.bulan_ke],
        "keadaan": [None, str(periksa.get_keadaan_display())],
    }
    record(by, "memeriksa bantuan", bantuan, at=at, opd_id=penugasan.opd_id, perubahan=perubahan)
    return periksa


@deed
def correct_check(
    lama: PemeriksaanBantuan, isi: IsiPemeriksaan, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime
) -> PemeriksaanBantuan:
    """A check of the same month that replaces `lama`, with the reason. Raises as `check_bantuan`, or when replaced meanwhile."""
    penugasan, alasan = _lock_to_check(lama.bantuan, by=by, at=at), require_alasan(alasan)
    isi = replace(isi, bulan_ke=lama.bulan_ke)
    if ada := _checked_before(uuid, isi, menggantikan=lama):
        return ada
    lama = PemeriksaanBantuan.objects.select_related("pengganti", "bantuan").get(pk=lama.pk)
    require_in_force(lama)
    bantuan = cast(Bantuan, require_current(lama.bantuan))
    _require_check_fits(bantuan, isi, on=tanggal_wit(at))
    baru = PemeriksaanBantuan(bantuan=bantuan, uuid=uuid, menggantikan=lama, alasan_koreksi=alasan, **asdict(isi))
    _sign(baru, by=by, at=at)
    save_checked(baru)
    perubahan = {"keadaan": [str(lama.get_keadaan_display()), str(baru.get_keadaan_display())]}
    perubahan |= changes_in_words(*({k: getattr(p, k) for k in ("tanggal", "jumlah_ada")} for p in (lama, baru)))
    tindakan = f"mengoreksi pemeriksaan bulan ke-{lama.bulan_ke} bantuan"
    record(by, tindakan, bantuan, at=at, opd_id=penugasan.opd_id, alasan=alasan, perubahan=perubahan)
    return baru


def _lock_to_check(bantuan: Bantuan, *, by: Pengguna, at: datetime) -> Penugasan:
    """The penugasan of an aid, locked, if `by` may look at the aid again. Raises PermissionDenied."""
    (penugasan,) = lock_penugasan(bantuan.penugasan_id)
    if not can_follow_up(by, penugasan, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PEMERIKSA)
    return penugasan


def _checked_before(
    uuid: uuid_.UUID, isi: IsiPemeriksaan, *, menggantikan: PemeriksaanBantuan | None
) -> PemeriksaanBantuan | None:
    """The check stored under this uuid, if it says the same. Raises ValidationError if it says anything else."""
    ada = PemeriksaanBantuan.objects.filter(uuid=uuid).first()
    if ada is None:
        return None
    induk = menggantikan.pk if menggantikan else None
    if ada.menggantikan_id != induk or any(getattr(ada, k) != v for k, v in asdict(isi).items()):
        raise ValidationError(SUDAH_ADA, code="sudah_ada")
    return ada


def _require_check_fits(bantuan: Bantuan, isi: IsiPemeriksaan, *, on: date) -> None:
    if isi.tanggal > on:
        raise ValidationError({"tanggal": "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})
    if isi.tanggal < tambah_bulan(bantuan.tanggal, isi.bulan_ke - 1):
        raise ValidationError(
            {"tanggal": f"Pemeriksaan bulan ke-{isi.bulan_ke} belum waktunya pada tanggal itu. Periksa tanggalnya."}
        )
    if isi.jumlah_ada is not None and isi.jumlah_ada > bantuan.volume:
        raise ValidationError(
            {
                "jumlah_ada": f"Jumlah ini melebihi yang diserahkan, {DesimalField().write(bantuan.volume)} {bantuan.satuan}."
            }
        )


def _require_checks_kept(lama: Bantuan, isi: IsiBantuan) -> None:
    """Raise ValidationError if a check made of `lama` would not fit what the correction says."""
    for p in lama.pemeriksaan.in_force():
        kapan = f"Pemeriksaan bulan ke-{p.bulan_ke} sudah dicatat pada {format_tanggal(p.tanggal)}"
        if p.tanggal < tambah_bulan(isi.tanggal, p.bulan_ke - 1):
            raise ValidationError(
                {"tanggal": f"{kapan}, jadi tanggal serah terima ini terlalu akhir. Periksa tanggalnya."}
            )
        if p.jumlah_ada is not None and p.jumlah_ada > isi.volume:
            banyak = f"{DesimalField().write(p.jumlah_ada)} {lama.satuan}"
            raise ValidationError({"volume": f"{kapan}: masih ada {banyak}. Volume tidak dapat lebih kecil."})


def _create(
    penugasan: Penugasan,
    isi: IsiBantuan,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    bast: Any,
    yakin: bool,
    menggantikan: Bantuan | None = None,
    **alasan: str,
) -> Bantuan:
    require_tanggal(penugasan, isi.tanggal, on=tanggal_wit(at))
    _require_recipients(penugasan, isi, menggantikan)
    _require_not_erased(penugasan, isi, menggantikan)
    if not yakin and (serupa := _serupa(penugasan, isi)):
        raise BantuanSerupa(serupa_sentences(serupa))
    bantuan = Bantuan(penugasan=penugasan, uuid=uuid, menggantikan=menggantikan, **alasan, **isi.scalars())
    if bast:
        bantuan.bast = bast
    _sign(bantuan, by=by, at=at)
    save_checked(bantuan)
    for n, (nama, sidik) in enumerate(isi.penerima):
        save_checked(PenerimaBantuan(bantuan=bantuan, urutan=n, nama_penerima=nama, sidik_penerima=sidik))
    for pk in sorted(isi.umkm):
        save_checked(PenerimaBantuan(bantuan=bantuan, urutan=len(isi.penerima), umkm_id=pk))
    return bantuan


def _require_recipients(penugasan: Penugasan, isi: IsiBantuan, lama: Bantuan | None) -> None:
    if not isi.penerima and not isi.umkm:
        raise ValidationError({"penerima": TANPA_PENERIMA})
    if len(isi.penerima) > PENERIMA_TERBANYAK:
        raise ValidationError({"penerima": f"Paling banyak {PENERIMA_TERBANYAK} nama. Pecah menjadi beberapa catatan."})
    if Umkm.objects.filter(pk__in=isi.umkm, desa=penugasan.desa_id).count() != len(isi.umkm):
        raise ValidationError(
            {"umkm": "Ada UMKM yang tidak tercatat di desa ini. Muat ulang formulir, lalu pilih kembali."}
        )
    tetap = lama.penerima.values_list("umkm_id", flat=True) if lama and lama.tanggal == isi.tanggal else ()
    require_each_open(isi.umkm.difference(tetap), isi.tanggal)
    if isi.kegiatan and not penugasan.kegiatan.in_force().filter(pk=isi.kegiatan).exists():
        raise ValidationError(
            {"kegiatan": "Kegiatan ini bukan dari penugasan itu, atau sudah diganti. Pilih kembali dari daftar."}
        )


def _require_not_erased(penugasan: Penugasan, isi: IsiBantuan, lama: Bantuan | None) -> None:
    """Raise ValidationError for a name without a NIK that was erased in the village and that `lama` does not have."""
    ada = {n for n, _ in isi_of(lama).penerima} if lama else set()
    baru = [
        n for n, sidik in isi.penerima if n not in ada and sidik == recipient_hash(n, "", desa_id=penugasan.desa_id)
    ]
    require_names_not_erased("penerima", penugasan.desa_id, baru)


def _sign(fakta: Bantuan | PemeriksaanBantuan, *, by: Pengguna, at: datetime) -> None:
    fakta.dicatat_pada, fakta.pencatat_id, fakta.pencatat = at, by.pk, by.nama


def _sent_before(
    uuid: uuid_.UUID, isi: IsiBantuan, susulan: str, *, penugasan: Penugasan, menggantikan: Bantuan | None
) -> Bantuan | None:
    """The row stored under this uuid, if it says the same. Raises ValidationError if it says anything else."""
    ada = Bantuan.objects.filter(uuid=uuid).first()
    if ada is None:
        return None
    induk = menggantikan.pk if menggantikan else None
    sama = (ada.penugasan_id, ada.menggantikan_id, ada.batal) == (penugasan.pk, induk, False) and isi_of(ada) == isi
    if not sama or not same_reason(ada, susulan):
        raise ValidationError(SUDAH_ADA, code="sudah_ada")
    return ada


def _changes(lama: IsiBantuan, baru: IsiBantuan) -> dict[str, list[Any]]:
    """Old and new of what changed; names only as "diubah"."""
    hasil = changes_in_words(asdict(lama), asdict(baru))
    if hasil.pop("penerima", None):
        hasil["penerima"] = ["", "nama penerima diubah"]
    return hasil
