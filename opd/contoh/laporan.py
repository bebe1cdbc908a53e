"""Sample reports of the last quarters: most verified, some at a desk, some returned, some never made; late facts after them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max

from desa.models import Catatan, Penjualan, Umkm, make_catatan
from desa.waktu import awal_triwulan, tambah_bulan, triwulan
from opd.actions.kegiatan import IsiKegiatan, correct_kegiatan, isi_of, record_kegiatan
from opd.actions.kunci import unlock_triwulan
from opd.contoh.dunia import BIASA, DIAM, TERLAMBAT, UNGGUL, Dunia, Watak
from opd.contoh.teks import KENDALA, LANGKAH_TRIWULAN, RENCANA_BERIKUT
from opd.enums import KATA_TINDAKAN, StatusNaskah, TindakanNaskah
from opd.models import (
    Bantuan,
    Bukti,
    Kegiatan,
    Kunjungan,
    LangkahNaskah,
    LaporanTriwulan,
    Pengguna,
    Penugasan,
    RencanaAksi,
)
from opd.rekap.isi_laporan import sha256_of, to_json
from opd.rekap.laporan import HARI_TERSEDIKIT, quarter_span, read_laporan
from opd.rekap.rentang import akhir_triwulan

BANYAK_TRIWULAN = 4
FOTO_LAPORAN = 4
S, T = StatusNaskah, TindakanNaskah
URUT = [S.DIAJUKAN, S.DISETUJUI, S.DIVERIFIKASI]
LULUS = {UNGGUL: 1.0, BIASA: 0.95, TERLAMBAT: 0.6, DIAM: 0.1}
"""The chance that the report of an older quarter was made; all of those are verified."""
TERAKHIR: dict[Watak, tuple[StatusNaskah | None, ...]] = {
    UNGGUL: (S.DIVERIFIKASI,) * 4 + (S.DISETUJUI,),
    BIASA: (S.DIVERIFIKASI, S.DIVERIFIKASI, S.DISETUJUI, S.DIAJUKAN, S.DIKEMBALIKAN, S.DRAF),
    TERLAMBAT: (S.DIAJUKAN, S.DIKEMBALIKAN, S.DRAF, None, None),
    DIAM: (None,),
}
"""Where the report of the last quarter stands; None: not begun."""
TETAP = {"diskop-ukm": S.DIAJUKAN, "dpmd": S.DISETUJUI}
"""Of the OPDs whose people sign in: one waits at its head's desk, one at the verifikator's."""


@dataclass(frozen=True)
class Meja:
    """Who writes, approves and verifies for an OPD."""

    penyusun: Pengguna
    kepala: Pengguna
    verifikator: Pengguna


def buat_laporan(dunia: Dunia) -> None:
    """The reports, then what came late or was put right after them. Its own source of chance leaves the rest as it is."""
    acak = random.Random(dunia.benih + 3)
    orang = {p.username: p for p in Pengguna.objects.filter(username__in=("contoh.penyusun", "contoh.penyetuju"))}
    lama: list[LaporanTriwulan] = []
    for n in range(BANYAK_TRIWULAN, 0, -1):
        awal = tambah_bulan(awal_triwulan(dunia.per), -3 * n)
        for p in dunia.penugasan:
            masa = quarter_span(p, *triwulan(awal))
            if masa is None or (masa[1] - masa[0]).days + 1 < HARI_TERSEDIKIT:
                continue
            status = _status(acak, dunia.watak[p.opd_id], p.opd.slug, terakhir=n == 1)
            if status is not None:
                lama.append(_laporan(dunia, acak, p, awal, status, _meja(dunia, p, orang)))
    _catat(dunia, lama)
    _susulan(dunia, [x for x in lama if x.status == S.DIVERIFIKASI])


def _meja(dunia: Dunia, p: Penugasan, orang: dict[str, Pengguna]) -> Meja:
    akhiran = {"diskop-ukm": "", "dpmd": ".dpmd"}.get(p.opd.slug)
    if akhiran is None:
        return Meja(orang["contoh.penyusun"], orang["contoh.penyetuju"], dunia.akun["contoh.bappeda"])
    milik = (dunia.akun[f"contoh.{peran}{akhiran}"] for peran in ("operator", "kepala"))
    return Meja(*milik, dunia.akun["contoh.bappeda"])


def _status(acak: random.Random, watak: Watak, slug: str, *, terakhir: bool) -> StatusNaskah | None:
    if terakhir:
        pilihan = acak.choice(TERAKHIR[watak])
        return TETAP.get(slug, pilihan)
    return S.DIVERIFIKASI if acak.random() < LULUS[watak] else None


def _laporan(
    dunia: Dunia, acak: random.Random, p: Penugasan, awal: date, status: StatusNaskah, meja: Meja
) -> LaporanTriwulan:
    """One report with its steps; verified no earlier than everything of its quarter was recorded."""
    akhir = akhir_triwulan(awal)
    siap = max(akhir + timedelta(days=18 + acak.randint(0, 9)), _dicatat(p, awal, akhir) + timedelta(days=1))
    saat = [dunia.pada(siap + timedelta(days=n)) for n in (-6, -4, -2, 0)]
    if status == S.DIVERIFIKASI and siap >= dunia.per:
        status = S.DISETUJUI
    sampai = URUT.index(status) + 1 if status in URUT else 0
    tahun, tw = triwulan(awal)
    laporan = LaporanTriwulan(
        uuid=UUID(int=acak.getrandbits(128), version=4),
        penugasan=p,
        tahun=tahun,
        triwulan=tw,
        dibuat_pada=saat[0],
        versi=sampai + 1,
        di_meja_sejak=saat[2] if status == S.DIKEMBALIKAN else saat[min(sampai, 2)],
        disunting_oleh=meja.penyusun,
        disunting_pada=saat[0],
        status=S.DISETUJUI if status == S.DIVERIFIKASI else status,
        **_uraian(acak, status),
    )
    for kata, siapa, pada in zip(("diajukan", "disetujui"), (meja.penyusun, meja.kepala), saat[1:], strict=False):
        if sampai >= URUT.index(S(kata)) + 1:
            setattr(laporan, f"{kata}_oleh", siapa)
            setattr(laporan, f"{kata}_pada", pada)
    if status != S.DRAF:
        laporan.rencana = RencanaAksi.objects.filter(
            penugasan=p, tahun=tahun, status=S.DIVERIFIKASI, diverifikasi_pada__lte=saat[1]
        ).first()
        laporan.kelompok = laporan.rencana.kelompok if laporan.rencana else ""
    laporan.save(force_insert=True)
    laporan.foto.set(_foto(p, awal, akhir))
    _langkah(laporan, status, meja, saat)
    if status == S.DIVERIFIKASI:
        _bekukan(laporan, meja.verifikator, saat[3])
    return laporan


def _uraian(acak: random.Random, status: StatusNaskah) -> dict[str, str]:
    if status == S.DRAF:
        return {"kendala": acak.choice(KENDALA)}
    isi = {k: acak.choice(teks) for k, teks in (("kendala", KENDALA), ("tindak_lanjut", LANGKAH_TRIWULAN))}
    isi["rencana_berikut"] = acak.choice(RENCANA_BERIKUT)
    if status == S.DIKEMBALIKAN:
        isi["alasan_kembali"] = "CONTOH Kendala belum menyebut desanya. Jelaskan juga berapa UMKM yang belum melapor."
    return isi


def _dicatat(p: Penugasan, awal: date, akhir: date) -> date:
    """The day on which the last thing of the quarter was recorded."""
    hari = [awal]
    for model in (Kegiatan, Kunjungan, Bantuan):
        fakta = model.objects.filter(penugasan=p, tanggal__range=(awal, akhir))
        hari.append(fakta.aggregate(m=Max("dicatat_pada"))["m"])
    penjualan = Penjualan.objects.filter(umkm__desa=p.desa_id, bulan__range=(tambah_bulan(awal, -1), akhir))
    hari.append(penjualan.aggregate(m=Max("dicatat_pada"))["m"])
    umkm = Umkm.objects.filter(desa=p.desa_id, dibina_sejak__lte=akhir)
    for kolom in ("dicatat_pada", "tutup_dicatat_pada", "keluar_dicatat_pada"):
        tanggal = {"tutup_dicatat_pada": "tutup_pada", "keluar_dicatat_pada": "dibina_sampai"}.get(
            kolom, "dibina_sejak"
        )
        hari.append(umkm.filter(**{f"{tanggal}__lte": akhir}).aggregate(m=Max(kolom))["m"])
    return max(h.date() if isinstance(h, datetime) else h for h in hari if h is not None)


def _foto(p: Penugasan, awal: date, akhir: date) -> list[Bukti]:
    kegiatan = Kegiatan.objects.in_force().filter(penugasan=p, tanggal__range=(awal, akhir))
    kunjungan = Kunjungan.objects.in_force().filter(penugasan=p, tanggal__range=(awal, akhir))
    foto = Bukti.objects.filter(kegiatan__in=kegiatan) | Bukti.objects.filter(kunjungan__in=kunjungan)
    return list(foto.order_by("uuid")[:FOTO_LAPORAN])


def _langkah(laporan: LaporanTriwulan, status: StatusNaskah, meja: Meja, saat: list[datetime]) -> None:
    """Every move so far, as the deeds would have recorded it."""
    jalan = [
        (T.AJUKAN, S.DRAF, S.DIAJUKAN, meja.penyusun),
        (T.SETUJUI, S.DIAJUKAN, S.DISETUJUI, meja.kepala),
        (T.VERIFIKASI, S.DISETUJUI, S.DIVERIFIKASI, meja.verifikator),
    ]
    if status == S.DIKEMBALIKAN:
        jalan[1] = (T.KEMBALIKAN, S.DIAJUKAN, S.DIKEMBALIKAN, meja.kepala)
    banyak = 2 if status == S.DIKEMBALIKAN else URUT.index(status) + 1 if status in URUT else 0
    LangkahNaskah.objects.bulk_create(
        LangkahNaskah(
            laporan=laporan,
            tindakan=tindakan,
            dari=dari,
            ke=ke,
            versi=versi,
            oleh=siapa,
            sebagai="CONTOH",
            pada=pada,
            alasan=laporan.alasan_kembali if tindakan == T.KEMBALIKAN else "",
        )
        for versi, ((tindakan, dari, ke, siapa), pada) in enumerate(zip(jalan[:banyak], saat[1:], strict=False), 1)
    )


def _bekukan(laporan: LaporanTriwulan, oleh: Pengguna, pada: datetime) -> None:
    """Freeze it as the verifying deed does."""
    laporan.isi_beku = to_json(read_laporan(oleh, laporan, until=pada.date()).isi)
    laporan.sha256 = sha256_of(laporan.isi_beku)
    laporan.status, laporan.diverifikasi_oleh, laporan.diverifikasi_pada = S.DIVERIFIKASI, oleh, pada
    laporan.di_meja_sejak = pada
    laporan.save(
        update_fields=["isi_beku", "sha256", "status", "diverifikasi_oleh", "diverifikasi_pada", "di_meja_sejak"]
    )


def _catat(dunia: Dunia, laporan: list[LaporanTriwulan]) -> None:
    """One Catatan for each deed, as the deeds write them."""
    langkah: dict[int, list[LangkahNaskah]] = {}
    for k in LangkahNaskah.objects.filter(laporan__in=laporan).select_related("oleh").order_by("pk"):
        langkah.setdefault(k.laporan_id or 0, []).append(k)
    Catatan.objects.bulk_create(sorted(_notes(laporan, langkah), key=lambda c: c.pada))


def _notes(laporan: list[LaporanTriwulan], langkah: dict[int, list[LangkahNaskah]]) -> Iterator[Catatan]:
    for x in laporan:
        opd = x.penugasan.opd_id
        yield make_catatan(x.disunting_oleh, "menyusun laporan triwulan", x, at=x.dibuat_pada, opd_id=opd)
        for k in langkah.get(x.pk, ()):
            kata = f"{KATA_TINDAKAN[T(k.tindakan)][0]} laporan triwulan"
            perubahan = {"status": [k.dari, k.ke]}
            yield make_catatan(k.oleh, kata, x, at=k.pada, perubahan=perubahan, alasan=k.alasan, opd_id=opd)


# --- after the verification ----------------------------------------------------------------------------------------


def _susulan(dunia: Dunia, beku: list[LaporanTriwulan]) -> None:
    """A late activity of the sample's OPD, and a figure of another put right while its quarter was unlocked."""
    milik = [x for x in beku if x.penugasan.opd.slug == "diskop-ukm"]
    if milik:
        x = milik[-1]
        hari = date(x.tahun, x.triwulan * 3 - 1, 12)
        isi = IsiKegiatan(hari, "CONTOH Penyerahan label kemasan", dana=(("csr", 4_500_000),), penerima_kk=8)
        at = min(x.diverifikasi_pada + timedelta(days=9), dunia.akhir)  # type: ignore[operator]
        alasan = "CONTOH Berita acara serah terima baru tiba dengan kapal."
        record_kegiatan(x.penugasan, isi, uuid=dunia.uuid(), by=dunia.akun["contoh.operator"], at=at, susulan=alasan)
    for x in [x for x in beku if x.penugasan.opd.slug == "dpmd"][-1:]:
        _perbaiki(dunia, x)


def _perbaiki(dunia: Dunia, x: LaporanTriwulan) -> None:
    masa = quarter_span(x.penugasan, x.tahun, x.triwulan)
    k = Kegiatan.objects.in_force().filter(penugasan=x.penugasan, tanggal__range=masa).order_by("tanggal", "pk").first()
    at = min(x.diverifikasi_pada + timedelta(days=6), dunia.akhir)  # type: ignore[operator]
    if k is None or at + timedelta(days=1) > dunia.akhir:
        return
    alasan = "CONTOH Jumlah keluarga penerima salah ketik."
    unlock_triwulan(x, sampai=at + timedelta(days=7), alasan=alasan, by=dunia.akun["contoh.bappeda"], at=at)
    isi = replace(isi_of(k), penerima_kk=(k.penerima_kk or 0) + 5)
    oleh = dunia.akun["contoh.operator.dpmd"]
    correct_kegiatan(k, isi, uuid=dunia.uuid(), alasan=alasan, by=oleh, at=at + timedelta(hours=5))
