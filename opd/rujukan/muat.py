"""Turn the middle floor's reference files into rows (see README.md in this folder)."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from desa.models import Desa, Indikator, record
from desa.rujukan.baca import Baris, RujukanRusak, baca_berkas
from desa.rujukan.selaras import TINDAKAN, Beda, Hasil, selaraskan
from desa.validators import kunci_nama
from opd.actions.dasar import save_checked
from opd.enums import BuktiOpd, JenisOpd, StatusPenggabungan
from opd.models import AliasOpd, IndikatorOpd, Opd, PenggabunganOpd, Penugasan, Sk

MAP = Path(__file__).parent
ALIAS_SEJAK = date(2023, 1, 10)
"""Spellings from the press are accepted in annexes from the date of the first SK on."""


@transaction.atomic
def muat_rujukan_opd(*, at: datetime, folder: Path = MAP) -> list[Hasil]:
    """Load every file; what happened to each table. Raises RujukanRusak and writes nothing when a file is wrong.

    Needs the ground floor's reference data. Reported mergers load as *dilaporkan* and are never executed here.
    """
    if not Indikator.objects.exists() or not Desa.objects.exists():
        raise RujukanRusak("Data rujukan desa belum ada. Jalankan muat_rujukan lebih dahulu.")
    hasil = [_muat_opd(folder, at)]
    opd = dict(Opd.objects.values_list("nama", "pk"))
    slug = {b["nama"]: b["slug"] for b in baca_berkas(folder / "opd.csv")}
    per_slug = dict(Opd.objects.values_list("slug", "pk"))
    opd |= {nama: per_slug[s] for nama, s in slug.items()}
    hasil.append(_muat_alias(folder, opd, at))
    hasil.append(_muat_penggabungan(folder, opd, at))
    hasil.append(_muat_indikator(folder, opd, at))
    hasil.append(_muat_sk(folder, at))
    hasil.append(_muat_penugasan(folder, opd, at))
    return hasil


def _muat_opd(folder: Path, at: datetime) -> Hasil:
    """Units first, then the parts of a unit, so that `induk` is there."""
    berkas = list(baca_berkas(folder / "opd.csv"))
    isi = [_opd(b) for b in berkas if not b["induk"]]
    hasil = selaraskan(Opd, isi, kunci=("slug",), at=at, lapor_hilang=False)
    induk = dict(Opd.objects.values_list("nama", "pk"))
    bagian = [_opd(b) | {"induk_id": b.cari("induk", induk, "nama OPD induk")} for b in berkas if b["induk"]]
    kedua = selaraskan(Opd, bagian, kunci=("slug",), at=at, lapor_hilang=False)
    hasil.baru += kedua.baru
    hasil.sama += kedua.sama
    hasil.berubah += kedua.berubah
    hasil.tidak_ditimpa += kedua.tidak_ditimpa
    di_berkas = {b["slug"] for b in berkas}
    hasil.tidak_di_berkas = [str(o) for o in Opd.objects.exclude(slug__in=di_berkas)]
    return hasil


def _opd(baris: Baris) -> dict[str, Any]:
    return {
        "slug": baris["slug"],
        "nama": baris["nama"],
        "singkatan": baris["singkatan"],
        "jenis": baris.salah_satu("jenis", JenisOpd),
        "bukti": baris.salah_satu("bukti", BuktiOpd),
        "sumber": baris["sumber"],
        "catatan": baris["catatan"],
    }


def _muat_alias(folder: Path, opd: dict[str, int], at: datetime) -> Hasil:
    """New spellings only: a spelling that people closed or moved stays as they left it."""
    hasil = Hasil(str(AliasOpd._meta.verbose_name))
    ada = set(AliasOpd.objects.values_list("kunci", flat=True))
    for baris in baca_berkas(folder / "alias_opd.csv"):
        kunci = kunci_nama(baris["alias"])
        if kunci in ada:
            hasil.sama += 1
            continue
        alias = AliasOpd(
            opd_id=baris.cari("opd", opd, "nama OPD"),
            nama=baris["alias"],
            kunci=kunci,
            mulai=ALIAS_SEJAK,
            dicatat_oleh=f"data rujukan: {baris['sumber']}"[:200],
        )
        save_checked(alias)
        record(None, TINDAKAN, alias, at=at, opd_id=alias.opd_id)
        hasil.baru += 1
    return hasil


def _muat_penggabungan(folder: Path, opd: dict[str, int], at: datetime) -> Hasil:
    berkas = list(baca_berkas(folder / "penggabungan.csv"))
    dari = {
        b["nama_baru"]: b.baca("dari", lambda t: [opd[n] for n in t.split("|")], "memuat nama OPD yang tidak dikenal")
        for b in berkas
    }
    isi = [
        {
            "nama_baru": b["nama_baru"],
            "status_nama": b["status_nama"],
            "sumber": b["sumber"],
            "status": StatusPenggabungan.DILAPORKAN.value,
            "menjadi_id": b.cari("menjadi", opd, "nama OPD") if b["menjadi"] else None,
        }
        for b in berkas
    ]
    lama = set(PenggabunganOpd.objects.values_list("nama_baru", flat=True))
    hasil = selaraskan(PenggabunganOpd, isi, kunci=("nama_baru",), tetap=("status", "menjadi_id"), at=at)
    for gabung in PenggabunganOpd.objects.filter(nama_baru__in=set(dari) - lama):
        gabung.dari.set(dari[gabung.nama_baru])
    return hasil


def _muat_indikator(folder: Path, opd: dict[str, int], at: datetime) -> Hasil:
    indikator = {f"{d} {n}": pk for d, n, pk in Indikator.objects.values_list("dimensi", "nomor", "pk")}
    isi = []
    for baris in baca_berkas(folder / "indikator_opd.csv"):
        kunci = f"{baris['dimensi']} {baris['nomor']}"
        if kunci not in indikator:
            raise baris.rusak("nomor", f"indikator {kunci} tidak ada")
        isi.append(
            {
                "indikator_id": indikator[kunci],
                "opd_id": baris.cari("opd", opd, "nama OPD"),
                "catatan": f"Istilah pada sumber: {baris['istilah_sumber']}",
            }
        )
    return selaraskan(IndikatorOpd, isi, kunci=("indikator_id", "opd_id"), at=at)


def _muat_sk(folder: Path, at: datetime) -> Hasil:
    isi = [
        {
            "nomor": b["nomor"],
            "tanggal": b.tanggal("tanggal"),
            "tentang": b["tentang"],
            "mulai": b.tanggal("berlaku_mulai"),
            "sumber": b["sumber"],
        }
        for b in baca_berkas(folder / "sk.csv")
    ]
    return selaraskan(Sk, isi, kunci=("nomor",), at=at, lapor_hilang=False)


def _muat_penugasan(folder: Path, opd: dict[str, int], at: datetime) -> Hasil:
    """Open the pairings known in public, unless the village already has or had this one, or the SK another number."""
    hasil = Hasil(str(Penugasan._meta.verbose_name))
    desa, sk = dict(Desa.objects.values_list("kode", "pk")), {s.nomor: s for s in Sk.objects.all()}
    bernomor_lain = {b["nomor"] for b in baca_berkas(folder / "sk.csv")} - sk.keys()  # by a person
    for baris in baca_berkas(folder / "penugasan.csv"):
        if baris["nomor_sk"] in bernomor_lain:
            hasil.sama += 1
            continue
        baru = Penugasan(
            sk=baris.cari("nomor_sk", sk, "nomor SK"),
            opd_id=baris.cari("opd", opd, "nama OPD"),
            desa_id=baris.cari("kode_desa", desa, "kode desa"),
            mulai=baris.tanggal("mulai"),
            mulai_dari_sk=baris["mulai_dari_sk"] == "ya",
            sumber=baris["sumber"],
            dicatat_pada=at,
        )
        if Penugasan.objects.filter(sk=baru.sk, opd_id=baru.opd_id, desa_id=baru.desa_id).exists():
            hasil.sama += 1
            continue
        try:
            save_checked(baru)
        except ValidationError as e:
            hasil.tidak_ditimpa.append(
                Beda(baru.desa_id, str(baru), "penugasan", " ".join(e.messages), baris["sumber"])
            )
            continue
        record(
            None,
            "membuka penugasan",
            baru,
            at=at,
            opd_id=baru.opd_id,
            perubahan={"mulai": [None, baru.mulai.isoformat()]},
        )
        hasil.baru += 1
    return hasil


def jumlah_penugasan_rujukan(folder: Path = MAP) -> int:
    """How many pairings the reference data itself opens."""
    return len(list(baca_berkas(folder / "penugasan.csv")))
