"""Tasks on Beranda that a ranking makes: correct what is open, object, decide, enact, open and freeze."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from binaan.enums import PutusanSanggahan
from binaan.models import Bobot, HitunganPeringkat, MasaKoreksi, Peringkat, Sanggahan
from binaan.peringkat.tangan import PEMUTUS, decidable, led_by, ranked_in
from desa.angka import format_tanggal
from desa.waktu import WIT
from opd.ambang import PERINGKAT_KOREKSI, SANGGAH_HARI
from opd.enums import Peran, StatusJabatan
from opd.models import Jabatan, Opd, Pengguna
from opd.permissions_sekda import SLUG_SEKDA
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of

JENIS = "peringkat"
KOREKSI, SANGGAH = timedelta(days=PERINGKAT_KOREKSI.nilai), timedelta(days=SANGGAH_HARI.nilai)
Daftar = Iterator[tuple[str, DaftarTugas]]


def daftar_peringkat(user: Pengguna, until: date) -> dict[str, DaftarTugas]:
    """The lists of this reader. No query of their own."""
    return {
        f"peringkat_{nama}": daftar
        for bagian in (_of_opd, _of_maintainers, _of_sekda)
        for nama, daftar in bagian(user, until)
    }


def _of_opd(user: Pengguna, until: date) -> Daftar:
    if not user.opd_ids(until):
        return
    milik = Opd.objects.visible_to(user).filter(pk__in=user.opd_ids(until)).exclude(slug=SLUG_SEKDA)
    ikut = Exists(ranked_in(OuterRef("tahun")).filter(opd=OuterRef("pk")))
    masa = _open_periods(user).order_by("-tahun")
    koreksi = _with(milik, masa.values("tahun"), _day(masa, "dibuka_pada")).filter(ikut)
    yield "koreksi", DaftarTugas(koreksi, {"slug": "slug", "nama": "nama", "tahun": "tahun", "hari": "hari"}, _koreksi)
    beku = Peringkat.objects.visible_to(user).current().order_by("-tahun")
    beku = beku.filter(dibekukan_pada__date__gte=until - SANGGAH, dibekukan_pada__date__lte=until)
    sudah = Sanggahan.objects.visible_to(user).filter(peringkat__uuid=OuterRef("uuid_beku"), opd=OuterRef("pk"))
    sanggah = _with(milik.filter(pk__in=led_by(user, until)), beku.values("tahun"), _day(beku, "dibekukan_pada"))
    sanggah = sanggah.annotate(uuid_beku=Subquery(beku.values("uuid")[:1])).filter(ikut, ~Exists(sudah))
    kolom = {"slug": "slug", "nama": "nama", "tahun": "tahun", "hari": "hari", "uuid": "uuid_beku"}
    yield "sanggah", DaftarTugas(sanggah, kolom, _sanggah)


def _with(opd: QuerySet[Opd], tahun: QuerySet, hari: QuerySet) -> QuerySet[Opd]:
    return opd.annotate(tahun=Subquery(tahun[:1]), hari=Subquery(hari[:1])).filter(tahun__isnull=False)


def _day(semua: QuerySet, kolom: str) -> QuerySet:
    return semua.annotate(_hari=TruncDate(kolom, tzinfo=WIT)).values("_hari")


def _open_periods(user: Pengguna) -> QuerySet[MasaKoreksi]:
    """Of years that nobody froze yet."""
    beku = Peringkat.objects.visible_to(user).filter(tahun=OuterRef("tahun"))
    return MasaKoreksi.objects.visible_to(user).filter(~Exists(beku))


def _of_maintainers(user: Pengguna, until: date) -> Daftar:
    if user.holds(*PEMUTUS, on=until):
        putus = decidable(user, on=until).annotate(hari=TruncDate("diajukan_pada", tzinfo=WIT))
        kolom = {"uuid": "uuid", "nama": "opd__nama", "tahun": "peringkat__tahun", "hari": "hari"}
        yield "putus", DaftarTugas(putus, kolom, _putus)
    if user.holds(Peran.VERIFIKATOR, on=until):
        masa = MasaKoreksi.objects.visible_to(user).filter(tahun=OuterRef("tahun"))
        draf = HitunganPeringkat.objects.visible_to(user).filter(sanggahan__isnull=True, bobot__isnull=False)
        yield "buka", DaftarTugas(draf.filter(~Exists(masa), tahun__lt=until.year), {"tahun": "tahun"}, _buka)


def _of_sekda(user: Pengguna, until: date) -> Daftar:
    if not user.holds(Peran.KEPALA_OPD, on=until):
        return
    meja = _desk(user, until)
    draf = HitunganPeringkat.objects.visible_to(user).filter(tahun=OuterRef("tahun"), bobot__isnull=False)
    beku = _open_periods(user).filter(meja, Exists(draf), dibuka_pada__date__lte=until - KOREKSI)
    beku = beku.annotate(hari=TruncDate("dibuka_pada", tzinfo=WIT))
    yield "bekukan", DaftarTugas(beku, {"tahun": "tahun", "hari": "hari"}, _bekukan)
    jawab = Sanggahan.objects.visible_to(user).filter(meja, putusan=PutusanSanggahan.DIKABULKAN, jawaban__isnull=True)
    jawab = jawab.filter(hitungan__isnull=False).annotate(hari=TruncDate("diputus_pada", tzinfo=WIT))
    yield "jawab", DaftarTugas(jawab, {"uuid": "uuid", "nama": "opd__nama", "hari": "hari"}, _jawab)
    bobot = Bobot.objects.visible_to(user).filter(meja, ditetapkan_pada__isnull=True, tahun__gt=until.year)
    bobot = bobot.exclude(disusun_oleh=user).annotate(hari=TruncDate("disusun_pada", tzinfo=WIT))
    yield "tetapkan", DaftarTugas(bobot, {"uuid": "uuid", "tahun": "tahun", "hari": "hari"}, _tetapkan)


def _desk(user: Pengguna, on: date) -> Q:
    """Whether the reader sits at the desk of the Sekda (opd/permissions_sekda.py), asked inside another query."""
    terbuka = Jabatan.objects.filter(opd__slug=SLUG_SEKDA).open_on(on).scoped()
    plh = terbuka.filter(status=StatusJabatan.PLH)
    return Q(Exists(plh.filter(pengguna=user))) | (Q(Exists(terbuka.filter(pengguna=user))) & ~Q(Exists(plh)))


def _task(kalimat: str, hari: date, tautan: str, tombol: str, keterangan: str) -> Tugas:
    return Tugas(JENIS, kalimat, hari, tautan, tombol, keterangan=keterangan)


def _koreksi(r: dict[str, Any], until: date) -> Tugas:
    hari = day_of(r["hari"], until)
    return _task(
        f"Nilai sementara {r['nama']} tahun {r['tahun']} terbuka untuk koreksi, paling sedikit sampai "
        f"{format_tanggal(hari + KOREKSI - timedelta(days=1))}.",
        hari,
        address("peringkat:opd", r["slug"], lembar=r["tahun"]),
        "Periksa Kartu Keadilan",
        "Lengkapi yang tidak diisi dan betulkan yang keliru sebelum Sekda membekukannya.",
    )


def _sanggah(r: dict[str, Any], until: date) -> Tugas:
    hari = day_of(r["hari"], until)
    return _task(
        f"Peringkat {r['tahun']} dibekukan {format_tanggal(hari)}. {r['nama']} dapat menyanggahnya sampai "
        f"{format_tanggal(hari + SANGGAH)}.",
        hari,
        address("peringkat:opd", r["slug"], lembar=UUID(r["uuid"])),
        "Baca Kartu Keadilan",
        "Bila nilainya sudah tepat, tidak ada yang perlu dilakukan.",
    )


def _putus(r: dict[str, Any], until: date) -> Tugas:
    return _task(
        f"Sanggahan {r['nama']} atas peringkat {r['tahun']} menunggu putusan.",
        day_of(r["hari"], until),
        address("peringkat:sanggahan", UUID(r["uuid"])),
        "Putuskan sanggahan",
        "Kabulkan atau tolak dengan alasan. Anda tidak ikut menilai atau mengarahkan OPD itu.",
    )


def _buka(r: dict[str, Any], until: date) -> Tugas:
    return _task(
        f"Nilai sementara {r['tahun']} belum dibuka untuk koreksi.",
        date(r["tahun"] + 1, 1, 1),
        address("peringkat:daftar", lembar=r["tahun"]),
        "Buka untuk koreksi",
        f"Peringkat baru dapat dibekukan {PERINGKAT_KOREKSI.nilai} hari sesudah dibuka.",
    )


def _bekukan(r: dict[str, Any], until: date) -> Tugas:
    hari = day_of(r["hari"], until) + KOREKSI
    return _task(
        f"Peringkat {r['tahun']} dapat dibekukan sejak {format_tanggal(hari)}.",
        hari,
        address("peringkat:bekukan", r["tahun"]),
        "Periksa dan bekukan",
        "Masa koreksinya sudah berakhir.",
    )


def _jawab(r: dict[str, Any], until: date) -> Tugas:
    return _task(
        f"Sanggahan {r['nama']} dikabulkan; versi baru peringkatnya menunggu dibekukan.",
        day_of(r["hari"], until),
        address("peringkat:kabulkan", UUID(r["uuid"])),
        "Periksa dan bekukan",
        "Hanya masukan OPD itu yang dibaca ulang; versi lama tetap tersimpan.",
    )


def _tetapkan(r: dict[str, Any], until: date) -> Tugas:
    return _task(
        f"Bobot peringkat {r['tahun']} menunggu ditetapkan sebelum {format_tanggal(date(r['tahun'], 1, 1))}.",
        day_of(r["hari"], until),
        address("peringkat:bobot_detail", UUID(r["uuid"])),
        "Periksa bobot",
        "Tahun yang mulai tanpa bobot hanya dihitung sebagai percobaan.",
    )
