"""Aid: what was handed over in a period, whether it is still in use, which check is due, and who got the like elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from desa.enums import JenisSidik
from desa.models.keluarga import number_hashes
from desa.sandi import blind_indexes
from desa.validators import kunci_nama
from desa.waktu import awal_bulan, tambah_bulan
from opd.enums import JenisBantuan, KeadaanBantuan
from opd.models import Bantuan, PemeriksaanBantuan, PenerimaBantuan, Pengguna, Penugasan
from opd.models.bantuan import BULAN_PERIKSA

MASA_SERUPA_HARI = 365


@dataclass(frozen=True, slots=True)
class Serupa:
    """Like aid from another OPD: which OPD, which kind, in which month. Never to whom."""

    opd: str
    jenis: str
    bulan: date


def recipient_hash(nama: str, nik: str, *, desa_id: int) -> str:
    """By which the same recipient is found again: the NIK, or the name within the village where none is known."""
    return recipient_hashes(nama, nik, desa_id=desa_id)[0]


def recipient_hashes(nama: str, nik: str, *, desa_id: int) -> tuple[str, ...]:
    """The same under every key, the current first."""
    if nik:
        return number_hashes(JenisSidik.NIK, nik)
    return blind_indexes(f"{desa_id}:{kunci_nama(nama)}", konteks="nama penerima")


def bantuan_serupa(
    penugasan: Penugasan,
    penerima: Collection[tuple[str, str]],
    *,
    jenis: str,
    umkm: Collection[int],
    tanggal: date,
    padanan: Collection[str] = (),
) -> tuple[Serupa, ...]:
    """Aid of the same kind to one of these recipients from another OPD within a year before or after. One query.

    A name known without NIK, there or here, is the same name in the same village; two different NIK are two people.
    `padanan`: the recipients' hashes under older keys.
    For deeds only: it matches on personal data and gives nothing personal back.
    """
    masa, desa_id = timedelta(days=MASA_SERUPA_HARI), penugasan.desa_id
    sidik = {s for _, s in penerima} | set(padanan)
    nama = {h for n, _ in penerima for h in recipient_hashes(n, "", desa_id=desa_id)}
    senama = Q(bantuan__penugasan__desa=desa_id, umkm__isnull=True) if nama else Q(pk__in=[])
    kueri = PenerimaBantuan.objects.filter(
        Q(sidik_penerima__in=sidik) | Q(umkm__in=umkm) | senama,
        bantuan__pengganti__isnull=True,
        bantuan__batal=False,
        bantuan__jenis=jenis,
        bantuan__tanggal__range=(tanggal - masa, tanggal + masa),
    ).exclude(bantuan__penugasan__opd=penugasan.opd_id)
    kolom = ("bantuan__penugasan__opd__nama", "bantuan__jenis", "bantuan__tanggal")
    hasil = set()
    for satu, dari, opd, j, hari in kueri.values_list("sidik_penerima", "nama_penerima", *kolom):
        kunci = recipient_hashes(dari, "", desa_id=desa_id) if dari else ()
        if not dari or satu in sidik or (kunci[0] in nama and (satu in kunci or not sidik.isdisjoint(kunci))):
            hasil.add(Serupa(opd, str(JenisBantuan(j).label), awal_bulan(hari)))
    return tuple(sorted(hasil, key=lambda s: (s.bulan, s.opd)))


def due_check(tanggal: date, until: date) -> tuple[int, date] | None:
    """The latest check due by `until`, as (month, due day); an earlier one that was missed is not asked any more."""
    lewat = [(n, tambah_bulan(tanggal, n)) for n in BULAN_PERIKSA if tambah_bulan(tanggal, n) <= until]
    return lewat[-1] if lewat else None


def bantuan_tempo(user: Pengguna, *, desa: Collection[int], until: date) -> QuerySet[Bantuan]:
    """Aid in these villages whose latest due check was not made; `akhir` is the last month checked (0: none)."""
    belum = Q()
    for n, berikut in zip(BULAN_PERIKSA, (*BULAN_PERIKSA[1:], None), strict=True):
        masa = Q(tanggal__lte=_mundur(until, n), akhir__lt=n)
        belum |= masa & Q(tanggal__gt=_mundur(until, berikut)) if berikut else masa
    return unfinished_checks(user).filter(belum, penugasan__desa__in=desa)


def unfinished_checks(user: Pengguna) -> QuerySet[Bantuan]:
    """Aid in force whose last check was not made yet; `akhir` is the last month checked (0: none)."""
    periksa = PemeriksaanBantuan.objects.visible_to(user).in_force().filter(bantuan=OuterRef("pk")).order_by()
    akhir = Subquery(periksa.values("bantuan").annotate(n=Max("bulan_ke")).values("n"))
    semua = Bantuan.objects.visible_to(user).in_force().annotate(akhir=Coalesce(akhir, 0))
    return semua.filter(akhir__lt=BULAN_PERIKSA[-1])


def _mundur(until: date, bulan: int) -> date:
    """The latest day whose check of that month is due by `until`."""
    hari = tambah_bulan(until, -bulan) + timedelta(days=3)
    while tambah_bulan(hari, bulan) > until:
        hari -= timedelta(days=1)
    return hari


@dataclass(frozen=True, slots=True)
class RekapBantuan:
    """Aid of a selection: how many hand-overs and recipients, their worth, and what the latest checks found."""

    jumlah: int
    penerima: int
    nilai_rp: int
    diperiksa: int
    dipakai: int


def rekap_bantuan(user: Pengguna, syarat: Q, *, known_at: datetime | None = None) -> RekapBantuan:
    """Over the aid in force that fits `syarat`. Two queries, three at a moment in the past; a hand-over counts with its
    latest check."""
    baris = list(
        Bantuan.objects.visible_to(user)
        .in_force(known_at)
        .filter(syarat)
        .values_list("pk", "jumlah_penerima", "nilai_rp")
    )
    semua = latest_checks(user, known_at=known_at)
    akhir = [semua[pk] for pk, *_ in baris if pk in semua]
    return RekapBantuan(
        len(baris),
        sum(b[1] for b in baris),
        sum(b[2] or 0 for b in baris),
        len(akhir),
        sum(k == KeadaanBantuan.DIPAKAI for k in akhir),
    )


def latest_checks(user: Pengguna, *, known_at: datetime | None = None) -> dict[int, str]:
    """What the latest check of each aid found, by the aid as known then. One query, two at a moment in the past.

    A check moves along to the row that corrects its aid, so the past goes back over the corrections made since.
    """
    periksa = PemeriksaanBantuan.objects.visible_to(user).in_force(known_at).order_by("bulan_ke", "pk")
    akhir = dict(periksa.values_list("bantuan", "keadaan"))
    if known_at is None:
        return akhir
    sejak = Bantuan.objects.visible_to(user).filter(menggantikan__isnull=False, dicatat_pada__gt=known_at)
    dulu = {pk: lama for pk, lama in sejak.values_list("pk", "menggantikan") if lama}
    return {_earlier(pk, dulu): keadaan for pk, keadaan in akhir.items()}


def _earlier(pk: int, dulu: dict[int, int]) -> int:
    while pk in dulu:
        pk = dulu[pk]
    return pk
