"""A small full world: one row of everything, so that every address has something to show and something to leak."""

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from desa.enums import JabatanKontak
from desa.models import (
    DaftarPrioritas,
    DataKemiskinan,
    Desa,
    IndeksHarga,
    Indikator,
    KondisiDesa,
    Kontak,
    NilaiIndikator,
    Umkm,
)
from desa.waktu import awal_bulan, hari_ini, tambah_bulan, triwulan
from opd.enums import Berjalan, JenisImpor, Peran, StatusNaskah, StatusPenggabungan
from opd.models import BarisRencana, Impor, KunjunganUmkm, Opd, PenggabunganOpd, Pengguna, Penugasan
from tests import (
    kendala_subjek,
    pabrik,
    pabrik_api,
    pabrik_arahan,
    pabrik_asesmen,
    pabrik_bantuan,
    pabrik_cetak,
    pabrik_dampak,
    pabrik_dukungan,
    pabrik_kelangsungan,
    pabrik_keluarga,
    pabrik_kunjungan,
    pabrik_legalitas,
    pabrik_makro,
    pabrik_mitra,
    pabrik_naskah,
    pabrik_pantau,
    pabrik_pasar,
    pabrik_pekerjaan,
    pabrik_peringkat,
    pabrik_petik,
    pabrik_potret,
    pabrik_produk,
    pabrik_surat,
    pabrik_tenggat,
    pabrik_usaha,
)
from tests.walk.lengkap import finished_work, make_full, revision_under_way

KANARI_PEMILIK = "Pemilik Kanari Kuning"
KANARI_TELEPON = "081299988877"
KANARI_NIK = "8105154101800099"
KANARI_WARGA = "Warga Kanari Biru"
KANARI_PENERIMA = "Penerima Kanari Hijau"
KANARI_MITRA = "Kontak Kanari Merah"
KANARI_RUPIAH = "71.828.182"
KANARI_PEMBELI = "Kontak Kanari Ungu"
KANARI_KELUARGA = "Keluarga Kanari Jingga"
KANARI_KK = "8105151201190077"
KANARI_ALAMAT = "Dusun Kanari Nila"
KANARI_DRAF = "Kendala Kanari Putih"  # what only papers say that nobody verified yet
KANARI = (
    KANARI_PEMILIK, KANARI_TELEPON, KANARI_TELEPON[1:], KANARI_NIK, KANARI_WARGA, KANARI_PENERIMA, KANARI_MITRA, KANARI_RUPIAH,
    KANARI_PEMBELI, KANARI_KELUARGA, KANARI_KK, KANARI_ALAMAT,
)  # fmt: skip


@dataclass
class Dunia:
    """The world, its accounts by name, and the value that each part of an address takes."""

    penugasan: Penugasan
    opd: Opd
    opd_lain: Opd
    desa: Desa
    pengguna: dict[str, Pengguna]
    uuid: dict[str, UUID]
    pk: dict[str, int]
    bulan: str


def _jpeg() -> bytes:
    aliran = io.BytesIO()
    Image.new("RGB", (64, 48), (20, 90, 120)).save(aliran, "JPEG")
    return aliran.getvalue()


def _orang(opd: Opd, opd_lain: Opd) -> dict[str, Pengguna]:
    """One account per role, the other OPD's too, and one without any role."""
    umum = (Peran.ADMIN_SISTEM, Peran.PIMPINAN, Peran.VERIFIKATOR, Peran.PEMBACA)
    orang = {p.value: pabrik.buat_pengguna(p) for p in umum}
    for p in (Peran.KEPALA_OPD, Peran.OPERATOR_OPD):
        orang[p.value] = pabrik.buat_pengguna(p, opd=opd)
        orang[f"{p.value}_lain"] = pabrik.buat_pengguna(p, opd=opd_lain)
    orang["tanpa_peran"] = pabrik.buat_pengguna()
    return orang


def _rujukan(desa: Desa, kini: datetime) -> None:
    for tahun in (2023, 2024, kini.year):
        pabrik.buat_indeks(desa, tahun)
    pabrik.buat_batas()
    indikator = Indikator.objects.create(dimensi="IKS", nomor=1, nama="Sarana kesehatan", sumber="uji")
    NilaiIndikator.objects.create(desa=desa, indikator=indikator, tahun=2024, skor=1, sumber="uji")
    DataKemiskinan.objects.create(tahun=2025, periode="maret", persen_miskin="15.78", sumber="uji")
    pabrik_makro.buat_nilai_makro()
    IndeksHarga.objects.create(bulan=date(2024, 1, 1), nilai="105.85", tahun_dasar=2022, sumber="uji")
    KondisiDesa.objects.create(
        desa=desa, tanggal=kini.date(), sinyal="lemah", listrik_jam=12, sumber="uji", dicatat_pada=kini, pencatat="uji"
    )
    for jabatan in (JabatanKontak.CAMAT, JabatanKontak.KEPALA_DESA):
        tempat = {"kecamatan": desa.kecamatan} if jabatan == JabatanKontak.CAMAT else {"desa": desa}
        kontak = Kontak(jabatan=jabatan, nama=f"Kontak {jabatan.label}", **tempat)
        kontak.telepon = KANARI_TELEPON
        kontak.save()
    daftar = DaftarPrioritas.objects.create(nama="Desa tertinggal", dasar="uji", tanggal=kini.date(), sumber="uji")
    daftar.desa.add(desa)


def _izin_dan_gabungan(umkm: Umkm, hari: date) -> Umkm:
    """A licence with its paper, and a record of the same enterprise that was merged into it."""
    berkas = ContentFile(_jpeg(), "halal.jpg")
    pabrik_legalitas.buat_legalitas(umkm, berlaku_sampai=hari + timedelta(days=30), pindaian=berkas)
    tanda = {"digabung_ke": umkm, "digabung_pada": pabrik.SEKARANG, "alasan_gabung": "tercatat dua kali"}
    return pabrik.buat_umkm(desa=umkm.desa, pemilik=KANARI_PEMILIK, **tanda)


def _usaha(desa: Desa, hari: date) -> Umkm:
    """An enterprise with its owner and 14 months of sales."""
    pribadi = {"telepon": KANARI_TELEPON, "nik": KANARI_NIK, "jenis_kelamin": "P", "keluarga_miskin": "ya"}
    umkm = pabrik.buat_umkm(desa=desa, pemilik=KANARI_PEMILIK, kbli=pabrik.buat_kbli(), **pribadi)
    for n in range(2, 16):
        rp = 1_000_000 + n * 100_000
        saluran = {"pasar": 400_000, "pameran": rp - 400_000} if n < 4 else None
        pabrik.buat_penjualan(umkm, tambah_bulan(awal_bulan(hari), -n), rp, saluran=saluran)
    pabrik.buat_penutupan(umkm, hari - timedelta(days=120), hari - timedelta(days=100))
    return umkm


def _fakta(penugasan: Penugasan, hari: date, oleh: Pengguna) -> dict[str, UUID]:
    """Enterprise with 14 months of sales, activity, visit with photos, an uploaded list."""
    umkm = _usaha(penugasan.desa, hari)
    gabungan = _izin_dan_gabungan(umkm, hari)
    kegiatan = pabrik.buat_kegiatan(penugasan, hari - timedelta(days=40), dana={"apbd_prov": 12_500_000})
    kunjungan = pabrik.buat_kunjungan(penugasan, hari - timedelta(days=20), foto=0, warga_ditemui=KANARI_WARGA)
    KunjunganUmkm.objects.create(kunjungan=kunjungan, umkm=umkm, berjalan=Berjalan.values[0])
    pabrik_kunjungan.buat_jawaban(kunjungan)
    tindak = pabrik_kunjungan.buat_tindak(kunjungan, hari, umkm=umkm)
    tuntas = pabrik_kunjungan.buat_tindak(
        kunjungan, hari, selesai_pada=pabrik.pada(hari), selesai_oleh=oleh, hasil="uji"
    )
    bantuan = pabrik_bantuan.buat_bantuan(penugasan, hari - timedelta(days=200), nama=(KANARI_PENERIMA,), umkm=(umkm,))
    periksa = pabrik_bantuan.buat_pemeriksaan(bantuan)
    pabrik_asesmen.buat_asesmen(penugasan, hari - timedelta(days=400), komoditas_unggulan="pala")
    asesmen = pabrik_asesmen.buat_asesmen(penugasan, hari - timedelta(days=10), umkm_aktif=9, kk_difabel=3)
    bukti = pabrik.buat_bukti(kunjungan=kunjungan)
    pabrik.buat_bukti(kegiatan=kegiatan)
    bukti.berkas.save("kanari.jpg", ContentFile(_jpeg()), save=False)
    bukti.kecil.save("kanari-kecil.jpg", ContentFile(_jpeg()), save=False)
    bukti.save(update_fields=["berkas", "kecil"])
    return {
        "umkm": umkm.uuid,
        "legalitas": umkm.uuid,
        "umkm:gabungan": gabungan.uuid,
        **_keuangan(umkm, hari),
        "kegiatan": kegiatan.uuid,
        "kunjungan": kunjungan.uuid,
        "kunjungan:tindak": tindak.kunci,
        "kunjungan:buka_tindak": tuntas.kunci,
        "foto": bukti.uuid,
        "serah": bantuan.uuid,
        "serah:koreksi_periksa": periksa.uuid,
        "asesmen": asesmen.uuid,
        "potret": _potret(penugasan),
        **_etalase(umkm),
        **_keluarga(penugasan.desa, oleh),
    }


def _potret(penugasan: Penugasan) -> UUID:
    """A village's baseline and a newer vintage that waits, both with a paper that names families and small groups."""
    pabrik_potret.buat_potret(penugasan.desa, penugasan.mulai - timedelta(days=30), kk_miskin=90)
    baru = pabrik_potret.buat_potret(
        penugasan.desa, penugasan.mulai + timedelta(days=200), status="draf", kk_miskin_ekstrem=3, kk_miskin=31
    )
    baru.pindaian.save("kanari.pdf", ContentFile(b"%PDF-kanari"))
    return baru.uuid


def _pantau(penugasan: Penugasan, hari: date) -> dict[str, UUID]:
    """A visit planned to every enterprise, how long they stay alive, what assistance changed, and what a check found."""
    pabrik_kelangsungan.hitung(hari)
    pabrik_dampak.hitung(hari)
    umkm = penugasan.desa.umkm.all()
    rencana = pabrik_pantau.buat_rencana_kunjungan(penugasan, hari + timedelta(days=3), *umkm)
    return {"pantau": rencana.uuid} | _petik(penugasan, hari)


def _keluarga(desa: Desa, oleh: Pengguna) -> dict[str, UUID]:
    """A family on the list with a desil, the same NIK in another village, and an extract that waits."""
    pribadi = {"nik": KANARI_NIK, "telepon": KANARI_TELEPON, "jenis_kelamin": "P", "alamat_rumah": KANARI_ALAMAT}
    satu = pabrik_keluarga.buat_keluarga(desa, kepala=KANARI_KELUARGA, kk=KANARI_KK, jumlah_anggota=5, **pribadi)
    rincian = {"sumber": "dtsen", "desil": 1, "periode_data": date(2025, 7, 31), "keterangan_keluarga": KANARI_WARGA}
    pabrik_keluarga.buat_status(satu, "desil", date(2025, 8, 1), **rincian)
    pabrik_keluarga.buat_keluarga(kepala=KANARI_KELUARGA, **pribadi)
    hari = date(2025, 9, 1)
    pabrik_keluarga.buat_status(satu, "verval", date(2025, 3, 1), hasil="layak", keterangan_keluarga=KANARI_WARGA)
    usul = {"diverifikasi_pada": None, "pemverifikasi_id": None, "pemverifikasi": ""}
    entas = pabrik_keluarga.buat_status(satu, "entas", hari, keterangan_keluarga=KANARI_WARGA, **usul)
    status = dict.fromkeys(("keluarga:verifikasi", "keluarga:batalkan", "keluarga:berkas"), entas.uuid)
    return {
        "keluarga": satu.uuid,
        **status,
        "keluarga:tautan": desa.umkm.order_by("pk")[0].uuid,
        "permintaan_subjek": kendala_subjek.buat_permintaan(rekaman=[f"desa.keluarga:{satu.pk}"]).uuid,
        "keluarga:kolom": _ekstrak(desa, oleh, timezone.now()).uuid,
    }


def _etalase(umkm: Umkm) -> dict[str, UUID]:
    """A product that shows, by a signed consent that shows no person."""
    produk = pabrik_produk.buat_produk(umkm, foto=True)
    pribadi = {"penyetuju": KANARI_PEMILIK, "saksi": KANARI_WARGA}
    izin = pabrik_produk.buat_persetujuan(produk, cara="tertulis", surat="persetujuan/kanari.pdf", **pribadi)
    izin.surat.save("kanari.pdf", ContentFile(b"%PDF-kanari"))
    pabrik_produk.buat_dilihat(produk, hari_ini(), 3)
    uuid = {"produk": produk.uuid, "produk:umkm": umkm.uuid, "produk:baru": umkm.uuid, "persetujuan": izin.uuid}
    return uuid | {"persetujuan:baru": umkm.uuid, "persetujuan:kertas": umkm.uuid}


def _keuangan(umkm: Umkm, hari: date) -> dict[str, UUID]:
    """Two quarterly states of the enterprise and an application for money, all with the canary's rupiah."""
    rp = int(KANARI_RUPIAH.replace(".", ""))
    potret = [pabrik_usaha.buat_perkembangan(umkm, hari - timedelta(days=n), aset_rp=rp) for n in (300, 5)]
    pinjam = pabrik_usaha.buat_pembiayaan(umkm, "dicairkan", diajukan_rp=rp)
    pabrik_usaha.buat_pembiayaan(umkm, "dicairkan", diajukan_rp=5)  # pimpinan read the sum of both
    milik = ("perkembangan:daftar", "perkembangan:baru", "pembiayaan:umkm", "pembiayaan:baru")
    return {"perkembangan": potret[-1].uuid, "pembiayaan": pinjam.uuid} | dict.fromkeys(milik, umkm.uuid)


def _unggahan(penugasan: Penugasan, oleh: Pengguna, kini: datetime) -> dict[str, UUID]:
    """An annex that waits, and long work that runs for the same person."""
    pekerjaan = pabrik_pekerjaan.buat_pekerjaan("berjalan", diminta_oleh=oleh)
    uuid = {"pekerjaan": pekerjaan.uuid, "pekerjaan:berkas": finished_work(oleh)}
    return uuid | {"impor": _impor(penugasan, oleh, kini).uuid}


def _impor(penugasan: Penugasan, oleh: Pengguna, kini: datetime) -> Impor:
    isi = f"OPD;Kode Desa;Mulai\n{penugasan.opd.nama};{penugasan.desa.kode};10 Januari 2025\n".encode()
    return Impor.objects.create(
        jenis=JenisImpor.LAMPIRAN,
        sk=penugasan.sk,
        nama_berkas="lampiran.csv",
        berkas=isi,
        ukuran=len(isi),
        sha256="0" * 64,
        diunggah_oleh=oleh,
        diunggah_pada=kini,
    )


def _ekstrak(desa: Desa, oleh: Pengguna, kini: datetime) -> Impor:
    """An extract of families whose columns nobody has named yet."""
    isi = f"Nama KRT;NIK;No KK;Desa\n{KANARI_KELUARGA};{KANARI_NIK};{KANARI_KK};{desa.nama}\n".encode()
    semua = {"sumber": "dtsen", "periode": "", "tanggal": kini.date().isoformat(), "desa": ""}
    dasar = {"nama_berkas": "petikan.csv", "ukuran": len(isi), "sha256": "0" * 64, "pilihan": {"semua": semua}}
    return Impor.objects.create(jenis=JenisImpor.KELUARGA, berkas=isi, diunggah_oleh=oleh, diunggah_pada=kini, **dasar)


def _kertas(opd: Opd, oleh: Pengguna, hari: date) -> None:
    """A deadline, a letter about it, a letterhead with a logo, and a paper that is out."""
    pabrik_tenggat.buat_tenggat(hari.year)
    pabrik_surat.buat_surat(kepada=oleh)
    kop = pabrik_cetak.buat_kop(opd)
    kop.logo.save("logo.png", ContentFile(pabrik_cetak.gambar()))
    pabrik_cetak.buat_cetakan()


def _kemitraan(
    penugasan: Penugasan, operator: Pengguna, draf: BarisRencana, opd_lain: Opd, terbit: BarisRencana
) -> dict[str, UUID]:
    """A request to another OPD, and a partner with a contact, a pledge and a hand-over."""
    kontak = {"nama_kontak": KANARI_MITRA, "telepon": KANARI_TELEPON}
    mitra = pabrik_mitra.buat_mitra(opd=penugasan.opd, dicatat_oleh=operator, **kontak)
    janji = pabrik_mitra.buat_janji(mitra, penugasan, baris=terbit, volume=3, satuan="unit")
    return {
        "dukungan": pabrik_dukungan.buat_dukungan(draf, opd_lain).uuid,
        "mitra": mitra.uuid,
        "janji": janji.uuid,
        "penyerahan": pabrik_mitra.buat_serah(janji).uuid,
        **_pasar(penugasan, operator, opd_lain),
    }


def _pasar(penugasan: Penugasan, operator: Pengguna, opd_lain: Opd) -> dict[str, UUID]:
    """A buyer with a contact, an enterprise of its own that supplies it, what that sold at a fair, and a request."""
    kontak = {"nama_kontak": KANARI_PEMBELI, "telepon": KANARI_TELEPON}
    pembeli = pabrik_pasar.buat_pembeli(opd=penugasan.opd, dicatat_oleh=operator, **kontak)
    umkm = pabrik.buat_umkm(desa=penugasan.desa, pemilik=KANARI_PEMILIK, telepon=KANARI_TELEPON)
    hasil = pabrik_pasar.buat_hasil(umkm=umkm)
    return {
        "pembeli": pembeli.uuid,
        "pasokan": pabrik_pasar.buat_pasokan(pembeli, umkm).uuid,
        "pameran": hasil.pameran.uuid,
        "hasil_pameran": hasil.uuid,
        "pasar": umkm.uuid,
        "permintaan_pasar": pabrik_pasar.buat_minta(umkm, opd_lain, penugasan).uuid,
    }


def _peringkat(opd: Opd, opd_lain: Opd, tahun: int) -> dict[str, UUID]:
    """Weights of next year to enact, last year frozen with an objection and a reward, this year as a draft."""
    p = pabrik_peringkat
    kartu = [p.biasa(7, opd, kode=opd.penugasan.first().desa.kode), p.biasa(4, opd_lain)]
    beku = p.buat_peringkat(*kartu, tahun=tahun - 1, dibekukan_pada=timezone.now())
    p.buat_hitungan(p.masukan(*kartu, tahun=tahun))
    bobot = p.buat_bobot(tahun + 1, ditetapkan=False)
    sanggahan = dict.fromkeys(("sanggahan", "kabulkan"), p.buat_sanggahan(beku, opd).uuid)
    evaluasi = p.buat_evaluasi(tahun=tahun - 1, desa=opd.penugasan.first().desa, opd=opd)
    uuid = {
        "evaluasi_desa": evaluasi.uuid,
        **dict.fromkeys(("bobot_detail", "bobot_ubah", "bobot_tetapkan"), bobot.uuid),
        **sanggahan,
    }
    uuid |= dict.fromkeys(("sanggah", "beri", "cetak"), beku.uuid)
    uuid |= dict.fromkeys(("batal", "piagam"), p.buat_penghargaan(beku, opd=opd).uuid)
    return {f"peringkat:{nama}": u for nama, u in uuid.items()}


def _petik(penugasan: Penugasan, hari: date) -> dict[str, UUID]:
    """Last year's spot check with a fact that was looked at twice, and one that is only locked."""
    uji = pabrik_petik.buat_uji(tahun=hari.year - 1, triwulan=3, diundi=True)
    objek = penugasan.kegiatan.values_list("uuid", flat=True)[0]
    butir = pabrik_petik.buat_butir(uji, opd=penugasan.opd, desa=penugasan.desa, objek=objek, pemeriksa=uji.diundi_oleh)
    lama = pabrik_petik.buat_hasil(butir, "tidak_ditemukan")
    pabrik_petik.buat_hasil(butir, menggantikan=lama)
    terkunci = pabrik_petik.buat_uji(tahun=hari.year - 1, triwulan=4)
    uuid = dict.fromkeys(("petik_detail", "petik_kerangka"), uji.uuid) | {"petik_undi": terkunci.uuid}
    uuid |= dict.fromkeys(("petik_butir", "petik_pemeriksa"), butir.uuid)
    return {f"mutu:{nama}": u for nama, u in uuid.items()}


def build() -> Dunia:
    """Fill the database with the world."""
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    hari, kini = hari_ini(), timezone.now()
    opd, opd_lain = pabrik.buat_opd(slug="dinas-uji"), pabrik.buat_opd(bukti="dugaan")
    penugasan, _ = (pabrik.buat_penugasan(opd=o, mulai=tambah_bulan(awal_bulan(hari), -16)) for o in (opd, opd_lain))
    tim = pabrik.buat_tim(penugasan)
    _rujukan(penugasan.desa, kini)
    orang = _orang(opd, opd_lain)
    uuid = _fakta(penugasan, hari, orang["operator_opd"]) | _pantau(penugasan, hari)
    meja = pabrik_naskah.Meja(orang["operator_opd"], orang["kepala_opd"], orang["verifikator"])
    uuid["naskah"] = pabrik_naskah.buat_rencana(penugasan, hari.year, status=StatusNaskah.DIAJUKAN, meja=meja).uuid
    draf = pabrik_naskah.buat_rencana(penugasan, hari.year - 1, baris=1)
    revisi = pabrik_naskah.buat_rencana(penugasan, hari.year - 2, status=StatusNaskah.DIVERIFIKASI, meja=meja, baris=1)
    uuid["rencana:banding"] = revision_under_way(penugasan, hari.year - 2, KANARI_DRAF).uuid
    uuid |= {"rencana": draf.uuid, "baris": draf.baris.get().kunci, "revisi": revisi.uuid}
    tw, lalu = triwulan(hari), triwulan(hari - timedelta(days=365))
    beku = pabrik_naskah.buat_laporan_beku(penugasan, *lalu, meja=meja, at=kini - timedelta(days=30))
    uuid["laporan"] = pabrik_naskah.buat_laporan(penugasan, *tw, kendala=KANARI_DRAF, rencana_berikut=KANARI_DRAF).uuid
    uuid |= dict.fromkeys(("laporan:detail", "laporan:buka_kunci", "cetak"), beku.uuid)
    _kertas(opd, orang["operator_opd"], hari)
    pabrik_api.buat_token(oleh=orang["admin_sistem"])
    tindak = pabrik_arahan.buat_lengkap(penugasan, orang, hari)
    uuid["klinik"] = pabrik_arahan.buat_konsultasi(penugasan, dijawab=True, target_batas=hari).uuid
    uuid |= _kemitraan(penugasan, orang["operator_opd"], draf.baris.get(), opd_lain, revisi.baris.get())
    uuid |= {"arahan": tindak.arahan.uuid, "rakor": tindak.arahan.rakor.uuid} | _peringkat(opd, opd_lain, hari.year)
    uuid |= _unggahan(penugasan, orang["verifikator"], kini)
    gabung = PenggabunganOpd.objects.create(
        nama_baru="Dinas Gabungan", status=StatusPenggabungan.DILAPORKAN, sumber="uji", menjadi=opd
    )
    gabung.dari.add(opd_lain)
    make_full(opd, orang["operator_opd"], hari)
    return Dunia(
        penugasan=penugasan,
        opd=opd,
        opd_lain=opd_lain,
        desa=penugasan.desa,
        pengguna=orang,
        uuid=uuid,
        pk={"tim": tim.pk, "penugasan": penugasan.pk, "penggabungan": gabung.pk, "arahan": tindak.pk},
        bulan=f"{tambah_bulan(awal_bulan(hari), -1):%Y-%m}",
    )
