"""The kinds of trouble that data show by themselves: what each means and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices

from opd.ambang import FOTO_SERUPA, PENCILAN_OMZET, REALISASI_BERLEBIH, SERBA_SERATUS, TARGET_TW_IV


class Kelompok(TextChoices):
    KOSONG = "kosong", "Belum diisi"
    TERLAMBAT = "terlambat", "Terlambat"
    JANGGAL = "janggal", "Janggal"
    FOTO = "foto", "Foto dipakai ulang"
    SERATUS = "seratus", "Serba 100 %"


class JenisTemuan(TextChoices):
    PENJUALAN = "penjualan", "Penjualan sebulan belum dilaporkan"
    RENCANA = "rencana", "Tanpa rencana aksi terverifikasi"
    TIM = "tim", "Penugasan tanpa tim"
    LAPORAN = "laporan", "Laporan triwulan terlambat"
    SUSULAN = "susulan", "Dicatat susulan"
    OMZET = "omzet", "Omzet melompat"
    BERLEBIH = "berlebih", "Realisasi jauh di atas target"
    SATUAN = "satuan", "Satuan kegiatan berbeda"
    MENUMPUK = "menumpuk", "Target menumpuk pada TW IV"
    WAKTU = "waktu", "Foto bukan dari harinya"
    TEMPAT = "tempat", "Foto bukan dari desanya"
    ULANG = "ulang", "Foto dipakai ulang"
    SERATUS = "seratus", "Semua baris tepat 100 %"


@dataclass(frozen=True, slots=True)
class Arti:
    """What one kind means, and what the OPD does about it."""

    kelompok: Kelompok
    arti: str
    langkah: str


K, J = Kelompok, JenisTemuan
ARTI: dict[JenisTemuan, Arti] = {
    J.PENJUALAN: Arti(
        K.KOSONG,
        "Satu desa dan bulan yang sudah jatuh tempo dengan UMKM yang belum melapor.",
        "Isi penjualan bulan itu; yang memang tidak berjualan dicatat tidak berjualan.",
    ),
    J.RENCANA: Arti(
        K.KOSONG,
        "Penugasan yang tahun ini belum mempunyai rencana aksi terverifikasi; capaiannya dihitung 0.",
        "Susun rencana aksinya dan ajukan, atau selesaikan yang masih di meja.",
    ),
    J.TIM: Arti(K.KOSONG, "Penugasan yang hari itu tidak mempunyai tim.", "Bentuk timnya menurut SK kepala OPD."),
    J.LAPORAN: Arti(
        K.TERLAMBAT,
        "Laporan yang lewat tenggat, disetujui sesudah tenggat, atau lambat dijawab sesudah dikembalikan.",
        "Selesaikan yang belum disetujui; yang sudah lewat tidak dapat diperbaiki, jaga triwulan berikutnya.",
    ),
    J.SUSULAN: Arti(
        K.TERLAMBAT,
        "Kegiatan atau kunjungan yang dicatat sesudah triwulannya diverifikasi.",
        "Catat kegiatan pada minggunya. Periksa apakah alasannya dapat diterima.",
    ),
    J.OMZET: Arti(
        K.JANGGAL,
        f"Omzet triwulan sebuah UMKM bergeser dari tahun lalu jauh di luar kebiasaan UMKM lain. {PENCILAN_OMZET.arti}",
        "Cocokkan dengan buku kas pemiliknya; koreksi bila salah ketik, biarkan bila benar.",
    ),
    J.BERLEBIH: Arti(
        K.JANGGAL,
        REALISASI_BERLEBIH.arti,
        "Periksa volumenya atau satuannya. Bila benar, targetnya terlalu rendah: revisi rencananya.",
    ),
    J.SATUAN: Arti(
        K.JANGGAL,
        "Baris rencana dengan kegiatan bersatuan lain, sehingga volumenya tidak terjumlah.",
        "Koreksi kegiatannya supaya satuannya sama dengan barisnya.",
    ),
    J.MENUMPUK: Arti(K.JANGGAL, TARGET_TW_IV.arti, "Bagi targetnya ke triwulan sebelumnya bila rencananya direvisi."),
    J.WAKTU: Arti(
        K.JANGGAL,
        "Foto yang menurut kameranya diambil pada hari lain.",
        "Periksa tanggal kegiatannya dan jam kameranya, atau ganti fotonya.",
    ),
    J.TEMPAT: Arti(
        K.JANGGAL,
        "Foto yang menurut kameranya diambil jauh dari desa itu.",
        "Periksa desanya, atau ganti fotonya dengan yang diambil di desa.",
    ),
    J.ULANG: Arti(
        K.FOTO,
        FOTO_SERUPA.arti,
        "Bandingkan kedua foto. Ganti foto yang dipakai ulang, atau batalkan catatan yang tidak terjadi.",
    ),
    J.SERATUS: Arti(
        K.SERATUS,
        SERBA_SERATUS.arti,
        "Cocokkan realisasinya dengan bukti di lapangan; tulis angka yang sebenarnya.",
    ),
}
"""In the order in which they are told."""
