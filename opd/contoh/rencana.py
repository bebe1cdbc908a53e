"""Sample plans of the running year: most verified, some still at a desk, some returned or never begun."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from desa.models import Indikator, NilaiIndikator
from opd.contoh.dunia import BIASA, DIAM, TERLAMBAT, Dunia
from opd.enums import KelompokVerifikasi, StatusNaskah, Strategi, SumberDana, TindakanNaskah
from opd.models import BarisRencana, Kegiatan, LangkahNaskah, PaguBaris, Pengguna, Penugasan, RencanaAksi

KEGIATAN = (
    ("Pelatihan pengolahan hasil desa", "20 pelaku usaha", "orang", (10, 10, 10, 10), 24_000_000),
    ("Pendampingan izin usaha (NIB, PIRT, halal)", "15 UMKM", "UMKM", (3, 4, 4, 4), 9_000_000),
    ("Bantuan alat produksi kelompok", "4 kelompok", "unit", (0, 2, 2, 0), 60_000_000),
    ("Pameran dan penjualan di Ambon", "10 UMKM", "kali", (0, 1, 0, 1), 18_000_000),
    ("Penyuluhan gizi keluarga", "40 keluarga", "KK", (10, 10, 10, 10), 7_500_000),
    ("Perbaikan sarana air bersih", "30 keluarga", "unit", (0, 1, 1, 0), 85_000_000),
    ("Pembentukan kelompok simpan pinjam", "2 kelompok", "kelompok", (0, 1, 1, 0), 5_000_000),
)
KEADAAN = (StatusNaskah.DIVERIFIKASI,) * 5 + (
    StatusNaskah.DISETUJUI,
    StatusNaskah.DIAJUKAN,
    StatusNaskah.DIKEMBALIKAN,
)
SUMBER = (SumberDana.APBD_PROV, SumberDana.APBD_PROV, SumberDana.DANA_DESA, SumberDana.CSR)


def buat_rencana(dunia: Dunia) -> None:
    """One plan per open penugasan, by how diligent its OPD is. Its own source of chance leaves the rest as it is."""
    acak = random.Random(dunia.benih + 2)
    orang = _penulis(dunia)
    for p in (p for p in dunia.penugasan if p.covers(dunia.per)):
        watak = dunia.watak[p.opd_id]
        if watak is DIAM or (watak is TERLAMBAT and acak.random() < 0.4):
            continue
        status = acak.choice(KEADAAN) if watak in (BIASA, TERLAMBAT) else StatusNaskah.DIVERIFIKASI
        _rencana(dunia, acak, p, status, orang)


def _penulis(dunia: Dunia) -> tuple[Pengguna, Pengguna, Pengguna]:
    """Two sample people who cannot sign in, for OPDs without accounts of their own, and the verifikator."""
    hasil = []
    for nama, sebutan in (("contoh.penyusun", "CONTOH Penyusun Rencana"), ("contoh.penyetuju", "CONTOH Kepala OPD")):
        akun = Pengguna(username=nama, nama=sebutan, is_active=False)
        akun.set_unusable_password()
        akun.save(force_insert=True)
        hasil.append(akun)
    return hasil[0], hasil[1], dunia.akun["contoh.bappeda"]


def _rencana(
    dunia: Dunia, acak: random.Random, p: Penugasan, status: StatusNaskah, orang: tuple[Pengguna, Pengguna, Pengguna]
) -> None:
    mulai = max(date(dunia.per.year, 1, 8), p.mulai + timedelta(days=5))
    saat = [dunia.pada(mulai + timedelta(days=n * 6 + acak.randint(0, 3))) for n in range(4)]
    urut = [StatusNaskah.DIAJUKAN, StatusNaskah.DISETUJUI, StatusNaskah.DIVERIFIKASI]
    sampai = urut.index(status) + 1 if status in urut else 0
    kata = ("diajukan", "disetujui", "diverifikasi")
    isi: dict[str, object] = {}
    for n, (k, siapa) in enumerate(zip(kata[:sampai], orang, strict=False), 1):
        isi |= {f"{k}_oleh": siapa, f"{k}_pada": saat[n]}
    if status == StatusNaskah.DIKEMBALIKAN:
        isi["alasan_kembali"] = "CONTOH Sasaran baris pertama belum jelas. Sebut jumlah keluarganya."
    rencana = RencanaAksi.objects.create(
        uuid=UUID(int=acak.getrandbits(128), version=4),
        penugasan=p,
        tahun=mulai.year,
        status=status,
        versi=sampai + 1,
        kelompok=KelompokVerifikasi.PEMBERDAYAAN if sampai or isi else "",
        dibuat_pada=saat[0],
        di_meja_sejak=saat[sampai] if status != StatusNaskah.DIKEMBALIKAN else saat[2],
        **isi,
    )
    _langkah(rencana, status, sampai, orang, saat)
    baris = _baris(acak, rencana)
    if status == StatusNaskah.DIVERIFIKASI:
        _laksanakan(dunia, acak, rencana, baris)


def _langkah(
    rencana: RencanaAksi,
    status: StatusNaskah,
    sampai: int,
    orang: tuple[Pengguna, Pengguna, Pengguna],
    saat: list[datetime],
) -> None:
    """Every move so far, as the deeds would have recorded it."""
    S, T = StatusNaskah, TindakanNaskah
    jalan = [
        (T.AJUKAN, S.DRAF, S.DIAJUKAN),
        (T.SETUJUI, S.DIAJUKAN, S.DISETUJUI),
        (T.VERIFIKASI, S.DISETUJUI, S.DIVERIFIKASI),
    ]
    langkah = list(zip(jalan[:sampai], orang, saat[1:], strict=False))
    if status == S.DIKEMBALIKAN:
        langkah = [(jalan[0], orang[0], saat[1]), ((T.KEMBALIKAN, S.DIAJUKAN, S.DIKEMBALIKAN), orang[1], saat[2])]
    for versi, ((tindakan, dari, ke), siapa, pada) in enumerate(langkah, 1):
        alasan = rencana.alasan_kembali if tindakan == T.KEMBALIKAN else ""
        LangkahNaskah.objects.create(
            rencana=rencana,
            tindakan=tindakan,
            dari=dari,
            ke=ke,
            versi=versi,
            oleh=siapa,
            sebagai="CONTOH",
            pada=pada,
            alasan=alasan,
        )


def _baris(acak: random.Random, rencana: RencanaAksi) -> list[BarisRencana]:
    hasil = []
    nilai = NilaiIndikator.objects.filter(desa=rencana.penugasan.desa_id, skor__lte=2).order_by("-tahun", "skor", "pk")
    masalah = [n.indikator_id for n in nilai[:12]] or list(
        Indikator.objects.order_by("pk").values_list("pk", flat=True)
    )
    for n, (kegiatan, sasaran, satuan, target, rupiah) in enumerate(acak.sample(KEGIATAN, acak.randint(3, 5)), 1):
        baris = BarisRencana.objects.create(
            rencana=rencana,
            kunci=UUID(int=acak.getrandbits(128), version=4),
            urutan=n,
            strategi=Strategi.BEBAN_PENGELUARAN if satuan == "KK" else Strategi.PENDAPATAN,
            kegiatan=f"CONTOH {kegiatan}",
            sasaran=sasaran,
            satuan=satuan,
            **{f"target_tw{i}": Decimal(t) for i, t in enumerate(target, 1)},
        )
        baris.indikator.set(acak.sample(masalah, min(len(masalah), acak.randint(1, 2))))
        PaguBaris.objects.create(
            baris=baris, sumber=acak.choice(SUMBER), pagu_rp=round(rupiah * acak.uniform(0.7, 1.3), -5)
        )
        hasil.append(baris)
    return hasil


def _laksanakan(dunia: Dunia, acak: random.Random, rencana: RencanaAksi, baris: list[BarisRencana]) -> None:
    """Most of the year's activities carry out a line of the plan, in its unit; the rest stay outside it."""
    judul: dict[str, str] = {}
    milik = Kegiatan.objects.filter(penugasan=rencana.penugasan, tanggal__year=rencana.tahun).order_by("pk")
    for kegiatan in milik:
        if acak.random() > 0.75:
            continue
        b = acak.choice(baris)
        kegiatan.baris, kegiatan.satuan, kegiatan.judul = b, b.satuan, b.kegiatan.removeprefix("CONTOH ")
        kegiatan.volume = Decimal(max(1, round(float(b.volume) * acak.uniform(0.2, 0.6))))
        kegiatan.save(update_fields=["baris", "satuan", "judul", "volume"])
        judul[str(kegiatan.pk)] = kegiatan.judul
    for c in dunia.catatan:
        if c.objek_jenis == Kegiatan._meta.label_lower and c.objek_id in judul:
            c.objek = judul[c.objek_id]
