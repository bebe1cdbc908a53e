"""Read the inputs of a year's ranking from the roll-ups, each penugasan as of its own last day. Off the request path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction

from django.core.exceptions import ValidationError

from binaan.enums import Komponen
from binaan.peringkat.baca_hasil import index_kind, read_entas, read_indeks, read_kk
from binaan.peringkat.baca_kerja import (
    last_day,
    late_plans,
    orders,
    read_arahan,
    read_ketepatan,
    read_kunjungan,
    read_rencana,
    reports,
    visits,
)
from binaan.peringkat.baca_usaha import read_bahan, read_usaha
from binaan.peringkat.komponen import Butir
from binaan.peringkat.masukan import Masukan, Nilai, OpdDinilai, Tugas
from desa.angka import format_desimal, format_ribuan, format_tanggal
from desa.models import Desa, KondisiDesa
from desa.rumus_indeks import tulis_indeks
from opd.models import Opd, Pengguna
from opd.rekap.entas import read_steps
from opd.rekap.indeks import RekapIndeks, rekap_indeks_sejenis
from opd.rekap.kemiskinan import Banding, Ukuran, compare
from opd.rekap.penugasan import BarisPenugasan, rekap_penugasan
from opd.rekap.potret import verified_by_village
from opd.rekap.rencana import rekap_rencana
from opd.rekap.sel import count_cell

Terbaca = dict[int, dict[Komponen, Nilai]]
BELUM_MULAI = "Tahun {} belum mulai, jadi belum ada yang dapat diperingkat. Pilih tahun ini atau sebelumnya."


def year_span(tahun: int, *, until: date) -> tuple[date, date]:
    """The first and the last judged day of a year. Raises ValidationError for one that has not begun."""
    awal = date(tahun, 1, 1)
    if until < awal:
        raise ValidationError(BELUM_MULAI.format(tahun), code="belum_mulai")
    return awal, min(date(tahun, 12, 31), until)


def read_masukan(
    tahun: int,
    butir: Sequence[Butir],
    *,
    until: date,
    known_at: datetime | None = None,
    opd: Collection[str] | None = None,
) -> Masukan:
    """Everything the ranking of a year is made from, as recorded by `known_at`; only of the OPDs `opd` (slugs) if given.

    Raises ValidationError for a year that has not begun. About 25 queries, and as many again for each day on which
    penugasan ended within the year.
    """
    siapa = Pengguna()
    awal, akhir = year_span(tahun, until=until)
    baris = [b for b in rekap_penugasan(siapa, until=akhir, known_at=known_at) if b.selesai is None or b.selesai > awal]
    if opd is not None:
        baris = [b for b in baris if b.opd_slug in opd]
    nilai = _all_components(siapa, baris, tahun, awal, akhir, until=until, known_at=known_at)
    per_opd: dict[str, list[BarisPenugasan]] = defaultdict(list)
    for b in baris:
        per_opd[b.opd_slug].append(b)
    lebur = _merged(siapa, per_opd, akhir)
    daftar = (
        OpdDinilai(slug, isi[0].opd, tuple(nilai[b.penugasan_id] for b in isi), lebur.get(slug, ""))
        for slug, isi in sorted(per_opd.items())
    )
    return Masukan(tahun, awal, akhir, tuple(butir), tuple(daftar))


def _merged(siapa: Pengguna, slug: Collection[str], akhir: date) -> dict[str, str]:
    """Slug → the name of who took over by the last day."""
    semua = Opd.objects.visible_to(siapa).filter(
        slug__in=list(slug), dilebur_ke__isnull=False, berlaku_selesai__lte=akhir
    )
    return dict(semua.values_list("slug", "dilebur_ke__nama"))


def _all_components(
    siapa: Pengguna,
    baris: Sequence[BarisPenugasan],
    tahun: int,
    awal: date,
    akhir: date,
    *,
    until: date,
    known_at: datetime | None,
) -> dict[int, Tugas]:
    """Penugasan (pk) → its inputs: of the village as of its last day, of the OPD's work for the year."""
    per_hari: dict[date, list[BarisPenugasan]] = defaultdict(list)
    for b in baris:
        per_hari[last_day(b, akhir)].append(b)
    nilai: Terbaca = defaultdict(dict)
    awalan: dict[int, dict[str, str]] = {}
    jam = _travel(siapa, [b.desa_id for b in baris], akhir, known_at)
    for hari, isi in sorted(per_hari.items()):
        for pk, dibaca, mula in _of_day(siapa, isi, tahun, hari, known_at=known_at):
            nilai[pk] |= dibaca
            awalan[pk] = mula
    _own_work(siapa, baris, nilai, tahun, awal, akhir, until=until, known_at=known_at)
    return {
        b.penugasan_id: Tugas(
            b.kode, b.tempat, b.mulai, b.selesai, sampai := last_day(b, akhir), (sampai - max(awal, b.mulai)).days + 1,
            jam.get(b.desa_id), awalan[b.penugasan_id], nilai[b.penugasan_id],
        )
        for b in baris
    }  # fmt: skip


def _of_day(
    siapa: Pengguna, isi: Sequence[BarisPenugasan], tahun: int, hari: date, *, known_at: datetime | None
) -> list[tuple[int, dict[Komponen, Nilai], dict[str, str]]]:
    """The components of villages, and how each stood at the start, for penugasan judged by the same day."""
    desa = [b.desa_id for b in isi]
    potret = verified_by_village(siapa, desa, until=hari, known_at=known_at)
    keluarga = read_steps(siapa, until=hari, known_at=known_at).desa
    jenis = index_kind(tahun)
    indeks = rekap_indeks_sejenis(siapa, {b.desa_id: b.mulai for b in isi}, until=hari, ganti=True)
    berindeks = {d.pk: d.berindeks for d in Desa.objects.visible_to(siapa).filter(pk__in=desa)}
    bahan = read_bahan(siapa, desa, until=hari, known_at=known_at)
    hasil = []
    for b in isi:
        banding = compare(potret.get(b.desa_id, ()), b.mulai, Ukuran.PENUGASAN)
        r = indeks.get((b.desa_id, jenis.value))
        nilai = {
            Komponen.KK_EKSTREM: read_kk(banding, potret.get(b.desa_id, ()), mulai=b.mulai, until=hari),
            Komponen.ENTAS: read_entas(keluarga.get(b.desa_id, ()), b, hari),
            Komponen.INDEKS: read_indeks(r, jenis=jenis, berindeks=berindeks[b.desa_id]),
            **read_usaha(bahan, b),
        }
        umkm = sum(u.dibina(b.mulai) for u in bahan.of(b.desa_id))
        hasil.append((b.penugasan_id, nilai, _start(banding, r, umkm)))
    return hasil


def _start(banding: Banding, r: RekapIndeks | None, umkm: int) -> dict[str, str]:
    """How a village stood when the penugasan began, in words fit for everybody."""
    kata = {"UMKM binaan": f"{format_ribuan(umkm)} UMKM"}
    if banding.dasar is not None and banding.dasar.kk_miskin_ekstrem is not None:
        kk = count_cell(banding.dasar.kk_miskin_ekstrem, terbuka=False).teks
        saat = f"{format_tanggal(banding.dasar.tanggal_data)}{', setelah mulai' if banding.setelah_mulai else ''}"
        kata["KK miskin ekstrem"] = f"{kk} KK ({banding.dasar.get_sumber_display()}, {saat})"
    if r is not None and r.nilai_dasar is not None:
        saat = f"{r.tahun_dasar}{', setelah mulai' if r.setelah_mulai else ''}"
        kata["Indeks"] = f"{tulis_indeks(r.nilai_dasar, r.jenis)} ({saat})"
    return kata


def _travel(siapa: Pengguna, desa: Sequence[int], hari: date, known_at: datetime | None) -> dict[int, Fraction]:
    """Village → hours from the kabupaten's capital as they were on the last judged day. One query."""
    semua = KondisiDesa.objects.visible_to(siapa).in_force(known_at)
    semua = semua.filter(desa__in=desa, tanggal__lte=hari, jam_tempuh__isnull=False)
    return {d: Fraction(jam) for d, jam in semua.order_by("tanggal", "pk").values_list("desa_id", "jam_tempuh")}


def _own_work(
    siapa: Pengguna, baris: Sequence[BarisPenugasan], nilai: Terbaca, tahun: int, awal: date, akhir: date,
    *, until: date, known_at: datetime | None,
) -> None:  # fmt: skip
    """Add the components that tell of the OPD's own work."""
    # Plans are read in a query on the reader's own row; which account that is changes nothing in what is verified.
    akun = Pengguna.objects.visible_to(siapa).order_by("pk").first()
    rencana = rekap_rencana(akun, tahun=tahun, until=akhir, known_at=known_at) if akun else ()
    per_tugas, susulan = {r.penugasan.penugasan_id: r for r in rencana}, late_plans(tahun)
    kunjung = visits(siapa, awal, akhir, known_at=known_at)
    laporan = reports(siapa, tahun, until=until)
    arahan, uuid = orders(siapa, tahun, until=until, known_at=known_at)
    for b in baris:
        isi = nilai[b.penugasan_id]
        isi |= read_rencana(per_tugas.get(b.penugasan_id), susulan)
        isi |= read_kunjungan(kunjung.get((b.opd_id, b.desa_id), ()), max(awal, b.mulai), last_day(b, akhir))
        isi[Komponen.KETEPATAN] = read_ketepatan(laporan.get(b.penugasan_id, ()))
        isi[Komponen.ARAHAN] = read_arahan(arahan.get(b.opd_id, ()), uuid)


def travel_words(jam: Fraction | None) -> str:
    """ "3,5 jam"; "belum diketahui"."""
    return "belum diketahui" if jam is None else f"{format_desimal(float(jam))} jam"


def replace_opd(lama: Mapping[str, object], baru: Masukan, slug: str, komponen: str = "") -> dict[str, object]:
    """Stored inputs with those of one OPD read anew: all of them, or one component of the penugasan both know."""
    isi = baru.find(slug)
    opd = []
    for o in lama["opd"]:  # type: ignore[attr-defined]
        if o["slug"] != slug or isi is None:
            opd.append(o)
        elif not komponen:
            opd.append(isi.as_json())
        else:
            nilai = {(t.kode, t.mulai.isoformat()): t.as_json()["nilai"] for t in isi.tugas}
            opd.append(o | {"tugas": [_with(t, nilai.get((t["kode"], t["mulai"])), komponen) for t in o["tugas"]]})
    return dict(lama) | {"opd": opd}


def _with(tugas: dict[str, object], nilai: Mapping[str, object] | None, komponen: str) -> dict[str, object]:
    if nilai is None:
        return tugas
    return tugas | {"nilai": dict(tugas["nilai"]) | {komponen: nilai[komponen]}}  # type: ignore[call-overload]
