"""Tasks that arahan make: answer, for the OPDs asked; check an answer, for a verifikator and the pimpinan who ordered."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from desa.angka import format_tanggal
from desa.waktu import WIT
from opd.enums import Peran, StatusTindakLanjut
from opd.models import AnggotaTim, Arahan, Opd, Pengguna, TindakLanjut
from opd.models.arahan import TindakLanjutQuerySet, shorten
from opd.models.opd import with_merged
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of

KOLOM = {
    "uuid": "arahan__uuid",
    "isi": "arahan__isi",
    "sebagai": "arahan__sebagai_pemberi",
    "slug": "opd__slug",
    "opd": "opd__nama",
    "batas": "batas",
    "putaran": "putaran",
}
KOLOM_PERIKSA = {k: k for k in ("uuid", "isi", "jumlah", "hari", "slug", "opd")}


def daftar_arahan(user: Pengguna, until: date) -> dict[str, DaftarTugas]:
    """Arahan this person's OPDs have to answer, and answers this person may check."""
    hasil = {}
    if user.opd_ids(until):
        jawab = TindakLanjut.objects.managed_by(user).unanswered()
        hasil["arahan"] = DaftarTugas(jawab, KOLOM, _jawab)
    if user.holds(Peran.PIMPINAN, Peran.VERIFIKATOR, on=until):
        hasil["periksa_arahan"] = DaftarTugas(_to_check(user, until), KOLOM_PERIKSA, _periksa)
    return hasil


def _to_check(user: Pengguna, until: date) -> QuerySet[Arahan, Any]:
    """Arahan with answers to check: how many there are, and the one that waits longest. 46 answers make one task."""
    semua = checkable(user, on=until).order_by("dijawab_pada", "pk")
    jawaban = semua.filter(arahan=OuterRef("pk")).annotate(hari=TruncDate("dijawab_pada", tzinfo=WIT))
    jumlah = jawaban.order_by().values("arahan").annotate(n=Count("pk")).values("n")
    terlama = {k: Subquery(jawaban.values(v)[:1]) for k, v in (("hari", "hari"), ("slug", "opd__slug"))}
    arahan = Arahan.objects.visible_to(user).filter(pk__in=semua.order_by().values("arahan"))
    return arahan.annotate(jumlah=Subquery(jumlah), opd=Subquery(jawaban.values("opd__nama")[:1]), **terlama)


def checkable(user: Pengguna, *, on: date) -> TindakLanjutQuerySet:
    """The answers for which `can_check_arahan` says yes, as one list."""
    dijawab = TindakLanjut.objects.visible_to(user).in_force().filter(status=StatusTindakLanjut.DIJAWAB)
    if not user.holds(Peran.VERIFIKATOR, on=on):
        dijawab = dijawab.filter(arahan__pemberi=user)
    sendiri = plays_for_opd(user, on=on)
    bermain = with_merged(sendiri, on=on, jalur="opd__")
    return dijawab.exclude(bermain).exclude(dijawab_oleh=user)


def plays_for_opd(user: Pengguna, *, on: date) -> QuerySet[Opd, Any]:
    """The OPDs for which `plays_in` says yes, as a sub-query."""
    tim = AnggotaTim.objects.visible_to(user).filter(pengguna=user).values("tim__penugasan__opd")
    return Opd.objects.visible_to(user).filter(Q(pk__in=user.opd_ids(on)) | Q(pk__in=tim)).values("pk")


def _page(r: dict[str, Any]) -> str:
    return address("arahan:tindak", UUID(r["uuid"]), r["slug"])


def _jawab(r: dict[str, Any], until: date) -> Tugas:
    batas = day_of(r["batas"], until)
    if batas < until:
        kapan = f"terlambat dijawab {(until - batas).days} hari, sejak {format_tanggal(batas)}"
    else:
        kapan = "dijawab hari ini" if batas == until else f"dijawab paling lambat {format_tanggal(batas)}"
    kembali = "Jawaban sebelumnya dikembalikan; baca alasannya. " if r["putaran"] > 1 else ""
    return Tugas(
        "arahan",
        f"Arahan {r['sebagai']} “{shorten(r['isi'])}” {kapan}.",
        batas,
        _page(r),
        "Jawab arahan",
        keterangan=f"{kembali}Untuk {r['opd']}.",
        batas=batas,
    )


def _periksa(r: dict[str, Any], until: date) -> Tugas:
    dijawab = day_of(r["hari"], until)
    lama = f"menunggu {(until - dijawab).days} hari" if dijawab < until else "dijawab hari ini"
    satu = r["jumlah"] == 1
    siapa = f"Jawaban {r['opd']}" if satu else f"{r['jumlah']} jawaban"
    return Tugas(
        "periksa_arahan",
        f"{siapa} atas arahan “{shorten(r['isi'])}” {'' if satu else 'menunggu diperiksa, yang terlama '}{lama}.",
        dijawab,
        _page(r) if satu else address("arahan:detail", UUID(r["uuid"])),
        "Periksa jawaban",
        keterangan="Nyatakan selesai, atau kembalikan dengan alasan.",
    )
