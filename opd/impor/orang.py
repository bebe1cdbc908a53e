"""Whom uploaded lists name of which nothing was ever written: an account that leaked had them in hand all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from desa.angka import format_tanggal
from desa.impor.berkas import BerkasDitolak
from desa.impor.tabel import Baris, Tabel, baca_tabel
from desa.models import Catatan, Desa
from desa.sandi import SandiRusak
from desa.waktu import tanggal_wit
from opd.enums import IMPOR_KELUARGA, JenisImpor
from opd.impor.kolom import row_limit
from opd.impor.peta import mapped_columns, offer
from opd.impor.susun import read_impor
from opd.models import Impor, Pengguna
from opd.rekap.kebocoran import ISI_IMPOR, Terdampak, Tingkat
from opd.rekap.simpanan_pribadi import PER_LABEL, JenisData, Kunci

J = JenisData
NAMA = {JenisImpor.KELUARGA: "kepala", JenisImpor.DATA_KELUARGA: "kepala", JenisImpor.UMKM: "pemilik"}
"""Lists of persons -> the column of their names."""
ISI = {
    "nik": J.NOMOR, "kk": J.NOMOR, "telepon": J.KONTAK, "alamat_rumah": J.RUMAH, "jenis_kelamin": J.RUMAH,
    "jumlah_anggota": J.RUMAH, "desil": J.EKONOMI, "keluarga_miskin": J.EKONOMI,
}  # fmt: skip
"""Other columns -> what they tell of a person."""
HILANG = (
    "{} “{}”, diunggah {}: berkasnya sudah dilepas atau tidak terbaca, jadi orangnya tidak dapat disebut. Minta daftar aslinya "
    "kepada pengunggahnya."
)


def unapplied_lists(akun: Pengguna, dari: datetime, sampai: datetime) -> tuple[tuple[Terdampak, ...], tuple[str, ...]]:
    """The persons of the lists that the account had in hand in [dari, sampai) and nobody applied; and the lists that are gone.

    It opens and reads whole files: call it before a transaction. The caller has checked `can_trace_account`.
    """
    catatan = Catatan.objects.filter(oleh_id=akun.pk, pada__gte=dari, pada__lt=sampai, objek_jenis="opd.impor")
    saat: dict[str, list[Catatan]] = {}
    for c in catatan.scoped().order_by("pada", "pk"):
        saat.setdefault(c.objek_id, []).append(c)
    semua = Impor.objects.filter(pk__in=[pk for pk in saat if pk.isdigit()], jenis__in=NAMA, diterapkan_pada=None)
    orang: list[Terdampak] = []
    hilang: list[str] = []
    for impor in semua.scoped().order_by("pk"):
        try:
            orang += _persons(impor, saat[str(impor.pk)])
        except (BerkasDitolak, SandiRusak):
            hilang.append(HILANG.format(impor.get_jenis_display(), impor.nama_berkas, _day(impor)))
    return tuple(orang), tuple(hilang)


def _day(impor: Impor) -> str:
    return format_tanggal(tanggal_wit(impor.diunggah_pada))


def _persons(impor: Impor, catatan: list[Catatan]) -> Iterator[Terdampak]:
    jenis = JenisImpor(impor.jenis)
    tabel, label = _table(impor), ISI_IMPOR[jenis][0]
    semua = impor.pilihan.get("semua", {}).get("desa", "")
    kode = {b.teks("kode") or semua for b in tabel.baris}
    desa = {d.kode: d for d in Desa.objects.filter(kode__in=kode).scoped().with_place()}
    for baris in tabel.baris:
        if nama := baris.teks(NAMA[jenis]):
            yield Terdampak(
                kunci=Kunci("opd.impor", impor.pk),
                nama=nama,
                siapa=f"{PER_LABEL[label].siapa}, pada daftar yang tidak diterapkan",
                desa=desa.get(baris.teks("kode") or semua),
                tingkat=Tingkat.DIBUKA,
                jenis=_kinds(baris, jenis),
                cara=tuple(sorted({c.tindakan for c in catatan})),
                pertama=catatan[0].pada,
                akhir=catatan[-1].pada,
                tertulis=", ".join(t for n in ("desa", "kecamatan", "kabupaten") if (t := baris.teks(n))),
            )


def _table(impor: Impor) -> Tabel:
    """The rows; of an extract whose columns nobody said by what their headings look like."""
    if impor.jenis != JenisImpor.KELUARGA or impor.pilihan.get("peta"):
        return read_impor(impor)
    kolom = mapped_columns(offer(impor, None).saran)
    return baca_tabel(impor.berkas, kolom, wajib=(), batas=row_limit(impor.jenis))


def _kinds(baris: Baris, jenis: JenisImpor) -> tuple[JenisData, ...]:
    """What a row tells beside the name; that a family stands on a list of poor ones says how it fares."""
    ada = {J.NAMA} | {j for n, j in ISI.items() if baris.teks(n)} | ({J.EKONOMI} if jenis in IMPOR_KELUARGA else set())
    return tuple(j for j in JenisData if j in ada)
