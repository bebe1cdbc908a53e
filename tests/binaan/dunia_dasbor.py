"""The random world of the dashboard, people who read it, and writes about it, by rule or past all rules."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db import DatabaseError, connection, transaction

from binaan.dasbor.baca import Ringkasan, province_lists, put_together
from binaan.dasbor.hitungan import read_villages
from desa.models import Penjualan, Umkm
from opd.enums import KelompokVerifikasi, Peran
from opd.models import Kegiatan, Kunjungan, KunjunganUmkm, Opd, Pengguna, Penugasan
from opd.pemicu import JALAN, SEMUA
from opd.rekap.daftar_json import read_lists
from tests.dunia import AKHIR, AWAL, Dunia
from tests.pabrik import (
    buat_bukti,
    buat_indeks,
    buat_jabatan,
    buat_kegiatan,
    buat_kunjungan,
    buat_pengguna,
    buat_penjualan,
    buat_umkm,
    pada,
)
from tests.pabrik_legalitas import buat_legalitas
from tests.pabrik_naskah import buat_baris, buat_laporan, buat_meja, buat_rencana
from tests.pabrik_pantau import buat_rencana_kunjungan
from tests.pabrik_pasar import buat_pasokan
from tests.pabrik_potret import buat_potret
from tests.pabrik_produk import buat_produk
from tests.pabrik_usaha import buat_perkembangan


class DuniaDasbor(Dunia):
    """The random world with plans, planned visits, papers and outside figures."""

    def __init__(self, benih: int) -> None:
        super().__init__(benih)
        semua = list(Penugasan.objects.filter(dikoreksi_pada=None).order_by("pk"))
        self.meja_punya, self.meja = semua[0], buat_meja(semua[0])
        for p in semua:
            self.isi_rencana(p)
        self.isi_naskah(random.Random(benih), semua)
        for d in self.desa:
            for u in d.umkm.all()[:1]:
                buat_pasokan(umkm=u, mulai=AWAL)
                buat_legalitas(u, status="terbit", berlaku_sampai=AKHIR)
                buat_produk(u, dicatat_pada=self.saat(AWAL))
                for hari in (AWAL, AKHIR - timedelta(days=40)):
                    buat_perkembangan(u, hari, pelanggan_bulan=self.acak.randint(1, 9))
            buat_indeks(d, 2024, nilai="0.5000")
            buat_indeks(d, 2025, nilai="0.6000")
            for jual in Penjualan.objects.filter(umkm__desa=d, omzet_rp__gt=0)[:1]:
                jual.saluran.create(saluran="pasar", omzet_rp=jual.omzet_rp)
            buat_potret(d, AWAL, kk_miskin_ekstrem=self.acak.choice((3, 30)))
            buat_potret(d, AKHIR - timedelta(days=60), kk_miskin_ekstrem=self.acak.choice((2, 20)))

    def isi_rencana(self, p: Penugasan) -> None:
        a = self.acak
        baris = buat_baris(buat_rencana(p, 2026, status="diverifikasi", meja=self.meja), pagu={"apbd_prov": 9_000_000})
        buat_kegiatan(p, max(p.mulai, date(2026, 2, 1)), baris=baris, volume=a.randint(1, 20), satuan=baris.satuan)
        umkm = list(p.desa.umkm.all())
        if umkm:
            buat_rencana_kunjungan(p, AKHIR + timedelta(days=3), *umkm[:2], dibuat_pada=self.saat(date(2026, 3, 1)))

    def isi_naskah(self, a: random.Random, penugasan: list[Penugasan]) -> None:
        """Plans and reports that wait, and whoever held the heads' desks; one OPD was merged, or will be."""
        status = ("diajukan", "diajukan", "disetujui", "dikembalikan", "draf")
        for n, p in enumerate(penugasan):
            for buat, isi in ((buat_laporan, {"triwulan": 2}), (buat_rencana, {"tahun": 2027})):
                saat = pada(AKHIR - timedelta(days=a.randint(0, 30)), a.choice((1, 9, 23)))
                kelompok = a.choice(("", *KelompokVerifikasi.values))
                keadaan = a.choice(status) if n else "diajukan"
                buat(p, **isi, status=keadaan, meja=self.meja, pada=saat, kelompok=kelompok)
        for o in self.opd:
            mulai = AKHIR - timedelta(days=a.randint(0, 40))
            buat_jabatan(
                opd=o, status="plt", mulai=mulai, selesai=a.choice((None, mulai + timedelta(days=a.randint(1, 30))))
            )
        lama, baru = a.sample(self.opd, 2)
        Opd.objects.filter(pk=lama.pk).update(
            berlaku_selesai=AKHIR - timedelta(days=a.randint(-2, 20)), dilebur_ke=baru
        )


def reader(peran: Peran = Peran.PIMPINAN, **isi: object) -> Pengguna:
    """Somebody whose roles are read already, which is no query of the summary."""
    orang = buat_pengguna(peran, **isi)
    orang.holds(Peran.PEMBACA)
    return orang


def anew(orang: Pengguna, hari: date = AKHIR, tahu: datetime | None = None) -> Ringkasan:
    """The summary of everything read now."""
    lain = read_lists(orang, province_lists(orang, hari, tahu))
    return put_together(read_villages(hari, known_at=tahu), lain, until=hari, known_at=tahu)


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside was never there."""
    titik = transaction.savepoint()
    yield
    transaction.savepoint_rollback(titik)


def raw_write(acak: random.Random) -> bool:
    """Delete a row of a table that figures are made from, or give a column of it the value of another row, past all rules
    but the database's own; whether that was possible.
    """
    model = apps.get_model(acak.choice((*JALAN, *SEMUA)))
    tabel, baris = model._meta.db_table, list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    if not baris:
        return False
    pk, lain = acak.choice(baris), acak.choice(baris)
    perintah, isi = f"DELETE FROM {tabel} WHERE id = %s", [pk]
    if acak.random() < 0.75:
        kolom = acak.choice([f.column for f in model._meta.concrete_fields if not f.primary_key])
        perintah, isi = (
            f"UPDATE {tabel} SET {kolom} = (SELECT {kolom} FROM {tabel} WHERE id = %s) WHERE id = %s",
            [lain, pk],
        )
    try:
        with transaction.atomic(), connection.cursor() as kursor:
            kursor.execute(perintah, isi)
            connection.check_constraints()
            return kursor.rowcount > 0
    except DatabaseError:
        return False


def fact(dunia: DuniaDasbor) -> bool:
    """Record something, or correct or cancel it."""
    a = dunia.acak
    p = a.choice(list(Penugasan.objects.filter(dikoreksi_pada=None).order_by("pk")))
    umkm = a.choice(list(Umkm.objects.order_by("pk")))
    apa = a.randrange(7)
    if apa == 0:
        buat_umkm(desa=p.desa, dibina_sejak=dunia.hari())
    elif apa == 1:
        bulan = date(2026, a.randint(1, 6), 1)
        if not Penjualan.objects.filter(umkm=umkm, bulan=bulan).exists():
            buat_penjualan(umkm, bulan, a.randint(0, 3) * 400_000)
    elif apa == 2:
        buat_kegiatan(p, dunia.hari(p.mulai), dana={"csr": a.randint(1, 9) * 100_000})
    elif apa == 3:
        KunjunganUmkm.objects.create(kunjungan=buat_kunjungan(p, dunia.hari(p.mulai)), umkm=umkm, berjalan="tidak")
    elif apa == 4:
        model = a.choice((Kegiatan, Kunjungan, Penjualan))
        lama = model.objects.filter(pengganti=None, batal=False).order_by("pk").first()
        if lama:
            dunia.ganti(lama, model)
    elif apa == 5:
        dunia.isi_penutupan(buat_umkm(desa=p.desa, dibina_sejak=dunia.hari()))
    else:
        buat_bukti(kunjungan=buat_kunjungan(p, dunia.hari(p.mulai), foto=1))
    return True
