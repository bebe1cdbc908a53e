"""Two OPDs with one village each, everything in both, for the panel's tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desa.models import DaftarPrioritas, Indikator, Kontak
from desa.models.catatan import record
from desa.waktu import hari_ini
from opd.enums import Peran, StatusNaskah
from opd.models import (
    AliasOpd,
    Delegasi,
    IndikatorOpd,
    Jabatan,
    Kegiatan,
    Kunjungan,
    KunjunganUmkm,
    LaporanTriwulan,
    Opd,
    PenggabunganOpd,
    Pengguna,
    Penugasan,
    RencanaAksi,
    Tim,
)
from tests import pabrik, pabrik_naskah
from tests.pabrik import SEKARANG

RAHASIA = "Rahasia Pemilik"


@dataclass
class Sisi:
    """One OPD and what belongs to it."""

    opd: Opd
    kepala: Pengguna
    penugasan: Penugasan
    umkm: object
    kegiatan: Kegiatan
    kunjungan: Kunjungan
    tim: Tim
    operator: Pengguna
    rencana: RencanaAksi
    laporan: LaporanTriwulan
    delegasi: Delegasi


def buat_sisi(nama: str, *, kepala: Pengguna | None = None, status: str = "definitif") -> Sisi:
    """An OPD with head, village, enterprise, activity, visit, team, papers and delegate; each name says whose it is."""
    opd = pabrik.buat_opd()
    kepala = kepala or pabrik.buat_pengguna()
    jabatan = pabrik.buat_jabatan(opd=opd, pengguna=kepala, status=status)
    kepala.forget_roles()
    p = pabrik.buat_penugasan(opd=opd)
    umkm = pabrik.buat_umkm(desa=p.desa, nama=f"Usaha {nama}", pemilik=f"{RAHASIA} {nama}", telepon="081234567890")
    hari = hari_ini() - timedelta(days=3)
    kegiatan = pabrik.buat_kegiatan(p, hari, judul=f"Kegiatan {nama}", dana={"apbd_prov": 5_000_000})
    kunjungan = pabrik.buat_kunjungan(p, hari, warga_ditemui=f"{RAHASIA} warga {nama}", catatan=f"Catatan {nama}")
    KunjunganUmkm.objects.create(kunjungan=kunjungan, umkm=umkm, berjalan="ya")
    tim = pabrik.buat_tim(p, nomor_sk=f"SK-{nama}")
    record(kepala, "mencatat kegiatan", kegiatan, at=SEKARANG, opd_id=opd.pk)
    return Sisi(opd, kepala, p, umkm, kegiatan, kunjungan, tim, *buat_naskah(nama, p, kepala, jabatan))


def buat_naskah(
    nama: str, p: Penugasan, kepala: Pengguna, jabatan: Jabatan
) -> tuple[Pengguna, RencanaAksi, LaporanTriwulan, Delegasi]:
    """An operator, the plan he submitted, a report under way, and a delegation to come."""
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd, nama=f"Operator {nama}")
    meja = pabrik_naskah.Meja(operator, kepala, operator)
    sejak = pabrik.pada(hari_ini() - timedelta(days=4))
    rencana = pabrik_naskah.buat_rencana(p, status=StatusNaskah.DIAJUKAN, meja=meja, pada=sejak)
    pabrik_naskah.buat_baris(rencana, kegiatan=f"Baris {nama}", pagu={"apbd_prov": 7_000_000})
    laporan = pabrik_naskah.buat_laporan(p, kendala=f"Kendala {nama}", pada=sejak)
    delegasi = Delegasi.objects.create(
        opd=p.opd,
        jabatan=jabatan,
        penerima=operator,
        mulai=hari_ini() + timedelta(days=9),
        selesai=hari_ini() + timedelta(days=12),
        alasan=f"Cuti {nama}",
        dicatat_pada=SEKARANG,
        dicatat_oleh="uji",
    )
    return operator, rencana, laporan, delegasi


def buat_rujukan(sisi: Sisi) -> dict[str, object]:
    """One row of every model that only maintainers keep."""
    indikator = Indikator.objects.create(dimensi="IKS", nomor=1, nama="Air bersih", sumber="uji")
    daftar = DaftarPrioritas.objects.create(nama="Tertinggal", dasar="uji", tanggal=date(2023, 5, 1), sumber="uji")
    gabung = PenggabunganOpd.objects.create(nama_baru="Dinas Gabungan", sumber="uji")
    kontak = Kontak(desa=sisi.penugasan.desa, jabatan="kepala_desa", nama="Raja Uji")
    kontak.telepon = "081298765432"
    kontak.save()
    return {
        "opd_aliasopd": AliasOpd.objects.create(
            opd=sisi.opd, nama="Distan", kunci="distan", mulai=date(2025, 1, 1), dicatat_oleh="uji"
        ),
        "opd_indikatoropd": IndikatorOpd.objects.create(indikator=indikator, opd=sisi.opd),
        "opd_jabatan": Jabatan.objects.filter(opd=sisi.opd).get(),
        "opd_penggabunganopd": gabung,
        "opd_opd": sisi.opd,
        "opd_sk": sisi.penugasan.sk,
        "desa_desa": sisi.penugasan.desa,
        "desa_kecamatan": sisi.penugasan.desa.kecamatan,
        "desa_kontak": kontak,
        "desa_kondisidesa": buat_kondisi(sisi),
        "desa_daftarprioritas": daftar,
        "desa_kbli": pabrik.buat_kbli(),
        "opd_pengguna": sisi.kepala,
    }


def buat_kondisi(sisi: Sisi):
    """A village's condition on a day."""
    model = type(sisi.penugasan.desa.kondisi.none().model())
    return model.objects.create(
        desa=sisi.penugasan.desa,
        tanggal=date(2026, 1, 5),
        sinyal="data",
        sumber="uji",
        dicatat_pada=SEKARANG,
        pencatat="uji",
    )


MILIK = (
    "opd_kegiatan", "opd_kunjungan", "desa_umkm", "opd_tim", "opd_penugasan", "opd_rencanaaksi", "opd_laporantriwulan",
    "opd_delegasi",
)  # fmt: skip
TANPA_TAMBAH = ("opd_penugasan", "opd_rencanaaksi", "opd_laporantriwulan")
"""Pages of a head on which nothing is added."""


def rows_of(sisi: Sisi) -> dict[str, object]:
    """The rows that belong to one OPD, by admin name."""
    isi = (
        sisi.kegiatan, sisi.kunjungan, sisi.umkm, sisi.tim, sisi.penugasan, sisi.rencana, sisi.laporan, sisi.delegasi,
    )  # fmt: skip
    return dict(zip(MILIK, isi, strict=True))
