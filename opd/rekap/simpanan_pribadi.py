"""Where every personal field lives: the one list that subject files, restriction, erasure and the breach helper read.

A house test holds it against the OPEN and PERSONAL of the models. Names of officials in their office are OPEN and stand here all
the same, for they too are persons who may ask. Free text (notes, minutes, answers) is not searched, and the pages say so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Model, TextChoices

from desa.angka import format_desimal, format_tanggal
from desa.models import Keluarga, Kontak, Legalitas, SidikKeluarga, StatusKeluarga, Umkm
from desa.models.pembiayaan import Pembiayaan
from desa.models.perkembangan import PerkembanganUmkm
from desa.models.produk import PersetujuanTampil
from desa.scoped import OpenQuerySet
from opd.models import AnggotaTim, Jabatan, Kunjungan, Mitra, Pembeli, Pengguna
from opd.models.bantuan import PenerimaBantuan


class JenisData(TextChoices):
    """What a field tells of a person, in the words of a notice."""

    NAMA = "nama", "nama"
    NOMOR = "nomor", "nomor identitas (NIK, nomor KK, atau NIP)"
    KONTAK = "kontak", "nomor telepon atau surel"
    RUMAH = "rumah", "alamat dan susunan keluarga"
    EKONOMI = "ekonomi", "keadaan ekonomi keluarga"
    KEUANGAN = "keuangan", "keuangan pribadi"
    BERKAS = "berkas", "berkas atau pindaian"
    SIDIK = "sidik", "sidik nomor (tidak terbaca)"
    AKUN = "akun", "kata sandi tersandi"


J = JenisData
TERTUTUP = (J.SIDIK, J.AKUN)
"""Kinds that nobody reads: keyed hashes."""


@dataclass(frozen=True)
class Simpanan:
    """One model that holds personal data.

    `kolom`: its personal fields; `tampil`: what a subject file shows, in this order; `nama`: fields that name persons, one a
    line; `desa`: the path to the village; `telepon`: the attribute that opens its phone; `induk`: chosen records it belongs
    to -> its path to them; `bersama`: what else its title names.
    """

    model: type[Model]
    siapa: str
    kolom: Mapping[str, JenisData]
    tampil: tuple[str, ...]
    judul: Callable[[Any], str]
    nama: tuple[str, ...] = ()
    desa: str = ""
    telepon: str = ""
    induk: Mapping[str, str] = field(default_factory=dict)
    bersama: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def rows(self) -> OpenQuerySet:
        """Every row, merged ones too. The caller has checked the right to all of them (`can_read_subject`)."""
        semua: Any = getattr(self.model, "semua", self.model._default_manager)
        return semua.all().scoped()

    def rows_with_place(self) -> Any:
        """The same with the names of its place and of what its title says."""
        desa = (f"{self.desa}__kecamatan__kabupaten",) if self.desa else ()
        return self.rows().select_related(*(*desa, *self.bersama, *self.induk.values()) or (None,))

    def names_in(self, baris: Any) -> list[str]:
        """The persons whom a row names, one a line of its fields."""
        return [t.strip() for k in self.nama for t in getattr(baris, k).splitlines() if t.strip()]


def _kolom(jenis: JenisData, teks: str) -> dict[str, JenisData]:
    return dict.fromkeys(teks.split(), jenis)


def _bantuan(p: PenerimaBantuan) -> str:
    b = p.bantuan
    return f"{b.barang}, {format_desimal(b.volume, 2)} {b.satuan}, {format_tanggal(b.tanggal)}, dari {b.penugasan.opd}"


LUAR = {"nama_kontak": J.NAMA, "telepon_sandi": J.KONTAK, "surel": J.KONTAK}
LUAR_TAMPIL = ("nama_kontak", "telepon_sandi", "surel", "nama", "alamat", "dicatat_pada", "ditutup_pada")
UMKM, KELUARGA = "desa.umkm", "desa.keluarga"

SIMPANAN: tuple[Simpanan, ...] = (
    Simpanan(
        Keluarga,
        "kepala keluarga sasaran",
        {"kepala": J.NAMA}
        | _kolom(J.NOMOR, "nik_sandi kk_sandi")
        | {"telepon_sandi": J.KONTAK}
        | _kolom(J.RUMAH, "alamat_rumah jumlah_anggota jenis_kelamin"),
        (
            "kepala", "nik_sandi", "kk_sandi", "jenis_kelamin", "jumlah_anggota", "alamat_rumah", "telepon_sandi", "desa",
            "dicatat_pada",
        ),
        lambda k: f"Keluarga sasaran di {k.desa.nama_lengkap}",
        nama=("kepala",),
        desa="desa",
        telepon="telepon",
    ),
    Simpanan(
        SidikKeluarga,
        "kepala keluarga sasaran",
        {"sidik_nomor": J.SIDIK},
        ("jenis",),
        lambda s: f"Sidik {s.get_jenis_display()} untuk pencarian",
        induk={KELUARGA: "keluarga"},
    ),
    Simpanan(
        StatusKeluarga,
        "keluarga sasaran",
        {"keterangan_keluarga": J.EKONOMI, "berkas_berita_acara": J.BERKAS},
        (
            "tanggal", "desil", "sumber", "periode_data", "hasil", "keterangan_keluarga", "nomor_berita_acara",
            "berkas_berita_acara", "diverifikasi_pada", "pemverifikasi", "dicatat_pada", "pencatat", "batal",
        ),
        lambda s: f"Status keluarga: {s.get_peristiwa_display()}",
        induk={KELUARGA: "keluarga"},
    ),
    Simpanan(
        Umkm,
        "pemilik UMKM",
        {"pemilik": J.NAMA, "jenis_kelamin": J.RUMAH, "telepon_sandi": J.KONTAK, "nik_sandi": J.NOMOR, "sidik_nik": J.SIDIK}
        | _kolom(J.EKONOMI, "keluarga_miskin keluarga_sasaran"),
        (
            "pemilik", "nik_sandi", "jenis_kelamin", "telepon_sandi", "keluarga_miskin", "keluarga_sasaran", "nama", "bentuk",
            "nib", "produk", "mulai_usaha", "modal_usaha_rp", "penjualan_setahun_rp", "desa", "dibina_sejak", "dibina_sampai",
            "alasan_keluar", "tutup_pada", "digabung_ke", "dicatat_pada",
        ),
        lambda u: f"UMKM {u.nama}, {u.desa.nama_lengkap}",
        nama=("pemilik",),
        desa="desa",
        telepon="telepon",
    ),
    Simpanan(
        Legalitas,
        "pemilik UMKM",
        {"pindaian": J.BERKAS},
        ("status", "nomor", "terbit_pada", "berlaku_sampai", "pindaian", "dicatat_pada"),
        lambda x: f"Legalitas {x.get_jenis_display()}",
        induk={UMKM: "umkm"},
    ),
    Simpanan(
        PersetujuanTampil,
        "pemberi persetujuan, saksi, atau nama yang tampil di etalase",
        _kolom(J.NAMA, "penyetuju saksi nama_tampil") | {"surat": J.BERKAS, "whatsapp_sandi": J.KONTAK},
        (
            "tanggal", "cara", "penyetuju", "saksi", "surat", "nama_tampil", "whatsapp_sandi", "tampil_foto", "tampil_desa",
            "tampil_pemilik", "tampil_whatsapp", "dicabut_pada", "alasan_cabut", "dicatat_pada", "pencatat",
        ),
        lambda p: f"Persetujuan tampil di etalase, {p.umkm.nama}",
        nama=("penyetuju", "saksi", "nama_tampil"),
        desa="umkm__desa",
        telepon="whatsapp",
        induk={UMKM: "umkm"},
    ),
    Simpanan(
        PerkembanganUmkm,
        "pemilik UMKM",
        _kolom(J.KEUANGAN, "aset_rp pajak_rp kredit_rp"),
        (
            "tanggal", "pekerja_l", "pekerja_p", "pekerja_terlatih", "pelanggan_bulan", "pembukuan", "berizin", "kredit",
            "aset_rp", "pajak_rp", "kredit_rp", "dicatat_pada", "pencatat", "batal",
        ),
        lambda p: f"Perkembangan UMKM, dilihat {format_tanggal(p.tanggal)}",
        induk={UMKM: "umkm"},
    ),
    Simpanan(
        Pembiayaan,
        "pemilik UMKM",
        _kolom(J.KEUANGAN, "diajukan_rp disetujui_rp alasan_tolak dicairkan_rp"),
        (
            "lembaga", "status", "diajukan_pada", "diajukan_rp", "diputus_pada", "disetujui_rp", "alasan_tolak", "dicairkan_pada",
            "dicairkan_rp", "dicatat_pada", "pencatat", "dibatalkan_pada",
        ),
        lambda p: f"Pengajuan {p.get_jenis_display()}",
        induk={UMKM: "umkm"},
    ),
    Simpanan(
        PenerimaBantuan,
        "penerima bantuan",
        {"nama_penerima": J.NAMA, "sidik_penerima": J.SIDIK},
        ("nama_penerima", "umkm"),
        _bantuan,
        nama=("nama_penerima",),
        desa="bantuan__penugasan__desa",
        induk={UMKM: "umkm"},
        bersama=("bantuan__penugasan__opd",),
    ),
    Simpanan(
        Kunjungan,
        "warga atau anggota tim pada kunjungan",
        _kolom(J.NAMA, "warga_ditemui tim_hadir"),
        ("tanggal", "cara", "warga_ditemui", "tim_hadir", "dicatat_pada", "pencatat", "batal"),
        lambda k: f"Kunjungan {format_tanggal(k.tanggal)} oleh {k.penugasan.opd}",
        nama=("warga_ditemui", "tim_hadir"),
        desa="penugasan__desa",
        bersama=("penugasan__opd",),
    ),
    Simpanan(
        Kontak,
        "kontak desa atau kecamatan",
        {"nama": J.NAMA, "telepon_sandi": J.KONTAK},
        ("nama", "jabatan", "telepon_sandi", "mulai", "selesai", "sumber"),
        lambda k: f"Kontak: {k.get_jabatan_display()}",
        nama=("nama",),
        desa="desa",
        telepon="telepon",
    ),
    Simpanan(
        Mitra,
        "kontak mitra",
        LUAR,
        LUAR_TAMPIL,
        lambda m: f"Kontak mitra {m.nama}",
        nama=("nama_kontak",),
        telepon="telepon",
    ),
    Simpanan(
        Pembeli,
        "kontak pembeli",
        LUAR,
        LUAR_TAMPIL,
        lambda p: f"Kontak pembeli {p.nama}",
        nama=("nama_kontak",),
        telepon="telepon",
    ),
    Simpanan(
        Pengguna,
        "pemegang akun",
        {"nama": J.NAMA, "surel": J.KONTAK, "password": J.AKUN},
        ("nama", "username", "surel", "is_active", "last_login", "dibuat_pada"),
        lambda p: f"Akun {p.username}",
        nama=("nama",),
    ),
    Simpanan(
        Jabatan,
        "pejabat",
        {"pemegang": J.NAMA, "nip": J.NOMOR},
        ("pemegang", "nip", "nama_jabatan", "status", "mulai", "selesai", "sumber"),
        lambda j: f"Jabatan {j.sebutan}",
        nama=("pemegang",),
    ),
    Simpanan(
        AnggotaTim,
        "anggota tim pendamping",
        {"nama": J.NAMA},
        ("nama", "peran"),
        lambda a: f"Anggota tim {a.tim.penugasan.opd}, {a.tim.penugasan.desa.nama}",
        nama=("nama",),
        desa="tim__penugasan__desa",
        bersama=("tim__penugasan__opd",),
    ),
)  # fmt: skip
PER_LABEL: Mapping[str, Simpanan] = {s.label: s for s in SIMPANAN}
BUKAN_PERORANGAN: Mapping[str, str] = {
    "desa.potretkesejahteraan": "hitungan per desa; pindaiannya bukti angka desa, bukan catatan tentang seseorang",
    "opd.impor": "berkas unggahan tersandi; siapa yang termuat dibaca dari catatan yang ditulisnya",
    "opd.hasilkelangsungan": "hitungan banyak usaha sekaligus",
    "opd.pekerjaan": "apa yang diminta seorang pengguna dan naskah hasilnya, yang hanya dibaca olehnya; dihapus sesudah 14 hari",
    "opd.permintaansubjek": "yang diambil selama dibatasi, tersandi; catatannya sendiri disebut dengan nomor",
    "opd.faktorkedua": "kunci verifikasi dua langkah seorang pengguna, tersandi; dihapus saat dimatikan atau disetel ulang",
    "opd.kodepemulihan": "sidik kode sekali pakai, yang tidak dapat dibaca kembali",
    "opd.sesi": "perangkat seorang pengguna yang sedang masuk, tanpa bagian akhir jaringannya; dihapus sehari sesudah berakhir",
    "opd.nisan": "sidik yang tidak dapat dibaca; menjaga supaya orangnya tidak tercatat lagi",
    "desa.instalasi": "kunci nisan, bukan data orang",
}
"""Models with PERSONAL fields that are no record of one person, and why."""


class Kunci(NamedTuple):
    """One stored record: the model's label and the row's number; `desa.keluarga:12` in a form."""

    label: str
    pk: int

    def __str__(self) -> str:
        return f"{self.label}:{self.pk}"

    @property
    def simpanan(self) -> Simpanan:
        return PER_LABEL[self.label]

    @classmethod
    def read(cls, teks: str) -> Kunci | None:
        """The key written in a form; None for what names no personal record."""
        label, _, pk = teks.partition(":")
        return cls(label, int(pk)) if label in PER_LABEL and pk.isascii() and pk.isdigit() and len(pk) < 19 else None
