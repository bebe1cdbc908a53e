"""What the one-page presentation of a village shows: plan, key figures, photos, next steps. Short lists share one query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from desa.angka import DesimalField
from desa.models import Desa, Umkm
from desa.waktu import mulai_triwulan
from opd.enums import Akumulasi, StatusNaskah, StatusTindakLanjut
from opd.models import (
    Bukti,
    Kegiatan,
    Konsultasi,
    Kunjungan,
    LaporanTriwulan,
    Pengguna,
    TindakLanjut,
    TindakLanjutKunjungan,
)
from opd.models.arahan import shorten
from opd.rekap.angka_rencana import RekapBaris, RekapPenugasan
from opd.rekap.bantuan import bantuan_tempo, due_check
from opd.rekap.capaian import due_quarters
from opd.rekap.daftar_json import json_list, read_lists
from opd.rekap.foto_fakta import photos_of
from opd.rekap.isi_rencana import write_volume, year_volume
from opd.rekap.kunjungan import KeadaanKunjungan, keadaan_kunjungan, kunjungan_sah
from opd.rekap.omzet import JumlahOmzet, jumlah_omzet
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.rentang import akhir_triwulan, bulan_triwulan, sebut_triwulan, triwulan_tempo
from opd.rekap.tugas_dasar import address, day_of
from opd.rekap.umkm import RekapUmkm, baca_buku, hitung_umkm, jendela

FOTO_TERBANYAK, FOTO_DIBACA = 4, 40


@dataclass(frozen=True, slots=True)
class BarisPaparan:
    """One line of the plan: what was due by the last ended quarter, what was done of it, and the list that adds up to it."""

    rekap: RekapBaris
    setahun: str
    target: str
    realisasi: str
    alamat: str


@dataclass(frozen=True, slots=True)
class FotoPaparan:
    """A photo of an activity or a visit that counts today."""

    uuid: UUID
    lebar: int
    tinggi: int
    keterangan: str
    tanggal: date
    jenis: str
    fakta: UUID
    judul: str


@dataclass(frozen=True, slots=True)
class Langkah:
    """Something still to be done: in words, its due day if it has one, and its page."""

    kalimat: str
    batas: date | None
    alamat: str
    lewat: bool = False


@dataclass(frozen=True, slots=True)
class Usaha:
    """The village's UMKM on a day, and the omzet of the newest quarter whose sales are due."""

    hitung: RekapUmkm | None
    omzet: JumlahOmzet
    bulan: tuple[date, ...]

    @property
    def tw(self) -> str:
        return sebut_triwulan(self.omzet.awal)


@dataclass(frozen=True, slots=True)
class KunjunganTerakhir:
    """The last field visit of the penugasan that counts; None where there was none."""

    uuid: UUID | None
    tanggal: date | None
    hari: int | None
    keadaan: KeadaanKunjungan


@dataclass(frozen=True, slots=True)
class LaporanTerakhir:
    """What the newest verified report says about the quarter after it."""

    uuid: UUID
    tw: str
    isi: str


@dataclass(frozen=True, slots=True)
class Lanjutan:
    """Photos, the last visit, the last report and what is open."""

    foto: tuple[FotoPaparan, ...]
    kunjungan: KunjunganTerakhir
    laporan: LaporanTerakhir | None
    langkah: tuple[Langkah, ...]


# --- UMKM --------------------------------------------------------------------------------------------------------


def usaha_desa(user: Pengguna, desa: Desa, *, until: date) -> Usaha:
    """The four counts and the quarter's omzet of one village. Three queries."""
    tw = triwulan_tempo(until)
    bulan = jendela(until)
    umkm = Umkm.objects.visible_to(user).filter(desa=desa)
    buku = baca_buku(user, {*bulan, *bulan_triwulan(tw)}, umkm=umkm, temuan=bulan)
    return Usaha(next(iter(hitung_umkm(buku, until)), None), jumlah_omzet(buku, tw), bulan)


# --- plan --------------------------------------------------------------------------------------------------------


def baris_paparan(rencana: RekapPenugasan, *, until: date) -> tuple[BarisPaparan, ...]:
    """The lines that measure the year, in their order. No query."""
    if rencana.ukuran is None:
        return ()
    p, tahun = rencana.penugasan, rencana.tahun
    due = due_quarters(tahun, until=until, mulai=p.mulai, selesai=p.selesai)
    kueri = {"penugasan": p.penugasan_id, "dari": date(tahun, 1, 1)}
    if due:
        kueri["sampai"] = akhir_triwulan(mulai_triwulan(tahun, max(due)))
    return tuple(_baris(b, kueri) for b in rencana.ukuran.baris)


def _baris(b: RekapBaris, kueri: Mapping[str, Any]) -> BarisPaparan:
    c = b.capaian
    dijumlah = c.realisasi and b.target.akumulasi != Akumulasi.RATA_RATA
    return BarisPaparan(
        b,
        year_volume(b.target),
        "" if c.target is None else write_volume(c.target),
        "" if c.realisasi is None else write_volume(c.realisasi),
        f"{reverse('kegiatan:daftar')}?{urlencode({**kueri, 'baris': b.kunci})}" if dijumlah else "",
    )


# --- what comes next ---------------------------------------------------------------------------------------------


def lanjutan_desa(user: Pengguna, desa: Desa, pegang: BarisPenugasan | None, *, until: date) -> Lanjutan:
    """Photos of the village, and of the penugasan in charge (None: nobody) the last visit and what is open. One query."""
    daftar = {"foto": _foto(user, desa, until)}
    if pegang:
        daftar |= _milik(user, desa, pegang, until)
    isi = read_lists(user, daftar)
    [laporan] = isi.get("laporan") or [None]
    langkah = sorted(_langkah(isi, until), key=lambda x: (x.batas is None, x.batas or until, x.kalimat))
    return Lanjutan(_pilih(isi["foto"] or ()), _kunjungan(isi, until), _laporan(laporan), tuple(langkah))


def _foto(user: Pengguna, desa: Desa, until: date) -> Any:
    """The newest photos of activities and visits in force."""
    foto, sini = Bukti.objects.visible_to(user), {"penugasan__desa": desa, "tanggal__lte": until}
    kegiatan = Kegiatan.objects.visible_to(user).in_force().filter(**sini).order_by()
    kunjungan = Kunjungan.objects.visible_to(user).in_force().filter(**sini).order_by()
    baru = photos_of(user, kegiatan, kunjungan).annotate(hari=Coalesce("kegiatan__tanggal", "kunjungan__tanggal"))
    pilih = foto.filter(pk__in=baru.order_by("-hari", "urutan", "pk").values("pk")[:FOTO_DIBACA])
    kolom = {k: k for k in ("pk", "uuid", "urutan", "lebar", "tinggi", "keterangan")}
    for jenis in ("kegiatan", "kunjungan"):
        kolom |= {jenis: f"{jenis}__uuid", f"hari_{jenis}": f"{jenis}__tanggal"}
    return json_list(pilih, judul="kegiatan__judul", **kolom)


def _pilih(isi: Iterable[Mapping[str, Any]]) -> tuple[FotoPaparan, ...]:
    """The first photo of each of the newest events, then their second ones: four events say more than four of one."""
    ke: Counter[str] = Counter()
    urut = []
    for f in sorted(isi, key=lambda f: (f["urutan"], f["pk"])):
        jenis = "kegiatan" if f["kegiatan"] else "kunjungan"
        ke[f[jenis]] += 1
        foto = FotoPaparan(
            UUID(f["uuid"]), f["lebar"], f["tinggi"], f["keterangan"], date.fromisoformat(f[f"hari_{jenis}"]),
            jenis, UUID(f[jenis]), f["judul"] or "Kunjungan",
        )  # fmt: skip
        urut.append((ke[f[jenis]], -foto.tanggal.toordinal(), f["pk"], foto))
    return tuple(foto for *_, foto in sorted(urut, key=lambda u: u[:3])[:FOTO_TERBANYAK])


def _milik(user: Pengguna, desa: Desa, pegang: BarisPenugasan, until: date) -> dict[str, Any]:
    """The lists that belong to the OPD in charge and its village."""
    sini = {"penugasan__opd": pegang.opd_id, "penugasan__desa": desa}
    sejak = {"tanggal__gte": pegang.mulai, "tanggal__lte": until}
    sah = kunjungan_sah(user).filter(**sini, **sejak)
    tindak = TindakLanjutKunjungan.objects.visible_to(user).unfinished().filter(kunjungan__penugasan__desa=desa)
    laporan = LaporanTriwulan.objects.visible_to(user).filter(**sini, status=StatusNaskah.DIVERIFIKASI)
    arahan = TindakLanjut.objects.visible_to(user).in_force().exclude(status=StatusTindakLanjut.SELESAI)
    arahan = arahan.filter(Q(opd=pegang.opd_id) | Q(opd__dilebur_ke=pegang.opd_id))
    klinik = Konsultasi.objects.visible_to(user).with_open_target().filter(**sini)
    bantuan = bantuan_tempo(user, desa=[desa.pk], until=until)
    return {
        "sah": json_list(_newest(sah, "-tanggal"), uuid="uuid", tanggal="tanggal"),
        "tindak": json_list(tindak, kunci="kunci", isi="isi", umkm="umkm__nama", batas="jatuh_tempo"),
        "laporan": json_list(
            _newest(laporan, "-tahun", "-triwulan"), uuid="uuid", tahun="tahun", tw="triwulan", isi="rencana_berikut"
        ),
        "arahan": json_list(
            arahan, uuid="arahan__uuid", slug="opd__slug", isi="arahan__isi", status="status", batas="batas"
        ),
        "klinik": json_list(klinik, uuid="uuid", isi="target", batas="target_batas"),
        "bantuan": json_list(bantuan, **{k: k for k in ("uuid", "barang", "volume", "satuan", "tanggal")}),
    }


def _newest(kueri: QuerySet, *urut: str) -> QuerySet:
    """The first row in that order, as rows that may be listed."""
    return kueri.filter(pk__in=kueri.order_by(*urut, "-pk").values("pk")[:1])


def _kunjungan(isi: Mapping[str, Any], until: date) -> KunjunganTerakhir:
    [sah] = isi.get("sah") or [None]
    if sah is None:
        return KunjunganTerakhir(None, None, None, keadaan_kunjungan(None))
    tanggal = date.fromisoformat(sah["tanggal"])
    hari = (until - tanggal).days
    return KunjunganTerakhir(UUID(sah["uuid"]), tanggal, hari, keadaan_kunjungan(hari))


def _laporan(isi: Mapping[str, Any] | None) -> LaporanTerakhir | None:
    if isi is None:
        return None
    return LaporanTerakhir(UUID(isi["uuid"]), sebut_triwulan(mulai_triwulan(isi["tahun"], isi["tw"])), isi["isi"])


def _langkah(isi: Mapping[str, Any], until: date) -> Iterable[Langkah]:
    for t in isi.get("tindak") or ():
        tempo = day_of(t["batas"], until)
        kalimat = f"Tindak lanjut kunjungan{' pada ' + t['umkm'] if t['umkm'] else ''}: {shorten(t['isi'])}"
        yield Langkah(kalimat, tempo, address("kunjungan:tindak", UUID(t["kunci"])), tempo < until)
    for a in isi.get("arahan") or ():
        dijawab = a["status"] == StatusTindakLanjut.DIJAWAB
        batas = None if dijawab else day_of(a["batas"], until)
        kalimat = f"{'Jawaban arahan menunggu diperiksa' if dijawab else 'Jawab arahan'}: {shorten(a['isi'])}"
        yield Langkah(
            kalimat, batas, address("arahan:tindak", UUID(a["uuid"]), a["slug"]), bool(batas and batas < until)
        )
    for k in isi.get("klinik") or ():
        batas = day_of(k["batas"], until)
        yield Langkah(
            f"Target klinik: {shorten(k['isi'])}", batas, address("klinik:detail", UUID(k["uuid"])), batas < until
        )
    for b in isi.get("bantuan") or ():
        bulan, tempo = due_check(day_of(b["tanggal"], until), until) or (0, until)
        banyak = DesimalField().write(Decimal(str(b["volume"])))
        kalimat = f"Periksa bantuan {banyak} {b['satuan']} {b['barang']} pada bulan ke-{bulan}"
        yield Langkah(kalimat, tempo, address("serah:detail", UUID(b["uuid"])), tempo < until)
