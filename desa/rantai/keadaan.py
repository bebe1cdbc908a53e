"""How the chain stands: sealed up to when, last checked, last anchored. What a page and a health check show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Sum

from desa.models import Catatan, Instalasi, SegelCatatan, make_catatan
from desa.rantai.jangkar import Jangkar
from desa.rantai.periksa import Hasil
from desa.scoped import Reader

MEMERIKSA, MENJANGKAR = "memeriksa rantai catatan", "menjangkar rantai catatan"
SEGEL_PALING_LAMA = timedelta(minutes=15)
HARIAN_PALING_LAMA = timedelta(hours=26)
"""Of what a timer does once a day; two hours over for a late start."""
JAM_MELENCENG = timedelta(hours=1)
"""What is dated further ahead was done under a wrong clock, and proves nothing of today."""


@dataclass(frozen=True)
class Keadaan:
    """`menunggu`: rows no link holds yet, the oldest `menunggu_sejak`. What never happened is None."""

    at: datetime
    nomor: int
    disegel_pada: datetime | None
    jumlah: int
    menunggu: int
    menunggu_sejak: datetime | None
    periksa_pada: datetime | None
    temuan: int
    temuan_pertama: str
    jangkar_pada: datetime | None
    jangkar: int

    @property
    def segel_tertinggal(self) -> bool:
        """Whether a row has waited for its seal for a quarter of an hour."""
        return self.menunggu_sejak is not None and self.at - self.menunggu_sejak > SEGEL_PALING_LAMA

    @property
    def periksa_terlambat(self) -> bool:
        return self.periksa_pada is None or self.at - self.periksa_pada > HARIAN_PALING_LAMA

    @property
    def jangkar_terlambat(self) -> bool:
        return self.jangkar_pada is None or self.at - self.jangkar_pada > HARIAN_PALING_LAMA


def state_of_chain(user: Reader, *, at: datetime) -> Keadaan:
    """Five queries, none of them reads what rows say."""
    segel, catatan = SegelCatatan.objects.visible_to(user), Catatan.objects.visible_to(user)
    akhir = segel.defer("tanda").order_by("nomor").last()
    jumlah = segel.aggregate(n=Sum("jumlah"))["n"] or 0
    tunggu = catatan.filter(id__gt=akhir.sampai_id if akhir else 0).aggregate(n=Count("id"), sejak=Min("pada"))
    periksa, jangkar = (last_about_installation(user, t, at=at) for t in (MEMERIKSA, MENJANGKAR))
    return Keadaan(
        at=at,
        nomor=akhir.nomor if akhir else 0,
        disegel_pada=akhir.disegel_pada if akhir else None,
        jumlah=jumlah,
        menunggu=tunggu["n"],
        menunggu_sejak=tunggu["sejak"],
        periksa_pada=periksa.pada if periksa else None,
        temuan=_value(periksa, "temuan"),
        temuan_pertama=periksa.alasan if periksa else "",
        jangkar_pada=jangkar.pada if jangkar else None,
        jangkar=_value(jangkar, "segel"),
    )


def oldest_unsealed(user: Reader) -> datetime | None:
    """Since when an audit row has waited for its seal; None when none does. Two queries, for whoever asks often."""
    akhir = SegelCatatan.objects.visible_to(user).order_by("nomor").values_list("sampai_id", flat=True).last()
    return Catatan.objects.visible_to(user).filter(id__gt=akhir or 0).aggregate(n=Min("pada"))["n"]


def note_check(hasil: Hasil, *, at: datetime) -> None:
    """One audit row by the system itself: how much was checked and the first thing found."""
    pertama = hasil.temuan[0].kalimat if hasil.temuan else ""
    isi = {"segel": hasil.segel, "catatan": hasil.baris, "temuan": hasil.banyak_temuan}
    note_about_installation(MEMERIKSA, isi, alasan=pertama, at=at)


def note_anchor(jangkar: Jangkar, *, at: datetime) -> None:
    """One audit row: which link was anchored."""
    isi = {"segel": jangkar.nomor, "catatan": jangkar.sampai_id, "jumlah": jangkar.jumlah, "sidik": jangkar.sidik}
    note_about_installation(MENJANGKAR, isi, alasan=jangkar.pemulihan, at=at)


def note_about_installation(tindakan: str, isi: dict[str, Any], *, alasan: str = "", at: datetime) -> None:
    """An audit row by the system about this installation: figures and names of its own files."""
    instalasi = Instalasi.objects.get_or_create(pk=1)[0]
    perubahan = {k: [None, v] for k, v in isi.items()}
    make_catatan(None, tindakan, instalasi, at=at, perubahan=perubahan, alasan=alasan[:500]).save(force_insert=True)


def last_about_installation(user: Reader, tindakan: str, *, at: datetime) -> Catatan | None:
    """The newest of them at this moment. One query."""
    semua = Catatan.objects.visible_to(user).filter(objek_jenis=Instalasi._meta.label_lower, objek_id="1")
    return semua.filter(tindakan=tindakan, pada__lte=at + JAM_MELENCENG).order_by("-pada", "-id").first()


def _value(catatan: Catatan | None, nama: str) -> int:
    return int(catatan.perubahan.get(nama, [None, 0])[1] or 0) if catatan else 0
