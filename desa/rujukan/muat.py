"""Turn the ground floor's reference files into rows (see README.md in this folder)."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db import transaction

from desa.enums import (
    SEBUTAN_KEPALA,
    ArahMakro,
    DimensiIDM,
    JenisAngka,
    JenisDesa,
    JenisIndeks,
    JenisKabupaten,
    PeriodeBPS,
    PeriodeMakro,
    Presisi,
    StatusDesa,
)
from desa.models import (
    BatasStatus,
    Catatan,
    DaftarPrioritas,
    DataKemiskinan,
    Desa,
    IndeksDesa,
    IndeksHarga,
    Indikator,
    IndikatorMakro,
    Kabupaten,
    Kbli,
    Kecamatan,
    NilaiIndikator,
    NilaiMakro,
    record,
)
from desa.models.kbli import kunci_kbli
from desa.rujukan.baca import Baris, baca_berkas, baca_sumber
from desa.rujukan.selaras import TINDAKAN, Hasil, selaraskan
from desa.rumus_indeks import SKOR_TERBAIK, tambahan

MAP = Path(__file__).parent
TITIK = {"": "titik tengah", "pulau_terbesar": "titik di pulau terbesar", "kecamatan": "titik kecamatan dipinjam"}


@transaction.atomic
def muat_rujukan(*, at: datetime, folder: Path = MAP) -> list[Hasil]:
    """Load every file; what happened to each table. Raises RujukanRusak and writes nothing when a file is wrong."""
    sumber = baca_sumber(folder)
    wilayah = list(baca_berkas(folder / "wilayah.csv"))
    hasil = _muat_wilayah(folder, wilayah, sumber, at)
    desa = dict(Desa.objects.values_list("kode", "pk"))
    kabupaten = dict(Kabupaten.objects.values_list("kode", "pk"))
    indeks = _indeks(folder, sumber, desa)
    vintage = ("jenis", "tahun")
    hasil.append(selaraskan(IndeksDesa, indeks, kunci=("desa_id", *vintage), at=at, lingkup=vintage))
    batas = _batas_status(folder)
    hasil.append(selaraskan(BatasStatus, batas, kunci=("jenis", "mulai_tahun"), at=at, lapor_hilang=False))
    hasil.append(selaraskan(Indikator, _indikator(folder, sumber), kunci=("dimensi", "nomor"), at=at))
    skor, satu_lembar = _nilai(folder, sumber, desa), ("desa_id", "tahun")
    hasil.append(
        selaraskan(NilaiIndikator, skor, kunci=("desa_id", "indikator_id", "tahun"), at=at, lingkup=satu_lembar)
    )
    hasil.append(
        selaraskan(
            DataKemiskinan,
            _kemiskinan(folder, kabupaten),
            kunci=("kabupaten_id", "tahun", "periode", "sumber"),
            at=at,
            lapor_hilang=False,
        )
    )
    hasil += _muat_makro(folder, at)
    hasil.append(_muat_prioritas(folder, at))
    hasil.append(selaraskan(Kbli, _kbli(folder, sumber), kunci=("kode",), at=at))
    hasil.append(selaraskan(IndeksHarga, _ihk(folder), kunci=("bulan", "tahun_dasar"), at=at))
    return hasil


def _muat_wilayah(folder: Path, wilayah: list[Baris], sumber: dict[str, Any], at: datetime) -> list[Hasil]:
    per_tingkat: dict[str, list[Baris]] = {
        t: [] for t in ("provinsi", "kabupaten", "kota", "kecamatan", "desa", "kelurahan")
    }
    for baris in wilayah:
        baris.cari("tingkat", per_tingkat, "tingkat wilayah").append(baris)

    def dasar(baris: Baris) -> dict[str, Any]:
        titik = baris.cari("titik", TITIK, "cara menentukan titik")
        return {
            "kode": baris["kode"],
            "nama": baris["nama"],
            "lintang": baris.desimal("lintang"),
            "bujur": baris.desimal("bujur"),
            "sumber_titik": f"{sumber['titik']['sumber']}; {titik}",
            "sumber": sumber["wilayah"]["sumber"],
        }

    kab = [
        dasar(b) | {"kode_bps": b["kode_bps"], "jenis": b.salah_satu("tingkat", JenisKabupaten)}
        for b in per_tingkat["kabupaten"] + per_tingkat["kota"]
    ]
    hasil = [selaraskan(Kabupaten, kab, kunci=("kode",), at=at)]
    induk = dict(Kabupaten.objects.values_list("kode", "pk"))
    kec = [dasar(b) | {"kabupaten_id": _induk(b, induk)} for b in per_tingkat["kecamatan"]]
    hasil.append(selaraskan(Kecamatan, kec, kunci=("kode",), at=at))
    induk = dict(Kecamatan.objects.values_list("kode", "pk"))
    adat = _jenis_adat(folder)
    desa = []
    for baris in per_tingkat["desa"] + per_tingkat["kelurahan"]:
        isi = dasar(baris) | {"kecamatan_id": _induk(baris, induk), "kode_bps": baris["kode_bps"]}
        desa.append(isi | _jenis_desa(isi, adat))
    hasil.append(selaraskan(Desa, desa, kunci=("kode",), at=at))
    return hasil


def _induk(baris: Baris, peta: dict[str, int]) -> int:
    kode = baris["kode"].rpartition(".")[0]
    if kode not in peta:
        raise baris.rusak("kode", f"wilayah induk {kode} tidak ada")
    return peta[kode]


def _jenis_adat(folder: Path) -> list[tuple[str, str, str, str]]:
    """(code prefix, jenis, title of the head, source), the longest prefix first."""
    baris = [
        (b["awalan_kode"], b.salah_satu("jenis", JenisDesa), b["sebutan_kepala"], b["sumber"])
        for b in baca_berkas(folder / "wilayah_jenis.csv")
    ]
    return sorted(baris, key=lambda r: -len(r[0]))


def _jenis_desa(isi: dict[str, Any], adat: list[tuple[str, str, str, str]]) -> dict[str, str]:
    """Kind and local title of a village: kelurahan by its code, negeri and ohoi only where a source says so."""
    kode = isi["kode"]
    if kode.rpartition(".")[2].startswith("1"):
        return {"jenis": JenisDesa.KELURAHAN.value, "sebutan_kepala_lain": ""}
    for awalan, jenis, sebutan, sumber in adat:
        if kode == awalan or kode.startswith(f"{awalan}."):
            lain = "" if sebutan == SEBUTAN_KEPALA[JenisDesa(jenis)] else sebutan
            return {"jenis": jenis, "sebutan_kepala_lain": lain, "sumber": f"{isi['sumber']}; jenis: {sumber}"}
    return {"jenis": JenisDesa.DESA.value, "sebutan_kepala_lain": ""}


def _indeks(folder: Path, sumber: dict[str, Any], desa: dict[str, int]) -> Iterator[dict[str, Any]]:
    for baris in baca_berkas(folder / "idm.csv"):
        vintage = baris.cari("tahun", sumber["idm"], "tahun yang ada di sumber.toml")
        yield {
            "desa_id": baris.cari("kode", desa, "kode desa"),
            "jenis": JenisIndeks.IDM.value,
            "tahun": baris.angka("tahun"),
            "nilai": baris.desimal("nilai"),
            "iks": baris.desimal("iks"),
            "ike": baris.desimal("ike"),
            "ikl": baris.desimal("ikl"),
            "status": baris.salah_satu("status", StatusDesa),
            "kode_asal": baris["kode_asal"],
            "sumber": vintage["sumber"] + (f"; {baris['catatan']}" if baris["catatan"] else ""),
            "tanggal_data": vintage["tanggal_data"],
        }


def _indikator(folder: Path, sumber: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for baris in baca_berkas(folder / "indikator_idm.csv"):
        yield {
            "dimensi": baris.salah_satu("dimensi", DimensiIDM),
            "nomor": baris.angka("nomor"),
            "nama": baris["nama"],
            "pelaksana_prov": baris["pelaksana_provinsi"],
            "pelaksana_kab": baris["pelaksana_kabupaten"],
            "pelaksana_desa": baris["pelaksana_desa"],
            "csr": baris["csr"] != "",
            "sumber": sumber["indikator_idm"]["sumber"],
        }


def _nilai(folder: Path, sumber: dict[str, Any], desa: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Scores with their meaning, and the points that a full score would add."""
    arti = {
        (b["dimensi"], b["nomor"], b["skor"]): (b["keterangan"], b["kegiatan_disarankan"])
        for b in baca_berkas(folder / "arti_skor_idm.csv")
    }
    indikator = {(d, str(n)): pk for d, n, pk in Indikator.objects.values_list("dimensi", "nomor", "pk")}
    tambah = {
        (d.value, str(s)): _delapan_desimal(tambahan(d, SKOR_TERBAIK - s))
        for d in DimensiIDM
        for s in range(SKOR_TERBAIK + 1)
    }
    for baris in baca_berkas(folder / "nilai_indikator.csv.gz"):
        desa_id, tahun = baris.cari("kode", desa, "kode desa"), baris.angka("tahun")
        for kunci, indikator_id in indikator.items():
            skor = baris["".join(kunci)]
            keterangan, kegiatan = arti.get((*kunci, skor), ("", ""))
            yield {
                "desa_id": desa_id,
                "indikator_id": indikator_id,
                "tahun": tahun,
                "skor": baris.angka("".join(kunci)),
                "keterangan": keterangan,
                "kegiatan_disarankan": kegiatan,
                "tambahan_nilai": tambah.get((kunci[0], skor)),
                "sumber": sumber["nilai_indikator"]["sumber"],
            }


def _delapan_desimal(nilai: Fraction) -> Decimal:
    return (Decimal(nilai.numerator) / nilai.denominator).quantize(Decimal("1e-8"))


def _batas_status(folder: Path) -> Iterator[dict[str, Any]]:
    for baris in baca_berkas(folder / "batas_status.csv"):
        yield {
            "jenis": baris.salah_satu("jenis", JenisIndeks),
            "mulai_tahun": baris.angka("mulai_tahun"),
            **{s.value: baris.desimal(s.value) for s in StatusDesa if s != StatusDesa.MANDIRI},
            "dipastikan": baris["dipastikan"] != "",
            "sumber": baris["sumber"],
        }


def _kemiskinan(folder: Path, kabupaten: dict[str, int]) -> Iterator[dict[str, Any]]:
    for baris in baca_berkas(folder / "kemiskinan.csv"):
        yield {
            "kabupaten_id": None if baris["kode"] == "81" else baris.cari("kode", kabupaten, "kode kabupaten"),
            "tahun": baris.angka("tahun"),
            "periode": baris.salah_satu("periode", PeriodeBPS),
            "persen_miskin": baris.desimal_atau_kosong("persen"),
            "presisi": baris.salah_satu("presisi", Presisi),
            "jumlah_ribu": baris.desimal_atau_kosong("jumlah_ribu"),
            "p1": baris.desimal_atau_kosong("p1"),
            "p2": baris.desimal_atau_kosong("p2"),
            "garis_rp": baris.angka("garis_rp") if baris["garis_rp"] else None,
            "sumber": baris["sumber"],
            "catatan": baris["catatan"],
        }


def _muat_makro(folder: Path, at: datetime) -> list[Hasil]:
    """Indicators, then the figures that sources state; people add more of both."""
    indikator = [
        {
            "kode": b["kode"],
            "nama": b["nama"],
            "satuan": b["satuan"],
            "arah": b.salah_satu("arah", ArahMakro),
            "definisi": b["definisi"],
            "urutan": b.angka("urutan"),
        }
        for b in baca_berkas(folder / "indikator_makro.csv")
    ]
    hasil = selaraskan(IndikatorMakro, indikator, kunci=("kode",), at=at, lapor_hilang=False)
    kunci = ("indikator_id", "jenis", "tahun", "periode", "sumber")
    return [hasil, selaraskan(NilaiMakro, _makro(folder), kunci=kunci, at=at, lapor_hilang=False)]


def _makro(folder: Path) -> Iterator[dict[str, Any]]:
    indikator = dict(IndikatorMakro.objects.values_list("kode", "pk"))
    for baris in baca_berkas(folder / "makro.csv"):
        yield {
            "indikator_id": baris.cari("indikator", indikator, "kode indikator makro"),
            "jenis": baris.salah_satu("jenis", JenisAngka),
            "tahun": baris.angka("tahun"),
            "periode": baris.salah_satu("periode", PeriodeMakro),
            "nilai": baris.desimal("nilai"),
            "nilai_atas": baris.desimal_atau_kosong("nilai_atas"),
            "sumber": baris["sumber"],
            "tanggal_data": baris.tanggal("tanggal_data"),
            "catatan": baris["catatan"],
        }


def _kbli(folder: Path, sumber: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for baris in baca_berkas(folder / "kbli.csv"):
        yield {
            "kode": baris["kode"],
            "nama": baris["nama"],
            "kata": baris["kata"],
            "kunci": kunci_kbli(baris["nama"], baris["kata"]),
            "sumber": sumber["kbli"]["sumber"],
        }


def _ihk(folder: Path) -> Iterator[dict[str, Any]]:
    for baris in baca_berkas(folder / "ihk.csv"):
        yield {
            "bulan": baris.tanggal("bulan"),
            "nilai": baris.desimal("nilai"),
            "tahun_dasar": baris.angka("tahun_dasar"),
            "sumber": baris["sumber"],
        }


def _muat_prioritas(folder: Path, at: datetime) -> Hasil:
    berkas = list(baca_berkas(folder / "prioritas.csv"))
    isi = [
        {
            "nama": b["nama"],
            "dasar": b["dasar"],
            "tanggal": b.tanggal("tanggal"),
            "catatan": b["catatan"],
            "sumber": b["sumber"],
        }
        for b in berkas
    ]
    hasil = selaraskan(DaftarPrioritas, isi, kunci=("nama",), at=at)
    for baris in berkas:
        daftar = DaftarPrioritas.objects.filter(nama=baris["nama"]).first()
        if baris["aturan"] and daftar is not None:  # else a person has renamed it
            _isi_anggota(daftar, baris, hasil, at)
    return hasil


def _isi_anggota(daftar: DaftarPrioritas, baris: Baris, hasil: Hasil, at: datetime) -> None:
    """Fill a computed list ("idm:2024:tertinggal|…") unless a person has changed it since."""
    jenis, tahun, status = baris.baca("aturan", _pecah_aturan, "bukan aturan jenis:tahun:status|status")
    mestinya = set(
        IndeksDesa.objects.filter(jenis=jenis, tahun=tahun, status__in=status).values_list("desa_id", flat=True)
    )
    kini = set(daftar.desa.values_list("pk", flat=True))
    if mestinya == kini:
        return
    if Catatan.objects.about(daftar).filter(oleh_id__isnull=False).exists():
        hasil.tidak_di_berkas.append(f"{daftar}: anggota diubah petugas, tidak dihitung ulang")
        return
    daftar.desa.set(mestinya)
    record(None, TINDAKAN, daftar, at=at, perubahan={"anggota": [len(kini), len(mestinya)]})


def _pecah_aturan(teks: str) -> tuple[str, int, list[str]]:
    jenis, tahun, status = teks.split(":")
    return JenisIndeks(jenis).value, int(tahun), [StatusDesa(s).value for s in status.split("|")]
