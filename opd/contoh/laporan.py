"""Sample reports of the last quarters: most verified, some at a desk, some returned, some never made; late facts after them."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max

from desa.models import Catatan, Penjualan, PenutupanUmkm, Umkm
from desa.waktu import awal_triwulan, tambah_bulan, triwulan
from opd.actions.kegiatan import IsiKegiatan, correct_kegiatan, isi_of, record_kegiatan
from opd.actions.kunci import unlock_triwulan
from opd.contoh.dunia import BIASA, DIAM, TERLAMBAT, UNGGUL, Dunia, Watak
from opd.contoh.meja import SAMPAI, Meja, beri_nama, catatan_of, langkah_of, meja_of
from opd.contoh.teks import KENDALA, LANGKAH_TRIWULAN, RENCANA_BERIKUT
from opd.enums import StatusNaskah
from opd.models import (
    Asesmen,
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
S = StatusNaskah
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


def buat_laporan(dunia: Dunia) -> None:
    """The reports, then what came late or was put right after them. Its own source of chance leaves the rest as it is."""
    acak = random.Random(dunia.benih + 3)
    lama: list[LaporanTriwulan] = []
    for n in range(BANYAK_TRIWULAN, 0, -1):
        awal = tambah_bulan(awal_triwulan(dunia.per), -3 * n)
        for p in dunia.penugasan:
            masa = quarter_span(p, *triwulan(awal))
            if masa is None or (masa[1] - masa[0]).days + 1 < HARI_TERSEDIKIT:
                continue
            status = _status(acak, dunia.watak[p.opd_id], p.opd.slug, terakhir=n == 1)
            if status is not None:
                lama.append(_laporan(dunia, acak, p, awal, status, meja_of(dunia, p)))
    _catat(lama)
    _susulan(dunia, [x for x in lama if x.status == S.DIVERIFIKASI])


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
    jalan, (tahun, tw) = SAMPAI[status], triwulan(awal)
    laporan = LaporanTriwulan(
        uuid=UUID(int=acak.getrandbits(128), version=4),
        penugasan=p,
        tahun=tahun,
        triwulan=tw,
        dibuat_pada=saat[0],
        versi=1 + len(jalan),
        disunting_oleh=meja.penyusun,
        disunting_pada=saat[0],
        **_uraian(acak, status),
    )
    langkah = langkah_of(laporan, jalan, meja, saat[1 : 1 + len(jalan)])
    beri_nama(laporan, [k for k in langkah if k.ke != S.DIVERIFIKASI])
    if status != S.DRAF:
        laporan.rencana = RencanaAksi.objects.filter(
            penugasan=p, tahun=tahun, status=S.DIVERIFIKASI, diverifikasi_pada__lte=saat[1]
        ).first()
        laporan.kelompok = laporan.rencana.kelompok if laporan.rencana else ""
    laporan.save(force_insert=True)
    laporan.foto.set(_foto(p, awal, akhir))
    LangkahNaskah.objects.bulk_create(langkah)
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
    for model in (Asesmen, Kegiatan, Kunjungan, Bantuan):
        fakta = model.objects.filter(penugasan=p, tanggal__range=(awal, akhir))
        hari.append(fakta.aggregate(m=Max("dicatat_pada"))["m"])
    penjualan = Penjualan.objects.filter(umkm__desa=p.desa_id, bulan__range=(tambah_bulan(awal, -1), akhir))
    hari.append(penjualan.aggregate(m=Max("dicatat_pada"))["m"])
    umkm = Umkm.objects.filter(desa=p.desa_id, dibina_sejak__lte=akhir)
    tutup = PenutupanUmkm.objects.filter(umkm__desa=p.desa_id)
    for kueri, tanggal, kolom in (
        (umkm, "dibina_sejak", "dicatat_pada"),
        (umkm, "dibina_sampai", "keluar_dicatat_pada"),
        (tutup, "tutup_pada", "dicatat_pada"),
        (tutup, "dibuka_pada", "buka_dicatat_pada"),
    ):
        hari.append(kueri.filter(**{f"{tanggal}__lte": akhir}).aggregate(m=Max(kolom))["m"])
    return max(h.date() if isinstance(h, datetime) else h for h in hari if h is not None)


def _foto(p: Penugasan, awal: date, akhir: date) -> list[Bukti]:
    kegiatan = Kegiatan.objects.in_force().filter(penugasan=p, tanggal__range=(awal, akhir))
    kunjungan = Kunjungan.objects.in_force().filter(penugasan=p, tanggal__range=(awal, akhir))
    foto = Bukti.objects.filter(kegiatan__in=kegiatan) | Bukti.objects.filter(kunjungan__in=kunjungan)
    return list(foto.order_by("uuid")[:FOTO_LAPORAN])


def _bekukan(laporan: LaporanTriwulan, oleh: Pengguna, pada: datetime) -> None:
    """Freeze it as the verifying deed does."""
    laporan.isi_beku = to_json(read_laporan(laporan, until=pada.date()).isi)
    laporan.sha256 = sha256_of(laporan.isi_beku)
    laporan.status, laporan.diverifikasi_oleh, laporan.diverifikasi_pada = S.DIVERIFIKASI, oleh, pada
    laporan.di_meja_sejak = pada
    laporan.save(
        update_fields=["isi_beku", "sha256", "status", "diverifikasi_oleh", "diverifikasi_pada", "di_meja_sejak"]
    )


def _catat(laporan: list[LaporanTriwulan]) -> None:
    langkah: dict[int, list[LangkahNaskah]] = defaultdict(list)
    for k in LangkahNaskah.objects.filter(laporan__in=laporan).select_related("oleh").order_by("pk"):
        langkah[k.laporan_id or 0].append(k)
    catatan = [c for x in laporan for c in catatan_of(x, langkah[x.pk])]
    Catatan.objects.bulk_create(sorted(catatan, key=lambda c: c.pada))


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
