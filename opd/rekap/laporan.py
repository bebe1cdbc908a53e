"""Assemble a quarterly report from the facts of its penugasan (desain.md, sections 2 and 4). One query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from desa.models import MasaTutup
from desa.waktu import akhir_bulan, mulai_triwulan, triwulan
from opd.ambang import FOTO_KUNJUNGAN, WARGA_KUNJUNGAN
from opd.enums import CaraKunjungan, PeranPenugasan, StatusNaskah
from opd.models import BarisRencana, LaporanTriwulan, Penugasan, RencanaAksi
from opd.rekap.bahan_laporan import Bahan, Baris, Rentang, per_key, read_bahan
from opd.rekap.capaian import due_quarters
from opd.rekap.daftar_json import day_of, decimal_of, moment_of
from opd.rekap.isi_laporan import (
    SKEMA,
    BantuanLaporan,
    BarisLaporan,
    FotoLaporan,
    IsiLaporan,
    KegiatanLaporan,
    KepalaLaporan,
    KunjunganLaporan,
    NarasiLaporan,
    OmzetLaporan,
    Pengesah,
    PengesahanLaporan,
    RencanaLaporan,
    SusulanLaporan,
    UmkmLaporan,
    from_json,
)
from opd.rekap.kunci import BukuKunci, Kunci
from opd.rekap.omzet import omzet_lengkap
from opd.rekap.rencana import Isi, RekapBaris, RekapRencana, measure_plan
from opd.rekap.rentang import akhir_triwulan, bulan_triwulan
from opd.rekap.terlaksana import PerBaris, Terlaksana, line_of, same_unit
from opd.rekap.umkm import BarisUmkm, Buku, RekapUmkm, hitung_umkm, jendela

HARI_TERSEDIKIT = 30
"""No report is due for a quarter with fewer days of penugasan (desain.md, section 4, ketepatan laporan)."""


def quarter_span(penugasan: Penugasan, tahun: int, triwulan: int) -> tuple[date, date] | None:
    """First and last day of the quarter on which the OPD answered; None when there was none."""
    awal = mulai_triwulan(tahun, triwulan)
    akhir = akhir_triwulan(awal)
    dari = max(awal, penugasan.mulai)
    sampai = akhir if penugasan.selesai is None else min(akhir, penugasan.selesai - timedelta(days=1))
    return (dari, sampai) if dari <= sampai else None


@dataclass(frozen=True, slots=True)
class FotoCalon:
    """A photo of the quarter that may be chosen, and whether it is."""

    foto: FotoLaporan
    dipilih: bool


@dataclass(frozen=True, slots=True)
class Terbaca:
    """A report as its facts make it today, and the photos that may be chosen for it."""

    isi: IsiLaporan
    calon: tuple[FotoCalon, ...]


def read_laporan(laporan: LaporanTriwulan, *, until: date) -> Terbaca:
    """What the report says by `until`, the last day of its quarter at the latest. One query, `penugasan` being loaded."""
    masa = quarter_span(laporan.penugasan, laporan.tahun, laporan.triwulan)
    if masa is None:
        raise ValueError("Laporan di luar masa penugasan.")
    dari, sampai = masa[0], max(min(masa[1], until), masa[0])
    awal = mulai_triwulan(laporan.tahun, laporan.triwulan)
    r = Rentang(dari, sampai, date(laporan.tahun, 1, 1), bulan_triwulan(awal), jendela(sampai))
    bahan = read_bahan(laporan, r)
    calon = _photos(bahan, r)
    isi = IsiLaporan(
        SKEMA,
        _head(laporan, r),
        _plan(laporan, bahan, r),
        _activities(bahan, r),
        _visits(bahan, r),
        tuple(_aid(b) for b in _in_order(bahan.bantuan, r)),
        _enterprises(laporan.penugasan, bahan, r, awal),
        _late(laporan, bahan, r),
        tuple(c.foto for c in calon if c.dipilih),
        NarasiLaporan(laporan.kendala, laporan.tindak_lanjut, laporan.rencana_berikut),
        _signatures(laporan, bahan),
    )
    return Terbaca(isi, calon)


def shown(laporan: LaporanTriwulan, *, until: date) -> IsiLaporan:
    """What a reader sees: the frozen text of a verified report, else what its facts make today. At most one query."""
    if laporan.status == StatusNaskah.DIVERIFIKASI:
        return from_json(laporan.isi_beku)
    return read_laporan(laporan, until=until).isi


def _head(laporan: LaporanTriwulan, r: Rentang) -> KepalaLaporan:
    p = laporan.penugasan
    return KepalaLaporan(
        p.opd.nama,
        p.opd.singkatan,
        p.opd.slug,
        p.desa.nama,
        p.desa.nama_lengkap,
        p.desa.kode,
        p.sk.nomor,
        str(PeranPenugasan(p.peran).label),
        laporan.tahun,
        laporan.triwulan,
        max(r.awal_tahun, p.mulai),
        r.dari,
        r.sampai,
    )


def _signatures(laporan: LaporanTriwulan, bahan: Bahan) -> PengesahanLaporan:
    """Who submitted and who approved in the round under way, from the paper's steps."""
    akhir = {k["tindakan"]: k for k in sorted(bahan.langkah, key=lambda k: k["pk"])}
    diajukan = akhir.get("ajukan") if laporan.diajukan_oleh_id else None
    disetujui = akhir.get("setujui") if laporan.disetujui_oleh_id else None
    return PengesahanLaporan(_signature(diajukan), _signature(disetujui))


def _signature(langkah: Baris | None) -> Pengesah | None:
    if langkah is None:
        return None
    return Pengesah(langkah["nama"], langkah["sebagai"], moment_of(langkah["pada"]))


# --- the plan ------------------------------------------------------------------------------------------------------


def _plan(laporan: LaporanTriwulan, bahan: Bahan, r: Rentang) -> RencanaLaporan | None:
    """The version measured up to the report's last day."""
    if not bahan.rencana:
        return None
    [kepala] = bahan.rencana
    p = laporan.penugasan
    rencana = RencanaAksi(pk=kepala["pk"], tahun=kepala["tahun"], nomor=kepala["nomor"], penugasan_id=p.pk)
    rencana.uuid = UUID(kepala["uuid"])
    pagu = {b: {x["sumber"]: x["rp"] for x in isi} for b, isi in per_key(bahan.pagu, "baris").items()}
    isi = Isi({rencana.pk: [_line(b) for b in sorted(bahan.baris, key=_position)]}, pagu)
    due = due_quarters(rencana.tahun, until=r.sampai, mulai=p.mulai, selesai=p.selesai)
    return _told(str(rencana), measure_plan(rencana, isi, _done(bahan, r), due), laporan.triwulan)


def _position(b: Baris) -> tuple[int, int]:
    return b["urutan"], b["pk"]


def _line(b: Baris) -> BarisRencana:
    target = {f"target_tw{n}": decimal_of(b[f"target_tw{n}"]) for n in (1, 2, 3, 4)}
    kolom = ("pk", "kegiatan", "satuan", "polaritas", "akumulasi")
    return BarisRencana(kunci=UUID(b["kunci"]), **{k: b[k] for k in kolom}, **target)


def _done(bahan: Bahan, r: Rentang) -> PerBaris:
    """The year's activities by line, from the rows read."""
    dana = per_key(bahan.dana, "kegiatan")
    hasil: dict[UUID | None, Terlaksana] = {}
    for k in bahan.kegiatan:
        hari = day_of(k["tanggal"])
        if hari < r.awal_tahun:
            continue
        t = hasil.setdefault(line_of(k["baris"]), Terlaksana())
        t.kegiatan += 1
        if (volume := decimal_of(k["volume"])) is not None:
            tw = (triwulan(hari)[1], same_unit(k["satuan"]))
            t.volume[tw] += volume
            t.dicatat[tw] += 1
        for d in dana.get(k["pk"], ()):
            t.rupiah[d["sumber"]] += d["rp"]
    return hasil


def _told(nama: str, r: RekapRencana, triwulan: int) -> RencanaLaporan:
    j = r.jumlah
    baris = tuple(_told_line(b, triwulan) for b in r.baris)
    return RencanaLaporan(
        r.uuid, nama, baris, j.dinilai, j.nilai, j.pagu_rp, j.belanja_rp, j.serapan, r.luar_kegiatan, r.di_luar_rp
    )


def _told_line(b: RekapBaris, triwulan: int) -> BarisLaporan:
    c, n = b.capaian, triwulan - 1
    return BarisLaporan(
        kunci=b.kunci,
        kegiatan=b.kegiatan,
        satuan=b.satuan,
        target_tw=_two(b.target.tw[n]),
        realisasi_tw=_two(b.volume[n]),
        target=None if c.target is None else _two(c.target),
        realisasi=None if c.realisasi is None else _two(c.realisasi),
        keadaan=c.keadaan.value,
        capaian=c.nilai,
        pagu_rp=b.pagu_rp,
        belanja_rp=b.belanja_rp,
        luar_rp=b.luar_rp,
        serapan=b.serapan,
        beda_satuan=b.beda_satuan,
    )


def _two(nilai: Decimal) -> Decimal:
    return nilai.quantize(Decimal("0.01"))


# --- facts of the quarter ------------------------------------------------------------------------------------------


def _in_order(daftar: list[Baris], r: Rentang) -> list[Baris]:
    """The rows of the quarter by day, earliest first."""
    return sorted(
        (b for b in daftar if r.dari <= day_of(b["tanggal"]) <= r.sampai), key=lambda b: (b["tanggal"], b["pk"])
    )


def _activities(bahan: Bahan, r: Rentang) -> tuple[KegiatanLaporan, ...]:
    dana, foto = per_key(bahan.dana, "kegiatan"), per_key(bahan.bukti, "kegiatan")
    return tuple(
        KegiatanLaporan(
            UUID(k["uuid"]),
            day_of(k["tanggal"]),
            k["judul"],
            line_of(k["baris"]),
            decimal_of(k["volume"]),
            k["satuan"],
            k["penerima_l"],
            k["penerima_p"],
            k["penerima_difabel"],
            k["penerima_kk"],
            tuple(sorted((d["sumber"], d["rp"]) for d in dana.get(k["pk"], ()))),
            len(foto.get(k["pk"], ())),
        )
        for k in _in_order(bahan.kegiatan, r)
    )


def _visits(bahan: Bahan, r: Rentang) -> tuple[KunjunganLaporan, ...]:
    foto = per_key(bahan.bukti, "kunjungan")
    hasil = []
    for k in _in_order(bahan.kunjungan, r):
        n = len(foto.get(k["pk"], ()))
        cukup = n >= FOTO_KUNJUNGAN.nilai and k["jumlah_warga"] >= WARGA_KUNJUNGAN.nilai
        sah = k["cara"] == CaraKunjungan.LAPANGAN and cukup
        kepala = bool(k["kepala_hadir"])
        hasil.append(
            KunjunganLaporan(UUID(k["uuid"]), day_of(k["tanggal"]), k["cara"], sah, kepala, k["jumlah_warga"], n)
        )
    return tuple(hasil)


def _aid(b: Baris) -> BantuanLaporan:
    volume = decimal_of(b["volume"]) or Decimal("0.00")
    isi = (b["barang"], volume, b["satuan"], b["nilai_rp"], b["jumlah_penerima"])
    return BantuanLaporan(UUID(b["uuid"]), day_of(b["tanggal"]), *isi)


# --- enterprises of the village ------------------------------------------------------------------------------------


def _enterprises(p: Penugasan, bahan: Bahan, r: Rentang, awal: date) -> UmkmLaporan | None:
    """The village's figures count once, with the penanggung jawab; a month's sales with who answers on its last day."""
    if p.peran != PeranPenugasan.PENANGGUNG_JAWAB:
        return None
    buku = _book(p.desa_id, bahan)
    [u] = hitung_umkm(buku, r.sampai) or (RekapUmkm(p.desa_id, 0, 0, 0, 0, 0, 0),)
    milik = [b for b in r.bulan if p.covers(akhir_bulan(b))]
    nama = {b["pk"]: (UUID(b["uuid"]), b["nama"]) for b in bahan.umkm}
    lengkap = omzet_lengkap(buku, awal) if milik else {}
    omzet = [OmzetLaporan(*nama[pk], sum(rp[b] for b in milik)) for pk, rp in lengkap.items()]
    hitungan = (u.berjualan, u.diam, u.tutup, u.belum_diketahui, u.koperasi, u.bumdes)
    return UmkmLaporan(*hitungan, tuple(sorted(omzet, key=lambda o: (o.nama, o.uuid))))


def _book(desa_id: int, bahan: Bahan) -> Buku:
    tutup = per_key(bahan.penutupan, "umkm")
    umkm = [_enterprise(b, desa_id, tutup.get(b["pk"], [])) for b in sorted(bahan.umkm, key=lambda b: b["pk"])]
    omzet: dict[int, dict[date, int]] = {}
    for b in bahan.penjualan:
        omzet.setdefault(b["umkm"], {})[day_of(b["bulan"])] = b["omzet_rp"]
    temuan = sorted((day_of(t["tanggal"]), t["kunjungan"], t["umkm"], t["berjalan"]) for t in bahan.temuan)
    return Buku(tuple(umkm), omzet, tuple(temuan))


def _enterprise(b: Baris, desa_id: int, tutup: list[Baris]) -> BarisUmkm:
    dibina = (day_of(b["dibina_sejak"]), _maybe(b["dibina_sampai"]))
    masa = tuple(MasaTutup(day_of(t["tutup"]), _maybe(t["buka"])) for t in tutup)
    return BarisUmkm(b["pk"], desa_id, b["bentuk"], *dibina, masa)


def _maybe(nilai: str | None) -> date | None:
    return day_of(nilai) if nilai else None


# --- late facts and photos -----------------------------------------------------------------------------------------


def _late(laporan: LaporanTriwulan, bahan: Bahan, r: Rentang) -> tuple[SusulanLaporan, ...]:
    """Late facts of earlier quarters whose first open quarter is this one."""
    p = laporan.penugasan
    buku = BukuKunci(_lock(p, k) for k in bahan.kunci)
    nama = {b["pk"]: b["nama"] for b in bahan.umkm}
    hasil = [
        SusulanLaporan(jenis, UUID(b["uuid"]), day_of(b["tanggal"]), _name(jenis, b), b["alasan_susulan"])
        for jenis, daftar in (("kegiatan", bahan.kegiatan), ("kunjungan", bahan.kunjungan), ("bantuan", bahan.bantuan))
        for b in daftar
        if _carried_here(p, buku, b, day_of(b["tanggal"]), laporan)
    ]
    if p.peran == PeranPenugasan.PENANGGUNG_JAWAB:
        for b in bahan.penjualan:
            hari = akhir_bulan(day_of(b["bulan"]))
            if p.covers(hari) and _carried_here(p, buku, b, hari, laporan):
                hasil.append(SusulanLaporan("penjualan", None, hari, nama[b["umkm"]], b["alasan_susulan"]))
        for b in bahan.perkembangan:
            hari = day_of(b["tanggal"])
            if p.covers(hari) and _carried_here(p, buku, b, hari, laporan):
                hasil.append(SusulanLaporan("perkembangan", None, hari, nama[b["umkm"]], b["alasan_susulan"]))
    return tuple(sorted(hasil, key=lambda s: (s.tanggal, s.jenis, s.nama, str(s.uuid))))


def _lock(p: Penugasan, k: Baris) -> Kunci:
    kosong = UUID(int=0)
    sejak = moment_of(k["sejak"])
    return Kunci(kosong, p.pk, p.desa_id, p.peran, p.mulai, p.selesai, k["tahun"], k["triwulan"], sejak)


def _carried_here(p: Penugasan, buku: BukuKunci, b: Baris, hari: date, laporan: LaporanTriwulan) -> bool:
    kunci = buku.of(p.pk, hari)
    if not b["alasan_susulan"] or kunci is None or kunci.tw >= (laporan.tahun, laporan.triwulan):
        return False
    return buku.carried_to(kunci, moment_of(b["dicatat_pada"])) == (laporan.tahun, laporan.triwulan)


def _name(jenis: str, b: Baris) -> str:
    if jenis == "kegiatan":
        return str(b["judul"])
    return str(b["barang"]) if jenis == "bantuan" else str(CaraKunjungan(b["cara"]).label)


def _photos(bahan: Bahan, r: Rentang) -> tuple[FotoCalon, ...]:
    """The quarter's photos by day. A chosen one is known by its file, so a corrected fact keeps its choice."""
    dipilih = {b["sha256"] for b in bahan.dipilih}
    fakta = {("kegiatan", k["pk"]): (day_of(k["tanggal"]), k["judul"]) for k in bahan.kegiatan}
    fakta |= {
        ("kunjungan", k["pk"]): (day_of(k["tanggal"]), str(CaraKunjungan(k["cara"]).label)) for k in bahan.kunjungan
    }
    urut: list[tuple[Any, FotoCalon]] = []
    for b in bahan.bukti:
        milik = ("kegiatan", b["kegiatan"]) if b["kegiatan"] else ("kunjungan", b["kunjungan"])
        hari, nama = fakta[milik]
        foto = FotoLaporan(UUID(b["uuid"]), b["sha256"], hari, nama)
        urut.append(((hari, milik, b["urutan"], b["pk"]), FotoCalon(foto, b["sha256"] in dipilih)))
    return tuple(calon for _, calon in sorted(urut, key=lambda u: u[0]))
