"""Small random worlds for the slow twins of the roll-ups: few rows, every awkward case likely. Same seed, same world."""

import random
from datetime import date, datetime, timedelta

from desa.models import Penjualan, PenutupanUmkm
from desa.waktu import tambah_bulan
from opd.models import Kegiatan, Kunjungan, KunjunganUmkm, Penugasan
from tests.pabrik import (
    buat_bukti,
    buat_desa,
    buat_kecamatan,
    buat_kegiatan,
    buat_kunjungan,
    buat_opd,
    buat_penjualan,
    buat_penugasan,
    buat_penutupan,
    buat_sk,
    buat_tim,
    buat_umkm,
    pada,
)

AWAL, AKHIR = date(2025, 1, 1), date(2026, 7, 20)
SUMBER = ("apbd_prov", "apbn", "csr")


class Dunia:
    """One random world: villages, OPDs, handovers, facts with corrections and cancellations."""

    def __init__(self, benih: int) -> None:
        self.acak = random.Random(benih)
        self.opd = [buat_opd() for _ in range(3)]
        kecamatan, self.sk = buat_kecamatan(), buat_sk()
        self.desa = [buat_desa(kecamatan=kecamatan, kode=f"{kecamatan.kode}.2{i:03d}") for i in range(4)]
        for desa in self.desa:
            self.tugaskan(desa)
            self.isi_umkm(desa)
        for penugasan in Penugasan.objects.all():
            self.isi_fakta(penugasan)

    def hari(self, dari: date = AWAL, sampai: date = AKHIR) -> date:
        return dari + timedelta(days=self.acak.randint(0, max((sampai - dari).days, 0)))

    def saat(self, hari: date) -> datetime:
        """A moment of recording some days after the event."""
        return pada(hari + timedelta(days=self.acak.choice((0, 3, 40, 120))), self.acak.randint(1, 22))

    def tugaskan(self, desa) -> None:
        """None, one, or a chain of two episodes; sometimes a supporter, a correction, a team."""
        a = self.acak
        if a.random() < 0.15:
            return
        mulai = self.hari(AWAL, date(2025, 9, 1))
        opd = a.choice(self.opd)
        isi = {"sk": self.sk, "desa": desa, "opd": opd, "mulai": mulai, "dicatat_pada": pada(mulai)}
        if a.random() < 0.5:
            selesai = self.hari(mulai + timedelta(days=30), AKHIR)
            isi |= {"selesai": selesai, "selesai_dicatat_pada": self.saat(selesai)}
        if a.random() < 0.3:
            lama = buat_penugasan(**isi | {"dikoreksi_pada": self.saat(mulai), "alasan_koreksi": "salah"})
            isi |= {"menggantikan": lama, "dicatat_pada": lama.dikoreksi_pada, "mulai": mulai + timedelta(days=5)}
        pertama = buat_penugasan(**isi)
        if pertama.selesai and a.random() < 0.8:
            dicatat = {"dicatat_pada": pertama.selesai_dicatat_pada, "mulai": pertama.selesai}
            buat_penugasan(sk=self.sk, desa=desa, opd=a.choice(self.opd), **dicatat)
        if a.random() < 0.4:
            buat_penugasan(sk=self.sk, desa=desa, opd=a.choice(self.opd), mulai=mulai, peran="pendukung")
        if a.random() < 0.5:
            buat_tim(pertama, selesai=a.choice((None, self.hari(mulai + timedelta(days=1)))))

    def isi_umkm(self, desa) -> None:
        a = self.acak
        for _ in range(a.randint(0, 5)):
            sejak = self.hari(AWAL, date(2026, 3, 1))
            isi = {"dibina_sejak": sejak, "dicatat_pada": self.saat(sejak)}
            isi["bentuk"] = a.choice(("perorangan", "perorangan", "kelompok", "koperasi", "bumdes"))
            if a.random() < 0.2:
                sampai = self.hari(sejak + timedelta(days=1))
                isi |= {"dibina_sampai": sampai, "alasan_keluar": "uji", "keluar_dicatat_pada": self.saat(sampai)}
            umkm = buat_umkm(desa=desa, **isi)
            self.isi_penutupan(umkm)
            self.isi_penjualan(umkm)

    def isi_penutupan(self, umkm) -> None:
        """Closures one after the other: most open again, some were recorded by mistake, the last one may last."""
        a, hari = self.acak, umkm.dibina_sejak
        while a.random() < 0.35 and (hari := self.hari(hari + timedelta(days=1))) < AKHIR:
            isi = {"dicatat_pada": self.saat(hari)}
            if a.random() < 0.2:
                batal = isi["dicatat_pada"] + timedelta(days=a.randint(1, 60))
                buat_penutupan(umkm, hari, **isi, dibatalkan_pada=batal, alasan_batal="salah")
            elif a.random() < 0.7:
                buka = self.hari(hari + timedelta(days=1), AKHIR + timedelta(days=20))
                buat_penutupan(umkm, hari, buka, **isi, buka_dicatat_pada=max(self.saat(buka), isi["dicatat_pada"]))
                hari = buka
            else:
                buat_penutupan(umkm, hari, **isi)
                return

    def isi_penjualan(self, umkm) -> None:
        a = self.acak
        rajin, laku = a.choice((0.3, 0.8, 1.0)), a.choice((0.2, 0.9))
        bulan = AWAL
        while bulan <= date(2026, 6, 1):
            if a.random() < rajin:
                omzet = a.randint(1, 9) * 1_000_000 if a.random() < laku else 0
                dicatat = self.saat(bulan + timedelta(days=32))
                baris = buat_penjualan(umkm, bulan, omzet, dicatat_pada=dicatat)
                if a.random() < 0.1:
                    self.ganti(baris, Penjualan, omzet_rp=a.randint(0, 3) * 700_000)
            bulan = tambah_bulan(bulan, 1)

    def ganti(self, lama, model, **isi):
        """A correction, or a cancellation, recorded later."""
        sama = {f.name for f in model._meta.concrete_fields} - {"id", "uuid", "menggantikan"}
        isi = {n: getattr(lama, n) for n in sama} | isi
        if "omzet_rp" in isi:
            isi["berjualan"] = isi["omzet_rp"] > 0
        isi["dicatat_pada"] = lama.dicatat_pada + timedelta(days=self.acak.randint(1, 90))
        if self.acak.random() < 0.3:
            isi |= {"batal": True, "alasan_koreksi": "batal"}
        return model.objects.create(**isi, menggantikan=lama)

    def isi_fakta(self, penugasan: Penugasan) -> None:
        a, akhir = self.acak, (penugasan.selesai or AKHIR) - timedelta(days=1)
        if penugasan.dikoreksi_pada:
            return
        for _ in range(a.randint(0, 4)):
            tanggal = self.hari(penugasan.mulai, akhir)
            dana = {s: a.randint(1, 50) * 100_000 for s in SUMBER if a.random() < 0.5}
            kegiatan = buat_kegiatan(penugasan, tanggal, dana=dana, dicatat_pada=self.saat(tanggal))
            if a.random() < 0.2:
                baru = self.ganti(kegiatan, Kegiatan, tanggal=self.hari(penugasan.mulai, akhir))
                for sumber, jumlah in dana.items():
                    baru.dana.create(sumber=sumber, jumlah_rp=jumlah + 1)
        for _ in range(a.randint(0, 4)):
            tanggal = self.hari(penugasan.mulai, akhir)
            isi = {"cara": a.choice(("lapangan", "lapangan", "jarak_jauh")), "dicatat_pada": self.saat(tanggal)}
            foto, warga = a.choice((0, 1, 2, 3)), a.choice((0, 1, 4))
            kunjungan = buat_kunjungan(penugasan, tanggal, foto=0, warga=warga, **isi)
            for _ in range(foto):
                buat_bukti(kunjungan=kunjungan, dicatat_pada=kunjungan.dicatat_pada)
            for umkm in penugasan.desa.umkm.all():
                if a.random() < 0.5:
                    berjalan = a.choice(("ya", "tidak", "tidak", "tidak_ditemui"))
                    KunjunganUmkm.objects.create(kunjungan=kunjungan, umkm=umkm, berjalan=berjalan)
            if a.random() < 0.2:
                self.ganti(kunjungan, Kunjungan)

    def pertanyaan(self) -> list[tuple[date, datetime | None]]:
        """Days and moments to ask about: now, month ends, and days read as known earlier."""
        hari = [AKHIR, date(2026, 6, 30), self.hari(date(2025, 6, 1)), self.hari(date(2025, 6, 1))]
        tahu = [None, pada(date(2026, 7, 1)), None, pada(self.hari(date(2025, 8, 1)))]
        return list(zip(hari, tahu, strict=True))


def berlaku(fakta, known_at: datetime | None) -> bool:
    """The slow twin of `in_force`: not cancelled, known by then, and not yet replaced then."""
    pengganti = type(fakta).objects.filter(menggantikan=fakta).first()
    if known_at is None:
        return not fakta.batal and pengganti is None
    return (
        not fakta.batal and fakta.dicatat_pada <= known_at and (pengganti is None or pengganti.dicatat_pada > known_at)
    )


def masa_tutup(umkm, known_at: datetime | None) -> list[tuple[date, date | None]]:
    """The closures of an enterprise as known then, oldest first; an opening recorded later is taken off."""
    hasil = []
    for p in PenutupanUmkm.objects.filter(umkm=umkm).order_by("tutup_pada"):
        if known_at is None:
            if p.dibatalkan_pada is None:
                hasil.append((p.tutup_pada, p.dibuka_pada))
        elif p.dicatat_pada <= known_at and (p.dibatalkan_pada is None or p.dibatalkan_pada > known_at):
            tahu = p.buka_dicatat_pada is not None and p.buka_dicatat_pada <= known_at
            hasil.append((p.tutup_pada, p.dibuka_pada if tahu else None))
    return hasil


def penugasan_berlaku(known_at: datetime | None) -> list[Penugasan]:
    """Penugasan as penanggung jawab as known then; an end recorded later is taken off."""
    hasil = []
    for p in Penugasan.objects.filter(peran="penanggung_jawab").order_by("opd__nama", "desa__kode", "mulai"):
        if known_at is None:
            if p.dikoreksi_pada is None:
                hasil.append(p)
        elif p.dicatat_pada <= known_at and (p.dikoreksi_pada is None or p.dikoreksi_pada > known_at):
            if p.selesai and p.selesai_dicatat_pada > known_at:
                p.selesai = None
            hasil.append(p)
    return hasil
