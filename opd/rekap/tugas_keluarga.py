"""Tasks that target families make, one for each village and without a name: verify an *entas*, check one again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from desa.enums import PeristiwaKeluarga
from desa.models import Desa, StatusKeluarga
from desa.waktu import tambah_bulan
from opd.ambang import ENTAS_PERIKSA
from opd.enums import Peran
from opd.models import AnggotaTim, Pengguna, Penugasan
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of, place_in, place_of

P = PeristiwaKeluarga
KOLOM = {
    "desa": "pk",
    "nama": "nama",
    "kode": "kode",
    "kecamatan": "kecamatan__nama",
    "kabupaten": "kecamatan__kabupaten__nama",
    "jenis": "kecamatan__kabupaten__jenis",
    "n": "n",
    "sejak": "sejak",
}


def daftar_keluarga(user: Pengguna, baris: Iterable[BarisPenugasan], until: date) -> dict[str, DaftarTugas]:
    """Per village of `baris` the *entas* that are due for their re-check; for a verifikator those that wait for a word.

    A verifikator is asked about no village of an OPD for which he or she works, and about nothing he or she recorded.
    """
    per = {b.desa_id: b for b in baris}
    hasil: dict[str, DaftarTugas] = {}
    if per:

        def periksa(r: dict[str, Any], until: date) -> Tugas:
            return _periksa(r, per[r["desa"]], until)

        desa = _per_village(user, _due_again(user, until).filter(keluarga__desa__in=per))
        hasil["periksa_entas"] = DaftarTugas(desa, KOLOM, periksa)
    if user.holds(Peran.VERIFIKATOR, on=until):
        desa = _per_village(user, _waiting(user, until)).exclude(pk__in=_played(user, until))
        hasil["verifikasi_entas"] = DaftarTugas(desa, KOLOM, _verifikasi)
    return hasil


def _per_village(user: Pengguna, status: QuerySet[StatusKeluarga]) -> QuerySet[Desa]:
    """The villages with such rows, how many families, and since when the first waits."""
    milik = status.filter(keluarga__desa=OuterRef("pk")).order_by().values("keluarga__desa")
    jumlah = Subquery(milik.annotate(n=Count("keluarga", distinct=True)).values("n"))
    sejak = Subquery(milik.annotate(h=Min("tanggal")).values("h"))
    ada = status.order_by().values("keluarga__desa")
    return Desa.objects.visible_to(user).filter(pk__in=ada).annotate(n=jumlah, sejak=sejak)


def _due_again(user: Pengguna, until: date) -> QuerySet[StatusKeluarga]:
    """The verified *entas* of six months ago and before after which nothing was found."""
    semua = StatusKeluarga.objects.visible_to(user).in_force()
    sesudah = semua.filter(
        Q(tanggal__gt=OuterRef("tanggal")) | Q(tanggal=OuterRef("tanggal"), pk__gt=OuterRef("pk")),
        keluarga=OuterRef("keluarga"),
        peristiwa__in=[P.BERTAHAN, P.KAMBUH, P.KELUAR],
    )
    batas = tambah_bulan(until, -ENTAS_PERIKSA.nilai)
    entas = semua.filter(peristiwa=P.ENTAS, diverifikasi_pada__isnull=False, tanggal__lte=batas)
    return entas.filter(~Exists(sesudah))


def _waiting(user: Pengguna, until: date) -> QuerySet[StatusKeluarga]:
    semua = StatusKeluarga.objects.visible_to(user).in_force().filter(peristiwa__in=[P.ENTAS, P.BERTAHAN])
    return semua.filter(~Q(pencatat_id=user.pk) | Q(pencatat_id=None), diverifikasi_pada=None, tanggal__lte=until)


def _played(user: Pengguna, until: date) -> QuerySet:
    """The villages of the OPDs for which the reader works by office, as operator or in a team."""
    tim = AnggotaTim.objects.visible_to(user).filter(pengguna=user).order_by().values("tim__penugasan__opd")
    penugasan = Penugasan.objects.visible_to(user).in_force().in_charge().active_on(until)
    return penugasan.filter(Q(opd__in=user.opd_ids(until)) | Q(opd__in=tim)).order_by().values("desa")


def _periksa(r: dict[str, Any], b: BarisPenugasan, until: date) -> Tugas:
    return Tugas(
        "periksa_entas",
        f"{r['n']} keluarga entas di {b.desa} sudah waktunya diperiksa ulang.",
        tambah_bulan(day_of(r["sejak"], until), ENTAS_PERIKSA.nilai),
        address("keluarga:entas", keadaan="periksa"),
        "Periksa ulang",
        b.penugasan_id,
        place_of(b),
        "Yang masih lepas dari kemiskinan dihitung bertahan; yang jatuh miskin lagi dicatat kambuh.",
    )


def _verifikasi(r: dict[str, Any], until: date) -> Tugas:
    return Tugas(
        "verifikasi_entas",
        f"Entas {r['n']} keluarga di {r['nama']} menunggu verifikasi.",
        day_of(r["sejak"], until),
        address("keluarga:entas", keadaan="menunggu"),
        "Periksa usulannya",
        tempat=place_in(r | {"desa": r["nama"], "opd": ""}),
        keterangan="Baca berita acaranya, lalu verifikasi atau tolak dengan alasan.",
    )
