"""Reads each criterion for all villages of the province at once, as it stood on a day. The pages choose, these only read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from desa.angka import format_tanggal
from desa.enums import JenisKabupaten
from desa.models import DaftarPrioritas, Desa, IndeksDesa, KondisiDesa, NilaiIndikator, PenutupanUmkm, Umkm
from desa.models.indeks import SKOR_BERMASALAH
from opd.models import Pengguna
from opd.rekap.daftar_json import day_of, decimal_of, json_rows, read_lists
from opd.rekap.kriteria import INDEKS, TINGKAT_SINYAL, Angka, DesaRingkas, Kriteria, Ukuran, Vintase, valid_on
from opd.rekap.umkm import BUKAN_UMKM

KONDISI = (Kriteria.JAM, Kriteria.LISTRIK, Kriteria.SINYAL)
SUMBER_UMKM = "pencatatan UMKM pada aplikasi ini"


def read_population(user: Pengguna, *, on: date) -> tuple[DesaRingkas, ...]:
    """Villages and kelurahan that existed on the day, by code. One query."""
    kolom = ("pk", "kode", "nama", "jenis", "kecamatan__nama", "kecamatan__kabupaten__kode",
             "kecamatan__kabupaten__nama", "kecamatan__kabupaten__jenis", "berlaku_mulai", "berlaku_selesai")  # fmt: skip
    kueri = Desa.objects.visible_to(user).order_by("kode").values_list(*kolom)
    return tuple(_desa(isi, jenis) for *isi, jenis, mulai, selesai in kueri if valid_on(mulai, selesai, on))


def _desa(isi: list[Any], jenis: str) -> DesaRingkas:
    *kepala, kab = isi
    kolom: list[Any] = [*kepala, f"{'Kab.' if jenis == JenisKabupaten.KABUPATEN else 'Kota'} {kab}"]
    return DesaRingkas(*kolom)


def read_vintages(user: Pengguna) -> dict[Vintase, int]:
    """Every kind and year of index with how many villages have it, newest year first. One query."""
    kueri = IndeksDesa.objects.visible_to(user).order_by("-tahun", "-jenis").values_list("jenis", "tahun")
    return {Vintase(jenis, tahun): n for jenis, tahun, n in kueri.annotate(n=Count("pk"))}


def read_index(user: Pengguna, vintase: Iterable[Vintase]) -> dict[Vintase, dict[Kriteria, Ukuran]]:
    """The index and its sub-indices of each of these vintages. One query, none for none."""
    pilih, hasil = Q(pk__in=[]), {}
    for v in vintase:
        pilih |= Q(jenis=v.jenis, tahun=v.tahun)
        hasil[v] = {k: Ukuran(k, {}, str(v)) for k in INDEKS}
    if not hasil:
        return {}
    nilai: dict[Vintase, tuple[dict[int, Angka], ...]] = {v: tuple({} for _ in INDEKS) for v in hasil}
    sumber: dict[Vintase, str] = {}
    kueri = IndeksDesa.objects.visible_to(user).filter(pilih).order_by("pk")
    for jenis, tahun, asal, desa, *isi in kueri.values_list(
        "jenis", "tahun", "sumber", "desa_id", "nilai", "iks", "ike", "ikl"
    ):
        sumber.setdefault(v := Vintase(jenis, tahun), asal)
        for wadah, satu in zip(nilai[v], isi, strict=True):
            if satu is not None:
                wadah[desa] = satu
    return {
        v: {k: Ukuran(k, isi, str(v), sumber.get(v, "")) for k, isi in zip(INDEKS, nilai[v], strict=True)}
        for v in hasil
    }


def read_red(user: Pengguna, tahun: int | None) -> Ukuran:
    """How many indicators score 2 or less, of villages whose whole sheet of that year is known. One query, none for None."""
    if tahun is None:
        return Ukuran(Kriteria.MERAH, {}, "")
    nilai = NilaiIndikator.objects.visible_to(user).filter(tahun=tahun).order_by().values("desa_id")
    baris = list(nilai.annotate(n=Count("pk"), merah=Count("pk", filter=Q(skor__lte=SKOR_BERMASALAH))))
    penuh = max((b["n"] for b in baris), default=0)
    isi = {b["desa_id"]: b["merah"] for b in baris if b["n"] == penuh}
    return Ukuran(Kriteria.MERAH, isi, f"skor IDM {tahun}", "lembar skor IDM Kemendes PDTT")


def read_rest(
    user: Pengguna, populasi: Iterable[DesaRingkas], *, on: date, kondisi_on: date | None = None
) -> dict[Kriteria, Ukuran]:
    """Access, priority lists and enterprises as of a day; `kondisi_on`: another day for access. One query."""
    saat = kondisi_on or on
    kondisi = KondisiDesa.objects.visible_to(user).in_force().filter(tanggal__lte=saat)
    prioritas = DaftarPrioritas.objects.visible_to(user).filter(tanggal__lte=on, desa__isnull=False)
    umkm = Umkm.objects.visible_to(user).filter(dibina_sejak__lte=on).exclude(bentuk__in=BUKAN_UMKM)
    tutup = PenutupanUmkm.objects.visible_to(user).spanning(on, on).filter(umkm=OuterRef("pk"))
    umkm = umkm.annotate(tertutup=Exists(tutup))
    isi = read_lists(
        user,
        {
            "kondisi": json_rows(kondisi, "desa_id", "tanggal", "pk", "jam_tempuh", "listrik_jam", "sinyal"),
            "prioritas": json_rows(prioritas, "desa"),
            "umkm": json_rows(umkm, "desa_id", "dibina_sampai", "tertutup"),
        },
    )
    anggota = {d for (d,) in isi["prioritas"] or []}
    masuk: dict[int, Angka] = {d.pk: int(d.pk in anggota) for d in populasi} if anggota else {}
    return _conditions(isi["kondisi"] or [], saat) | {
        Kriteria.PRIORITAS: Ukuran(Kriteria.PRIORITAS, masuk, f"daftar sampai {format_tanggal(on)}"),
        Kriteria.UMKM: _enterprises(isi["umkm"] or [], on),
    }


def _conditions(baris: list[list[Any]], saat: date) -> dict[Kriteria, Ukuran]:
    """Of each village the newest row that says something of a criterion, of that criterion."""
    nilai: dict[Kriteria, dict[int, Angka]] = {k: {} for k in KONDISI}
    for desa, _, _, jam, listrik, sinyal in sorted(baris, key=lambda b: (day_of(b[1]), b[2])):
        isi = (decimal_of(jam, 1), listrik, TINGKAT_SINYAL[sinyal])
        for k, satu in zip(KONDISI, isi, strict=True):
            if satu is not None:
                nilai[k][desa] = satu
    return {k: Ukuran(k, isi, f"keadaan sampai {format_tanggal(saat)}") for k, isi in nilai.items()}


def _enterprises(baris: list[list[Any]], on: date) -> Ukuran:
    """Living enterprises of the villages where any was ever registered; of the rest nothing is known."""
    hidup: dict[int, Angka] = {}
    for desa, sampai, tertutup in baris:
        hidup[desa] = hidup.get(desa, 0) + int((sampai is None or day_of(sampai) > on) and not tertutup)
    return Ukuran(Kriteria.UMKM, hidup, f"terdaftar sampai {format_tanggal(on)}", SUMBER_UMKM)
